/** Reads what evals saved beside a document, with what people scored. Nothing is asked of any model. */
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Annotation } from '../engine/annotations.ts';
import { annotationsPath, AnnotationsProblem, readAnnotations } from '../engine/annotations-file.node.ts';
import { journalPath } from '../engine/journal-file.node.ts';
import { JournalProblem, type JournalCall, type JournalSummary } from '../engine/journal.ts';
import { readEvalJournal } from '../engine/journal-reader.node.ts';
import { EVAL_NAMES, type EvalName } from './eval.ts';
import type { EvalReport, ShownPrompt } from './report.ts';
import { reportOf } from './report-of.ts';
import { answerOf, type EvalData, type SavedAnswer } from './saved.ts';

/** Where the journal of an eval goes: `.traits/<document>/evals/<run>.jsonl`, beside the document. */
export function evalPath(documentPath: string, run: string): string {
  return join(dirname(dirname(journalPath(documentPath, run))), 'evals', `${run}.jsonl`);
}

/** Where the evals of the document at `documentPath` lie, whether or not there are any. */
export function evalsFolder(documentPath: string): string {
  return dirname(evalPath(documentPath, 'run'));
}

/** The journals of evals beside a document, the newest first; none where there is no such folder. */
export async function evalPaths(documentPath: string): Promise<readonly string[]> {
  const folder = evalsFolder(documentPath);
  const names = await readdir(folder).catch((): string[] => []);
  // Runs are named after their time.
  return names
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .toReversed()
    .map((name) => join(folder, name));
}

/** A saved eval, or why it cannot be read. */
export type ListedEval = { readonly path: string; readonly data: EvalData } | { readonly path: string; readonly problem: string };

/** All that were saved, the newest first. */
export async function* listEvals(documentPath: string, signal?: AbortSignal): AsyncGenerator<ListedEval, void> {
  for (const path of await evalPaths(documentPath)) {
    yield await readEvalData(path, signal).then(
      (data) => ({ path, data }),
      (error: unknown) => {
        if (error instanceof JournalProblem) return { path, problem: error.message };
        throw error;
      },
    );
  }
}

/**
 * Of each eval the runs that ended by themselves, the newest first, back to one that was about all traits: of a trait that
 * the newest was not about, the latest figure is in an earlier one. Absent where there is none. A run that cannot be read
 * is passed over.
 */
export async function latestEvals(documentPath: string, signal?: AbortSignal): Promise<Readonly<Partial<Record<EvalName, readonly EvalReport[]>>>> {
  const found: Partial<Record<EvalName, EvalReport[]>> = {};
  const complete = new Set<EvalName>();
  const { annotations } = await scoresBeside(documentPath, signal);
  for await (const listed of listEvals(documentPath, signal)) {
    if (!('data' in listed)) continue;
    const { header, ended } = listed.data;
    if (ended !== 'done' || complete.has(header.eval)) continue;
    (found[header.eval] ??= []).push(reportOf(listed.data, annotations, listed.path));
    if (header.parameters.traitIds.length === 0) complete.add(header.eval);
    if (complete.size === EVAL_NAMES.length) break;
  }
  return found;
}

/**
 * The report of one saved eval. `shown` is its journal's path as it is to be shown.
 * @throws JournalProblem where it cannot be read, is the journal of something else, or broke off in its first line.
 */
export async function readEval(path: string, documentPath: string, shown: string = path, signal?: AbortSignal): Promise<EvalReport> {
  const [data, { annotations, problems }] = await Promise.all([readEvalData(path, signal), scoresBeside(documentPath, signal)]);
  return reportOf({ ...data, problems: [...data.problems, ...problems] }, annotations, shown);
}

