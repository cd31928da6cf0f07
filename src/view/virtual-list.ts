/** A list of any length of which only what is in sight is in the page: rows of one height that are moved and filled anew. */
import { inSight, scrolledTo } from './virtual-rows.ts';

export interface VirtualListOptions<T> {
  /** What scrolls. The list is the only thing in it. */
  readonly scroller: HTMLElement;
  /** In pixels, of each row. */
  readonly rowHeight: number;
  /** Makes an empty row. */
  readonly make: () => HTMLElement;
  /** Fills a row, which had another item in it before, or none. */
  readonly fill: (row: HTMLElement, item: T, index: number) => void;
  /** A row is not in use for now. */
  readonly free?: (row: HTMLElement) => void;
  /** Somebody scrolled: the first item in sight. */
  readonly onScroll?: (first: number) => void;
}

export class VirtualList<T> {
  private readonly options: VirtualListOptions<T>;
  private readonly space: HTMLElement;
  private readonly used = new Map<number, HTMLElement>();
  private readonly spare: HTMLElement[] = [];
  private items: readonly T[] = [];
  private top = 0;
  private height = 0;
  /** Stays in the page wherever one scrolls to, since the focus is on it. */
  private active = -1;
  private isPlanned = false;

  constructor(options: VirtualListOptions<T>) {
    this.options = options;
    const { scroller } = options;
    this.space = document.createElement('div');
    this.space.className = 'virtual-space';
    // Rows are the list's own, for screen readers, too.
    this.space.setAttribute('role', 'presentation');
    scroller.append(this.space);
    scroller.addEventListener(
      'scroll',
      () => {
        this.top = scroller.scrollTop;
        this.plan();
        options.onScroll?.(Math.floor(this.top / options.rowHeight));
      },
      { passive: true },
    );
    // Sizes are told, and never asked for: asking makes the browser lay out the page at once.
    new ResizeObserver(([entry]) => {
      const wasSeen = this.active >= 0 && scrolledTo(this.active, this.top, this.height, options.rowHeight) === this.top;
      this.height = entry?.contentRect.height ?? this.height;
      if (wasSeen) this.reveal(this.active);
      this.plan();
    }).observe(scroller);
  }

  /** Shows other items, and what is in sight anew. */
  show(items: readonly T[], active: number): void {
    this.items = items;
    this.active = active;
    this.space.style.height = `${items.length * this.options.rowHeight}px`;
    // A row stays at its place, with what is there now: somebody may be about to click on it.
    for (const [index, row] of this.used) if (index >= items.length) this.release(index, row);
    this.refresh(active);
  }

  /** Fills again what is in sight. */
  refresh(active: number): void {
    this.active = active;
    for (const [index, row] of this.used) {
      const item = this.items[index];
      if (item !== undefined) this.options.fill(row, item, index);
    }
    this.draw();
  }

  /** Scrolls as little as is needed. */
  reveal(index: number): void {
    this.scroll(scrolledTo(index, this.top, this.height, this.options.rowHeight));
  }

  /** Puts an item at the top. */
  scrollToIndex(index: number): void {
    this.scroll(index * this.options.rowHeight);
  }

  /** How many rows fit, at least one. */
  get page(): number {
    return Math.max(1, Math.floor(this.height / this.options.rowHeight));
  }

  private scroll(top: number): void {
    if (top === this.top) return;
    this.options.scroller.scrollTop = top;
    this.top = Math.max(0, top);
    this.draw();
  }

  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.draw();
    });
  }

  private draw(): void {
    const { rowHeight, fill } = this.options;
    const { from, to } = inSight(this.top, this.height, rowHeight, this.items.length);
    for (const [index, row] of this.used) if ((index < from || index >= to) && index !== this.active) this.release(index, row);
    const wanted = Array.from({ length: to - from }, (_, offset) => from + offset);
    if (this.active >= 0 && this.active < this.items.length && (this.active < from || this.active >= to)) wanted.push(this.active);
    for (const index of wanted) {
      const item = this.items[index];
      if (item === undefined || this.used.has(index)) continue;
      const row = this.spare.pop() ?? this.made();
      row.style.transform = `translateY(${index * rowHeight}px)`;
      row.hidden = false;
      this.used.set(index, row);
      fill(row, item, index);
    }
  }

  private made(): HTMLElement {
    const row = this.options.make();
    this.space.append(row);
    return row;
  }

  private release(index: number, row: HTMLElement): void {
    this.used.delete(index);
    row.hidden = true;
    this.options.free?.(row);
    this.spare.push(row);
  }
}
