/** What the rules about exceptions share: conditions that say nothing, and whether an entry is about the model or about a case. */
import type { TraitContent } from '../../document/trait-content.ts';
import { phraseSearch } from './phrases.ts';

/** Words that say of the model, or of the trait, nothing about a case. */
const OF_THE_TRAIT = /^(?:\{\{[ \t]*model[ \t]*\}\}|it|they|we|this|that|these|there|(?:the|this|our|an)\s+(?:assistant|model|agent|bot|ai|chatbot|trait|rule|principle|behaviou?r)|assistants?|models?|(?:an|some|any)\s+exceptions?|exceptions?|other\s+behaviou?r)(?!\w)/i;

/** Whether an entry begins with the model or the trait itself, and not with the case that it sets apart. */
export function beginsWithTheModel(text: string, { source, statement }: TraitContent): boolean {
  const start = text.replace(/^[\s*_,;:.]+/, '');
  if (OF_THE_TRAIT.test(start)) return true;
  // A statement mostly begins with the model's name: “Aster says what it believes”.
  const subject = statement === undefined ? undefined : /^[\s*_]*(\p{Lu}[\p{L}\p{N}-]{0,40})(?=\s+\p{Ll})/u.exec(source.slice(statement.start, Math.min(statement.end, statement.start + 80)))?.[1];
  return subject !== undefined && !COMMON_FIRST_WORDS.test(subject) && start.startsWith(`${subject} `);
}

/** A statement that begins with one of these names nobody. */
const COMMON_FIRST_WORDS = /^(?:A|An|The|When|If|What|Whoever|People|Somebody|Someone|Users?|Text|Every|Each|No|All|In|On|At|For|With|To|As|One|Its|Their|Answers?|Questions?)$/;

const JUDGED = ['appropriate', 'necessary', 'needed', 'reasonable', 'warranted', 'justified', 'required', 'useful', 'helpful'];
const CASES = ['cases', 'situations', 'circumstances', 'contexts', 'instances'];

/** Conditions that say nothing of the case. */
const ESCAPES = [
  ...JUDGED.flatMap((word) => ['where', 'when', 'if', 'as', 'unless', 'whenever'].flatMap((start) => [`${start} ${word}`, `${start} it is ${word}`, `${start} this is ${word}`])),
  ...CASES.flatMap((word) => ['some', 'certain', 'special', 'rare', 'particular', 'exceptional', 'various'].flatMap((which) => [`in ${which} ${word}`, `under ${which} ${word}`])),
  ...(
    'where it makes sense|when it makes sense|if it makes sense|unless it makes sense|as it sees fit|when it sees fit|where it sees fit|if it sees fit' +
    '|within reason|unless common sense says otherwise|at its discretion|at its own discretion|using its judgement|using its judgment|for good reason|with good reason|when there is a good reason|if there is a good reason|unless there is a good reason' +
    '|depending on context|depending on the context|depending on the situation|depending on circumstances|depending on the circumstances' +
    '|when the situation calls for it|if the situation calls for it|where the situation calls for it|when the context calls for it|unless the situation calls for it'
  ).split('|'),
];

/** Finds conditions that anybody can claim. */
export const escapes = phraseSearch(ESCAPES);
