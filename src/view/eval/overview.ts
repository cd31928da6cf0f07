/** The left half of the report: what was measured, the figures, by trait, what came to nothing, and whether the judge can be believed. */
import type { ComparedSide, EvalComparison, EvalReport, EvalSide, Figure, FigureId, PairedFigure, SubjectInfo, TraitFigure, Troubles } from '../../evals/report.ts';
import { differenceBar, rateBar } from '../chart.ts';
import { button, element } from '../dom.ts';
import { keyed } from './keyed.ts';
import { count, decimal, interval, percent, say } from '../words.ts';
import type { Actions, Reading } from './main.ts';
import type { EvalWords, ShowReport } from './messages.ts';

/** The highest score that a point can have. */
const TOP_SCORE = 2;

/** The elements of the overview, in order. What a click does hangs on what they show alone: those that read alike are not made anew. */
export function overview(shown: ShowReport, words: EvalWords, reading: Reading, actions: Actions): readonly HTMLElement[] {
  const { report, before } = shown;
  const compared = report.comparison === null ? [] : [comparisonTable(shown, report.comparison, words, actions)];
  return [
    head(shown, words, actions),
    // Who holds two runs against each other has asked for that first.
    ...(before === null ? [] : compared),
    ...report.sides.map((side, at) => sideFigures(report, side, at, words)),
    agreement(report, words, actions),
    traitChart(report, words, reading, actions),
    ...(before === null ? compared : []),
    beside(report, words),
    prompts(report, words),
    foot(report, words),
  ];
}

function head({ report, isEarlierText }: ShowReport, words: EvalWords, { post }: Actions): HTMLElement {
  const { eval: name, document: { name: file }, startedAt, ended, judge, answersOf, rehearsed, agreement: { isJudgeConstant } } = report;
  const about = [dateText(startedAt), say(words.judgedBy, judge), ...(answersOf === null ? [] : [say(words.answersOf, answersOf)])];
  const told = [...(ended === 'done' ? [] : [words.ended[ended]]), ...(isEarlierText ? [words.earlierText] : []), ...(isJudgeConstant ? [words.constantJudge] : []), ...(rehearsed ? [words.rehearsed] : [])];
  return element(
    'header',
    {},
    element('h1', {}, say(words.title[name], file)),
    element('p', { class: 'muted' }, about.join(' · ')),
    ...told.map((sentence) => element('p', { class: 'told' }, sentence)),
    element('p', {}, words.explained[name]),
    element(
      'div',
      { class: 'actions' },
      keyed('rejudge', button(words.rejudge, () => post({ type: 'rejudge' }))),
      keyed('save', button(words.save, () => post({ type: 'save' }))),
      keyed('journal', button(words.openJournal, () => post({ type: 'open-journal' }))),
    ),
  );
}

