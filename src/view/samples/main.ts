/** The samples panel: a list of all samples of a document, one of them read beside it, and charts of what is listed. */
import '../base.css';
import './samples.css';
import { type Child, element } from '../dom.ts';
import { connect, type Host } from '../host.ts';
import { percent, say } from '../words.ts';
import { VirtualList } from '../virtual-list.ts';
import { renderCharts } from './charts.ts';
import { DetailPane } from './detail-pane.ts';
import { helpDialog, spotDialog, type SpotDialog } from './dialogs.ts';
import { listenToKeys } from './listen.ts';
import { countsOf, grouped, type Line, merged, readWish, type Wish, wished } from './list.ts';
import type { Action, Cost, Detail, FromView, Row, ToView } from './messages.ts';
import { kappaText, listedText } from './names.ts';
import { type DocumentState, emptyState, notes } from './notices.ts';
import { fillRow, freeRow, idOf, makeRow, ROW_HEIGHT } from './rows.ts';
import { agreement, draw, isJudgeable, judged, nextUndecided, readSpotCheck, type SpotCheck } from './spot-check.ts';
import { SpotBar } from './spot-bar.ts';
import { Toolbar } from './toolbar.ts';
import type { Words } from './words.ts';

/** How many a spot check draws unless somebody says otherwise. */
const USUAL_DRAW = 40;

class Panel {
  private readonly host: Host<FromView>;
  private readonly words: Words;
  private readonly toolbar: Toolbar;
  private readonly scroller: HTMLElement;
  private readonly list: VirtualList<Line>;
  private readonly pane: DetailPane;
  private readonly spotBar: SpotBar;
  private readonly spotDialog: SpotDialog;
  private readonly help: HTMLDialogElement;
  private readonly status = element('span', { class: 'muted' });
  private readonly statusBar: HTMLElement;
  private readonly notes = element('div', { class: 'notes' });
  private readonly live = element('div', { class: 'for-screen-readers', attributes: { 'aria-live': 'polite', role: 'status' } });
  private readonly chartsPane = element('div', { class: 'charts hidden', attributes: { tabindex: '0' } });
  private readonly emptyPane = element('div', { class: 'empty hidden' });
  private readonly nothing: HTMLElement;
  private readonly panes: HTMLElement;

  private document: DocumentState | undefined;
  private traits: ReadonlyMap<string, string> = new Map();
  private rows: readonly Row[] = [];
  private byKey: ReadonlyMap<string, Row> = new Map();
  private costs: readonly Cost[] = [];
  private found: ReadonlySet<string> = new Set();
  private isSearching = false;
  private isLoaded = false;

  private wish: Wish;
  private selected: string | undefined;
  private spot: SpotCheck | undefined;
  private showsCharts: boolean;
  /** The first line in sight when the panel was hidden last; undefined once it is there again. */
  private first: number | undefined;

  private lines: readonly Line[] = [];
  private lineOf: ReadonlyMap<string, number> = new Map();
  private detail: Detail | undefined;
  private readonly done: { readonly key: string; readonly before: Row['decision'] }[] = [];
  private searchTimer: ReturnType<typeof setTimeout> | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private isPlanned = false;

