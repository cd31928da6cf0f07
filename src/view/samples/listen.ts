/** Hears the single keys of the whole page. */
import { actionOf, type KeyActions } from './keys.ts';

/** Listens to the whole page. */
export function listenToKeys(list: HTMLElement, actions: KeyActions): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector('dialog[open]') !== null) return;
    const { target } = event;
    const isField = target instanceof HTMLElement && (target.matches('input, select, textarea') || target.isContentEditable);
    const action = actionOf(event.key, isField ? 'field' : target === list || target === document.body ? 'list' : 'elsewhere');
    if (action === undefined) return;
    event.preventDefault();
    action(actions);
  });
}
