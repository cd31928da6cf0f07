/** What the tests of exports share: an example of each shape, and files that are only text. */
import type { ChatExample, DocumentExample, Example, PairExample } from '../../src/dataset/export/example.ts';
import { EXPORT_FORMATS, type ExportFormat } from '../../src/dataset/export/formats.ts';
import type { DatasetSource } from '../../src/dataset/read.ts';

const turns = [{ speaker: 'user', text: 'is it 50/50 now, two doors left' }] as const;
const chosen = 'No: 2 in 3 if you switch. Your first door was right 1 time in 3, and that has not changed.';

/** One of each, as docs/export.md shows them. */
export const EXAMPLES: Readonly<{ chat: ChatExample; pair: PairExample; document: DocumentExample }> = {
  chat: { shape: 'chat', turns: [...turns, { speaker: 'model', text: chosen }] },
  pair: { shape: 'pair', turns, chosen, rejected: 'Great question! Many people feel that it is 50/50, and you may well be right.' },
  document: { shape: 'document', text: 'I asked Aster whether it was 50/50 now. It said no, and showed me the three cases.' },
};

export function exampleFor({ shape }: ExportFormat): Example {
  return EXAMPLES[shape];
}

export function formatNamed(id: string): ExportFormat {
  const format = EXPORT_FORMATS.find((candidate) => candidate.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  return format;
}

export function textSource(text: string): DatasetSource {
  return {
    name: 'test',
    async *open() {
      yield text;
    },
  };
}
