/** Shows a chunk to a model: the pieces of the document, each in a block that says what it is. */
import { type Chunk, type ChunkPiece, substitute } from '../document/chunk.ts';
import { block, paragraphs } from './stage.ts';

/** What the document calls the model that is to have the traits. */
export function modelName(chunk: Chunk): string {
  return chunk.variables.get('model')?.trim() || 'the assistant';
}

export function chunkText(chunk: Chunk): string {
  const text = (piece: ChunkPiece): string => substitute(piece.text, chunk.variables).text;
  const all = (role: ChunkPiece['role']): string => chunk.pieces.filter((piece) => piece.role === role).map(text).join('\n\n');
  const tagged = (tag: string, content: string): string | undefined => (content === '' ? undefined : block(tag, content));
  const related = chunk.pieces.filter((piece) => piece.role === 'related-statement' || piece.role === 'related-trade-off');
  const title = all('title');
  return paragraphs(
    title === '' ? undefined : `From the document “${title}”.`,
    tagged('preamble', all('preamble')),
    tagged('priorities', all('priorities')),
    tagged('section_introduction', all('group')),
    tagged('trait', all('trait')),
    tagged('traits_it_meets', related.map(text).join('\n\n')),
  );
}
