/** What was sent for a sample, and what came back, as the journals of its runs have it. */
import type { JournalCall } from '../engine/journal.ts';
import { readJournal } from '../engine/journal-reader.node.ts';
import type { Sample } from './sample.ts';

/** The calls that were made for it, in the order in which they were answered. */
export async function callsFor(journals: readonly string[], { traitId, kind, ordinal }: Pick<Sample, 'traitId' | 'kind' | 'ordinal'>, signal?: AbortSignal): Promise<readonly JournalCall[]> {
  const calls: JournalCall[] = [];
  for (const path of journals) {
    await readJournal(path, {
      ...(signal === undefined ? {} : { signal }),
      onRecord(record) {
        if (record.type !== 'call') return;
        const { purpose } = record;
        if (purpose.traitId === traitId && purpose.kind === kind && purpose.ordinal === ordinal) calls.push(record);
      },
    });
  }
  return calls;
}

/** As text to read: of each call who was asked, all that was sent, and what came of it. `words` are what stands around it. */
export function sentText(calls: readonly JournalCall[], words: { readonly system: string; readonly message: string; readonly answer: string; readonly cached: string }): string {
  return calls
    .map(({ purpose, model, at, system, messages, outcome, cached }) => {
      const head = `════════ ${purpose.stage} · ${purpose.role} · ${model} · ${at}${cached === true ? ` · ${words.cached}` : ''}`;
      const sent = [...(system === undefined ? [] : [`──── ${words.system}\n${system}`]), ...messages.map(({ text }) => `──── ${words.message}\n${text}`)];
      const came = 'text' in outcome ? outcome.text : 'message' in outcome ? outcome.message : 'reason' in outcome ? outcome.reason : '';
      return [head, ...sent, `──── ${words.answer}: ${outcome.status}\n${came}`].join('\n\n');
    })
    .join('\n\n\n');
}
