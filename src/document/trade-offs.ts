/** Settles which trait each trade-off names, over the whole document. */
import { lazyByDocument } from './lazy.ts';
import type { Precedence, TradeOffEntry } from './trait-content.ts';
import type { Trait } from './traits-document.ts';

export interface TradeOff {
  readonly from: Trait;
  readonly entry: TradeOffEntry;
  readonly precedence: Precedence;
  /** The trait that is named; absent when it names one that the document does not have. */
  readonly to?: Trait;
}

/** All trade-offs that name a trait or try to. Entries without a lead-in count, as `with`, where they do name one. */
export const tradeOffs = lazyByDocument((document): readonly TradeOff[] => {
  const find = traitFinder(document.traits);
  return document.traits.flatMap((from) =>
    from.content.tradeOffs.flatMap((entry): readonly TradeOff[] => {
      const named = entry.target === undefined ? undefined : find.byTarget(entry.target);
      if (entry.precedence === undefined) {
        const to = named ?? find.byMention(entry.text, from);
        return to === undefined ? [] : [{ from, entry, precedence: 'with', to }];
      }
      // "With no regard to…" begins like a lead-in and names nothing: a name is a link, or short.
      if (named === undefined && (entry.target === undefined || !looksLikeName(entry))) return [];
      return [{ from, entry, precedence: entry.precedence, ...(named === undefined ? {} : { to: named }) }];
    }),
  );
});

function looksLikeName(entry: TradeOffEntry): boolean {
  const { target, precedence } = entry;
  if (target === undefined) return false;
  if (target.url !== undefined) return target.url.startsWith('#') || target.url.startsWith('[');
  const words = target.text.split(/\s+/).length;
  return precedence === 'with' ? /^\p{Lu}/u.test(target.text) && words <= 5 : words <= 6;
}

/** Finds traits as writers refer to them. */
export function traitFinder(traits: readonly Trait[]): {
  byTarget(target: { readonly text: string; readonly url?: string }): Trait | undefined;
  byMention(text: string, except: Trait): Trait | undefined;
} {
  const byId = new Map<string, Trait>();
  const byName = new Map<string, Trait>();
  for (const trait of traits) {
    if (!byId.has(trait.id)) byId.set(trait.id, trait);
    if (!byName.has(fold(trait.name))) byName.set(fold(trait.name), trait);
  }
  return {
    byTarget({ text, url }) {
      if (url !== undefined && !url.startsWith('[')) return url.startsWith('#') ? byId.get(decode(url.slice(1))) : undefined;
      return byName.get(fold(text)) ?? byId.get(text.trim());
    },
    byMention(text, except) {
      const longestFirst = traits.filter((trait) => trait !== except && trait.name.length > 3).toSorted((a, b) => b.name.length - a.name.length);
      return longestFirst.find((trait) => mentions(text, trait.name));
    },
  };
}

/** A name of one word must be written as a name is, so that "kind" in a sentence is not the trait "Kind". */
function mentions(text: string, name: string): boolean {
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}])${pattern}(?![\\p{L}\\p{N}])`, /\s/.test(name) ? 'iu' : 'u').test(text);
}

function fold(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
}

function decode(anchor: string): string {
  try {
    return decodeURIComponent(anchor);
  } catch {
    return anchor;
  }
}
