/** `traitwright chunks`: what a generating call gets to see of a document, trait by trait. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chunkOf } from '../document/chunk.ts';
import { parseTraitsDocument } from '../document/traits-document.ts';
import { command, EXIT, onlyFile, UsageError } from './command.ts';
import { projectOf } from './config.ts';
import { readNamed, shownPath } from './files.ts';
import { counted } from './formats/report.ts';
import { oneLine } from './io.ts';
import { type PositionRange, positionsIn } from './positions.ts';

export const CHUNKS_USAGE = `Usage: traitwright chunks FILE [options]

Shows the chunk of each trait: what a generating call gets to see of the document, word for word.

  --format FORMAT     text (default) or json
  --help              Show this

Exit codes: 0 the document was read, 2 it could not be.
`;

interface ShownTrait {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly range: PositionRange;
  readonly pieces: readonly { readonly role: string; readonly traitId?: string; readonly text: string; readonly range?: PositionRange }[];
}

/** Runs `traitwright chunks`. */
export const chunks = command(CHUNKS_USAGE, async (args, io) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { format: { type: 'string', default: 'text' } } });
  if (values.format !== 'text' && values.format !== 'json') throw new UsageError(`Unknown format “${values.format}”: expected text or json.`);
  const path = resolve(io.cwd, onlyFile(positionals));
  const file = shownPath(path, io.cwd);
  const text = await readNamed(path, file);
  const { languages } = await projectOf(io.cwd, undefined);
  const document = parseTraitsDocument(text, languages);
  const positions = positionsIn(text);
  const traits = document.traits.map((trait): ShownTrait => {
    const { pieces, hash } = chunkOf(document, trait);
    return {
      id: trait.id,
      name: trait.name,
      hash,
      range: positions(trait.range),
      pieces: pieces.map(({ role, traitId, text: verbatim, range }) => ({
        role,
        ...(traitId === undefined ? {} : { traitId }),
        text: verbatim,
        ...(range === undefined ? {} : { range: positions(range) }),
      })),
    };
  });
  const { title = null, form, level } = document;
  if (values.format === 'json') {
    io.stdout.write(`${JSON.stringify({ file, title, form, ...(level === undefined ? {} : { level }), traits }, null, 2)}\n`);
  } else io.stdout.write([`${file}: ${counted(traits.length, 'trait')}\n`, ...traits.map(written)].join('\n'));
  return EXIT.ok;
});

function written({ id, name, hash, range, pieces }: ShownTrait): string {
  const blocks = pieces.map((piece) => {
    const of = piece.traitId === undefined ? '' : ` of ${piece.traitId}`;
    return `--- ${piece.role}${of}${lines(piece.range)}\n${piece.text}\n`;
  });
  return `=== ${id}: ${oneLine(name)}${lines(range)}, chunk ${hash.slice(0, 12)}\n${blocks.join('')}`;
}

/** `, line 3` or `, lines 3 to 5`; a range that ends before a line's first character does not include that line. */
function lines(range: PositionRange | undefined): string {
  if (range === undefined) return '';
  const first = range.start.line + 1;
  const last = Math.max(first, range.end.character === 0 ? range.end.line : range.end.line + 1);
  return last === first ? `, line ${first}` : `, lines ${first} to ${last}`;
}
