/** What of a report is one bar: the patterns of both passes in one shape, with their rates where somebody looks. */
import type { Alarm } from '../../patterns/pattern.ts';
import type { PatternsReport, ReportedFinding, ReportedModelFinding } from '../../patterns/report.ts';
import type { Proportion } from '../../statistics/intervals.ts';
import type { Looking } from './messages.ts';

/** A pattern of either pass. */
export interface Figure {
  readonly id: string;
  readonly name: string;
  /** Of models the strict rate. */
  readonly overall: Proportion;
  readonly broad?: Proportion;
  readonly alarm: Alarm | null;
  /** Above this share it is an alarm; null where it never is one. */
  readonly limit: number | null;
  readonly sameAs: readonly string[];
  readonly fast?: ReportedFinding;
  readonly model?: ReportedModelFinding;
}

/** A trait's or a kind's rates of one pattern. */
export interface PartFigure {
  /** As `Looking.part` names it. */
  readonly part: string;
  readonly name: string;
  readonly rate: Proportion;
  readonly broad?: Proportion;
}

export function figuresOf({ findings, model, threshold }: PatternsReport): readonly Figure[] {
  return [
    ...(model?.findings ?? []).map((finding): Figure => ({ id: finding.id, name: finding.name, overall: finding.strict, broad: finding.broad, alarm: finding.alarm, limit: threshold, sameAs: finding.sameAs, model: finding })),
    ...findings.map((finding): Figure => ({ id: finding.id, name: finding.description, overall: finding.overall, alarm: finding.alarm, limit: finding.alarmAbove, sameAs: finding.sameAs, fast: finding })),
  ];
}

export function partsOf({ fast, model }: Figure, by: 'trait' | 'kind'): readonly PartFigure[] {
  const counted = fast === undefined ? {} : by === 'trait' ? fast.byTrait : fast.byKind;
  const marked = model === undefined ? {} : by === 'trait' ? model.byTrait : model.byKind;
  const parts = [
    ...Object.entries(counted).map(([name, rate]): PartFigure => ({ part: `${by}:${name}`, name, rate })),
    ...Object.entries(marked).map(([name, { strict, broad }]): PartFigure => ({ part: `${by}:${name}`, name, rate: strict, broad })),
  ];
  // An object of names that are numbers has them in the order of the numbers.
  return parts.toSorted((a, b) => b.rate.rate - a.rate.rate || (b.broad?.rate ?? 0) - (a.broad?.rate ?? 0));
}

/** A pattern's rate where somebody looks; undefined where it has none there. */
export function figureIn(figure: Figure, part: string): Pick<PartFigure, 'rate' | 'broad'> | undefined {
  if (part === '') return { rate: figure.overall, ...(figure.broad === undefined ? {} : { broad: figure.broad }) };
  return partsOf(figure, part.startsWith('kind:') ? 'kind' : 'trait').find((own) => own.part === part);
}

/** Those that are to be shown, the highest rate first, and those of models before the others. What models looked for and found in no sample is shown where somebody looks at theirs alone. */
export function shownFigures(figures: readonly Figure[], { part, sort, onlyOver }: Looking): readonly Figure[] {
  return figures
    .filter(({ alarm, model, fast }) => (!onlyOver || alarm !== null) && (sort === '' || (sort === 'models' ? model !== undefined : fast?.kind === sort)))
    .filter(({ model }) => sort !== '' || model === undefined || model.broad.k > 0)
    .filter((figure) => (figureIn(figure, part)?.rate.n ?? 0) > 0)
    .toSorted((a, b) => Number(a.model === undefined) - Number(b.model === undefined) || (figureIn(b, part)?.rate.rate ?? 0) - (figureIn(a, part)?.rate.rate ?? 0));
}

/** The traits and kinds that the report tells apart, in the order of their names. */
export function partNames(report: PatternsReport): { readonly traits: readonly string[]; readonly kinds: readonly string[] } {
  const all = [...report.findings, ...(report.model?.findings ?? [])];
  const names = (read: (finding: (typeof all)[number]) => object): readonly string[] => [...new Set(all.flatMap((finding) => Object.keys(read(finding))))].toSorted((a, b) => a.localeCompare(b));
  return { traits: names(({ byTrait }) => byTrait), kinds: names(({ byKind }) => byKind) };
}

/** The share at the right end of all bars: a round one that has room for every interval. */
export function scaleOf(figures: readonly Figure[], part: string): number {
  return roundScale(figures.flatMap((figure) => [figureIn(figure, part)?.rate.high ?? 0, figureIn(figure, part)?.broad?.rate ?? 0, figure.limit ?? 0]));
}

/** The next tenth that has room for all of these shares. */
export function roundScale(shares: readonly number[]): number {
  return Math.min(1, Math.ceil(shares.reduce((most, share) => Math.max(most, share), 0.1) * 10) / 10);
}
