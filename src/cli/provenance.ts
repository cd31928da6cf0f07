/** `traitwright provenance`: which sentences of a document its samples rest on, and which none touched. */
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { TraitsDocument } from '../document/traits-document.ts';
import { JournalProblem } from '../engine/journal.ts';
import { coverageOf, type CitedSentence, type Provenance, readProvenance } from '../generation/provenance.ts';
import { provenanceText, provenanceView } from '../generation/provenance-report.ts';
import { readRun } from '../generation/run-files.node.ts';
import { CannotRun, command, EXIT, onlyFile, UsageError } from './command.ts';
import { shownPath } from './files.ts';
import { positionsIn } from './positions.ts';
import { readRunsOf } from './read-runs.ts';
import { readDocumentAt } from './read-document.ts';

export const PROVENANCE_USAGE = `Usage: traitwright provenance FILE [options]

Shows for each trait how many of its sentences are cited: quoted, word for word, by the critique of a sample that was
kept. Sentences that no sample cites are listed with their lines. FILE is a document, or the journal of one run beside it.

  --run RUN        Only this run: its name, or its journal; may be given several times. All runs beside the document
                   when not given
  --format FORMAT  text (default), json or md
  --help           Show this

Exit codes: 0 all is cited, 1 some sentence is not, 2 it could not be told.
`;

/** Runs `traitwright provenance`. */
export const provenance = command(PROVENANCE_USAGE, async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { run: { type: 'string', multiple: true }, format: { type: 'string', default: 'text' } },
  });
  const { format } = values;
  if (format !== 'text' && format !== 'json' && format !== 'md') throw new UsageError(`Unknown format “${format}”: expected text, json or md.`);
  const named = resolve(io.cwd, onlyFile(positionals));
  const isJournal = named.endsWith('.jsonl');
  if (isJournal && values.run !== undefined) throw new UsageError('A journal is one run already: leave out --run.');
  const path = isJournal ? await documentOf(named) : named;
  const document = await readDocumentAt(path, io);
  const reader = readProvenance(document);
  let runs = 0;
  for await (const { samples } of readRunsOf(path, isJournal ? [named] : (values.run ?? []), io)) {
    runs += 1;
    for (const sample of samples) reader.add(sample);
  }
  const found = reader.result();
  const file = shownPath(path, io.cwd);
  if (format === 'json') io.stdout.write(`${JSON.stringify(asJson(document, found, file, runs), null, 2)}\n`);
  else io.stdout.write((format === 'md' ? provenanceView : provenanceText)(document, found, file, runs));
  const { uncited } = coverageOf([...found.traits.flatMap(({ sentences }) => sentences), ...found.shared]);
  return uncited.length === 0 ? EXIT.ok : EXIT.found;
});

/** The path of the document that a run is over, beside which its journal lies. @throws CannotRun when the journal cannot be read. */
async function documentOf(journal: string): Promise<string> {
  const { header } = await readRun(journal).catch((error: unknown) => {
    throw error instanceof JournalProblem ? new CannotRun(error.message) : error;
  });
  return resolve(dirname(journal), '../../..', header.document.name);
}

/** Lines and characters are counted as by the other commands. */
function asJson(document: TraitsDocument, { traits, shared, gone, unfound, lost }: Provenance, file: string, runs: number): unknown {
  const positions = positionsIn(document.text);
  const sentences = (list: readonly CitedSentence[]): unknown =>
    list.map(({ range, isName, citations }) => ({ range: positions(range), text: document.text.slice(range.start, range.end), ...(isName ? { isName } : {}), citations }));
  const counts = (list: readonly CitedSentence[]): { sentences: number; cited: number } => {
    const { said, cited } = coverageOf(list);
    return { sentences: said, cited };
  };
  return {
    file,
    runs,
    traits: traits.map((trait) => ({
      id: trait.traitId,
      name: trait.name,
      range: positions(trait.range),
      samples: trait.samples,
      stale: trait.stale,
      rehearsed: trait.rehearsed,
      counts: counts(trait.sentences),
      sentences: sentences(trait.sentences),
    })),
    shared: { counts: counts(shared), sentences: sentences(shared) },
    leftOut: { samplesOfTraitsThatAreGone: gone, quotesThatAreMadeUp: unfound, quotesWithoutPlace: lost },
  };
}
