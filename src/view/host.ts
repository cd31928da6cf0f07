/** The line from a view to the extension: messages both ways, and what is kept while the view is hidden or the window reloads. */
import type { Begin } from './messages.ts';

interface Api {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): Api;

export interface Host<FromView> {
  post(message: FromView): void;
  /** What was kept, from whichever version of this view: to be read with care. */
  kept(): unknown;
  keep(state: unknown): void;
}

/**
 * Says that the view is there, and starts it once the extension has answered with the words of the person's language.
 * `start` returns what is done with each message from then on.
 */
export function connect<Words, ToView, FromView>(start: (host: Host<FromView>, words: Words) => (message: ToView) => void): void {
  const api = acquireVsCodeApi();
  const host: Host<FromView> = {
    post: (message) => api.postMessage(message),
    kept: () => api.getState(),
    keep: (state) => api.setState(state),
  };
  let take: ((message: ToView) => void) | undefined;
  window.addEventListener('message', ({ data }: MessageEvent<Begin<Words> | ToView>) => {
    if (isBegin(data)) {
      // Anew: the extension may have been restarted under a view that stayed.
      document.body.replaceChildren();
      take = start(host, data.words);
    } else take?.(data);
  });
  api.postMessage({ type: 'ready' });
}

function isBegin<Words>(message: unknown): message is Begin<Words> {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'begin';
}