  constructor(host: Host<FromView>, words: Words) {
    this.host = host;
    this.words = words;
    const kept = (host.kept() ?? {}) as Readonly<Record<string, unknown>>;
    this.wish = readWish(kept['wish']);
    this.selected = typeof kept['selected'] === 'string' ? kept['selected'] : undefined;
    this.spot = readSpotCheck(kept['spot']);
    this.showsCharts = kept['charts'] === true;
    this.first = typeof kept['first'] === 'number' ? kept['first'] : undefined;

    this.toolbar = new Toolbar(words, {
      change: (wish) => this.change(wish),
      charts: () => this.toggleCharts(),
      spotCheck: () => this.spotDialog.open(this.drawable().length),
      export: () => this.act('export'),
      help: () => this.help.showModal(),
    });
    this.spotBar = new SpotBar(words, () => this.endSpotCheck());
    this.spotDialog = spotDialog(words, { size: USUAL_DRAW, seed: 1, blind: true }, ({ size, seed, blind }) => this.beginSpotCheck(size, seed, blind));
    this.help = helpDialog(words);
    this.scroller = element('div', { class: 'scroller', attributes: { role: 'listbox', tabindex: '0', 'aria-label': words.samples } });
    this.nothing = element('p', { class: 'nothing muted hidden' }, words.nothingMatches);
    this.list = new VirtualList<Line>({
      scroller: this.scroller,
      rowHeight: ROW_HEIGHT,
      make: makeRow,
      free: freeRow,
      fill: (row, line, index) => fillRow(row, line, index, { words, traits: this.traits, group: this.spot === undefined ? this.wish.group : 'none', selected: this.selected, lines: this.lines.length, isBlind: (one) => this.isBlind(one) }),
      onScroll: (first) => {
        this.first = first;
        this.keepSoon();
      },
    });
    this.scroller.addEventListener('click', ({ target }) => {
      const index = target instanceof Element ? Number(target.closest<HTMLElement>('.row')?.dataset['index'] ?? -1) : -1;
      const line = this.lines[index];
      if (line !== undefined && 'row' in line) this.select(line.row.key);
    });
    this.pane = new DetailPane(words, {
      decide: (decision) => this.decide(decision),
      comment: (text) => this.comment(text),
      step: (by) => this.move(by),
      reveal: (quote) => {
        if (this.selected !== undefined) host.post({ type: 'reveal', key: this.selected, quote });
      },
      leave: () => this.scroller.focus(),
    });
    this.statusBar = element('div', { class: 'status' }, this.status, this.toolbar.orders);
    this.panes = element('main', { class: 'panes' }, element('div', { class: 'list' }, this.spotBar.root, this.statusBar, this.nothing, this.scroller), this.pane.root);
    document.body.append(this.toolbar.root, this.notes, this.panes, this.chartsPane, this.emptyPane, this.live, this.help, this.spotDialog.root);
    listenToKeys(this.scroller, {
      accept: () => this.decide('accepted'),
      reject: () => this.decide('rejected'),
      undo: () => this.undo(),
      comment: () => this.pane.openRemark(),
      nextUndecided: () => this.selectNext(),
      search: () => this.toolbar.search.select(),
      help: () => this.help.showModal(),
      read: () => this.pane.body.focus(),
      back: () => this.scroller.focus(),
      move: (by) => this.move(by),
      movePage: (by) => this.move(by * this.list.page),
    });
    this.search();
    this.plan();
  }

  take(message: ToView): void {
    switch (message.type) {
      case 'document':
        this.document = message;
        this.traits = new Map(message.traits.map(({ id, name }) => [id, name]));
        this.keepSoon();
        break;
      case 'rows':
        this.rows = message.all ? message.rows : merged(this.rows, message.rows, message.removed);
        this.byKey = new Map(this.rows.map((row) => [row.key, row]));
        this.isLoaded = !message.more;
        break;
      case 'costs':
        this.costs = message.costs;
        break;
      case 'detail':
        if (message.detail.key !== this.selected) return;
        this.detail = message.detail;
        this.showDetail();
        return;
      case 'problem':
        if (message.key === this.selected) this.pane.problem(message.problem);
        this.say(message.problem);
        return;
      case 'found':
        if (message.query !== this.wish.query) return;
        this.found = new Set([...this.found, ...message.keys]);
        this.isSearching = !message.done;
        break;
      case 'showTrait':
        this.endSpotCheck();
        this.change({ filter: { traitId: message.traitId } });
        return;
    }
    this.plan();
  }

