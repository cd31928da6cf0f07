/** Tells in which trait a finding stands. */
import { rangeAt } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

/** A function from offsets to the id of the trait that holds it; undefined between traits. */
export function traitIds({ traits }: TraitsDocument): (offset: number) => string | undefined {
  return (offset) => {
    const trait = rangeAt(traits, offset);
    return trait !== undefined && offset < trait.range.end ? trait.id : undefined;
  };
}
