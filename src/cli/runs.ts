/** `traitwright runs`: lists the runs of a document, what came of each, and how much of it is stale. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chunkHashes, stalenessOf } from '../generation/stale.ts';
import { dollars } from '../models/dollars.ts';
import { command, EXIT, onlyFile, UsageError } from './command.ts';
import { shownPath } from './files.ts';
import { counted } from './formats/report.ts';
import { oneLine } from './io.ts';
import { readDocumentAt } from './read-document.ts';
import { readRunsOf } from './read-runs.ts';

export const RUNS_USAGE = `Usage: traitwright runs FILE [options]

Lists the runs beside a document, the oldest first: when each was, with which models, its samples, how many of them are
stale, which is made from another text of their trait than today's, and what it cost.

  --format FORMAT  text (default) or json
  --help           Show this

Exit codes: 0 they were listed, 2 they could not be.
`;

interface ListedRun {
  readonly run: string;
  readonly journal: string;
  readonly startedAt: string;
  readonly pipeline: string;
  /** `unfinished`: it broke off, or is under way. */
  readonly ended: string;
  readonly models: Readonly<Record<string, string>>;
  readonly rehearsed: boolean;
  readonly samples: Readonly<Record<string, number>>;
  readonly stale: number;
  /** Of traits that are not in the document any more. */
  readonly gone: number;
  readonly total: number;
  /** US dollars; null where that is not known. */
  readonly cost: number | null;
}

/** Runs `traitwright runs`. */
export const runs = command(RUNS_USAGE, async (args, io) => {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: { format: { type: 'string', default: 'text' } } });
  if (values.format !== 'text' && values.format !== 'json') throw new UsageError(`Unknown format “${values.format}”: expected text or json.`);
  const path = resolve(io.cwd, onlyFile(positionals));
  const today = chunkHashes(await readDocumentAt(path, io));
  const listed: ListedRun[] = [];
  for await (const { path: journal, header, samples, ended = 'unfinished', cost = null } of readRunsOf(path, [], io)) {
    const byStatus = new Map<string, number>();
    for (const { status } of samples) byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
    const { run, startedAt, pipeline, models, rehearsed } = header;
    listed.push({
      run,
      journal: shownPath(journal, io.cwd),
      startedAt,
      pipeline,
      ended,
      models,
      rehearsed,
      samples: Object.fromEntries(byStatus),
      ...stalenessOf(samples, today),
      total: samples.length,
      cost,
    });
  }
  io.stdout.write(values.format === 'json' ? `${JSON.stringify(listed, null, 2)}\n` : listed.map(written).join('\n'));
  return EXIT.ok;
});

function written({ run, startedAt, pipeline, ended, models, samples, stale, gone, total, cost }: ListedRun): string {
  const byStatus = Object.entries(samples).map(([status, count]) => `${count} ${oneLine(status)}`);
  const names = [...new Set(Object.values(models))].map(oneLine).join(', ');
  return [
    oneLine(run),
    `  ${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${pipeline}, ${ended}`,
    `  ${names}, ${cost === null ? 'cost unknown' : cost === 0 ? 'nothing to pay' : dollars(cost)}`,
    `  ${counted(total, 'sample')}${byStatus.length === 0 ? '' : `: ${byStatus.join(', ')}`}`,
    `  stale: ${stale} of ${total}${gone === 0 ? '' : `; ${gone} more of traits that are not in the document any more`}`,
    '',
  ].join('\n');
}
