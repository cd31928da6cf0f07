/** The journal of a run, of which the samples that were kept are read. */
import { isObject, type JsonLinesFormat } from '../sample-text.ts';

const RECORDS = new Set(['header', 'call', 'sample', 'resumed', 'summary']);

export const journal: JsonLinesFormat = {
  id: 'journal',
  name: 'the journal of a run, of which the samples that were kept are read',
  recognises: ({ type, sample, tool, key }) => typeof type === 'string' && RECORDS.has(type) && (isObject(sample) || tool !== undefined || key !== undefined),
  read({ type, sample }) {
    // Readers leave alone what a later version may have added.
    if (type !== 'sample') return typeof type === 'string' ? { leftOut: 'record' } : { problem: 'It is no record of a journal.' };
    if (!isObject(sample) || typeof sample['id'] !== 'string' || typeof sample['status'] !== 'string') return { problem: 'It is a sample without an id or a status.' };
    const { id, status, prompt, traitId, kind } = sample;
    // Of the document pipeline the text is what was made.
    const response = sample['response'] ?? sample['document'];
    if (status !== 'kept') return { leftOut: status };
    if (typeof response !== 'string' || response.trim() === '') return { problem: 'It is a sample that was kept, without a response or a document.' };
    return {
      sample: {
        id,
        response,
        ...(typeof prompt === 'string' ? { prompt } : {}),
        ...(typeof traitId === 'string' ? { traitId } : {}),
        ...(typeof kind === 'string' ? { kind } : {}),
      },
    };
  },
};

/** The sample's id where a line may be a sample record, whatever its status: the last line with an id is the one that counts. */
export function journalledId(line: string): string | undefined {
  // Most lines are calls, and need not be read to see that.
  if (!/^\s*\{\s*"type"\s*:\s*"sample"/.test(line.slice(0, 100))) return undefined;
  try {
    const record: unknown = JSON.parse(line);
    const sample = isObject(record) ? record['sample'] : undefined;
    const id = isObject(sample) ? sample['id'] : undefined;
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}
