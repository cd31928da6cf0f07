/** Numbers that look random and follow from what they are drawn for: the same words give the same numbers, others give others. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';

/** Numbers from 0 up to 1, each a multiple of 2⁻³²; what they follow from is anything that JSON can hold. */
export function randomNumbers(from: unknown): () => number {
  const digest = sha256(utf8ToBytes(JSON.stringify(from)));
  const view = new DataView(digest.buffer, digest.byteOffset);
  let [a, b, c, counter] = [view.getInt32(0), view.getInt32(4), view.getInt32(8), 1];
  // sfc32 of Chris Doty-Humphrey's PractRand: three words that are mixed, and a counter that rules out short cycles.
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  return next;
}

/** The same things in an order of chance (Fisher and Yates). */
export function shuffled<T>(things: readonly T[], random: () => number): readonly T[] {
  const order = [...things];
  for (let left = order.length; left > 1; left -= 1) {
    const chosen = Math.floor(random() * left);
    [order[left - 1], order[chosen]] = [order[chosen] as T, order[left - 1] as T];
  }
  return order;
}
