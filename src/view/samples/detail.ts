/** One sample, read: what was asked, the drafts side by side, what critics and judges said, and what people did. */
import { button, type Child, element } from '../dom.ts';
import { percent, say } from '../words.ts';
import type { Detail, Judged, Row, TextKey } from './messages.ts';
import { costText, runName, valueName } from './names.ts';
import type { Words } from './words.ts';

export interface DetailContext {
  readonly words: Words;
  readonly traits: ReadonlyMap<string, string>;
  readonly row: Row;
  /** What critics and judges said is not shown before somebody decides, or asks for it. */
  readonly isBlind: boolean;
  readonly onReveal: (quote: number) => void;
  readonly onUnblind: () => void;
}

/** Of longer texts only so much is shown at first, in UTF-16 units: one line of a megabyte stops the page otherwise. */
const FIRST = 20_000;
const STEP = 200_000;

/** A text that somebody else wrote, with the rest of a long one left for when it is asked for. */
export function generated(text: string, words: Words, tag: 'div' | 'span' | 'q' | 'dd' | 'li' = 'div'): HTMLElement {
  const block = element(tag, { class: 'generated', attributes: { dir: 'auto' } }, text.slice(0, FIRST));
  if (text.length <= FIRST) return block;
  let shown = FIRST;
  const more = button(say(words.detail.showMore, text.length - shown), () => {
    block.insertBefore(document.createTextNode(text.slice(shown, shown + STEP)), more);
    shown += STEP;
    if (shown >= text.length) more.remove();
    else more.textContent = say(words.detail.showMore, text.length - shown);
  });
  block.append(more);
  return block;
}

export function renderDetail(detail: Detail, context: DetailContext): DocumentFragment {
  const { words, isBlind } = context;
  const { texts } = detail;
  const fragment = document.createDocumentFragment();
  const add = (...children: readonly Child[]): void => fragment.append(...children.filter((child) => child !== undefined));
  const block = (key: TextKey, title = words.detail.texts[key]): HTMLElement | undefined => {
    const text = texts[key];
    return text === undefined ? undefined : section(title, generated(text, words));
  };
  const folded = (key: TextKey, title = words.detail.texts[key]): HTMLElement | undefined => {
    const text = texts[key];
    return text === undefined ? undefined : fold(title, generated(text, words));
  };

  if (texts.reason !== undefined && !isBlind) add(element('p', { class: 'reason' }, element('strong', {}, words.detail.whyNot), ' ', generated(texts.reason, words, 'span')));
  if (detail.similarity !== null && texts.duplicateOf !== undefined) add(element('p', { class: 'muted' }, say(words.detail.alike, texts.duplicateOf, percent(detail.similarity))));
  add(block('prompt', words.detail.message) ?? block('scenario', words.detail.message));
  if (texts.prompt !== undefined && texts.scenario !== undefined && texts.prompt !== texts.scenario) add(folded('scenario', words.detail.firstMessage));
  if (texts.unsuitable !== undefined) add(block('unsuitable'));
  add(...answers(detail, context));
  if (isBlind) {
    add(element('p', { class: 'blind' }, words.detail.blind, ' ', button(words.detail.reveal, context.onUnblind, { class: 'link' })));
  } else {
    if (detail.critique.length > 0) add(section(`${words.detail.critique}: ${valueName(words, 'verdict', detail.critiqueVerdict, context.traits)}`, judgedList(detail.critique, words)));
    if (detail.ratings.length > 0) add(section(words.detail.ratings, judgedList(detail.ratings, words)));
    if (texts.difference !== undefined) add(block('difference'));
    if (detail.pairRatings.length > 0) add(section(words.detail.pairRatings, judgedList(detail.pairRatings, words)));
  }
  if (detail.quotes.length > 0) add(section(words.detail.quotes, quotes(detail, context)));
  add(planOf(detail, words));
  if (detail.problems.length > 0 && !isBlind) add(fold(words.detail.problems, element('ul', {}, ...detail.problems.map((problem) => generated(problem, words, 'li')))));
  add(folded('defaultResponse'), folded('rejectedDraft'));
  if (detail.remarks.length > 0) add(section(words.detail.remarks, remarks(detail, words)));
  add(fold(words.detail.made, madeBy(detail, context)));
  return fragment;
}

