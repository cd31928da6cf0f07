/** Cuts texts into words, as fast as a large dataset asks for. */

export interface Words {
  /** In lower case, with straight apostrophes. */
  readonly texts: readonly string[];
  /** Offsets of each word's first character, and of the one after its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Which sentence a word stands in, counted from 0: a mark that ends one, or a line end, stands before each further one. */
  readonly sentences: Int32Array;
}

/** Letters and digits of all scripts, roughly; apostrophes within a word belong to it. Classes of Unicode would take several times as long. */
const WORD = /[a-z0-9\u00aa\u00b5\u00ba\u00c0-\u1fff\u2c00-\u2dff\u3005-\u3007\u3021-\ufdff\ufe70-\ufeff\uff10-\uffdc]+(?:'[a-z\u00c0-\u1fff]+)*/g;

/** @param shared makes one of equal words, for texts that are held together: each is otherwise a string of its own. */
export function wordsOf(text: string, shared?: Map<string, string>): Words {
  const lower = lowerCase(text);
  const texts: string[] = [];
  // Three numbers a word; an array that grows would take several times as much for each text that is held.
  const places: number[] = [];
  let sentence = 0;
  let before = 0;
  WORD.lastIndex = 0;
  for (let match = WORD.exec(lower); match !== null; match = WORD.exec(lower)) {
    const [word] = match;
    texts.push(shared === undefined ? word : sharedWord(word, shared));
    if (before > 0 && endsSentence(lower, before, match.index)) sentence += 1;
    before = match.index + word.length;
    places.push(match.index, before, sentence);
  }
  return { texts, ...columnsOf(places) };
}

function sharedWord(word: string, shared: Map<string, string>): string {
  const same = shared.get(word);
  if (same === undefined) shared.set(word, word);
  return same ?? word;
}

function columnsOf(places: readonly number[]): Pick<Words, 'starts' | 'ends' | 'sentences'> {
  const count = places.length / 3;
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const sentences = new Int32Array(count);
  for (let index = 0; index < count; index += 1) {
    starts[index] = places[3 * index] ?? 0;
    ends[index] = places[3 * index + 1] ?? 0;
    sentences[index] = places[3 * index + 2] ?? 0;
  }
  return { starts, ends, sentences };
}

/** The text in lower case, character for character: a few letters have more than one in lower case, and keep their own. */
export function lowerCase(text: string): string {
  const lower = text.toLowerCase();
  const even = lower.length === text.length ? lower : Array.from({ length: text.length }, (_, index) => sameLength(text.charAt(index))).join('');
  return even.replaceAll('’', "'");
}

function sameLength(character: string): string {
  const lower = character.toLowerCase();
  return lower.length === 1 ? lower : character;
}

const SENTENCE_ENDS = new Set([...'.!?…\n。！？'].map((mark) => mark.charCodeAt(0)));

function endsSentence(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (SENTENCE_ENDS.has(text.charCodeAt(at))) return true;
  return false;
}
