/** Patterns that are known from trained models, told by their words in English. They find what is said in so many words, and miss the rest. */
import type { Range } from '../../document/range.ts';
import type { Draw, Pattern, PatternGroup } from '../pattern.ts';
import type { Reading } from '../reading.ts';
import { LISTED_FROM } from './thresholds.ts';

interface Known {
  readonly name: string;
  readonly description: string;
  /** Where it is looked for. */
  readonly where: (reading: Reading) => Range | undefined;
  /** On text in lower case with straight apostrophes. */
  readonly mark: RegExp;
  /** How many places make it: 1 where it is left out. */
  readonly least?: number;
  /** How often prose has it that nobody would call a habit, by the word: counted as for phrases. */
  readonly perWord?: number;
}

const FEELING =
  '(?:hard|difficult|tough|rough|frustrating|painful|exhausting|stressful|overwhelming|scary|upsetting|heavy|hurtful|disheartening|discouraging|unsettling|isolating|heartbreaking|awful|draining|confusing|a lot(?: to (?:carry|deal with|handle|hold))?)';
const VERY = '(?:(?:really|so|very|incredibly|deeply|truly|genuinely|extremely|pretty|quite|completely|totally|perfectly|entirely|absolutely|understandably|especially) )*';

const KNOWN: readonly Known[] = [
  {
    name: 'validation-opening',
    description: 'Opens with emotional validation',
    where: firstSentences,
    mark: new RegExp(
      [
        `i'?(?:'m| am) ${VERY}sorry (?:to hear|you're|you are|that|about|for your)`,
        `(?:that|this|it) (?:sounds|must be|must have been|must feel|can be|seems|is) (?:like )?(?:an? )?${VERY}${FEELING}`,
        `(?:it's|it is|that's|that is) ${VERY}(?:understandable|natural|normal|okay|ok|valid|human)\\b`,
        `(?:it|that) makes ${VERY}(?:complete |total |perfect |a lot of )?sense (?:that|to|why|you)`,
        `your (?:feelings|frustration|anger|grief|concerns?|worry|worries|reaction|hurt|pain|fear|anxiety) (?:is|are|makes?) ${VERY}(?:valid|understandable|real|natural|normal|sense|justified|legitimate)`,
        `i (?:can |could )?(?:${VERY})?(?:hear|understand|see|imagine|sense|appreciate|feel) (?:how|why|that you|you're|you are|the|your) `,
        'i hear you\\b',
        'thank you for (?:sharing|trusting|telling|opening up)',
        'what you(?:\'re| are) (?:feeling|going through|experiencing)',
        'i can only imagine',
      ].join('|'),
      'g',
    ),
  },
  {
    name: 'bottom-line-first',
    description: 'Opens with its verdict on what the user said or asked',
    where: firstSentence,
    mark: /^[\s"'*_]*(?:yes|no|yep|nope|absolutely not|definitely not|exactly|correct|not (?:quite|really|exactly|necessarily|at all)|true|false|indeed|short answer|in short|the short answer|bottom line|tl;dr|you're (?:absolutely |completely |totally |quite )?(?:right|correct|wrong|mistaken|not wrong)|you are (?:absolutely |completely |quite )?(?:right|correct|wrong|mistaken)|that's (?:absolutely |not |not quite |partly |mostly )?(?:right|correct|true|wrong|false|not right|a misconception)|that is (?:not |partly )?(?:right|correct|true|wrong|false)|i (?:agree|disagree|would(?:n't| not)|don't think|do not think)|this is (?:not )?(?:right|correct|true|wrong|false|a bad idea|a good idea))(?![\w-])/g,
  },
  {
    name: 'praise-opening',
    description: 'Opens by praising the question or the user',
    where: firstSentences,
    mark: /\b(?:what an?|that's an?|that is an?|this is an?|such an?|you've asked an?|you raise an?)? ?(?:really |very |truly |genuinely )?(?:great|good|excellent|fantastic|wonderful|fascinating|thoughtful|insightful|interesting|important|brilliant|amazing|lovely) (?:question|point|idea|observation|instinct|thinking|topic|goal|choice|catch)\b|\bi (?:love|appreciate|admire) (?:that|how|your) /g,
  },
  {
    name: 'eager-opening',
    description: 'Opens by agreeing to do what was asked, or by announcing it',
    where: firstSentences,
    mark: /^[\s"'*_]*(?:certainly|sure(?: thing)?|of course|absolutely|happy to help|i'd be (?:happy|glad|delighted) to|i would be (?:happy|glad) to|here(?:'s| is| are) (?:an?|the|some|your|my) )/g,
  },
  {
    name: 'clarifying-question',
    description: 'Asks the user for clarification or more details',
    where: whole,
    mark: /(?:could|can|would) you (?:please |also |possibly |maybe |kindly )?(?:clarify|specify|elaborate|tell me (?:a (?:bit|little) )?(?:more|what|which|how|whether|about)|share (?:more|a (?:bit|little) more|some more|what|which)|provide (?:more|some|additional|further)|give me (?:more|some|a (?:bit|little) more)|describe|say more|let me know (?:what|which|how|whether|if you))[^?\n]{0,300}\?|(?:what|which) (?:exactly |specifically |kind of |sort of )?(?:do|did|are) you (?:mean|referring|have in mind|looking for)[^?\n]{0,300}\?|before i (?:answer|can|do|go|start|help|begin|proceed)[^.?\n]{0,300}\?|to (?:help|answer|give|point|tailor|make sure)[^.?\n]{0,80}\b(?:i(?:'d| would)? need|i have (?:a few|some|one)|could you|can you|may i ask)\b/g,
  },
  {
    name: 'closing-question',
    description: 'Ends with a question to the user',
    where: lastSentence,
    mark: /^(?=[^]*\byou(?:r|'re|'ve|'d)?\b|[^]*\b(?:shall|should|can|may) (?:i|we)\b|[^]*\bme\b)[^]+\?["'”’)*_\s]*$/g,
  },
  {
    name: 'offer-closing',
    description: 'Ends by offering more help',
    where: lastSentences,
    mark: /let me know (?:if|how|what|which|whether|when)|feel free to (?:ask|reach|let|share|message|tell|come back|send|drop|follow up)|(?:don't|do not) hesitate to|would you like (?:me to|help|to (?:explore|discuss|talk|go|dig|dive))|(?:i'm|i am) (?:always )?(?:here (?:to|if|for|whenever)|happy to)|i(?:'d| would) be (?:happy|glad) to|i hope (?:this|that|it) helps|(?:if you(?:'d| would) like|if you want),? i (?:can|could)|want me to\b/g,
  },
  {
    name: 'summary-closing',
    description: 'Its last paragraph sums up',
    where: lastParagraph,
    mark: /^[\s"'*_#]*(?:in (?:conclusion|summary|short|essence|the end|closing)|to (?:sum(?:marize|marise)?(?: up)?|conclude|recap)|ultimately|overall|all in all|at the end of the day|remember|the (?:bottom line|key takeaway|takeaway|key|upshot) )\b/g,
  },
  {
    name: 'not-just-but',
    description: 'Sets one thing against another: “not just … but”, “it’s not … it’s”',
    where: whole,
    mark: /\b(?:isn't|aren't|wasn't|weren't|not|doesn't|don't) (?:just|only|merely|simply|about)\b[^.?!\n]{1,100}?(?:[,;:—–-]{1,8}|\bbut\b|\. ) ?(?:it's|it is|they're|that's|but|it was|this is|it|also)\b/g,
    perWord: 2e-4,
  },
  {
    name: 'as-an-ai',
    description: 'Says that it is an AI or a language model',
    where: whole,
    mark: /\bas an? (?:ai\b|artificial intelligence|(?:large )?language model|assistant)|\bi'm (?:just )?an (?:ai\b|artificial)|\bi am (?:just )?an (?:ai\b|artificial)/g,
  },
  {
    name: 'hedging-phrase',
    description: 'Announces that something is worth noting or important to remember',
    where: whole,
    mark: /\b(?:important|worth|crucial|essential|helpful|useful) (?:to )?(?:not(?:e|ing)|remember(?:ing)?|keep(?:ing)? in mind|mention(?:ing)?|recogniz(?:e|ing)|acknowledg(?:e|ing)|consider(?:ing)?)\b/g,
  },
  {
    name: 'model-words',
    description: 'Has three or more of the words that models use too much, such as “delve”, “nuanced”, “tapestry”',
    where: whole,
    mark: /\b(?:delv(?:e|es|ed|ing)|nuanced?|nuances|tapestry|testament to|multifaceted|intricate|intricacies|pivotal|underscor(?:e|es|ed|ing)|showcas(?:e|es|ed|ing)|meticulous(?:ly)?|foster(?:s|ed|ing)?|navigat(?:e|es|ing) (?:the|this|these|that|life|complex)|realm|landscape|leverag(?:e|es|ing)|robust|holistic|transformative|resonat(?:e|es|ed|ing)|seamless(?:ly)?|vibrant|garner(?:ed|s)?|commendable|invaluable|noteworthy|comprehensive)\b/g,
    least: 3,
    perWord: 4e-5,
  },
];

export function known({ meanWords }: Draw): PatternGroup {
  const patterns = KNOWN.map(({ name, description, perWord = 0 }): Pattern => {
    const ordinary = 1 - Math.exp(-perWord * meanWords);
    return { id: `known/${name}`, kind: 'known', description, listedFrom: Math.max(LISTED_FROM, ordinary), ordinary };
  });
  return {
    patterns,
    match(reading, onMatch) {
      for (const [number, { where, mark, least = 1 }] of KNOWN.entries()) {
        const place = where(reading);
        if (place === undefined) continue;
        const text = reading.lower.slice(place.start, place.end);
        const ranges: Range[] = [];
        for (const match of text.matchAll(mark)) if (match[0] !== '') ranges.push({ start: place.start + match.index, end: place.start + match.index + match[0].length });
        if (ranges.length >= least) onMatch(number, ranges);
      }
    },
  };
}

function whole({ text }: Reading): Range {
  return { start: 0, end: text.length };
}

function firstSentence({ sentences: [first] }: Reading): Range | undefined {
  return first;
}

/** The first two, since “Oh no.” may stand before what counts. */
function firstSentences({ sentences: [first, second] }: Reading): Range | undefined {
  return first === undefined ? undefined : { start: first.start, end: (second ?? first).end };
}

function lastSentence({ sentences }: Reading): Range | undefined {
  return sentences.at(-1);
}

function lastSentences({ sentences }: Reading): Range | undefined {
  const last = sentences.at(-1);
  return last === undefined ? undefined : { start: (sentences.at(-2) ?? last).start, end: last.end };
}

/** Undefined where there is only one. */
function lastParagraph({ text }: Reading): Range | undefined {
  const trimmed = text.trimEnd();
  const start = trimmed.lastIndexOf('\n\n');
  return start === -1 ? undefined : { start: start + 2, end: trimmed.length };
}
