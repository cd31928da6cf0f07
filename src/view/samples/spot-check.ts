/** Spot checks: a fair draw of samples to be judged, how far it came, and how people and the pipeline agree. Pure. */
import { seededRandom, shuffled } from '../../patterns/random.ts';
import { type Agreement, cohensKappa } from '../../statistics/agreement.ts';
import type { Row } from './messages.ts';

/** A draw under way. */
export interface SpotCheck {
  /** In the order in which they are to be judged. */
  readonly keys: readonly string[];
  /** What the draw was made with: the same rows and seed give the same draw. */
  readonly seed: number;
  /** What critics and judges said is not shown before somebody has decided. */
  readonly blind: boolean;
}

/** Whether a person's judgement of it can be compared with the pipeline's: it came to its end, and is not left out for being like another one. */
export function isJudgeable({ status, duplicate }: Row): boolean {
  return !duplicate && (status === 'kept' || status === 'dropped');
}

/**
 * `size` of the judgeable rows, evenly over traits and kinds as far as there are enough of each, drawn by chance from each
 * and put in an order of chance. Of fewer rows it is all.
 */
export function draw(rows: readonly Row[], size: number, seed: number): readonly string[] {
  const random = seededRandom(seed);
  const strata = new Map<string, string[]>();
  for (const row of rows) {
    if (!isJudgeable(row)) continue;
    const stratum = JSON.stringify([row.traitId, row.kind]);
    const members = strata.get(stratum);
    if (members === undefined) strata.set(stratum, [row.key]);
    else members.push(row.key);
  }
  // Where there are more strata than samples, chance says which of them are seen.
  const all = shuffled([...strata.values()], random).map((members) => shuffled(members, random));
  const drawn: string[] = [];
  for (let round = 0; drawn.length < size; round += 1) {
    const turn = all.flatMap((members) => members[round] ?? []);
    if (turn.length === 0) break;
    drawn.push(...turn.slice(0, size - drawn.length));
  }
  return shuffled(drawn, random);
}

/** How many of these are decided. */
export function judged(keys: readonly string[], byKey: ReadonlyMap<string, Row>): number {
  return keys.reduce((sum, key) => sum + ((byKey.get(key)?.decision ?? '') === '' ? 0 : 1), 0);
}

/** The next key after `from` that nobody has decided about, from the beginning again after the end; undefined where there is none. */
export function nextUndecided(keys: readonly string[], byKey: ReadonlyMap<string, Row>, from: string | undefined): string | undefined {
  const start = from === undefined ? -1 : keys.indexOf(from);
  for (let step = 1; step <= keys.length; step += 1) {
    const key = keys[(start + step + keys.length) % keys.length];
    if (key !== undefined && key !== from && byKey.get(key)?.decision === '') return key;
  }
  return undefined;
}

/** How what people decided agrees with what the pipeline did: kept and accepted, dropped and rejected. */
export function agreement(rows: readonly Row[]): Agreement {
  return cohensKappa(rows.filter((row) => row.decision !== '' && isJudgeable(row)).map(({ decision, status }) => [decision === 'accepted', status === 'kept'] as const));
}

/** The draw that was kept; undefined where there was none. */
export function readSpotCheck(kept: unknown): SpotCheck | undefined {
  if (typeof kept !== 'object' || kept === null || !('keys' in kept) || !Array.isArray(kept.keys)) return undefined;
  const keys = kept.keys.filter((key) => typeof key === 'string');
  const seed = 'seed' in kept && typeof kept.seed === 'number' ? kept.seed : 0;
  return { keys, seed, blind: 'blind' in kept && kept.blind === true };
}
