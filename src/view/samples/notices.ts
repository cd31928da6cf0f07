/** What stands in the place of samples where there are none to see, and the notes over the list. */
import { button, type Child, element } from '../dom.ts';
import { say } from '../words.ts';
import type { Action, ToView } from './messages.ts';
import type { Words } from './words.ts';

export type DocumentState = Extract<ToView, { type: 'document' }>;

export type Do = (what: Action, traitId?: string) => void;

/** There is no sample yet: what to do about that. */
export function emptyState({ empty, restricted, manageTrust }: Words, { traits, trusted, running }: DocumentState, act: Do): readonly Child[] {
  const [first] = traits;
  const open = button(empty.openDocument, () => act('openDocument'));
  if (running) return [element('h2', {}, empty.loading)];
  if (!trusted) return [element('h2', {}, empty.title), element('p', {}, restricted), element('p', { class: 'buttons' }, button(manageTrust, () => act('manageTrust'), { class: 'main' }), open)];
  return [
    element('h2', {}, empty.title),
    element('p', {}, empty.text),
    element('p', { class: 'buttons' }, first === undefined ? undefined : button(say(empty.previewOne, first.name), () => act('preview', first.id), { class: 'main' }), open, button(empty.openSample, () => act('openSample'))),
  ];
}

/** What is to be known beside the list: what could not be read, that nothing may run, and what is stale. */
export function notes(words: Words, { unread, trusted, running }: DocumentState, stale: number, act: Do): readonly Child[] {
  return [
    running ? element('p', { class: 'note' }, words.underWay) : undefined,
    ...unread.map((problem) => element('p', { class: 'note tone-unsure' }, say(words.unread, problem))),
    trusted ? undefined : element('p', { class: 'note' }, words.restricted, ' ', button(words.manageTrust, () => act('manageTrust'), { class: 'link' })),
    stale === 0 || !trusted ? undefined : element('p', { class: 'note' }, say(words.staleCount, stale), ' ', button(words.regenerate, () => act('regenerateStale'), { class: 'link' })),
  ];
}
