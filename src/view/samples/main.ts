/** The samples panel: a list of all samples of a document, one of them read beside it, and charts of what is listed. */
import '../base.css';
import './samples.css';
import { connect, type Host } from '../host.ts';
import { percent, say } from '../words.ts';
import { renderCharts } from './charts.ts';
import { DetailPane } from './detail-pane.ts';
import { helpDialog, spotDialog, type SpotDialog } from './dialogs.ts';
import { Frame } from './frame.ts';
import { listenToKeys } from './listen.ts';
import type { Wish } from './list.ts';
import { Listing } from './listing.ts';
import type { Action, Cost, Detail, FromView, Row, ToView } from './messages.ts';
import { kappaText } from './names.ts';
import type { DocumentState } from './notices.ts';
import { Search } from './search.ts';
import { SpotBar } from './spot-bar.ts';
import { agreement, draw, judged, nextUndecided, type SpotCheck } from './spot-check.ts';
import { readKept, Store } from './store.ts';
import { Toolbar } from './toolbar.ts';
import type { Words } from './words.ts';

/** How many a spot check draws unless somebody says otherwise. */
const USUAL_DRAW = 40;

/** Of fewer, a share and a kappa to two places would only look like a measurement. */
const FEW = 20;

class Panel {
  private readonly host: Host<FromView>;
  private readonly words: Words;
  private readonly toolbar: Toolbar;
  private readonly listing: Listing;
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
  private spot: SpotCheck | undefined;
  private showsCharts: boolean;
  private detail: Detail | undefined;
  private keepTimer: ReturnType<typeof setTimeout> | undefined;
  private isPlanned = false;
  private charted: readonly unknown[] = [];

  constructor(host: Host<FromView>, words: Words) {
    this.host = host;
    this.words = words;
    const kept = readKept(host.kept());
    this.wish = kept.wish;
    this.spot = kept.spot;
    this.showsCharts = kept.charts;
    this.search = new Search((query) => host.post({ type: 'search', query }));

    this.toolbar = new Toolbar(words, {
      change: (wish) => this.change(wish),
      charts: () => this.toggleCharts(),
      spotCheck: () => this.askForDraw(),
      list: () => this.listing.focus(),
      export: () => this.act('export'),
      help: () => this.help.showModal(),
    });
    this.spotBar = new SpotBar(words, () => this.endSpotCheck());
    this.spotDialog = spotDialog(words, { size: USUAL_DRAW, seed: 1, blind: true }, ({ size, seed, blind }) => this.beginSpotCheck(size, seed, blind));
    this.help = helpDialog(words);
    this.listing = new Listing({
      label: words.samples,
      context: () => ({ words, traits: this.store.traits, group: this.spot === undefined ? this.wish.group : 'none', isBlind: (one) => this.isBlind(one) }),
      selected: kept.selected,
      first: kept.first,
      onPick: (key) => this.select(key),
      onScroll: () => this.keepSoon(),
    });
    this.pane = new DetailPane(words, {
      decide: (decision) => this.decide(decision),
      comment: (text) => this.comment(text),
      step: (by) => this.move(by),
      reveal: (quote) => {
        if (this.listing.selected !== undefined) host.post({ type: 'reveal', key: this.listing.selected, quote });
      },
      hand: (what) => {
        if (this.listing.selected !== undefined) host.post({ type: 'sample', key: this.listing.selected, what });
      },
      leave: () => this.listing.focus(),
    });
    const { toolbar, spotBar, pane } = this;
    const { scroller } = this.listing;
    this.frame = new Frame(words, { toolbar: toolbar.root, orders: toolbar.orders, spotBar: spotBar.root, scroller, detail: pane.root, dialogs: [this.help, this.spotDialog.root] }, (what, traitId) => this.act(what, traitId));
    listenToKeys(scroller, {
      accept: () => this.decide('accepted'),
      reject: () => this.decide('rejected'),
      undo: () => this.undo(),
      comment: () => this.pane.openRemark(),
      nextUndecided: () => this.selectNext(),
      search: () => this.toolbar.search.select(),
      help: () => this.help.showModal(),
      read: () => this.pane.body.focus(),
      back: () => this.listing.focus(),
      move: (by) => this.move(by),
      movePage: (by) => this.move(by * this.listing.page),
    });
    this.search.begin(this.wish.query);
    // After a reload the extension does not know what was read.
    if (kept.selected !== undefined) host.post({ type: 'open', key: kept.selected });
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
        if (message.detail.key !== this.listing.selected) return;
        this.detail = message.detail;
        this.showDetail();
        return;
      case 'problem':
        this.pane.problem(message.problem, message.comment === undefined ? undefined : { key: message.key, text: message.comment });
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
    const { wish, spot, store, listing } = this;
    const { rows, traits, isLoaded } = store;
    const listed = store.listed(wish, spot);
    const before = listing.active;
    listing.put(store.lines(listed, wish, spot));
    // What was read has left the list: what stands in its place now is read instead.
    if (isLoaded && listing.active === -1) this.choose(listing.near(before)?.key);
    listing.draw(isLoaded);
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
    const row = this.listing.selected === undefined ? undefined : this.store.byKey.get(this.listing.selected);
    this.pane.show(row, this.detail, this.store.traits, row !== undefined && this.isBlind(row));
  }

