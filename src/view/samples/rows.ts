/** The lines of the list: made once, and filled anew with whatever comes into sight. */
import { element } from '../dom.ts';
import { count, say } from '../words.ts';
import type { Line } from './list.ts';
import type { Row } from './messages.ts';
import { costText, valueName } from './names.ts';
import type { Words } from './words.ts';

/** In pixels; the styles say the same. */
export const ROW_HEIGHT = 48;

export interface RowContext {
  readonly words: Words;
  readonly traits: ReadonlyMap<string, string>;
  readonly group: 'none' | 'traitId' | 'kind' | 'status';
  readonly selected: string | undefined;
  /** Which sample of how many it is, for screen readers: headings do not count. */
  readonly place: number;
  readonly samples: number;
  /** What critics and judges said is not shown of this one. */
  readonly isBlind: (row: Row) => boolean;
}

/** The id of the element of a line, for `aria-activedescendant`. */
export function idOf(index: number): string {
  return `line-${index}`;
}

export function makeRow(): HTMLElement {
  return element(
    'div',
    { class: 'row' },
    element('span', { class: 'mark' }),
    // Not seen, and heard: without it the words on both sides are one to whoever reads a line as its text.
    ' ',
    element('span', { class: 'opening' }),
    ' ',
    element('span', { class: 'facts' }),
  );
}

/** A row that is out of use is nothing, to a screen reader or to anybody else. */
export function freeRow(row: HTMLElement): void {
  row.className = 'row';
  for (const name of ['id', 'role', 'data-index', ...OF_SAMPLES]) row.removeAttribute(name);
}

/** What only the line of a sample has, and no heading. */
const OF_SAMPLES = ['aria-selected', 'aria-label', 'aria-posinset', 'aria-setsize'];

export function fillRow(element_: HTMLElement, line: Line, index: number, context: RowContext): void {
  const { words, traits, group, selected } = context;
  const [mark, opening, facts] = element_.children as unknown as [HTMLElement, HTMLElement, HTMLElement];
  element_.id = idOf(index);
  element_.dataset['index'] = String(index);
  if ('heading' in line) {
    element_.className = 'row heading';
    element_.setAttribute('role', 'presentation');
    for (const name of OF_SAMPLES) element_.removeAttribute(name);
    mark.textContent = '';
    opening.textContent = group === 'none' ? line.heading : valueName(words, group, line.heading, traits);
    facts.textContent = count(line.count);
    return;
  }
  const { row } = line;
  const isBlind = context.isBlind(row);
  const isSelected = row.key === selected;
  element_.className = `row ${row.decision === '' ? '' : row.decision}${isSelected ? ' selected' : ''}`;
  element_.setAttribute('role', 'option');
  element_.setAttribute('aria-selected', String(isSelected));
  element_.setAttribute('aria-posinset', String(context.place));
  element_.setAttribute('aria-setsize', String(context.samples));
  mark.textContent = row.decision === 'accepted' ? '✓' : row.decision === 'rejected' ? '✗' : '';
  const told = factsOf(row, words, traits, group, isBlind);
  opening.textContent = row.opening === '' ? words.row.untitled : row.opening;
  facts.replaceChildren(...told.flatMap(({ text, tone }, place) => [...(place === 0 ? [] : [' · ']), ...(tone === undefined ? [text] : [element('span', { class: tone }, text)])]));
  const decided = row.decision === '' ? [] : [row.decision === 'accepted' ? words.row.accepted : words.row.rejected];
  element_.setAttribute('aria-label', [...decided, opening.textContent, ...told.map(({ text }) => text)].join(', '));
}

interface Fact {
  readonly text: string;
  readonly tone?: string;
}

const TONES: Readonly<Record<string, string>> = { kept: 'tone-good', dropped: 'tone-bad', unparsed: 'tone-unsure', failed: 'tone-unsure', cancelled: 'muted' };

/** What a line says of its sample. What a heading above it says is left out, and what was not made for blind judging. */
function factsOf(row: Row, words: Words, traits: ReadonlyMap<string, string>, group: RowContext['group'], isBlind: boolean): readonly Fact[] {
  const facts: Fact[] = [];
  if (!isBlind && group !== 'status') facts.push({ text: valueName(words, 'status', row.status, traits), tone: TONES[row.status] ?? 'muted' });
  if (group !== 'traitId') facts.push({ text: valueName(words, 'traitId', row.traitId, traits) });
  if (group !== 'kind') facts.push({ text: row.documentType === '' ? valueName(words, 'kind', row.kind, traits) : row.documentType });
  if (row.freshness === 'stale' || row.freshness === 'gone') facts.push({ text: words.row[row.freshness], tone: 'tone-unsure' });
  if (row.comments > 0) facts.push({ text: row.comments === 1 ? words.row.oneComment : say(words.row.comments, row.comments) });
  if (row.rehearsed) facts.push({ text: words.row.rehearsed, tone: 'muted' });
  if (row.pinned) facts.push({ text: words.row.pinned });
  if (row.cost !== null && row.cost > 0) facts.push({ text: costText(words, row.cost), tone: 'muted figure' });
  return facts;
}
