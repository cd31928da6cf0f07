/** Draws samples as they come, so that every trait is in the draw, in bounded memory. */
import type { SampleText } from '../dataset/sample-text.ts';
import { seededRandom } from './random.ts';

/** One text that is as long as all others together is not to take the room of more than this leaves. */
const FEWEST = 1 / 20;

/**
 * Holds at most about `size` samples and `characters` of their responses, evenly over the traits: of each trait a reservoir (Vitter's algorithm R), which
 * gets smaller when traits are added. Of sets that are no larger, it holds all.
 */
export class StratifiedDraw<Sample extends SampleText = SampleText> {
  private readonly size: number;
  private readonly random: () => number;
  private readonly strata = new Map<string, { seen: number; held: Sample[] }>();
  private readonly labelOf: (sample: Sample) => string;
  private held = 0;
  private readonly characters: number;
  private heldCharacters = 0;

  /** @param labelOf the stratum of a sample; its trait where it is left out. */
  constructor(size: number, characters: number, seed: number, labelOf: (sample: Sample) => string = ({ traitId = '' }) => traitId) {
    this.labelOf = labelOf;
    this.size = size;
    this.characters = characters;
    this.random = seededRandom(seed);
  }

  add(sample: Sample): void {
    const stratum = this.stratumOf(sample);
    stratum.seen += 1;
    // One that was cut goes on as the reservoir of its smaller size.
    const isWhole = stratum.held.length === stratum.seen - 1;
    const isFull = this.held >= this.size || this.heldCharacters >= this.characters;
    if (isWhole && isFull && stratum.held.length < this.held / this.strata.size) this.makeRoom();
    else if (!isWhole || isFull) {
      const place = Math.floor(this.random() * stratum.seen);
      const replaced = stratum.held[place];
      if (replaced === undefined) return;
      stratum.held[place] = sample;
      this.heldCharacters += sample.response.length - replaced.response.length;
      // Longer ones than before take the room of others: each trait's are then the reservoir of a smaller size.
      while (this.heldCharacters > this.characters && this.held > this.size * FEWEST) this.makeRoom();
      return;
    }
    stratum.held.push(sample);
    this.held += 1;
    this.heldCharacters += sample.response.length;
  }

  /** Trait by trait, in the order that the traits came. */
  samples(): readonly Sample[] {
    return [...this.strata.values()].flatMap(({ held }) => held);
  }

  private stratumOf(sample: Sample): { seen: number; held: Sample[] } {
    const label = this.labelOf(sample);
    // Who has more traits than this has labels of another sort; they share one stratum.
    const key = this.strata.has(label) || this.strata.size < this.size / 20 ? label : '';
    let stratum = this.strata.get(key);
    if (stratum === undefined) {
      stratum = { seen: 0, held: [] };
      this.strata.set(key, stratum);
    }
    return stratum;
  }

  /** Takes one out of the largest stratum, by chance. */
  private makeRoom(): void {
    let largest: Sample[] = [];
    for (const { held } of this.strata.values()) if (held.length > largest.length) largest = held;
    const place = Math.floor(this.random() * largest.length);
    const taken = largest[place];
    const last = largest.pop();
    if (taken === undefined || last === undefined) return;
    if (place < largest.length) largest[place] = last;
    this.held -= 1;
    this.heldCharacters -= taken.response.length;
  }
}
