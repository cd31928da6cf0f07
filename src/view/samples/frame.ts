/** The page around the list and the sample: which of its parts are shown, what is said over them, and what is said aloud. */
import { type Child, element } from '../dom.ts';
import { say } from '../words.ts';
import { listedText } from './names.ts';
import type { Row } from './messages.ts';
import { type Do, type DocumentState, emptyState, notes } from './notices.ts';
import type { Words } from './words.ts';

export interface FrameParts {
  readonly toolbar: HTMLElement;
  /** In which order the list is, and in which groups. */
  readonly orders: HTMLElement;
  readonly spotBar: HTMLElement;
  readonly scroller: HTMLElement;
  readonly detail: HTMLElement;
  readonly dialogs: readonly HTMLElement[];
}

export interface Shown {
  readonly document: DocumentState | undefined;
  readonly rows: readonly Row[];
  readonly listed: readonly Row[];
  readonly isLoaded: boolean;
  readonly isSearching: boolean;
  readonly isJudging: boolean;
  readonly showsCharts: boolean;
}

export class Frame {
  readonly charts = element('div', { class: 'charts hidden', attributes: { tabindex: '0' } });
  private readonly words: Words;
  private readonly act: Do;
  private readonly parts: FrameParts;
  private readonly status = element('span', { class: 'muted' });
  private readonly statusBar: HTMLElement;
  private readonly notes = element('div', { class: 'notes' });
  private readonly live = element('div', { class: 'for-screen-readers', attributes: { 'aria-live': 'polite', role: 'status' } });
  private readonly empty = element('div', { class: 'empty hidden' });
  private readonly nothing: HTMLElement;
  private readonly panes: HTMLElement;

  constructor(words: Words, parts: FrameParts, act: Do) {
    this.words = words;
    this.parts = parts;
    this.act = act;
    this.nothing = element('p', { class: 'nothing muted hidden' }, words.nothingMatches);
    this.statusBar = element('div', { class: 'status' }, this.status, parts.orders);
    this.panes = element('main', { class: 'panes' }, element('div', { class: 'list' }, parts.spotBar, this.statusBar, this.nothing, parts.scroller), parts.detail);
    document.body.append(parts.toolbar, this.notes, this.panes, this.charts, this.empty, this.live, ...parts.dialogs);
  }

  show({ document: state, rows, listed, isLoaded, isSearching, isJudging, showsCharts }: Shown): void {
    const { words } = this;
    const isEmpty = rows.length === 0 && state !== undefined && isLoaded;
    toggle(this.parts.toolbar, !isEmpty && !isJudging);
    toggle(this.statusBar, !isJudging);
    toggle(this.nothing, isLoaded && listed.length === 0);
    toggle(this.panes, !isEmpty && !showsCharts);
    this.panes.classList.toggle('judging', isJudging);
    toggle(this.charts, !isEmpty && showsCharts);
    toggle(this.empty, isEmpty);
    const count = (decision: Row['decision']): number => listed.reduce((sum, row) => sum + (row.decision === decision ? 1 : 0), 0);
    const [accepted, rejected] = [count('accepted'), count('rejected')];
    const said = [isLoaded ? listedText(words, listed.length, rows.filter(({ freshness }) => freshness !== 'replaced').length) : words.empty.loading, accepted + rejected === 0 ? '' : say(words.decidedCounts, accepted, rejected), isSearching ? words.searching : ''];
    this.status.textContent = said.filter((part) => part !== '').join(' · ');
    if (state === undefined) return;
    const stale = rows.reduce((sum, { freshness }) => sum + (freshness === 'stale' ? 1 : 0), 0);
    fillWith(this.empty, isEmpty ? emptyState(words, state, this.act) : []);
    fillWith(this.notes, isEmpty ? [] : notes(words, state, stale, this.act));
  }

  /** To whoever listens to a screen reader. */
  say(text: string): void {
    // The same words twice are said twice only where something changes.
    this.live.textContent = this.live.textContent === text ? `${text}\u00A0` : text;
  }
}

function toggle(part: HTMLElement, isShown: boolean): void {
  part.classList.toggle('hidden', !isShown);
}

/** What says the same stays, with the focus that may be in it. */
function fillWith(place: HTMLElement, children: readonly Child[]): void {
  const made = element('div', {}, ...children);
  if (place.firstChild?.isEqualNode(made) !== true) place.replaceChildren(made);
}