/** The texts that are compared stand side by side, as far as there is room. */
function answers({ texts }: Detail, { words }: DetailContext): readonly Child[] {
  const column = (title: string, text: string | undefined): HTMLElement | undefined => (text === undefined ? undefined : element('section', {}, element('h3', {}, title), generated(text, words)));
  const beside = (...columns: readonly (HTMLElement | undefined)[]): HTMLElement | undefined => {
    const there = columns.filter((one) => one !== undefined);
    return there.length === 0 ? undefined : element('div', { class: there.length > 1 ? 'beside' : '' }, ...there);
  };
  const last = texts.document ?? texts.response;
  if (texts.rejected !== undefined) return [beside(column(words.detail.chosen, last), column(words.detail.texts.rejected, texts.rejected)), texts.rewrite === undefined || texts.draft === undefined ? undefined : fold(words.detail.texts.draft, generated(texts.draft, words))];
  if (texts.rewrite !== undefined) return [beside(column(words.detail.texts.draft, texts.draft), column(words.detail.texts.rewrite, texts.rewrite))];
  return [beside(column(words.detail.answer, last ?? texts.draft))];
}

function judgedList(judged: readonly Judged[], words: Words): HTMLElement {
  return element(
    'ul',
    { class: 'judged' },
    ...judged.map(({ name, sentence, verdict }) =>
      element('li', {}, element('span', { class: `verdict ${TONES[verdict] ?? ''}` }, words.values[verdict] ?? verdict), element('span', {}, element('strong', {}, words.axes[name] ?? name), ' ', generated(sentence, words, 'span'))),
    ),
  );
}

const TONES: Readonly<Record<string, string>> = { pass: 'tone-good', holds: 'tone-good', revise: 'tone-unsure', fail: 'tone-bad', fails: 'tone-bad' };

function quotes(detail: Detail, { words, onReveal }: DetailContext): HTMLElement {
  return element(
    'ul',
    { class: 'quotes' },
    ...detail.quotes.map(({ text, line }, index) =>
      element(
        'li',
        {},
        generated(text, words, 'q'),
        ' ',
        line === null ? element('span', { class: 'muted' }, words.detail.notFound) : button(say(words.detail.line, line), () => onReveal(index), { class: 'link', label: say(words.detail.goToLine, line) }),
      ),
    ),
  );
}

function planOf({ plan, texts }: Detail, words: Words): HTMLElement | undefined {
  if (plan === undefined && texts.entry === undefined) return undefined;
  const rows: (readonly [string, string | undefined])[] = [
    [words.detail.texts.entry, texts.entry],
    [words.detail.texts.documentType, texts.documentType],
    [words.detail.what, plan?.what],
    [words.detail.how, plan?.how],
    [words.detail.why, plan?.why],
  ];
  return section(words.detail.plan, element('dl', {}, ...rows.flatMap(([title, text]) => (text === undefined ? [] : [element('dt', {}, title), generated(text, words, 'dd')]))));
}

function remarks(detail: Detail, words: Words): HTMLElement {
  return element(
    'ul',
    {},
    ...detail.remarks.map(({ type, at, text }) => element('li', {}, element('span', { class: 'muted' }, `${new Date(at).toLocaleString(document.documentElement.lang || 'en')} · ${words.values[type] ?? type}`), text === '' ? undefined : generated(text, words))),
  );
}

function madeBy(detail: Detail, { words, row }: DetailContext): HTMLElement {
  const models = detail.models.map(({ role, model, inputTokens, outputTokens }) =>
    element('tr', {}, element('td', {}, words.roles[role] ?? role), element('td', { class: 'generated' }, model), element('td', { class: 'figure' }, say(words.detail.tokens, inputTokens, outputTokens))),
  );
  return element(
    'div',
    {},
    element('p', {}, `${words.detail.run} ${runName(row.run)} · ${detail.id} · ${new Date(row.at).toLocaleString(document.documentElement.lang || 'en')}`),
    element('table', {}, element('tbody', {}, ...models)),
    element('p', {}, `${words.detail.cost}: ${costText(words, row.cost)} · ${say(words.detail.allTokens, row.tokens)}`),
  );
}

function section(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', {}, element('h3', {}, title), ...children);
}

function fold(title: string, ...children: readonly Child[]): HTMLElement {
  return element('details', {}, element('summary', {}, title), ...children);
}
