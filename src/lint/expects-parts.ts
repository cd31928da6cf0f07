/** Tells the documents whose traits should have parts from other Markdown, in which nothing is missing. */
import type { TraitContent } from '../document/trait-content.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

/** The ways in which documents speak of the one whose traits they are. */
const MODEL = /\{\{[ \t]*model[ \t]*\}\}|\b(?:AIs?|[Aa]ssistants?|[Cc]hatbots?|[Ll]anguage models?|LLMs?|(?:[Tt]he|[Oo]ur|[Tt]his) (?:model|agent|bot))\b/;

/** Whether the document is a list of traits that has nothing else: document/short-list says what it lacks, once. */
export function isShortList({ form, traits }: TraitsDocument): boolean {
  return form === 'list' && traits.length > 0 && traits.every(({ content }) => content.parts.length === 0);
}

/**
 * Whether a trait without one of its parts lacks something: in a document that is about a model, which it says by its
 * front matter, by labelled parts, or in words before its first trait or in a third of its traits.
 */
export function expectsParts(document: TraitsDocument): boolean {
  const { form, frontMatter, text, traits } = document;
  if (form === 'list') return !isShortList(document);
  if (frontMatter.traitLevel !== undefined || frontMatter.variables.has('traits') || frontMatter.variables.has('model')) return true;
  const kinds = traits.map(({ content }) => new Set(content.parts.map((part) => part.kind)).size);
  if (kinds.some((count) => count >= 2) || kinds.filter((count) => count > 0).length * 2 > traits.length) return true;
  if (MODEL.test(text.slice(frontMatter.bodyStart, traits[0]?.range.start ?? text.length))) return true;
  return traits.filter(({ content }) => prescribes(content)).length * 3 >= Math.max(traits.length, 1);
}

const known = new WeakMap<TraitContent, boolean>();

/** Whether a trait names the model and says what it does. */
function prescribes(content: TraitContent): boolean {
  let answer = known.get(content);
  if (answer === undefined) known.set(content, (answer = content.inProse.what !== undefined && MODEL.test(content.source)));
  return answer;
}
