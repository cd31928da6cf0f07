/** Shows a comparison: the verdicts of both sides, case by case, and how many there are of each. */
import type { ComparedPair } from './compare.ts';
import { escaped, fenced } from './markdown-text.ts';
import type { Sample } from './sample.ts';

/** How a side's answer was judged. */
export interface Verdict {
  /** What the critique said of the draft; absent where it did not come so far. */
  readonly draft?: 'pass' | 'revise' | 'fail';
  readonly status: Sample['status'];
  /** The criteria that do not hold. */
  readonly against: readonly string[];
  /** Why it was not kept, in a sentence. */
  readonly reason?: string;
}

export function verdictOf({ status, reason, critique, ratings, pairRatings }: Sample): Verdict {
  const against = Object.entries({ ...ratings, ...pairRatings }).flatMap(([name, { holds }]) => (holds ? [] : [name]));
  return { status, against, ...(critique === undefined ? {} : { draft: critique.verdict }), ...(reason === undefined ? {} : { reason }) };
}

/** Numbers of cases. Only those count as compared that were judged on both sides. */
export interface ComparedCounts {
  readonly compared: number;
  readonly keptBase: number;
  readonly keptNow: number;
  /** Kept now and not at the base, and the other way round. */
  readonly gained: number;
  readonly lost: number;
  /** On one side at least a call failed, an answer could not be read, or the run was stopped first. */
  readonly leftOut: number;
}

export function countsOf(pairs: readonly ComparedPair[]): ComparedCounts {
  const judged = pairs.filter(({ base, now }) => isJudged(base) && isJudged(now));
  const count = (holds: (pair: ComparedPair) => boolean): number => judged.filter(holds).length;
  return {
    compared: judged.length,
    keptBase: count(({ base }) => base.status === 'kept'),
    keptNow: count(({ now }) => now.status === 'kept'),
    gained: count(({ base, now }) => base.status !== 'kept' && now.status === 'kept'),
    lost: count(({ base, now }) => base.status === 'kept' && now.status !== 'kept'),
    leftOut: pairs.length - judged.length,
  };
}

function isJudged({ status }: Sample): boolean {
  return status === 'kept' || status === 'dropped';
}

/** What is compared, for the head of a report. */
export interface ComparedWhat {
  readonly fileName: string;
  /** As it was asked for, and the commit that it is. */
  readonly revision: string;
  readonly commit: string;
  /** The run whose plans and messages were answered again. */
  readonly of: string;
}

/** The table and the counts as plain lines. */
export function compareText(pairs: readonly ComparedPair[], what: ComparedWhat): string {
  const rows = [['sample', 'base', 'now'], ...pairs.map(({ id, base, now }) => [id, said(base), said(now)])];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const table = rows.map(([id = '', base = '', now = '']) => `${id.padEnd(widths[0] ?? 0)}  ${base.padEnd(widths[1] ?? 0)}  ${now}\n`).join('');
  return `${title(what)}\n\n${table}\n${countsText(pairs).join('\n')}\n`;
}

/** The same as Markdown, with both answers of each case. */
export function compareMarkdown(pairs: readonly ComparedPair[], what: ComparedWhat): string {
  const table = ['| Sample | Base | Now |', '| --- | --- | --- |', ...pairs.map(({ id, base, now }) => `| ${[id, said(base), said(now)].map(escaped).join(' | ')} |`)].join('\n');
  const cases = pairs.map(({ id, case: { prompt, plan, documentType }, base, now }) =>
    [
      `## ${escaped(id)}`,
      prompt === undefined ? `${escaped(documentType ?? 'Text')}. ${escaped(plan.what)}` : fenced(prompt),
      `### Base: ${escaped(said(base))}`,
      ...answerOf(base),
      `### Now: ${escaped(said(now))}`,
      ...answerOf(now),
    ].join('\n\n'),
  );
  return [`# ${escaped(title(what))}`, table, ...countsText(pairs), ...cases].join('\n\n') + '\n';
}

function title({ fileName, revision, commit, of }: ComparedWhat): string {
  return `${fileName} as of ${revision} (${commit.slice(0, 12)}) and now, by the plans of ${of}`;
}

/** `revise, kept`; `pass, dropped: not embodies, not natural`. The first word is of the draft. */
function said(sample: Sample): string {
  const { draft, status, against } = verdictOf(sample);
  const why = against.length > 0 ? `: ${against.map((name) => `not ${name}`).join(', ')}` : status === 'dropped' && sample.droppedBy !== undefined ? `: by ${sample.droppedBy}` : '';
  return `${draft === undefined ? '' : `${draft}, `}${status}${why}`;
}

function countsText(pairs: readonly ComparedPair[]): readonly string[] {
  const { compared, keptBase, keptNow, gained, lost, leftOut } = countsOf(pairs);
  return [
    `Kept: ${keptBase} of ${compared} at the base, ${keptNow} of ${compared} now; ${gained} only now, ${lost} only at the base.`,
    ...(leftOut === 0 ? [] : [`${leftOut} more ${leftOut === 1 ? 'is' : 'are'} not counted, since one side or both came to no verdict.`]),
    ...(pairs.some(({ base, now }) => base.rehearsed || now.rehearsed) ? ['Some or all of these answers were rehearsed: they were written beforehand, and are the same whatever the document says.'] : []),
    'Each side is judged by its own text, and answered once: models answer and judge differently each time, so a few more or fewer tell nothing yet.',
  ];
}

function answerOf({ response, document, draft, reason }: Sample): readonly string[] {
  const answer = response ?? document ?? draft;
  return [...(answer === undefined ? ['No answer.'] : [fenced(answer)]), ...(reason === undefined ? [] : [escaped(reason)])];
}