  private isBlind({ decision }: Row): boolean {
    return this.spot?.blind === true && decision === '';
  }

  /** Without drawing. */
  private choose(key: string | undefined): void {
    const { listing } = this;
    if (key === listing.selected && this.detail !== undefined) return;
    listing.selected = key;
    if (this.detail?.key !== key) this.detail = undefined;
    if (key !== undefined) this.host.post({ type: 'open', key });
    this.keep();
  }

  private select(key: string | undefined): void {
    if (key === undefined) return;
    this.choose(key);
    this.listing.mark();
    this.showDetail();
  }

  private move(by: number): void {
    this.select(this.listing.at(by)?.key);
  }

  private selectNext(): void {
    const next = nextUndecided(this.listing.keys, this.store.byKey, this.listing.selected);
    if (next === undefined) this.say(this.words.said.noMore);
    else this.select(next);
  }

  private change({ filter, ...rest }: Partial<Wish>): void {
    const together = { ...this.wish.filter, ...filter };
    const query = this.wish.query;
    this.wish = { ...this.wish, ...rest, filter: Object.fromEntries(Object.entries(together).filter(([, value]) => value !== undefined)) };
    // Another list begins at its top.
    this.listing.toTop();
    if (this.wish.query !== query) {
      this.store.forgetFound();
      this.search.begin(this.wish.query);
    }
    this.keep();
    this.plan();
  }

  /** Shows it at once; the extension says where it could not be kept. */
  private decide(decision: Row['decision']): void {
    const { spot, words, store } = this;
    const key = this.listing.selected;
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
    this.listing.reveal();
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
    this.listing.reveal();
  }

  private comment(text: string): void {
    if (this.listing.selected === undefined) return;
    this.host.post({ type: 'comment', key: this.listing.selected, text });
    this.say(this.words.said.commented);
  }

  private askForDraw(): void {
    const { store, wish } = this;
    const available = store.drawable(wish).length;
    this.spotDialog.open(available, Math.max(0, store.drawable({ ...wish, filter: {}, query: '' }).length - available));
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
    this.listing.toTop();
    this.draw();
    this.listing.focus();
    this.keep();
  }

  private endSpotCheck(): void {
    if (this.spot === undefined) return;
    this.spot = undefined;
    this.keep();
    this.draw();
    this.listing.reveal();
    this.listing.focus();
  }

  private agreementText(rows: readonly Row[]): string {
    const { agreed, n, kappa } = agreement(rows);
    if (n === 0) return '';
    if (n < FEW) return say(this.words.spot.agreedFew, agreed.k, n);
    return [say(this.words.spot.agreed, agreed.k, n, percent(agreed.rate)), kappa === null ? '' : say(this.words.chart.kappa, kappaText(kappa), n)].filter((part) => part !== '').join(' ');
  }

  private toggleCharts(): void {
    this.showsCharts = !this.showsCharts;
    this.keep();
    this.draw();
    (this.showsCharts ? this.frame.charts : this.listing).focus();
  }

  private showOf(facet: 'traitId' | 'kind', value: string): void {
    this.showsCharts = false;
    this.change({ filter: { [facet]: value } });
    this.listing.focus();
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
    const { wish, spot, showsCharts: charts } = this;
    const { selected, first } = this.listing;
    this.host.keep({ uri: this.document.uri, wish, selected, spot, charts, first });
  }
}

connect<Words, ToView, FromView>((host, words) => {
  const panel = new Panel(host, words);
  return (message) => panel.take(message);
});

