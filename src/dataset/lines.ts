/** Cuts a text that comes in pieces into its lines. */

export interface NumberedLine {
  /** Counts from 1. */
  readonly number: number;
  readonly text: string;
  /** False for a last line that has no line end. */
  readonly ended: boolean;
}

/** Yields the lines of each piece in one array, so that a line costs no turn of the event loop. A byte order mark is left out. */
export async function* linesOf(pieces: AsyncIterable<string>): AsyncGenerator<readonly NumberedLine[], void> {
  for await (const lines of wholeLinesOf(pieces)) yield lines.map(withoutEnd);
}

/** As linesOf, with line ends and byte order mark as they are: together they are the text. */
export async function* wholeLinesOf(pieces: AsyncIterable<string>): AsyncGenerator<readonly NumberedLine[], void> {
  let number = 0;
  // A long line is put together once, when its end is there.
  let unfinished: string[] = [];
  for await (const piece of pieces) {
    const lines: NumberedLine[] = [];
    let start = 0;
    for (let end = piece.indexOf('\n'); end !== -1; end = piece.indexOf('\n', start)) {
      unfinished.push(piece.slice(start, end + 1));
      number += 1;
      lines.push({ number, text: unfinished.join(''), ended: true });
      unfinished = [];
      start = end + 1;
    }
    if (start < piece.length) unfinished.push(piece.slice(start));
    if (lines.length > 0) yield lines;
  }
  if (unfinished.length > 0) yield [{ number: number + 1, text: unfinished.join(''), ended: false }];
}

function withoutEnd({ number, text, ended }: NumberedLine): NumberedLine {
  const start = number === 1 && text.startsWith('\uFEFF') ? 1 : 0;
  const end = !ended ? text.length : text.endsWith('\r\n') ? text.length - 2 : text.length - 1;
  return { number, text: text.slice(start, end), ended };
}
