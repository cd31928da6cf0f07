/** A search: openings are looked through at once, and all texts by the extension, when nobody types any more. */

/** In milliseconds. */
const PAUSE = 200;

export class Search {
  private readonly ask: (query: string) => void;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** More may be found. */
  isUnderWay = false;

  constructor(ask: (query: string) => void) {
    this.ask = ask;
  }

  begin(query: string): void {
    clearTimeout(this.timer);
    this.isUnderWay = query !== '';
    this.timer = setTimeout(() => this.ask(query), query === '' ? 0 : PAUSE);
  }
}
