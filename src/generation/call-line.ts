/** Reads of a journalled call what it was for and what it took, without its texts, which are most of a journal. */
import * as z from 'zod';

/** What a call was for, and what was billed for it. */
export interface CallFacts {
  readonly stage: string;
  readonly role: string;
  readonly model: string;
  readonly traitId: string;
  readonly kind: string;
  readonly ordinal: number;
  /** ISO 8601, in UTC. */
  readonly at: string;
  readonly cached: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars; absent where it is not known. */
  readonly cost?: number;
}

/** What the calls of one stage, role and model took together. What came from the cache took nothing. */
export interface StageCost extends Pick<CallFacts, 'stage' | 'role' | 'model' | 'inputTokens' | 'outputTokens'> {
  readonly calls: number;
  readonly cached: number;
  /** In US dollars, of the calls whose price is known. */
  readonly usd: number;
  readonly unpriced: number;
}

const OPENING = '{"type":"call","key":"';
const HEAD = 2048;
const TAIL = 512;

// A quotation mark within a text of JSON has a backslash before it, so that no text passes for one of these.
const TEXT = '"((?:[^"\\\\]|\\\\.)*)"';
const HEAD_SHAPE = new RegExp(`^\\{"type":"call","key":"[^"]*","at":${TEXT},"model":${TEXT},"purpose":(\\{[^{}]*\\}),`);
const TAIL_SHAPE = /(?:"usage":\{"inputTokens":(\d+(?:\.\d+)?),"outputTokens":(\d+(?:\.\d+)?)\}[^{}]*\}|\}),"tries":(\d+)(,"cached":true)?(?:,"cost":([\d.eE+-]+))?,"milliseconds":-?\d+(?:\.\d+)?\}$/;

const purposeShape = z.object({ stage: z.string(), role: z.string(), traitId: z.string(), kind: z.string(), ordinal: z.number() });
const callShape = z.object({
  type: z.literal('call'),
  at: z.string(),
  model: z.string(),
  purpose: purposeShape,
  tries: z.number(),
  cached: z.boolean().optional(),
  cost: z.number().nonnegative().optional(),
  outcome: z.object({ usage: z.object({ inputTokens: z.number(), outputTokens: z.number() }).optional() }),
});

/** The call in the line from `start` to `end`; undefined where it holds another record, or none. */
export function readCall(bytes: Uint8Array & { toString(encoding: 'utf8' | 'latin1', start: number, end: number): string }, start: number, end: number): CallFacts | undefined {
  if (bytes.toString('latin1', start, Math.min(end, start + OPENING.length)) !== OPENING) return undefined;
  return byItsEnds(bytes.toString('utf8', start, Math.min(end, start + HEAD)), bytes.toString('utf8', Math.max(start, end - TAIL), end)) ?? whole(bytes.toString('utf8', start, end));
}

/** As a journal's file writes it: what is sought stands at the line's beginning and at its end. */
function byItsEnds(head: string, tail: string): CallFacts | undefined {
  const [, at = '', model = '', purposeText = ''] = HEAD_SHAPE.exec(head) ?? [];
  const ends = TAIL_SHAPE.exec(tail);
  if (at === '' || ends === null) return undefined;
  const purpose = purposeShape.safeParse(parsed(purposeText));
  const modelId: unknown = parsed(`"${model}"`);
  if (!purpose.success || typeof modelId !== 'string') return undefined;
  const [, inputTokens, outputTokens, tries, cached, cost] = ends;
  return factsOf({
    at,
    model: modelId,
    purpose: purpose.data,
    tries: Number(tries),
    ...(cached === undefined ? {} : { cached: true }),
    ...(cost === undefined ? {} : { cost: Number(cost) }),
    outcome: inputTokens === undefined ? {} : { usage: { inputTokens: Number(inputTokens), outputTokens: Number(outputTokens) } },
  });
}

function whole(line: string): CallFacts | undefined {
  const read = callShape.safeParse(parsed(line));
  return read.success ? factsOf(read.data) : undefined;
}

function factsOf({ at, model, purpose, tries, cached, cost, outcome }: Omit<z.infer<typeof callShape>, 'type'>): CallFacts {
  const { stage, role, traitId, kind, ordinal } = purpose;
  const isFree = cached === true || tries === 0;
  return {
    stage,
    role,
    model,
    traitId,
    kind,
    ordinal,
    at,
    cached: cached === true,
    inputTokens: outcome.usage?.inputTokens ?? 0,
    outputTokens: outcome.usage?.outputTokens ?? 0,
    ...(isFree ? { cost: 0 } : cost === undefined ? {} : { cost }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
