/** Makes expressions of phrases as people write them down: words with spaces between them, in any language. */

const WORD = '\\p{L}\\p{M}\\p{N}';
const NOT_AFTER_WORD = `(?<![${WORD}])`;
const NOT_BEFORE_WORD = `(?![${WORD}])`;
/** Scripts that write no spaces between words: there a phrase may stand anywhere. */
const UNSPACED = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
/** What `…` stands for: some of the same clause. */
const GAP = '[^.,;:!?。，；：！？—–]{1,80}?';

/**
 * The source of an expression for any of `phrases`, for the flags `iu`; undefined where none of them says anything. A
 * phrase is not found in the middle of a word, `*` is the rest of one (`begründ*`), and `…` up to 80 characters of the
 * same clause (`um … zu`).
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
  const pieces = phrase.normalize('NFC').split('…').map((piece) => piece.trim()).filter((piece) => /[^\s*]/.test(piece));
  const [first] = pieces;
  if (first === undefined) return undefined;
  const source = pieces.map((piece, index) => (index > 0 && beginsWord(piece) ? NOT_AFTER_WORD : '') + pieceOf(piece)).join(GAP);
  return { source, startsWord: beginsWord(first) };
}

function pieceOf(piece: string): string {
  const source = piece
    .replaceAll(/[\\^$.+?()[\]{}|/]/g, '\\$&')
    .replaceAll('*', `[${WORD}]*`)
    .replaceAll(/['’]/g, "['’]")
    // A line may end inside a phrase.
    .replaceAll(/\s+/g, '\\s{1,8}');
  return isWord(piece.at(-1)) ? source + NOT_BEFORE_WORD : source;
}

function beginsWord(piece: string): boolean {
  return piece.startsWith('*') || isWord(String.fromCodePoint(piece.codePointAt(0) ?? 32));
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && LETTER.test(letter) && !UNSPACED.test(letter);
}
