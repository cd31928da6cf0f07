/** The pane beside the list: what can be done with the sample, a field for a remark, and the sample itself. */
import { button, element } from '../dom.ts';
import { renderDetail } from './detail.ts';
import type { Detail, Row } from './messages.ts';
import { valueName } from './names.ts';
import { RemarkField } from './remark.ts';
import type { Words } from './words.ts';

export interface DetailWishes {
  readonly decide: (decision: Row['decision']) => void;
  readonly comment: (text: string) => void;
  readonly step: (by: 1 | -1) => void;
  readonly reveal: (quote: number) => void;
  /** Under its trait in the document, or whatever else can be done with it. */
  readonly hand: (what: 'open' | 'more') => void;
  /** Goes back to the list. */
  readonly leave: () => void;
}

export class DetailPane {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  private readonly words: Words;
  private readonly wishes: DetailWishes;
  private readonly title: HTMLButtonElement;
  private readonly facts: HTMLElement;
  private readonly accept: HTMLButtonElement;
  private readonly reject: HTMLButtonElement;
  private readonly head: HTMLElement;
  private readonly remark: RemarkField;
  private readonly trouble = element('p', { class: 'reason trouble hidden', attributes: { role: 'alert' } });
  private row: Row | undefined;
  private detail: Detail | undefined;
  private traits: ReadonlyMap<string, string> = new Map();
  private isBlind = false;
  /** Somebody asked to see what was said of it before judging. */
  private unblinded: string | undefined;
  private drawn = '';

  constructor(words: Words, wishes: DetailWishes) {
    this.words = words;
    this.wishes = wishes;
    const { actions } = words;
    this.title = button('', () => wishes.hand('open'), { class: 'link' });
    this.title.title = actions.inDocument;
    this.facts = element('p', { class: 'muted facts' });
    this.accept = button(actions.accept, () => this.decide('accepted'), { class: 'accept' });
    this.reject = button(actions.reject, () => this.decide('rejected'), { class: 'reject' });
    this.remark = new RemarkField(words, { save: wishes.comment, leave: wishes.leave });
    this.head = element(
      'header',
      { class: 'detail-head' },
      element('div', { class: 'about' }, element('h2', {}, this.title), this.facts),
      element('span', { class: 'buttons' }, this.accept, this.reject, button(actions.comment, () => this.remark.open()), button(actions.more, () => wishes.hand('more')), button('↑', () => wishes.step(-1), { label: actions.previous }), button('↓', () => wishes.step(1), { label: actions.next })),
      this.remark.root,
    );
    this.body = element('div', { class: 'detail-body', attributes: { tabindex: '0', role: 'document' } });
    this.root = element('section', { class: 'detail', attributes: { 'aria-label': words.samples } }, this.head, this.trouble, this.body);
  }

  /** Shows a row at once, and its sample when it is there. */
  show(row: Row | undefined, detail: Detail | undefined, traits: ReadonlyMap<string, string>, isBlind: boolean): void {
    if (this.row?.key !== row?.key) {
      this.unblinded = undefined;
      this.trouble.classList.add('hidden');
      this.remark.turnTo(row?.key);
    }
    this.row = row;
    this.detail = row !== undefined && detail?.key === row.key ? detail : undefined;
    this.traits = traits;
    this.isBlind = isBlind && this.unblinded !== row?.key;
    this.head.classList.toggle('hidden', row === undefined);
    if (row === undefined) {
      this.draw('none', () => [element('p', { class: 'muted' }, this.words.detail.choose)]);
      return;
    }
    this.showHead(row);
    const shown = this.detail;
    if (shown === undefined) {
      if (!this.drawn.startsWith(JSON.stringify(row.key))) this.draw(`${JSON.stringify(row.key)} loading`, () => [element('p', { class: 'muted' }, this.words.detail.loading)]);
      return;
    }
    const { words } = this;
    this.draw(`${JSON.stringify(row.key)} ${JSON.stringify([shown, this.isBlind, row.cost])}`, () => [
      renderDetail(shown, {
        words,
        traits,
        row,
        isBlind: this.isBlind,
        onReveal: this.wishes.reveal,
        onUnblind: () => {
          this.unblinded = row.key;
          this.show(this.row, this.detail, this.traits, true);
          this.body.focus();
        },
      }),
    ]);
  }

  /** What went wrong stays until somebody turns to another sample. `unsaved` is a remark that could not be kept. */
  problem(text: string, unsaved: { readonly key: string; readonly text: string } | undefined): void {
    this.trouble.textContent = text;
    this.trouble.classList.remove('hidden');
    if (unsaved !== undefined) this.remark.giveBack(unsaved.key, unsaved.text);
    // Nobody is reading it any more.
    if (this.row !== undefined && this.detail === undefined) this.draw(`${JSON.stringify(this.row.key)} unread`, () => []);
  }

  openRemark(): void {
    this.remark.open();
  }

  private showHead(row: Row): void {
    const { words, traits } = this;
    this.title.textContent = valueName(words, 'traitId', row.traitId, traits);
    this.title.disabled = row.freshness === 'gone';
    const facts = [
      valueName(words, 'kind', row.kind, traits),
      row.documentType,
      valueName(words, 'pipeline', row.pipeline, traits),
      this.isBlind ? '' : valueName(words, 'status', row.status, traits),
      row.freshness === 'stale' || row.freshness === 'gone' ? words.row[row.freshness] : '',
      row.rehearsed ? words.row.rehearsed : '',
    ];
    this.facts.textContent = facts.filter((fact) => fact !== '').join(' · ');
    this.accept.setAttribute('aria-pressed', String(row.decision === 'accepted'));
    this.reject.setAttribute('aria-pressed', String(row.decision === 'rejected'));
  }

  /** What is shown already stays, with where it was scrolled to, what is folded out, and what is selected of it. */
  private draw(what: string, make: () => readonly Node[]): void {
    if (this.drawn === what) return;
    const isOther = this.drawn.split(' ', 1)[0] !== what.split(' ', 1)[0];
    this.drawn = what;
    const open = new Set(isOther ? [] : Array.from(this.body.querySelectorAll('details[open] > summary'), (summary) => summary.textContent));
    this.body.replaceChildren(...make());
    for (const summary of this.body.querySelectorAll('summary')) if (open.has(summary.textContent)) summary.parentElement?.setAttribute('open', '');
    if (isOther) this.body.scrollTop = 0;
  }

  /** The button that is pressed takes back what it did. */
  private decide(decision: 'accepted' | 'rejected'): void {
    this.wishes.decide(this.row?.decision === decision ? '' : decision);
  }
}
