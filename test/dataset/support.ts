/** What the tests of datasets share: sources in memory, and what was read of one. */
import { type DatasetReport, type DatasetSource, openDataset, readDataset } from '../../src/dataset/read.ts';
import type { SampleText } from '../../src/dataset/sample-text.ts';

/** A source with this text, in pieces of so many characters. */
export function source(text: string, name = 'data.jsonl', size = 1000): DatasetSource {
  return {
    name,
    async *open() {
      for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
    },
  };
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}

export interface Read {
  readonly format: string;
  readonly samples: readonly SampleText[];
  readonly report: DatasetReport;
}

export async function read(text: string, size?: number): Promise<Read> {
  const dataset = await openDataset(source(text, 'data.jsonl', size));
  const samples: SampleText[] = [];
  const report = await readDataset(dataset, { onSample: (sample) => void samples.push(sample) });
  return { format: dataset.format.id, samples, report };
}
