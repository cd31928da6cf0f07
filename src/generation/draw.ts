/** What a scenario begins from, drawn from lists: left to themselves, models choose the same few fields, people and names. */
import { USUAL_ENTRIES, type VarietyList } from '../document/variety.ts';
import type { ScenarioKind } from '../models/model.ts';
import type { Draw } from '../prompts/draw.ts';
import { DOMAINS } from './lists/domains.ts';
import { LENGTHS } from './lists/lengths.ts';
import { NAMES } from './lists/names.ts';
import { TONES } from './lists/tones.ts';
import { USER_TYPES } from './lists/user-types.ts';
import { randomNumbers, shuffled } from './random.ts';

export type Variety = Readonly<Record<VarietyList, readonly string[]>>;

/** The lists that come with Traitwright. */
export const USUAL_VARIETY: Variety = { domains: DOMAINS, userTypes: USER_TYPES, tones: TONES, lengths: LENGTHS, names: NAMES };

/** More people than that have names in few messages. */
const NAMES_DRAWN = 3;

/** The lists with those that a project sets; `...` in one stands for the usual entries. An entry counts as often as it is there. */
export function varietyWith(set: Readonly<Partial<Record<VarietyList, readonly string[]>>>): Variety {
  const listOf = (list: VarietyList): readonly string[] =>
    set[list]?.flatMap((entry) => (entry.trim() === USUAL_ENTRIES ? USUAL_VARIETY[list] : [entry.trim()])) ?? USUAL_VARIETY[list];
  return { domains: listOf('domains'), userTypes: listOf('userTypes'), tones: listOf('tones'), lengths: listOf('lengths'), names: listOf('names') };
}

/** The entries of a file, one a line; empty lines and those that begin with # are none. */
export function varietyEntries(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n?|\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

const KIND_PLACES: Readonly<Record<ScenarioKind, number>> = { exhibit: 0, exception: 1, 'trade-off': 2 };

/**
 * What is drawn for one sample: it follows from the run's seed, the trait, the kind and the ordinal alone, so that other
 * traits, and samples that are added, change nothing. The samples of a trait take each entry of a list once, in an order
 * of chance, before any comes again.
 */
export function drawFor(variety: Variety, seed: number, traitId: string, kind: ScenarioKind, ordinal: number): Draw {
  const place = ordinal * Object.keys(KIND_PLACES).length + KIND_PLACES[kind];
  const draw = (list: VarietyList, count: number): readonly string[] => {
    const entries = variety[list];
    // A part of the list that is too small to draw from is left over, each time another one.
    const turns = Math.max(1, Math.floor(entries.length / count));
    const order = shuffledOnce(entries, [seed, traitId, list, Math.floor(place / turns)]);
    const from = (place % turns) * count;
    return order.slice(from, from + count);
  };
  const [domain] = draw('domains', 1);
  const [userType] = draw('userTypes', 1);
  const [tone] = draw('tones', 1);
  const [length] = draw('lengths', 1);
  const names = draw('names', NAMES_DRAWN);
  return {
    ...(domain === undefined ? {} : { domain }),
    ...(userType === undefined ? {} : { userType }),
    ...(tone === undefined ? {} : { tone }),
    ...(length === undefined ? {} : { length }),
    ...(names.length === 0 ? {} : { names }),
  };
}

/** By list, the orders that were asked for: a run asks for the same one a hundred times in a row. */
const orders = new WeakMap<readonly string[], Map<string, readonly string[]>>();
const ORDERS_KEPT = 100;

function shuffledOnce(entries: readonly string[], from: readonly unknown[]): readonly string[] {
  let known = orders.get(entries);
  if (known === undefined) orders.set(entries, (known = new Map()));
  const key = JSON.stringify(from);
  let order = known.get(key);
  if (order === undefined) {
    if (known.size >= ORDERS_KEPT) known.clear();
    known.set(key, (order = shuffled(entries, randomNumbers(from))));
  }
  return order;
}
