/** The samples panel: a list of all samples of a document, one of them read beside it, and charts of what is listed. */
import '../base.css';
import './samples.css';
import { element } from '../dom.ts';
import { connect, type Host } from '../host.ts';
import { percent, say } from '../words.ts';
import { VirtualList } from '../virtual-list.ts';
import { renderCharts } from './charts.ts';
import { DetailPane } from './detail-pane.ts';
import { helpDialog, spotDialog, type SpotDialog } from './dialogs.ts';
import { Frame } from './frame.ts';
import { listenToKeys } from './listen.ts';
import { type Line, type Wish } from './list.ts';
import type { Action, Cost, Detail, FromView, Row, ToView } from './messages.ts';
import { kappaText } from './names.ts';
import type { DocumentState } from './notices.ts';
import { fillRow, freeRow, idOf, makeRow, ROW_HEIGHT } from './rows.ts';
import { Search } from './search.ts';
import { SpotBar } from './spot-bar.ts';
import { agreement, draw, judged, nextUndecided, type SpotCheck } from './spot-check.ts';
import { readKept, Store } from './store.ts';
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
  private readonly frame: Frame;

  private document: DocumentState | undefined;
  private costs: readonly Cost[] = [];
  private readonly store = new Store();
  private readonly search: Search;

  private wish: Wish;
  private selected: string | undefined;
  private spot: SpotCheck | undefined;
  private showsCharts: boolean;
  /** The first line in sight when the panel was hidden last; undefined once it is there again. */
  private first: number | undefined;

  private lines: readonly Line[] = [];
  private lineOf: ReadonlyMap<string, number> = new Map();
  private detail: Detail | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private isPlanned = false;
  private isRestored = false;
  private charted: readonly unknown[] = [];

  constructor(host: Host<FromView>, words: Words) {
    this.host = host;
    this.words = words;
    const kept = readKept(host.kept());
    this.wish = kept.wish;
    this.selected = kept.selected;
    this.spot = kept.spot;
    this.showsCharts = kept.charts;
    this.first = kept.first;
    this.search = new Search((query) => host.post({ type: 'search', query }));

    this.toolbar = new Toolbar(words, {
      change: (wish) => this.change(wish),
      charts: () => this.toggleCharts(),
      spotCheck: () => this.spotDialog.open(this.store.drawable(this.wish).length),
      export: () => this.act('export'),
      help: () => this.help.showModal(),
    });
    this.spotBar = new SpotBar(words, () => this.endSpotCheck());
    this.spotDialog = spotDialog(words, { size: USUAL_DRAW, seed: 1, blind: true }, ({ size, seed, blind }) => this.beginSpotCheck(size, seed, blind));
    this.help = helpDialog(words);
    this.scroller = element('div', { class: 'scroller', attributes: { role: 'listbox', tabindex: '0', 'aria-label': words.samples } });
    this.list = new VirtualList<Line>({
      scroller: this.scroller,
      rowHeight: ROW_HEIGHT,
      make: makeRow,
      free: freeRow,
      fill: (row, line, index) => fillRow(row, line, index, { words, traits: this.store.traits, group: this.spot === undefined ? this.wish.group : 'none', selected: this.selected, lines: this.lines.length, isBlind: (one) => this.isBlind(one) }),
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
      hand: (what) => {
        if (this.selected !== undefined) host.post({ type: 'sample', key: this.selected, what });
      },
      leave: () => this.scroller.focus(),
    });
    const { toolbar, spotBar, pane, scroller } = this;
    this.frame = new Frame(words, { toolbar: toolbar.root, orders: toolbar.orders, spotBar: spotBar.root, scroller, detail: pane.root, dialogs: [this.help, this.spotDialog.root] }, (what, traitId) => this.act(what, traitId));
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
    this.search.begin(this.wish.query);
    this.plan();
  }

  take(message: ToView): void {
    switch (message.type) {
      case 'document':
        this.document = message;
        this.store.name(message.traits);
        this.keep();
        break;
      case 'rows':
        this.store.tell(message);
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
        this.store.find(message.keys);
        this.search.isUnderWay = !message.done;
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
    const { wish, spot, store } = this;
    const { rows, traits, isLoaded } = store;
    const listed = store.listed(wish, spot);
    const before = this.selected === undefined ? undefined : this.lineOf.get(this.selected);
    this.lines = store.lines(listed, wish, spot);
    this.lineOf = new Map(this.lines.flatMap((line, index) => ('row' in line ? [[line.row.key, index] as const] : [])));
    // What was read has left the list: what stands in its place now is read instead.
    if (isLoaded && (this.selected === undefined || !this.lineOf.has(this.selected))) this.choose(this.rowNear(before ?? 0)?.key);

    this.list.show(this.lines, this.activeIndex());
    if (this.first !== undefined && !this.isRestored && (isLoaded || this.lines.length > this.first)) {
      this.isRestored = true;
      this.list.scrollToIndex(this.first);
    }
    this.focusLine();
    this.toolbar.show(wish, (facet) => store.counts(facet, wish), traits, this.showsCharts);
    this.spotBar.show(spot, spot === undefined ? 0 : judged(spot.keys, store.byKey), this.agreementText(listed));
    this.frame.show({ document: this.document, rows, listed, isLoaded, isSearching: this.search.isUnderWay, isJudging: spot !== undefined, showsCharts: this.showsCharts });
    if (this.showsCharts) this.drawCharts(listed);
    this.showDetail();
  }

  /** Not again while they would say the same: somebody may be reading. */
  private drawCharts(listed: readonly Row[]): void {
    const of = [this.store.rows, this.wish, this.store.found, this.costs, this.document];
    if (this.charted.length === of.length && this.charted.every((one, index) => one === of[index])) return;
    this.charted = of;
    this.frame.charts.replaceChildren(renderCharts({ words: this.words, traits: this.store.traits, rows: listed, costs: this.costs, onFacet: (facet, value) => this.showOf(facet, value) }));
  }

  private showDetail(): void {
    const row = this.selected === undefined ? undefined : this.store.byKey.get(this.selected);
    this.pane.show(row, this.detail, this.store.traits, row !== undefined && this.isBlind(row));
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
    this.keep();
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
    const next = nextUndecided(keys, this.store.byKey, this.selected);
    if (next === undefined) this.say(this.words.said.noMore);
    else this.select(next);
  }

  private change({ filter, ...rest }: Partial<Wish>): void {
    const together = { ...this.wish.filter, ...filter };
    const query = this.wish.query;
    this.wish = { ...this.wish, ...rest, filter: Object.fromEntries(Object.entries(together).filter(([, value]) => value !== undefined)) };
    // Another list begins at its top.
    this.list.scrollToIndex(0);
    if (this.wish.query !== query) {
      this.store.forgetFound();
      this.search.begin(this.wish.query);
    }
    this.keep();
    this.plan();
  }

  /** Shows it at once; the extension says where it could not be kept. */
  private decide(decision: Row['decision']): void {
    const { spot, words, store, selected: key } = this;
    if (key === undefined) return;
    if (!store.decide(key, decision)) {
      if (spot !== undefined) this.selectNext();
      return;
    }
    this.host.post({ type: 'decide', key, decision });
    const said = decision === '' ? words.said.withdrawn : decision === 'accepted' ? words.said.accepted : words.said.rejected;
    this.say(spot === undefined ? said : `${said} ${say(words.spot.progress, judged(spot.keys, store.byKey), spot.keys.length)}`);
    if (spot !== undefined && decision !== '') this.choose(nextUndecided(spot.keys, store.byKey, key) ?? key);
    this.draw();
    this.list.reveal(this.activeIndex());
  }

  private undo(): void {
    const taken = this.store.undo();
    if (taken === undefined) {
      this.say(this.words.said.nothingToUndo);
      return;
    }
    this.host.post({ type: 'decide', ...taken });
    this.choose(taken.key);
    this.say(this.words.said.withdrawn);
    this.draw();
    this.list.reveal(this.activeIndex());
  }

  private comment(text: string): void {
    if (this.selected === undefined) return;
    this.host.post({ type: 'comment', key: this.selected, text });
    this.say(this.words.said.commented);
  }

  private beginSpotCheck(size: number, seed: number, blind: boolean): void {
    const keys = draw(this.store.drawable(this.wish), size, seed);
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
    this.keep();
  }

  private endSpotCheck(): void {
    if (this.spot === undefined) return;
    this.spot = undefined;
    this.keep();
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
    this.keep();
    this.draw();
    (this.showsCharts ? this.frame.charts : this.scroller).focus();
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
    this.frame.say(text);
  }

  private keepSoon(): void {
    this.keepTimer ??= setTimeout(() => {
      this.keepTimer = undefined;
      this.keep();
    }, 200);
  }

  private keep(): void {
    // Without its document nothing can be brought back.
    if (this.document === undefined) return;
    const { wish, selected, spot, showsCharts: charts, first } = this;
    this.host.keep({ uri: this.document.uri, wish, selected, spot, charts, first });
  }
}

connect<Words, ToView, FromView>((host, words) => {
  const panel = new Panel(host, words);
  return (message) => panel.take(message);
});

