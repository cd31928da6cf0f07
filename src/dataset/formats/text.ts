/** `{"text"}`: documents, as TRL and most trainers read them. */
import type { JsonLinesFormat } from '../sample-text.ts';

export const text: JsonLinesFormat = {
  id: 'text',
  name: 'documents, one “text” each',
  recognises: (line) => 'text' in line,
  read: ({ text: document }) => (typeof document === 'string' && document.trim() !== '' ? { sample: { response: document } } : { problem: 'Its “text” is empty or no text.' }),
};