/** Scores that cannot be read leave the figures as they are, and are said. */
async function scoresBeside(documentPath: string, signal?: AbortSignal): Promise<{ readonly annotations: readonly Annotation[]; readonly problems: readonly string[] }> {
  try {
    const { annotations, problems } = await readAnnotations(annotationsPath(documentPath), signal);
    const [first] = problems;
    return { annotations, problems: first === undefined ? [] : [`Line ${first.line} of the annotations cannot be read: ${first.message}${problems.length > 1 ? ` There are ${problems.length} such lines.` : ''}`] };
  } catch (error) {
    if (error instanceof AnnotationsProblem) return { annotations: [], problems: [error.message] };
    throw error;
  }
}

const MOST_PROBLEMS = 5;

/** What one journal holds. @throws JournalProblem as readEval does. */
export async function readEvalData(path: string, signal?: AbortSignal): Promise<EvalData> {
  const answers = new Map<string, { readonly answer: SavedAnswer; readonly ordinal: number }>();
  const prompts = new Map<string, Omit<ShownPrompt, 'version'>>();
  const failures = new Set<string>();
  const summaries: JournalSummary[] = [];
  const sum = { calls: 0, cached: 0, inputTokens: 0, outputTokens: 0 };
  let isEnded = false;
  let unread = 0;
  let parts = 1;
  const count = ({ purpose, model, system, messages, outcome, cached }: JournalCall): void => {
    const key = `${purpose.stage} ${model} ${system === undefined ? '' : 'system'}`;
    if (!prompts.has(key)) prompts.set(key, { stage: purpose.stage, model, system: system ?? null, user: messages.at(0)?.text ?? '' });
    if (outcome.status === 'failed') failures.add(outcome.message);
    if (cached === true) sum.cached += 1;
    else {
      sum.calls += 1;
      sum.inputTokens += outcome.usage?.inputTokens ?? 0;
      sum.outputTokens += outcome.usage?.outputTokens ?? 0;
    }
  };
  const { header, bad, torn } = await readEvalJournal(path, {
    ...(signal === undefined ? {} : { signal }),
    onRecord(record) {
      isEnded = record.type === 'summary';
      if (record.type === 'call') count(record);
      else if (record.type === 'summary') summaries.push(record);
      else if (record.type === 'resumed') parts += 1;
      else if (record.type === 'sample') {
        const answer = answerOf(record.sample);
        if (answer === undefined) unread += 1;
        else answers.set(answer.id, { answer, ordinal: record.sample.ordinal ?? 0 });
      }
    },
  });
  if (header === undefined) throw new JournalProblem('empty', `The journal ${path} broke off before its first line was written: there is nothing in it.`);
  const costs = summaries.map(({ cost }) => cost);
  // Each summary has what was spent since the run was gone on with; of what broke off nobody knows.
  const usd = !isEnded || costs.length < parts || costs.includes(undefined) ? null : costs.reduce<number>((total, cost) => total + (cost ?? 0), 0);
  const place = new Map(header.traits.map(({ id }, index) => [id, index]));
  const rank = ({ traitId }: SavedAnswer): number => (traitId === null ? header.traits.length : (place.get(traitId) ?? header.traits.length));
  const [first] = bad;
  return {
    header,
    answers: [...answers.values()].toSorted((a, b) => rank(a.answer) - rank(b.answer) || a.ordinal - b.ordinal || a.answer.side - b.answer.side).map(({ answer }) => answer),
    prompts: [...prompts.values()].map((prompt) => ({ ...prompt, version: header.prompts[prompt.stage] ?? null })),
    cost: { usd, ...sum },
    ended: isEnded ? (summaries.at(-1)?.ended ?? 'unfinished') : 'unfinished',
    problems: [
      ...[...failures].slice(0, MOST_PROBLEMS),
      ...(first === undefined ? [] : [`Line ${first.line} of the journal cannot be read: ${first.problem}${bad.length > 1 ? ` There are ${bad.length} such lines.` : ''}`]),
      ...(torn > 0 ? ['The last line of the journal broke off.'] : []),
      ...(unread > 0 ? [`${unread} of its records are no answers of an eval.`] : []),
    ],
  };
}
