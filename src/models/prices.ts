/** What a model costs: a table that says where each price stood and when it was read, and that people add their own to. */
import * as z from 'zod';
import type { Usage } from './model.ts';

/** All in US dollars. */
export interface Price {
  readonly inputPerMillion: number;
  /** Tokens spent on thinking count as output. */
  readonly outputPerMillion: number;
  /** Prompts of more tokens than `over` are billed otherwise, the answer with them. */
  readonly long?: { readonly over: number; readonly inputPerMillion: number; readonly outputPerMillion: number };
  /** The day on which the price was read there, `2026-10-07`; absent where a person set it. */
  readonly date?: string;
  /** The provider's page that it stood on. */
  readonly source?: string;
  /** Why nothing is billed by the token, as the end of a sentence that begins with the model's name. */
  readonly unbilled?: string;
}

/** Prices by the models that they are of. Made by `priceTable`. */
export interface PriceTable {
  /** What a person set. One of these goes before all of ours. */
  readonly own: readonly PriceRow[];
  readonly ours: readonly PriceRow[];
}

export interface PriceRow extends Price {
  /** `provider/model`, where `*` stands for any characters. */
  readonly models: string;
  /** The last day that it holds on. */
  readonly until?: string;
  /** The first day that it holds on. */
  readonly from?: string;
}

const GEMINI = { date: '2026-10-07', source: 'https://ai.google.dev/gemini-api/docs/pricing' } as const;

function openaiPage(model: string, date: string): { readonly date: string; readonly source: string } {
  return { date, source: `https://developers.openai.com/api/docs/models/${model}` };
}

/** OpenAI bills a prompt of more than 272,000 tokens at twice the price in and one and a half times the price out. */
function withLongPrompts(inputPerMillion: number, outputPerMillion: number): Pick<Price, 'inputPerMillion' | 'outputPerMillion' | 'long'> {
  return { inputPerMillion, outputPerMillion, long: { over: 272_000, inputPerMillion: inputPerMillion * 2, outputPerMillion: outputPerMillion * 1.5 } };
}

/**
 * Standard prices of text, each as the provider's own page gives it; docs/prices.md says how they were read. What could
 * not be read there is left out, also names that Google points at another model from time to time, such as
 * gemini-flash-latest: no page says what such a name costs.
 */
export const PRICES: readonly PriceRow[] = [
  { models: 'gemini/gemini-3.8-flash', inputPerMillion: 0.75, outputPerMillion: 3.75, until: '2026-12-31', ...GEMINI },
  { models: 'gemini/gemini-3.8-flash', inputPerMillion: 1.5, outputPerMillion: 7.5, from: '2027-01-01', ...GEMINI },
  { models: 'gemini/gemini-3.5-flash', inputPerMillion: 1.5, outputPerMillion: 9, ...GEMINI },
  { models: 'gemini/gemini-3.5-flash-lite', inputPerMillion: 0.3, outputPerMillion: 2.5, ...GEMINI },
  {
    models: 'gemini/gemini-3.1-pro-preview',
    inputPerMillion: 2,
    outputPerMillion: 12,
    long: { over: 200_000, inputPerMillion: 4, outputPerMillion: 18 },
    ...GEMINI,
  },
  { models: 'openai/gpt-6.1-sol', ...withLongPrompts(2, 10), ...openaiPage('gpt-6.1-sol', '2026-10-01') },
  { models: 'openai/gpt-6.1-terra', ...withLongPrompts(1, 5), ...openaiPage('gpt-6.1-terra', '2026-10-27') },
  { models: 'openai/gpt-6-sol', ...withLongPrompts(2, 10), ...openaiPage('gpt-6-sol', '2026-11-20') },
  { models: 'openai/gpt-6-luna', ...withLongPrompts(0.1, 0.5), ...openaiPage('gpt-6-luna', '2026-11-20') },
  { models: 'openai/gpt-5.6-luna', ...withLongPrompts(0.2, 1.2), ...openaiPage('gpt-5.6-luna', '2026-11-20') },
  { models: 'openai/gpt-5-nano', inputPerMillion: 0.05, outputPerMillion: 0.4, ...openaiPage('gpt-5-nano', '2026-11-20') },
  { models: 'ollama/*', inputPerMillion: 0, outputPerMillion: 0, unbilled: 'runs on a machine of your own' },
  { models: 'vscode/*', inputPerMillion: 0, outputPerMillion: 0, unbilled: 'is covered by your plan, and not billed by the token' },
  { models: 'rehearsal/*', inputPerMillion: 0, outputPerMillion: 0, unbilled: 'has answers that were written beforehand' },
];

const amount = z.number().nonnegative();

/** What people write: prices by model, in US dollars for a million tokens. */
export const ownPricesShape = z.record(
  z.string().regex(/^[^/\s]+\/\S+$/, 'expected provider/model, such as openai/my-model or openai/*'),
  z.strictObject({
    input: amount.describe('US dollars for a million tokens sent.'),
    output: amount.describe('US dollars for a million tokens answered, those spent on thinking included.'),
  }),
);
export type OwnPrices = z.infer<typeof ownPricesShape>;

/** Reads what people wrote; a string that comes back says in a sentence what is wrong with it. */
export function readOwnPrices(value: unknown): OwnPrices | string {
  const parsed = ownPricesShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return `These are not prices${where}: ${issue?.code === 'invalid_key' ? (issue.issues[0]?.message ?? '') : (issue?.message ?? '')}. Expected {"provider/model": {"input": USD, "output": USD}}, for a million tokens.`;
}

/**
 * The prices that hold at `now`. `elsewhere` names providers that are called at another address than their own, of
 * whose prices we know nothing.
 */
export function priceTable(now: Date, own: OwnPrices = {}, elsewhere: readonly string[] = []): PriceTable {
  const today = now.toISOString().slice(0, 10);
  return {
    own: Object.entries(own).map(([models, { input, output }]) => ({ models, inputPerMillion: input, outputPerMillion: output })),
    ours: PRICES.filter(
      ({ models, from = today, until = today }) => from <= today && today <= until && !elsewhere.includes(models.slice(0, models.indexOf('/'))),
    ),
  };
}

/** The price of a model, undefined where it is not known. Of several patterns that match, the one that spells out most of the name counts. */
export function priceOf(modelId: string, { own, ours }: PriceTable): Price | undefined {
  return mostSpecific(modelId, own) ?? mostSpecific(modelId, ours);
}

function mostSpecific(modelId: string, rows: readonly PriceRow[]): Price | undefined {
  const spelled = ({ models }: PriceRow): number => models.replaceAll('*', '').length;
  return rows.filter(({ models }) => matches(modelId, models)).toSorted((a, b) => spelled(b) - spelled(a))[0];
}

function matches(modelId: string, pattern: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return modelId === pattern;
  const last = rest.pop() ?? '';
  if (modelId.length < first.length + last.length || !modelId.startsWith(first) || !modelId.endsWith(last)) return false;
  const end = modelId.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = modelId.indexOf(piece, at);
    if (found === -1 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** What a call cost, in US dollars. */
export function costOf({ inputTokens, outputTokens }: Usage, { inputPerMillion, outputPerMillion, long }: Price): number {
  const rate = long !== undefined && inputTokens > long.over ? long : { inputPerMillion, outputPerMillion };
  return (inputTokens * rate.inputPerMillion + outputTokens * rate.outputPerMillion) / 1_000_000;
}
