/** Writes a document of many traits and the journal of a run over it, of realistic lengths, for measuring how a great number of samples is borne. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { journalPath } from '../../src/engine/journal-file.node.ts';
import { chunkHashes } from '../../src/generation/stale.ts';
import { seededRandom } from '../../src/patterns/random.ts';

export interface ManySamples {
  readonly traits: number;
  readonly samples: number;
  /** With the calls that led to them, which are most of a journal; without, only the samples are written. */
  readonly calls?: boolean;
  readonly seed?: number;
}

export interface WrittenSamples {
  readonly document: string;
  readonly journal: string;
}

const WORDS = 'the a of and to in is it that for was on with as at by be this have from or one had but not what all were when we there can an your which their said if do will each about how up out them then she many some so these would other into has more her two like him see time could no make than first been its who now people my made over did down only way find use may water long little very after words called just where most know'.split(' ');
const KINDS = ['exhibit', 'exhibit', 'exception', 'trade-off'] as const;
const STAGES: readonly (readonly [stage: string, role: string, asked: number, answered: number])[] = [
  ['plan', 'generator', 2200, 500],
  ['scenario', 'generator', 1200, 400],
  ['default-response', 'generator', 400, 1400],
  ['scenario-critique', 'critic', 2600, 350],
  ['draft', 'generator', 2400, 1300],
  ['critique', 'critic', 4200, 900],
  ['rewrite', 'critic', 4800, 1300],
  ['autorate', 'judge', 4600, 700],
];
const MODELS = { generator: 'gemini/gemini-3.8-flash', critic: 'gemini/gemini-3.1-pro-preview', judge: 'gemini/gemini-3.8-flash' } as const;

/** Writes into `folder`, which must exist, and resolves with the paths of both files. The same numbers and seed give the same files. */
export async function writeManySamples(folder: string, { traits, samples, calls = true, seed = 1 }: ManySamples): Promise<WrittenSamples> {
  const random = seededRandom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  /** Words of about so many characters, more or less by half. */
  const prose = (length: number): string => {
    const most = length * (0.5 + random());
    let text = '';
    while (text.length < most) text += `${text === '' ? '' : ' '}${pick(WORDS)}${random() < 0.08 ? '.' : ''}`;
    return text.charAt(0).toUpperCase() + text.slice(1);
  };
  const document = join(folder, 'many.traits.md');
  const text = documentText(traits, prose);
  await writeFile(document, text);
  const hashes = [...chunkHashes(parseTraitsDocument(text))];
  const run = '2026-01-31T09-30-00-000-many';
  const journal = journalPath(document, run);
  await mkdir(dirname(journal), { recursive: true });
  const file = createWriteStream(journal);
  const write = async (record: object): Promise<void> => {
    if (!file.write(`${JSON.stringify(record)}\n`)) await once(file, 'drain');
  };
  const prompts = Object.fromEntries(STAGES.map(([stage]) => [stage, 1]));
  await write({ type: 'header', version: 1, tool: 'test', run, pipeline: 'chat', startedAt: '2026-01-31T09:30:00.000Z', document: { name: 'many.traits.md', hash: hash(text) }, chunks: Object.fromEntries(hashes), models: MODELS, rehearsed: false, parameters: { perTrait: Math.ceil(samples / traits) }, prompts });
  const begun = Date.parse('2026-01-31T09:30:00.000Z');
  const ordinals = new Map<string, number>();
  const counts: Record<string, number> = {};
  for (let number = 0; number < samples; number += 1) {
    const [traitId, chunkHash] = hashes[number % hashes.length] as readonly [string, string];
    const kind = pick(KINDS);
    const ordinal = ordinals.get(`${traitId}/${kind}`) ?? 0;
    ordinals.set(`${traitId}/${kind}`, ordinal + 1);
    if (calls) {
      for (const [index, [stage, role, asked, answered]] of STAGES.entries()) {
        const model = MODELS[role as keyof typeof MODELS];
        await write({ type: 'call', key: hash(`${number} ${stage}`), at: new Date(begun + number * 900 + index * 90).toISOString(), model, purpose: { stage, role, traitId, kind, ordinal, attempt: 0 }, messages: [{ role: 'user', text: prose(asked) }], outcome: { status: 'ok', text: prose(answered), usage: { inputTokens: Math.round(asked / 4), outputTokens: Math.round(answered / 4) } }, tries: 1, cost: Number((0.0002 + random() * 0.002).toFixed(6)), milliseconds: 900 });
      }
    }
    const status = random() < 0.8 ? 'kept' : random() < 0.8 ? 'dropped' : random() < 0.5 ? 'unparsed' : 'failed';
    counts[status] = (counts[status] ?? 0) + 1;
    const prompt = prose(400);
    const [draft, rewrite] = [prose(1300), prose(1300)];
    const revised = random() < 0.7;
    const axis = (): object => ({ sentence: prose(120), verdict: revised && random() < 0.4 ? 'revise' : 'pass' });
    const rating = (holds: boolean): object => ({ reason: prose(90), holds });
    await write({
      type: 'sample',
      sample: {
        id: `${traitId}/${kind}/${ordinal}`,
        pipeline: 'chat',
        traitId,
        kind,
        ordinal,
        chunkHash: random() < 0.9 ? chunkHash : hash('before'),
        pinned: false,
        plan: { what: prose(180), how: prose(120), why: prose(140) },
        scenario: prompt,
        defaultResponse: prose(1400),
        scenarioCritique: { problems: [], generic_default: false, decision: 'keep', prompt: '' },
        prompt,
        draft,
        critique: { quotes: [`says what it means, number ${number % traits}`], axes: { trait_embodiment: axis(), naturalness: axis(), superficial_patterns: axis(), faithfulness: axis(), attribution: axis() }, verdict: revised ? 'revise' : 'pass' },
        quotes: [{ text: `says what it means, number ${number % traits}` }],
        ...(revised ? { rewrite, response: rewrite } : { response: draft }),
        ratings: { realistic: rating(true), elicits: rating(true), embodies: rating(status === 'kept'), natural: rating(true), unmentioned: rating(true), language: rating(true) },
        status,
        ...(status === 'kept' ? {} : { droppedBy: status === 'dropped' ? pick(['autorate', 'critique', 'same-as-draft', 'identity']) : undefined, reason: prose(100) }),
        models: MODELS,
        rehearsed: false,
        usage: { generator: { inputTokens: 1550, outputTokens: 900 }, critic: { inputTokens: 2900, outputTokens: 640 }, judge: { inputTokens: 1150, outputTokens: 175 } },
      },
    });
  }
  await write({ type: 'summary', at: '2026-01-31T12:30:00.000Z', ended: 'done', calls: calls ? samples * STAGES.length : 0, samples: counts });
  file.end();
  await finished(file);
  return { document, journal };
}

function documentText(traits: number, prose: (length: number) => string): string {
  const sections = Array.from({ length: traits }, (_, index) => {
    const next = (index + 1) % traits;
    return `## Trait ${index} {#trait-${index}}\n\nThe model says what it means, number ${index}. ${prose(260)}\n\n### How\n\n- ${prose(140)}\n- ${prose(140)}\n\n### Why\n\nThis matters because ${prose(300)}\n\n### Trade-offs\n\n- **Yields to [Trait ${next}](#trait-${next})** when ${prose(80)}\n\n### Exceptions\n\n- In fiction, ${prose(90)}\n- When somebody asks for less, ${prose(90)}\n`;
  });
  return `---\ntraits: 1\ntitle: Many traits\nmodel: Rill\n---\n\n# Many traits\n\n${prose(300)}\n\n${sections.join('\n')}`;
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
