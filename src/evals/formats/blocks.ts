/** The report of an eval as blocks to be laid out: what it says, once, for text, Markdown and HTML alike. */
import type { EvalAnswer, EvalReport, EvalSide, EvalVerdict, Figure, NamedFigure, PairedFigure, RateFigure } from '../report.ts';
import { dollars } from '../../models/dollars.ts';
import { agreementLines, besideLines, counted, differenceText, figureText, HEADLINES, movedText, PARTS, percent, sideName, TITLES, TRAIT_FIGURES, VALUES } from './words.ts';

/** A figure among others of its scale. */
export interface FigureRow {
  readonly label: string;
  readonly figure: Figure;
  /** What a full bar is. */
  readonly most: number;
  readonly notes: readonly string[];
}

export interface ExampleBlock {
  readonly type: 'example';
  readonly title: string;
  readonly prompt: string;
  /** The answer, or the point of it; `marked` are the words that decide. */
  readonly pieces: readonly { readonly text: string; readonly isMarked: boolean }[];
  readonly reason: string;
}

export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly type: 'paragraph'; readonly text: string }
  /** What must not be missed. */
  | { readonly type: 'warning'; readonly text: string }
  | { readonly type: 'list'; readonly items: readonly string[] }
  | { readonly type: 'figures'; readonly caption: string; readonly rows: readonly FigureRow[] }
  | { readonly type: 'differences'; readonly caption: string; readonly most: number; readonly rows: readonly { readonly label: string; readonly figure: PairedFigure; readonly note: string }[] }
  | ExampleBlock
  | { readonly type: 'prompt'; readonly title: string; readonly system: string | null; readonly user: string };

/** How much of what is behind the figures is shown: it is all in the journal, and in JSON. */
export interface Shown {
  readonly examplesOfTrait: number;
  readonly disagreements: number;
}

export function blocksOf(report: EvalReport, { examplesOfTrait, disagreements }: Shown): readonly Block[] {
  const { sides, answers, agreement, comparison, prompts, problems } = report;
  return [
    { type: 'heading', level: 1, text: `${TITLES[report.eval]}: ${report.document.name}` },
    ...(report.rehearsed ? [{ type: 'warning', text: 'Rehearsed: these answers or verdicts were written beforehand to show what a report looks like. No figure here measures a model.' } as const] : []),
    ...(agreement.isJudgeConstant ? [{ type: 'warning', text: `Do not go by these figures: on all ${agreement.n} verdicts that people scored, the judge said the same, and people did not.` } as const] : []),
    { type: 'list', items: aboutRun(report) },
    ...sides.flatMap((side, index) => sideBlocks(report, side, index, examplesOfTrait)),
    ...(comparison === null
      ? []
      : ([
          { type: 'heading', level: 2, text: `${sideName(comparison.sides[0])}, against ${sideName(comparison.sides[1])}` },
          { type: 'paragraph', text: `${counted(comparison.pairs, 'pair')}, by ${comparison.pairedBy}; ${comparison.unpaired === 0 ? 'nothing was left out' : `${comparison.unpaired} that not both sides answered, or were asked in the same words, ${comparison.unpaired === 1 ? 'is' : 'are'} left out`}. A difference is the first less the second. Where an interval and p disagree, go by p: it is exact.` },
          { type: 'differences', caption: HEADLINES[report.eval], most: report.eval === 'knowledge' ? 2 : 1, rows: [{ label: 'the document', figure: comparison.headline, note: differenceText(comparison.headline, report.eval === 'knowledge') }] },
          { type: 'differences', caption: TRAIT_FIGURES[report.eval], most: 1, rows: comparison.traits.map((trait) => ({ label: trait.traitId, figure: trait, note: `${differenceText(trait, false)}${movedText(trait)}` })) },
        ] as const)),
    { type: 'heading', level: 2, text: 'Can the judge be believed?' },
    { type: 'list', items: agreementLines(report) },
    ...agreement.disagreements.slice(0, disagreements).flatMap((id) => exampleOf(answers, id, true)),
    { type: 'heading', level: 2, text: 'What was sent' },
    { type: 'paragraph', text: 'One prompt of each stage, as it was sent; the journal has all.' },
    ...prompts.map(({ stage, version, model, system, user }) => ({ type: 'prompt', title: `${stage}, ${version === null ? '' : `version ${version}, `}to ${model}`, system, user }) as const),
    ...(problems.length === 0 ? [] : ([{ type: 'heading', level: 2, text: 'What went wrong' }, { type: 'list', items: problems }] as const)),
  ];
}

function aboutRun({ run, startedAt, ended, judge, generator, answersOf, seed, cost, journal, document, sides, answers }: EvalReport): readonly string[] {
  const usd = cost.usd === null ? 'cost unknown' : cost.usd === 0 ? 'nothing to pay' : dollars(cost.usd);
  return [
    `Run ${run}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${ended}${answersOf === null ? '' : `; it judges the saved answers of ${answersOf} anew, and asked no subject`}.`,
    ...sides.map(({ subject }) => `Subject: ${sideName(subject)}.`),
    `Judge: ${judge}.${generator === null ? '' : ` Written or split by ${generator}.`}`,
    `${counted(new Set(answers.map(({ probe }) => probe)).size, answers[0]?.kind === 'question' ? 'question' : 'probe')}, drawn with the seed ${seed}. The document's SHA-256 is ${document.hash.slice(0, 12)}….`,
    `${counted(cost.calls, 'call')}${cost.cached > 0 ? ` and ${counted(cost.cached, 'answer')} from the cache` : ''}, ${cost.inputTokens.toLocaleString('en')} tokens in and ${cost.outputTokens.toLocaleString('en')} out: ${usd}.`,
    `Journal: ${journal}`,
  ];
}

