/** The two dialogs: which keys there are, and how a spot check is drawn. */
import { button, element } from '../dom.ts';
import { say } from '../words.ts';
import type { Words } from './words.ts';

export function helpDialog({ help }: Words): HTMLDialogElement {
  const rows = help.keys.map(([key, what]) => element('tr', {}, element('td', {}, ...key.split(' ').map((one) => element('kbd', {}, one))), element('td', {}, what)));
  const dialog = element('dialog', { attributes: { 'aria-label': help.title } });
  dialog.append(element('h2', {}, help.title), element('table', {}, element('tbody', {}, ...rows)), element('p', { class: 'buttons' }, button(help.close, () => dialog.close(), { class: 'main' })));
  return dialog;
}

export interface DrawWish {
  readonly size: number;
  readonly seed: number;
  readonly blind: boolean;
}

export interface SpotDialog {
  readonly root: HTMLDialogElement;
  /** `available` is how many can be drawn from, `unlisted` how many more there were without a search or a filter. */
  open(available: number, unlisted: number): void;
}

/** Asks how many, by which seed, and whether what the pipeline thought is to be seen. */
export function spotDialog({ spot, actions }: Words, usual: DrawWish, start: (wish: DrawWish) => void): SpotDialog {
  const number = (value: number, least: number): HTMLInputElement => element('input', { attributes: { type: 'number', min: String(least), value: String(value), required: '' } });
  const size = number(usual.size, 1);
  const seed = number(usual.seed, 0);
  const blind = element('input', { attributes: { type: 'checkbox' } });
  blind.checked = usual.blind;
  const text = element('p', {});
  const begin = element('button', { class: 'main', attributes: { type: 'submit' } }, spot.start);
  const root = element('dialog', { attributes: { 'aria-label': spot.title } });
  const form = element(
    'form',
    // What is out of bounds is put right below, and needs no word of the browser's.
    { attributes: { method: 'dialog', novalidate: '' } },
    element('h2', {}, spot.title),
    text,
    element('label', {}, `${spot.size} `, size),
    element('label', {}, `${spot.seed} `, seed),
    element('label', {}, blind, ` ${spot.blind}`),
    element('p', { class: 'buttons' }, begin, button(actions.cancel, () => root.close())),
  );
  let isChosen = false;
  form.addEventListener('submit', () => (isChosen = true));
  // Once it is closed, the focus is where it was before, and may be put somewhere else.
  root.addEventListener('close', () => {
    if (isChosen) start({ size: Math.max(1, Math.floor(size.valueAsNumber || usual.size)), seed: Math.max(0, Math.floor(seed.valueAsNumber || 0)), blind: blind.checked });
    isChosen = false;
  });
  root.append(form);
  return {
    root,
    open(available, unlisted) {
      const drawn = available === 0 ? spot.none : available === 1 ? spot.one : say(spot.text, available);
      text.textContent = [drawn, unlisted === 0 ? '' : say(spot.unlisted, unlisted)].filter((part) => part !== '').join(' ');
      begin.disabled = available === 0;
      size.value = String(Math.min(Number(size.value) || usual.size, Math.max(1, available)));
      root.showModal();
      size.select();
    },
  };
}