function dateText(at: string): string {
  return new Date(at).toLocaleString(document.documentElement.lang || 'en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** Who answered, in words. */
export function subjectText({ model, withDocument, revision }: SubjectInfo, words: EvalWords): string {
  if (!withDocument) return say(words.bare, model);
  return revision === null ? say(words.withDocument, model) : say(words.withRevision, model, revision);
}

/** The bars of the second of two subjects have a colour of their own. */
function sideClass(at: number): string {
  return at === 0 ? 'first' : 'second';
}

function sideFigures({ eval: name, sides }: EvalReport, side: EvalSide, at: number, words: EvalWords): HTMLElement {
  const swatch = sides.length === 1 ? undefined : element('span', { class: `swatch ${sideClass(at)}`, attributes: { 'aria-hidden': 'true' } });
  return element(
    'section',
    { class: sideClass(at) },
    element('h2', {}, swatch, subjectText(side.subject, words)),
    ...(name === 'knowledge' && side.subject.withDocument ? [element('p', { class: 'muted' }, words.upperBound)] : []),
    element('div', { class: 'headline' }, element('span', { class: 'large figure' }, valueText(side.headline, words)), element('span', {}, words.headline[name], element('br'), element('span', { class: 'muted' }, figureDetail(side.headline, words)))),
    figureBar(side.headline),
    element('table', { class: 'parts' }, element('tbody', {}, ...side.parts.map(({ id, figure }) => element('tr', {}, element('th', { attributes: { scope: 'row' } }, words.figures[id] ?? id), element('td', { class: 'figure' }, isShare(id) && figure.kind === 'mean' && figure.mean !== null ? percent(figure.mean) : valueText(figure, words)), element('td', { class: 'muted figure' }, figureDetail(figure, words, id)))))),
  );
}

function figureBar(figure: Figure): HTMLElement {
  const bar = element('div', { class: 'bar' });
  if (figure.kind === 'rate' && figure.n > 0) bar.append(rateBar({ value: figure }));
  if (figure.kind === 'mean' && figure.mean !== null) {
    const { mean, low, high } = figure;
    bar.append(rateBar({ value: { rate: mean / TOP_SCORE, low: (low ?? mean) / TOP_SCORE, high: (high ?? mean) / TOP_SCORE } }));
  }
  return bar;
}

/** An interval stays on one line. */
function unbroken(text: string): string {
  return text.replace('–', '\u2060–\u2060');
}

/** A mean of zeros and ones. */
function isShare(id: FigureId): boolean {
  return id === 'matched-points';
}

/** The figure alone; where there is none, that. */
function valueText(figure: Figure, words: EvalWords): string {
  switch (figure.kind) {
    case 'rate':
      return figure.n === 0 ? words.nothingKnown : percent(figure.rate);
    case 'mean':
      return figure.mean === null ? words.nothingKnown : decimal(figure.mean);
    case 'count':
      return say(words.ofCount, figure.k, figure.n);
  }
}

/** What it is of, and how far off it may be. */
function figureDetail(figure: Figure, words: EvalWords, id?: FigureId): string {
  switch (figure.kind) {
    case 'rate':
      return figure.n === 0 ? '' : `${say(words.ofCount, figure.k, figure.n)}, ${say(words.interval, unbroken(interval(figure)))}`;
    case 'mean': {
      const of = id === 'points-per-answer' ? say(words.ofAnswers, figure.n) : say(words.ofPoints, figure.n, figure.clusters);
      if (figure.mean === null) return '';
      const { low, high } = figure;
      if (low === null || high === null) return `${of}, ${words.noInterval}`;
      return `${of}, ${say(words.interval, unbroken(id !== undefined && isShare(id) ? interval({ low, high }) : `${decimal(low)}–${decimal(high)}`))}`;
    }
    case 'count':
      return '';
  }
}

function traitChart(report: EvalReport, words: EvalWords, { traitId: picked }: Reading, { pick }: Actions): HTMLElement {
  const [first] = report.sides;
  const rows = (first?.traits ?? []).map((trait, at) => {
    const figures = report.sides.flatMap((side) => side.traits[at] ?? []);
    return traitRow(trait, figures, report, words, picked === trait.traitId, () => pick(picked === trait.traitId ? null : trait.traitId));
  });
  return element(
    'section',
    {},
    element('h2', {}, words.byTrait),
    element('p', { class: 'muted' }, words.traitFigure[report.eval]),
    element('div', { class: 'traits', attributes: { role: 'list' } }, ...rows),
    ...(picked === null ? [] : [keyed('all-traits', button(words.allTraits, () => pick(null), { class: 'link' }))]),
  );
}

function traitRow({ traitId, name }: TraitFigure, figures: readonly TraitFigure[], report: EvalReport, words: EvalWords, isPicked: boolean, pick: () => void): HTMLElement {
  const never = report.sides.length === 1 && report.sides[0]?.neverRecalled.includes(traitId) === true && report.eval === 'knowledge';
  const row = element(
    'div',
    { class: isPicked ? 'trait picked' : 'trait', attributes: { role: 'listitem' } },
    keyed(`trait ${traitId}`, button(name, pick, { class: 'link name' })),
    element('div', { class: 'bars' }, ...figures.map(({ figure }, at) => element('div', { class: sideClass(at) }, figureBar(figure)))),
    element('div', { class: 'figures' }, ...figures.map(({ figure }) => element('div', { class: 'figure' }, figure.n === 0 ? words.nothingKnown : percent(figure.rate), element('span', { class: 'muted' }, figure.n === 0 ? '' : ` ${say(words.ofCount, figure.k, figure.n)}, ${interval(figure)}`))), ...(never ? [element('div', { class: 'told' }, words.neverRecalled)] : [])),
  );
  row.querySelector('button')?.setAttribute('aria-pressed', String(isPicked));
  return row;
}

function comparisonTable({ report, before }: ShowReport, { sides, pairedBy, pairs, unpaired, headline, traits }: EvalComparison, words: EvalWords, { pick }: Actions): HTMLElement {
  const isMean = report.eval === 'knowledge';
  const nameOf = (side: ComparedSide): string => subjectText(side, words);
  const shown = [{ name: words.headline[report.eval], traitId: null, isMoved: null, isMean, ...headline }, ...traits.filter(({ difference }) => difference !== null).map((trait) => ({ ...trait, isMean: false }))];
  const most = Math.max(0.05, ...shown.map(({ difference, low, high, isMean: mean }) => Math.max(Math.abs(difference ?? 0), Math.abs(low ?? 0), Math.abs(high ?? 0)) / (mean ? TOP_SCORE : 1)));
  const told = before === null ? [] : [...(sides[0].documentHash === sides[1].documentHash ? [] : [words.otherText]), ...(before.judge === report.judge ? [] : [say(words.otherJudge, before.judge)])];
  const moved = traits.filter(({ isMoved }) => isMoved);
  return element(
    'section',
    {},
    element('h2', {}, before === null ? words.compared : words.beforeAfter),
    ...(before === null ? [] : [element('p', {}, say(words.after, dateText(report.startedAt), nameOf(sides[0]))), element('p', {}, say(words.before, dateText(before.startedAt), nameOf(sides[1])))]),
    element('p', { class: 'muted' }, [before === null ? say(words.difference, nameOf(sides[0]), nameOf(sides[1])) : words.afterLessBefore, say(words.pairs, pairs, words.kinds[pairedBy] ?? pairedBy), ...(unpaired === 0 ? [] : [say(words.unpaired, unpaired)])].join(' ')),
    ...told.map((sentence) => element('p', { class: 'told' }, sentence)),
    ...(pairs === 0
      ? [element('p', {}, words.noPairs)]
      : [
          element('p', {}, moved.length === 0 ? words.noneMoved : `${words.moved}: ${moved.map(({ name }) => name).join(', ')}`),
          element('div', { class: 'traits', attributes: { role: 'list' } }, ...shown.map((row) => differenceRow(row, row.isMean, most, words, () => pick(row.traitId)))),
        ]),
  );
}

function differenceRow(row: PairedFigure & { readonly name: string; readonly traitId: string | null; readonly isMoved: boolean | null; readonly p: number | null }, isMean: boolean, most: number, words: EvalWords, pick: () => void): HTMLElement {
  const { name, difference, low, high, isMoved, traitId } = row;
  const scale = isMean ? TOP_SCORE : 1;
  const figure = (value: number | null): string => (value === null ? words.nothingKnown : (isMean ? decimal(value) : percent(value)).replace('-', '−'));
  const signed = difference === null ? words.nothingKnown : `${difference > 0 ? '+' : ''}${figure(difference)}`;
  const range = low === null || high === null ? words.noInterval : say(words.between, figure(low), figure(high));
  return element(
    'div',
    { class: 'trait', attributes: { role: 'listitem' } },
    traitId === null ? element('span', { class: 'name' }, name) : keyed(`moved ${traitId}`, button(name, pick, { class: 'link name' })),
    element('div', { class: 'bars' }, difference === null ? undefined : differenceBarOf(difference, low, high, most * scale)),
    element('div', { class: 'figures' }, element('div', { class: 'figure' }, signed, element('span', { class: 'muted' }, ` ${range}`)), ...(isMoved === true ? [element('div', { class: 'told' }, words.moved)] : [])),
  );
}

function differenceBarOf(difference: number, low: number | null, high: number | null, most: number): HTMLElement {
  const bar = element('div', { class: 'bar' });
  bar.append(differenceBar({ difference, low, high, most }));
  return bar;
}

function agreement({ agreement: { n, agreed, kappa, isJudgeConstant, table, disagreements, onUnparsed, judge } }: EvalReport, words: EvalWords, { disagreements: showDisagreements }: Actions): HTMLElement {
  const section = element('section', { class: 'agreement' }, element('h2', {}, words.agreement));
  if (n === 0) {
    section.append(element('p', {}, words.nothingScored));
    return section;
  }
  section.append(
    element('p', {}, element('span', { class: 'large figure' }, percent(agreed.rate)), ' ', say(words.agreed, agreed.k, agreed.n, judge), ' ', element('span', { class: 'muted' }, say(words.interval, interval(agreed)))),
    element('p', {}, kappa === null ? words.kappaUndefined : say(words.kappa, decimal(kappa), n)),
  );
  if (isJudgeConstant) section.append(element('p', { class: 'told' }, words.constantJudge));
  if (onUnparsed > 0) section.append(element('p', { class: 'muted' }, say(words.onUnparsed, onUnparsed)));
  section.append(element('ul', { class: 'pairs' }, ...table.map(({ person, judge: said, count: times }) => element('li', { class: person === said ? 'muted' : '' }, say(words.personSaid, words.values[String(person)] ?? String(person), words.values[String(said)] ?? String(said), times)))));
  if (disagreements.length > 0) section.append(keyed('disagreements', button(`${words.filters.disagreements} (${count(disagreements.length)})`, showDisagreements, { class: 'link' })));
  return section;
}

function beside({ sides }: EvalReport, words: EvalWords): HTMLElement {
  const rows = sides.flatMap((side, at) =>
    (['probes', 'answers', 'splits', 'verdicts'] as const).flatMap((of) => {
      const text = troublesText(side.beside[of], words);
      return text === '' ? [] : [element('tr', {}, element('th', { attributes: { scope: 'row' } }, sides.length === 1 ? words.besideOf[of] : `${words.besideOf[of]} (${at + 1})`), element('td', {}, text))];
    }),
  );
  return element('section', {}, element('h2', {}, words.beside), rows.length === 0 ? element('p', { class: 'muted' }, words.besideNone) : element('table', {}, element('tbody', {}, ...rows)));
}

function troublesText(troubles: Troubles, words: EvalWords): string {
  return Object.entries(troubles)
    .filter(([, times]) => times > 0)
    .map(([trouble, times]) => say(words.troubles[trouble] ?? `{0} ${trouble}`, Number(times)))
    .join(', ');
}

function prompts({ prompts: sent }: EvalReport, words: EvalWords): HTMLElement {
  return element(
    'section',
    {},
    element('h2', {}, words.prompts),
    ...sent.map(({ stage, version, model, system, user }) =>
      element(
        'details',
        {},
        element('summary', {}, say(words.promptOf, version === null ? stage : `${stage} ${version}`, model)),
        ...(system === null ? [] : [element('h3', {}, words.system), preformatted(system)]),
        element('h3', {}, words.user),
        preformatted(user),
      ),
    ),
  );
}

/** It scrolls, so that the keyboard must reach it. */
function preformatted(text: string): HTMLElement {
  return element('pre', { class: 'generated', attributes: { tabindex: '0' } }, text);
}

function foot({ cost: { usd, calls, cached, inputTokens, outputTokens }, problems, journal, seed }: EvalReport, words: EvalWords): HTMLElement {
  const money = usd === null ? words.costUnknown : usd.toLocaleString(document.documentElement.lang || 'en', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 });
  return element(
    'footer',
    {},
    element('p', { class: 'muted' }, say(words.cost, money, calls, cached, inputTokens, outputTokens, String(seed))),
    element('p', { class: 'muted generated' }, journal),
    ...(problems.length === 0 ? [] : [element('h2', {}, words.problems), element('ul', {}, ...problems.map((problem) => element('li', { class: 'generated' }, problem)))]),
  );
}
