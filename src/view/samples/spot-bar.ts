/** Over the list while a spot check is under way: how far it came, and how people and the pipeline agree. */
import { button, element } from '../dom.ts';
import { say } from '../words.ts';
import type { SpotCheck } from './spot-check.ts';
import type { Words } from './words.ts';

export class SpotBar {
  readonly root: HTMLElement;
  private readonly words: Words;
  private readonly text = element('strong', {});
  private readonly bar = element('progress', {});
  private readonly more = element('p', { class: 'muted' });

  constructor(words: Words, end: () => void) {
    this.words = words;
    this.bar.setAttribute('aria-label', words.spot.title);
    this.root = element('div', { class: 'spot hidden' }, element('div', { class: 'bar' }, this.text, button(words.spot.end, end)), this.bar, this.more);
  }

  /** `agreed` is told once all are judged: before, it would colour what follows. */
  show(spot: SpotCheck | undefined, judged: number, agreed: string): void {
    this.root.classList.toggle('hidden', spot === undefined);
    if (spot === undefined) return;
    const { words } = this;
    const total = spot.keys.length;
    this.text.textContent = say(words.spot.progress, judged, total);
    this.bar.max = total;
    this.bar.value = judged;
    this.more.textContent = judged < total ? `${words.spot.keys} · ${words.spot.seed} ${spot.seed}` : [words.spot.done, agreed].filter((part) => part !== '').join(' ');
  }
}
