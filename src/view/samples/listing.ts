/** The lines in the list, and which of them is read: goes from one to another, and draws what is in sight. */
import { element } from '../dom.ts';
import { VirtualList } from '../virtual-list.ts';
import type { Line } from './list.ts';
import type { Row } from './messages.ts';
import { fillRow, freeRow, idOf, makeRow, ROW_HEIGHT, type RowContext } from './rows.ts';

export interface ListingOptions {
  /** What a screen reader calls the list. */
  readonly label: string;
  readonly context: () => Omit<RowContext, 'selected' | 'place' | 'samples'>;
  /** The sample that was read before, and the first line that was in sight then. */
  readonly selected: string | undefined;
  readonly first: number | undefined;
  readonly onPick: (key: string) => void;
  readonly onScroll: () => void;
}

export class Listing {
  readonly scroller: HTMLElement;
  /** The key of the sample that is read. It may have left the list. */
  selected: string | undefined;
  /** The first line in sight when somebody scrolled last. */
  first: number | undefined;
  private readonly list: VirtualList<Line>;
  private lines: readonly Line[] = [];
  private lineOf: ReadonlyMap<string, number> = new Map();
  /** Of each line, how many samples there are up to it. */
  private places: readonly number[] = [];
  private isRestored = false;

  constructor({ label, context, selected, first, onPick, onScroll }: ListingOptions) {
    this.selected = selected;
    this.first = first;
    this.scroller = element('div', { class: 'scroller', attributes: { role: 'listbox', tabindex: '0', 'aria-label': label } });
    this.list = new VirtualList<Line>({
      scroller: this.scroller,
      rowHeight: ROW_HEIGHT,
      make: makeRow,
      free: freeRow,
      fill: (row, line, index) => fillRow(row, line, index, { ...context(), selected: this.selected, place: this.places[index] ?? 0, samples: this.lineOf.size }),
      onScroll: (at) => {
        this.first = at;
        onScroll();
      },
    });
    this.scroller.addEventListener('click', ({ target }) => {
      const index = target instanceof Element ? Number(target.closest<HTMLElement>('.row')?.dataset['index'] ?? -1) : -1;
      const line = this.lines[index];
      if (line !== undefined && 'row' in line) onPick(line.row.key);
    });
  }

  /** The line of the sample that is read; -1 where it is not listed. */
  get active(): number {
    return (this.selected === undefined ? undefined : this.lineOf.get(this.selected)) ?? -1;
  }

  /** Of all samples that are listed, in their order. */
  get keys(): readonly string[] {
    return [...this.lineOf.keys()];
  }

  /** Has other lines from now on. Nothing is drawn. */
  put(lines: readonly Line[]): void {
    this.lines = lines;
    this.lineOf = new Map(lines.flatMap((line, index) => ('row' in line ? [[line.row.key, index] as const] : [])));
    let samples = 0;
    this.places = lines.map((line) => ('row' in line ? (samples += 1) : samples));
  }

  /** Draws all lines; once they are there, from the line that was in sight before a reload. */
  draw(isLoaded: boolean): void {
    this.list.show(this.lines, this.active);
    if (this.first !== undefined && !this.isRestored && (isLoaded || this.lines.length > this.first)) {
      this.isRestored = true;
      this.list.scrollToIndex(this.first);
    }
    this.tellActive();
  }

  /** Marks the sample that is read, and brings it into sight. */
  mark(): void {
    this.list.refresh(this.active);
    this.reveal();
    this.tellActive();
  }

  reveal(): void {
    this.list.reveal(this.active);
  }

  toTop(): void {
    this.list.scrollToIndex(0);
  }

  focus(): void {
    this.scroller.focus();
  }

  /** How many lines fit. */
  get page(): number {
    return this.list.page;
  }

  /** The sample at a line, or the nearest one after it, or before. */
  near(index: number, by: 1 | -1 = 1): Row | undefined {
    for (let at = Math.min(Math.max(0, index), this.lines.length - 1); at >= 0 && at < this.lines.length; at += by) {
      const line = this.lines[at];
      if (line !== undefined && 'row' in line) return line.row;
    }
    return by === 1 ? this.near(this.lines.length - 1, -1) : undefined;
  }

  /** The sample that is so many lines from the one that is read; `Infinity` is the last, and `-Infinity` the first. */
  at(by: number): Row | undefined {
    const to = by === -Infinity ? 0 : by === Infinity ? this.lines.length - 1 : this.active + by;
    return this.near(to, by > 0 ? 1 : -1) ?? this.near(to, by > 0 ? -1 : 1);
  }

  private tellActive(): void {
    const { active } = this;
    if (active === -1) this.scroller.removeAttribute('aria-activedescendant');
    else this.scroller.setAttribute('aria-activedescendant', idOf(active));
  }
}