  /** Draws once, however much changes at once. */
  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.draw();
    });
  }

  private draw(): void {
    const { words, wish, spot, rows } = this;
    const traits = [...this.traits.keys()];
    const isEmpty = rows.length === 0 && this.document !== undefined && this.isLoaded;
    const listed = spot === undefined ? wished(rows, wish, { traits, found: this.found }) : spot.keys.flatMap((key) => this.byKey.get(key) ?? []);
    const before = this.selected === undefined ? undefined : this.lineOf.get(this.selected);
    this.lines = spot === undefined ? grouped(listed, wish.group, traits) : listed.map((row) => ({ row }));
    this.lineOf = new Map(this.lines.flatMap((line, index) => ('row' in line ? [[line.row.key, index] as const] : [])));
    // What was read has left the list: what stands in its place now is read instead.
    if (this.isLoaded && (this.selected === undefined || !this.lineOf.has(this.selected))) this.choose(this.rowNear(before ?? 0)?.key);

    this.list.show(this.lines, this.activeIndex());
    if (this.first !== undefined && this.lines.length > 0 && !this.isRestored) {
      this.isRestored = true;
      this.list.scrollToIndex(this.first);
    }
    this.focusLine();
    this.nothing.classList.toggle('hidden', !this.isLoaded || this.lines.length > 0);
    this.toolbar.show(wish, (facet) => countsOf(rows, facet, wish, this.found), this.traits, this.showsCharts);
    this.toolbar.root.classList.toggle('hidden', isEmpty || spot !== undefined);
    const decided = { accepted: listed.filter(({ decision }) => decision === 'accepted').length, rejected: listed.filter(({ decision }) => decision === 'rejected').length };
    this.status.textContent = [
      this.isLoaded ? listedText(words, listed.length, rows.length) : words.empty.loading,
      decided.accepted + decided.rejected === 0 ? '' : say(words.decidedCounts, decided.accepted, decided.rejected),
      this.isSearching ? words.searching : '',
    ].filter((part) => part !== '').join(' · ');
    this.spotBar.show(spot, spot === undefined ? 0 : judged(spot.keys, this.byKey), this.agreementText(listed));
    this.statusBar.classList.toggle('hidden', spot !== undefined);
    this.panes.classList.toggle('hidden', isEmpty || this.showsCharts);
    this.panes.classList.toggle('judging', spot !== undefined);
    this.chartsPane.classList.toggle('hidden', isEmpty || !this.showsCharts);
    if (this.showsCharts) this.chartsPane.replaceChildren(renderCharts({ words, traits: this.traits, rows: listed, costs: this.costs, onFacet: (facet, value) => this.showOf(facet, value) }));
    this.emptyPane.classList.toggle('hidden', !isEmpty);
    if (this.document !== undefined) {
      const act = (what: Action, traitId?: string): void => this.act(what, traitId);
      if (isEmpty) fillWith(this.emptyPane, emptyState(words, this.document, act));
      const stale = new Set(rows.filter(({ freshness }) => freshness === 'stale').map(({ key }) => key)).size;
      fillWith(this.notes, isEmpty ? [] : notes(words, this.document, stale, act));
    }
    this.showDetail();
  }

  private isRestored = false;

  private showDetail(): void {
    const row = this.selected === undefined ? undefined : this.byKey.get(this.selected);
    this.pane.show(row, this.detail, this.traits, row !== undefined && this.isBlind(row));
  }

  private isBlind({ decision }: Row): boolean {
    return this.spot?.blind === true && decision === '';
  }

  private activeIndex(): number {
    return (this.selected === undefined ? undefined : this.lineOf.get(this.selected)) ?? -1;
  }

  private focusLine(): void {
    const active = this.activeIndex();
    if (active === -1) this.scroller.removeAttribute('aria-activedescendant');
    else this.scroller.setAttribute('aria-activedescendant', idOf(active));
  }

  /** The sample at a line, or the nearest one after it, or before. */
  private rowNear(index: number, by: 1 | -1 = 1): Row | undefined {
    for (let at = Math.min(Math.max(0, index), this.lines.length - 1); at >= 0 && at < this.lines.length; at += by) {
      const line = this.lines[at];
      if (line !== undefined && 'row' in line) return line.row;
    }
    return by === 1 ? this.rowNear(this.lines.length - 1, -1) : undefined;
  }

  /** Without drawing. */
  private choose(key: string | undefined): void {
    if (key === this.selected && this.detail !== undefined) return;
    this.selected = key;
    if (this.detail?.key !== key) this.detail = undefined;
    if (key !== undefined) this.host.post({ type: 'open', key });
    this.keepSoon();
  }

  private select(key: string | undefined): void {
    if (key === undefined) return;
    this.choose(key);
    this.list.refresh(this.activeIndex());
    this.list.reveal(this.activeIndex());
    this.focusLine();
    this.showDetail();
  }

  private move(by: number): void {
    const at = this.activeIndex();
    const to = by === -Infinity ? 0 : by === Infinity ? this.lines.length - 1 : at + by;
    this.select(this.rowNear(to, by > 0 ? 1 : -1)?.key ?? this.rowNear(to, by > 0 ? -1 : 1)?.key);
  }

  private selectNext(): void {
    const keys = this.lines.flatMap((line) => ('row' in line ? [line.row.key] : []));
    const next = nextUndecided(keys, this.byKey, this.selected);
    if (next === undefined) this.say(this.words.said.noMore);
    else this.select(next);
  }

  private change({ filter, ...rest }: Partial<Wish>): void {
    const together = { ...this.wish.filter, ...filter };
    const query = this.wish.query;
    this.wish = { ...this.wish, ...rest, filter: Object.fromEntries(Object.entries(together).filter(([, value]) => value !== undefined)) };
    // Another list begins at its top.
    this.list.scrollToIndex(0);
    if (this.wish.query !== query) this.search();
    this.keepSoon();
    this.plan();
  }

  /** Openings are searched at once, and the whole of all samples by the extension, when nobody types any more. */
  private search(): void {
    clearTimeout(this.searchTimer);
    const { query } = this.wish;
    this.found = new Set();
    this.isSearching = query !== '';
    this.searchTimer = setTimeout(() => this.host.post({ type: 'search', query }), query === '' ? 0 : 200);
  }

  /** Shows it at once; the extension says where it could not be kept. */
  private set(key: string, decision: Row['decision']): void {
    const row = this.byKey.get(key);
    if (row === undefined) return;
    this.rows = merged(this.rows, [{ ...row, decision }], []);
    this.byKey = new Map(this.rows.map((one) => [one.key, one]));
    this.host.post({ type: 'decide', key, decision });
  }

  private decide(decision: Row['decision']): void {
    const row = this.selected === undefined ? undefined : this.byKey.get(this.selected);
    if (row === undefined || row.decision === decision) {
      if (row !== undefined && this.spot !== undefined) this.selectNext();
      return;
    }
    this.done.push({ key: row.key, before: row.decision });
    this.set(row.key, decision);
    const { spot, words } = this;
    const said = decision === '' ? words.said.withdrawn : decision === 'accepted' ? words.said.accepted : words.said.rejected;
    this.say(spot === undefined ? said : `${said} ${say(words.spot.progress, judged(spot.keys, this.byKey), spot.keys.length)}`);
    if (spot !== undefined && decision !== '') {
      const next = nextUndecided(spot.keys, this.byKey, row.key);
      if (next !== undefined) this.choose(next);
    }
    this.draw();
    this.list.reveal(this.activeIndex());
  }

  private undo(): void {
    const last = this.done.pop();
    if (last === undefined) {
      this.say(this.words.said.nothingToUndo);
      return;
    }
    this.set(last.key, last.before);
    this.choose(last.key);
    this.say(this.words.said.withdrawn);
    this.draw();
    this.list.reveal(this.activeIndex());
  }

  private comment(text: string): void {
    if (this.selected === undefined) return;
    this.host.post({ type: 'comment', key: this.selected, text });
    this.say(this.words.said.commented);
  }

  /** Of what is listed, what a spot check can be of. */
  private drawable(): readonly Row[] {
    return wished(this.rows, this.wish, { traits: [...this.traits.keys()], found: this.found }).filter((row) => isJudgeable(row) && row.decision === '');
  }

  private beginSpotCheck(size: number, seed: number, blind: boolean): void {
    const keys = draw(this.drawable(), size, seed);
    if (keys.length === 0) {
      this.say(this.words.spot.none);
      return;
    }
    this.spot = { keys, seed, blind };
    this.showsCharts = false;
    this.choose(keys[0]);
    this.list.scrollToIndex(0);
    this.draw();
    this.scroller.focus();
    this.keepSoon();
  }

  private endSpotCheck(): void {
    if (this.spot === undefined) return;
    this.spot = undefined;
    this.keepSoon();
    this.draw();
    this.list.reveal(this.activeIndex());
    this.scroller.focus();
  }

  private agreementText(rows: readonly Row[]): string {
    const { agreed, n, kappa } = agreement(rows);
    if (n === 0) return '';
    return [say(this.words.spot.agreed, agreed.k, n, percent(agreed.rate)), kappa === null ? '' : say(this.words.chart.kappa, kappaText(kappa), n)].filter((part) => part !== '').join(' ');
  }

  private toggleCharts(): void {
    this.showsCharts = !this.showsCharts;
    this.keepSoon();
    this.draw();
    (this.showsCharts ? this.chartsPane : this.scroller).focus();
  }

  private showOf(facet: 'traitId' | 'kind', value: string): void {
    this.showsCharts = false;
    this.change({ filter: { [facet]: value } });
    this.scroller.focus();
  }

  private act(what: Action, traitId?: string): void {
    this.host.post({ type: 'do', what, ...(traitId === undefined ? {} : { traitId }) });
  }

  private say(text: string): void {
    // The same words twice are said twice only where something changes.
    this.live.textContent = this.live.textContent === text ? `${text}\u00A0` : text;
  }

  private keepSoon(): void {
    if (this.keepTimer !== undefined) return;
    this.keepTimer = setTimeout(() => {
      this.keepTimer = undefined;
      if (this.document === undefined) return;
      const { wish, selected, spot, showsCharts: charts, first } = this;
      this.host.keep({ uri: this.document.uri, wish, selected, spot, charts, first });
    }, 200);
  }
}

/** What says the same stays, with the focus that may be in it. */
function fillWith(place: HTMLElement, children: readonly Child[]): void {
  const made = element('div', {}, ...children);
  if (place.firstChild?.isEqualNode(made) !== true) place.replaceChildren(made);
}

connect<Words, ToView, FromView>((host, words) => {
  const panel = new Panel(host, words);
  return (message) => panel.take(message);
});

