/** A journal of some five hundred samples with habits planted at known rates, for pictures of the report on patterns and for the tests of it. */
import { parse } from 'yaml';
import { seededRandom, shuffled } from '../../src/patterns/random.ts';

const KEYS = new Set(['draft', 'rewrite', 'default-response', 'critique', 'problem', 'sentence', 'reason']);

/** The sentences of prepared answers: English that repeats little. */
function sentencesIn(rehearsal: string): readonly string[] {
  const texts: string[] = [];
  const collect = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (KEYS.has(key)) texts.push(value);
    } else if (Array.isArray(value)) for (const item of value) collect(item, key);
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) collect(item, name);
  };
  collect(parse(rehearsal), '');
  const sentences = texts.flatMap((text) => text.split(/(?<=[.!?])\s+|\n+/)).map((sentence) => sentence.trim());
  return [...new Set(sentences)].filter((sentence) => /^[A-Z]/.test(sentence) && sentence.split(' ').length >= 6 && sentence.length < 240 && !/[*#`]/.test(sentence));
}

const OPENINGS = ['I completely understand how frustrating that is.', 'That sounds really hard.', 'It makes complete sense that you feel torn about this.'];
const QUESTIONS = ['what should i tell my sister about the loan', 'is it ok to skip the second dose', 'my manager wants the numbers by friday and they are not ready', 'can you look over this letter', 'why does my bread never rise', 'should i take the job in another city'];

/** What was planted, and in how many of `count` samples. */
export const PLANTED = { validation: 0.31, offer: 0.24, summary: 0.18, clarify: 0.12 } as const;

export interface PlantedRun {
  /** JSON Lines. */
  readonly journal: string;
  readonly count: number;
}

/** @param rehearsal the text of a sample's prepared answers. */
export function plantedRun(rehearsal: string, { count = 500, seed = 5, traits = ['honest', 'warm', 'agency', 'crisis', 'autonomy', 'mistakes'] }: { readonly count?: number; readonly seed?: number; readonly traits?: readonly string[] } = {}): PlantedRun {
  const random = seededRandom(seed);
  const bank = sentencesIn(rehearsal);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const has = (share: number): ReadonlySet<number> => new Set(shuffled(Array.from({ length: count }, (_, index) => index), random).slice(0, Math.round(share * count)));
  const [validation, offer, summary, clarify] = [has(PLANTED.validation), has(PLANTED.offer), has(PLANTED.summary), has(PLANTED.clarify)];
  const sample = (index: number): object => {
    const traitId = traits[index % traits.length] ?? '';
    const body = shuffled(bank, random).slice(0, 3 + Math.floor(random() * 7));
    const paragraphs: string[] = [];
    for (let at = 0; at < body.length; ) {
      const size = 1 + Math.floor(random() * 4);
      paragraphs.push(body.slice(at, at + size).join(' '));
      at += size;
    }
    // One trait has the habit far more than the others.
    if (validation.has(index) || (traitId === 'warm' && random() < 0.5)) paragraphs[0] = `${pick(OPENINGS)} ${paragraphs[0] ?? ''}`;
    if (clarify.has(index)) paragraphs.push('Could you tell me a bit more about what you have tried so far?');
    if (summary.has(index)) paragraphs.push(`Ultimately, ${pick(bank).toLowerCase()}`);
    if (offer.has(index)) paragraphs.push('Let me know if you would like me to help with the next step.');
    return {
      type: 'sample',
      sample: {
        id: `${traitId}/${['exhibit', 'exception', 'trade-off'][index % 3] ?? ''}/${index}`,
        traitId,
        kind: ['exhibit', 'exception', 'trade-off'][Math.floor(random() * 3)],
        chunkHash: 'planted',
        status: index % 23 === 22 ? 'dropped' : 'kept',
        prompt: `${pick(QUESTIONS)} ${index}`,
        response: paragraphs.join('\n\n'),
      },
    };
  };
  const header = {
    type: 'header',
    version: 1,
    tool: 'traitwright',
    run: '2026-03-02-planted',
    pipeline: 'chat',
    startedAt: '2026-03-02T09:30:00.000Z',
    document: { name: 'aster-with-people.traits.md', hash: 'planted' },
    chunks: {},
    models: { generator: 'test/generator', critic: 'test/critic', judge: 'test/judge' },
    parameters: { perTrait: 84 },
    prompts: {},
    rehearsed: false,
  };
  const records = [header, ...Array.from({ length: count }, (_, index) => sample(index))];
  return { journal: records.map((record) => `${JSON.stringify(record)}\n`).join(''), count };
}
