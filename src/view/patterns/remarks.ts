/** What a person has to know besides the rates: of the files, of how models were asked, and of what was left out. */
import type { FileReport, ModelReport, PatternsReport } from '../../patterns/report.ts';
import { button, element } from '../dom.ts';
import { percent, say } from '../words.ts';
import type { FromPatternsView, PatternsState, PatternsWords } from './messages.ts';

/** How it went, in a sentence. */
export function verdict({ findings, unlisted, threshold, model }: PatternsReport, words: PatternsWords): string {
  const ofModels = (model?.findings ?? []).filter(({ alarm, broad }) => alarm !== null || broad.k > 0);
  const over = findings.filter(({ alarm }) => alarm !== null).length + ofModels.filter(({ alarm }) => alarm !== null).length;
  const found = findings.length + ofModels.length;
  if (found === 0) return words.nothing;
  const sentence = over === 0 ? say(words.noneOver, found) : say(words.someOver, found, over, percent(threshold));
  return unlisted === 0 ? sentence : `${sentence} ${say(words.unlisted, unlisted)}`;
}

/** A line for each file, with what is wrong with some of its lines below it. */
export function fileLine({ file, formatName, samples, badLines, leftOut, withEarlierAnswers }: FileReport, words: PatternsWords): HTMLElement {
  const remarks: string[] = [];
  const isWrong = badLines.count > 0 || badLines.torn;
  if (badLines.count > 0) remarks.push(say(words.badLines, badLines.count), ...badLines.listed.map(({ line, problem }) => say(words.badLine, line, problem)));
  if (badLines.count > badLines.listed.length) remarks.push(say(words.moreBadLines, badLines.count - badLines.listed.length));
  if (badLines.torn) remarks.push(words.torn);
  for (const [why, lines] of Object.entries(leftOut)) remarks.push(say(words.leftOutLines, lines, why));
  if (withEarlierAnswers > 0) remarks.push(say(words.earlierAnswers, withEarlierAnswers));
  const line = element('span', {}, element('strong', { class: 'generated' }, file), ` ${samples === 1 ? words.oneSample : say(words.samples, samples)}, ${formatName}.`);
  if (remarks.length === 0) return element('li', {}, line);
  return element('li', {}, element('details', {}, element('summary', {}, line, ' ', element('span', { class: isWrong ? 'warned' : 'muted' }, remarks[0])), ...(remarks.length < 2 ? [] : [element('ul', { class: 'muted' }, ...remarks.slice(1).map((remark) => element('li', { class: 'generated' }, remark)))])));
}

/** How models were asked, with what only one scan found. */
export function modelRemarks(model: ModelReport, words: PatternsWords, post: (message: FromPatternsView) => void): HTMLElement {
  const { critic, judge, scans, clusters, drawn, unfoundQuotes, problems, usd, ended, givenUp } = model;
  const absent = model.findings.filter(({ broad }) => broad.n > 0 && broad.k === 0);
  const remarks = [
    say(words.scansTold, scans.planned, scans.batch[1], critic, scans.answered, scans.items),
    ...(scans.unparsed > 0 ? [say(words.scansUnread, scans.unparsed)] : []),
    ...(scans.falseExamples + scans.withoutExample > 0 ? [say(words.falseExamples, scans.falseExamples, scans.withoutExample)] : []),
    ...(clusters === null && scans.items > 0 ? [words.notMerged] : []),
    ...(clusters !== null && clusters.unassigned + clusters.unknown + clusters.repeated > 0 ? [say(words.notCounted, clusters.unassigned, clusters.unknown, clusters.repeated)] : []),
    say(words.ratedTold, drawn, judge),
    ...(absent.length === 0 ? [] : [say(words.ratedAbsent, absent.map(({ name }) => name).join('; '))]),
    ...(unfoundQuotes > 0 ? [say(words.unfoundQuotes, unfoundQuotes)] : []),
    ...problems.map((problem) => say(words.callProblem, problem)),
    ...(ended === 'budget' ? [words.budgetUsed] : ended === 'cancelled' ? [words.wasCancelled] : []),
    usd === null ? words.costUnknown : say(words.cost, usd.toFixed(usd < 0.1 ? 4 : 2)),
    ...(givenUp > 0 ? [say(words.givenUp, givenUp)] : []),
  ];
  return element(
    'details',
    { class: 'models' },
    element('summary', {}, words.withModels),
    element('ul', { class: 'muted' }, ...remarks.map((remark) => element('li', { class: 'generated' }, remark))),
    ...named(clusters?.unrated ?? [], words.unrated, say(words.unratedWhy, clusters?.kept ?? 0)),
    ...named(clusters?.once ?? [], words.once, words.onceWhy),
    button(words.journal, () => post({ type: 'journal' }), { class: 'link' }),
  );
}

/** Patterns that were found and not rated. */
function named(clusters: NonNullable<ModelReport['clusters']>['once'], title: string, why: string): readonly HTMLElement[] {
  if (clusters.length === 0) return [];
  const items = clusters.map(({ name, definition, positive }) => element('li', { class: 'generated' }, element('strong', {}, name), ` ${definition}`, ...positive.slice(0, 2).map((quote) => element('div', { class: 'muted generated' }, `“${quote}”`))));
  return [element('h2', {}, say(title, clusters.length)), element('p', { class: 'muted' }, why), element('ul', {}, ...items)];
}

const DROPPED_SHOWN = 500;

/** What was left out of a copy, line by line. */
export function writtenRemarks({ out, left, dropped }: NonNullable<PatternsState['written']>, { files }: PatternsState, words: PatternsWords, post: (message: FromPatternsView) => void): HTMLElement {
  const lines = dropped.slice(0, DROPPED_SHOWN).map(({ file, line, traitId, patternId }) => {
    const where = say(words.line, file.slice(file.lastIndexOf('/') + 1), line);
    return element('li', { class: 'generated' }, button(where, () => post({ type: 'open', file: files.indexOf(file), line }), { class: 'link', label: say(words.openLine, where) }), ` ${patternId}${traitId === undefined ? '' : `, ${traitId}`}`);
  });
  return element(
    'details',
    { class: 'written', attributes: { open: '' } },
    element('summary', {}, say(words.written, dropped.length, left, out)),
    button(words.openWritten, () => post({ type: 'open-written' }), { class: 'link' }),
    element('ul', { class: 'dropped', attributes: { 'aria-label': words.dropped } }, ...lines),
    ...(dropped.length > DROPPED_SHOWN ? [element('p', { class: 'muted' }, say(words.moreDropped, dropped.length - DROPPED_SHOWN))] : []),
  );
}