function sideBlocks({ eval: name, answers }: EvalReport, { subject, headline, parts, traits, neverRecalled, beside }: EvalSide, index: number, examplesOfTrait: number): readonly Block[] {
  const most = name === 'knowledge' ? 2 : 1;
  const told = new Set(neverRecalled);
  return [
    { type: 'heading', level: 2, text: sideName(subject) },
    { type: 'figures', caption: HEADLINES[name], rows: [{ label: 'the document', figure: headline, most, notes: [] }] },
    { type: 'list', items: [...parts.map(({ id, figure }) => `${PARTS[id]}: ${figureText(figure, id)}`), ...besideLines(beside)] },
    {
      type: 'figures',
      caption: TRAIT_FIGURES[name],
      rows: traits.map((trait) => ({
        label: trait.traitId,
        figure: trait.figure,
        most: 1,
        notes: [...trait.parts.filter((part) => saysMore(part, trait.figure)).map(({ id, figure }) => `${PARTS[id]} ${figureText(figure, id)}`), ...(told.has(trait.traitId) ? ['never recalled'] : [])],
      })),
    },
    ...traits.filter(({ examples }) => examples.length > 0).flatMap((trait): readonly Block[] => [
      { type: 'heading', level: 3, text: `${trait.name}${index === 0 ? '' : `, ${sideName(subject)}`}: ${figureText(trait.figure)}` },
      ...trait.examples.slice(0, examplesOfTrait).flatMap((id) => exampleOf(answers, id, false)),
    ]),
  ];
}

/** Whether a part of a trait's figure says what the figure does not. */
function saysMore({ id, figure }: NamedFigure, { k, n }: RateFigure): boolean {
  if (figure.n === 0) return false;
  return figure.kind === 'mean' || (id === 'no-conflict' ? figure.k > 0 : figure.k !== k || figure.n !== n);
}

function exampleOf(answers: readonly EvalAnswer[], id: string, withPerson: boolean): readonly ExampleBlock[] {
  for (const answer of answers) {
    const verdict = answer.verdicts.find((one) => one.id === id);
    if (verdict === undefined) continue;
    const said = withPerson ? `a person said ${verdict.person === null ? 'nothing' : VALUES[verdict.person]}, the judge ${verdict.value === null ? 'nothing' : VALUES[verdict.value]}` : verdict.value === null ? '' : VALUES[verdict.value];
    const quote = verdict.isQuoteMissing ? ' (The judge quotes words that are not in the answer.)' : '';
    return [{ type: 'example', title: `${verdict.id}: ${said}${verdict.traitId === null ? '' : `, ${verdict.traitId}`}`, prompt: cut(answer.prompt ?? ''), pieces: piecesOf(answer, verdict), reason: `${cut(verdict.reason)}${quote}` }];
  }
  return [];
}

/** Of one text in an example; what is longer is in the journal, and in JSON. */
const LONGEST = 2000;

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

const AROUND = 160;

/** A point by itself; of an answer to a probe the words that decide with some around them, or its beginning. */
function piecesOf({ answer, kind }: EvalAnswer, { range }: EvalVerdict): ExampleBlock['pieces'] {
  const text = answer ?? '';
  if (range === null) return [{ text: text.length > 3 * AROUND ? `${text.slice(0, 3 * AROUND)}…` : text, isMarked: false }];
  const marked = { text: cut(text.slice(range.start, range.end)), isMarked: kind !== 'question' };
  if (kind === 'question') return [marked];
  const [from, to] = [Math.max(0, range.start - AROUND), Math.min(text.length, range.end + AROUND)];
  return [{ text: `${from > 0 ? '…' : ''}${text.slice(from, range.start)}`, isMarked: false }, marked, { text: `${text.slice(range.end, to)}${to < text.length ? '…' : ''}`, isMarked: false }];
}

/** The share of a full bar that a value takes, from 0 to 1. */
export function shareOf(value: number, most: number): number {
  return Math.max(0, Math.min(1, value / most));
}

/** What a bar shows of a figure: how far it goes, and its interval; undefined where there is nothing to show. */
export function barOf({ figure, most }: Pick<FigureRow, 'figure' | 'most'>): { readonly to: number; readonly low: number; readonly high: number } | undefined {
  if (figure.n === 0) return undefined;
  switch (figure.kind) {
    case 'rate':
      return { to: shareOf(figure.rate, most), low: shareOf(figure.low, most), high: shareOf(figure.high, most) };
    case 'mean': {
      const { mean, low, high } = figure;
      if (mean === null) return undefined;
      return { to: shareOf(mean, most), low: shareOf(low ?? mean, most), high: shareOf(high ?? mean, most) };
    }
    case 'count':
      return { to: figure.k / figure.n, low: figure.k / figure.n, high: figure.k / figure.n };
  }
}

export { figureText, percent };
