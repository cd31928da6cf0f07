/** Makes expressions of phrases as people write them down: words with spaces between them, in any language. */

const WORD = '\\p{L}\\p{M}\\p{N}';
const NOT_AFTER_WORD = `(?<![${WORD}])`;
const NOT_BEFORE_WORD = `(?![${WORD}])`;
/** Scripts that write no spaces between words: there a phrase may stand anywhere. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** What `…` stands for: some of the same clause. */
const GAP = '[^.,;:!?。，；：！？—–]{1,80}?';
/** What `*` stands for: some of the same word. */
const REST = `[${WORD}]{0,40}`;

/**
 * What a phrase may be: up to 200 characters, in them one `…` and two `*` at most, these at an end of a word. Whoever
 * writes a document writes phrases, and what stands for any text several times in a row is tried in all ways.
 */
export const PHRASE = new RegExp(`^(?!(?:[^…]*…+(?!…)){2})(?!(?:[^*]*\\*+(?!\\*)){3})(?![\\s\\S]*[${WORD}]\\*+[${WORD}])[\\s\\S]{0,200}$`, 'u');
/** To follow “expected”. */
export const PHRASE_EXPECTED = 'a phrase of at most 200 characters, with no more than one `…` and two `*`, each `*` at the beginning or the end of a word';

/**
 * The source of an expression for any of `phrases`, for the flags `iu`; undefined where none of them says anything. A
 * phrase is not found in the middle of a word, `*` is the rest of one (`begründ*`), and `…` up to 80 characters of the
 * same clause (`um … zu`). What `PHRASE` does not match is left out.
 */
export function phrasesPattern(phrases: readonly string[]): string | undefined {
  const patterns = phrases.flatMap((phrase) => patternOf(phrase) ?? []);
  if (patterns.length === 0) return undefined;
  // One look behind for all of them is much faster than one for each.
  const bounded = patterns.filter(({ startsWord }) => startsWord).map(({ source }) => source);
  const anywhere = patterns.filter(({ startsWord }) => !startsWord).map(({ source }) => source);
  return [...(bounded.length === 0 ? [] : [`${NOT_AFTER_WORD}(?:${bounded.join('|')})`]), ...anywhere].join('|');
}

/** The expression without what has to stand before it. */
function patternOf(phrase: string): { source: string; startsWord: boolean } | undefined {
  if (!PHRASE.test(phrase)) return undefined;
  const pieces = phrase.normalize('NFC').split('…').map((piece) => piece.trim()).filter((piece) => /[^\s*]/.test(piece));
  const [first] = pieces;
  if (first === undefined) return undefined;
  const source = pieces
    .map((piece, index) => {
      const before = index > 0 && beginsWord(piece) ? NOT_AFTER_WORD : '';
      // The gap could take any number of the word's letters: the word ends before it, and there is nothing to try.
      const after = index < pieces.length - 1 && piece.endsWith('*') ? NOT_BEFORE_WORD : '';
      return before + pieceOf(piece) + after;
    })
    .join(GAP);
  return { source, startsWord: beginsWord(first) };
}

function pieceOf(piece: string): string {
  const source = piece
    .replaceAll(/[\\^$.+?()[\]{}|/]/g, '\\$&')
    .replaceAll(/\*+/g, REST)
    .replaceAll(/['’]/g, "['’]")
    // A line may end inside a phrase.
    .replaceAll(/\s+/g, '\\s{1,8}')
    // Some systems and programs write an accent as a character of its own.
    .replaceAll(/\P{M}\p{M}*/gu, (letter) => (letter.normalize('NFD') === letter ? letter : `(?:${letter}|${letter.normalize('NFD')})`));
  return isWord(piece.at(-1)) ? source + NOT_BEFORE_WORD : source;
}

function beginsWord(piece: string): boolean {
  return piece.startsWith('*') || isWord(String.fromCodePoint(piece.codePointAt(0) ?? 32));
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && LETTER.test(letter) && !UNSPACED.test(letter);
}
