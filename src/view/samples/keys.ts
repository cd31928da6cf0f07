/** Single keys: which of them does what, and when none does since somebody is typing. */

export interface KeyActions {
  readonly accept: () => void;
  readonly reject: () => void;
  readonly undo: () => void;
  readonly comment: () => void;
  readonly nextUndecided: () => void;
  readonly search: () => void;
  readonly help: () => void;
  readonly read: () => void;
  readonly back: () => void;
  /** `Infinity` is the last, and `-Infinity` the first. */
  readonly move: (by: number) => void;
  readonly movePage: (by: 1 | -1) => void;
}

/** Where the focus is. */
export type Place = 'field' | 'list' | 'elsewhere';

/** What a key does there; undefined where it is none of ours. In a field only Escape is. */
export function actionOf(key: string, place: Place): ((actions: KeyActions) => void) | undefined {
  if (place === 'field') return key === 'Escape' ? ({ back }) => back() : undefined;
  switch (key) {
    case 'a':
      return ({ accept }) => accept();
    case 'r':
      return ({ reject }) => reject();
    case 'u':
      return ({ undo }) => undo();
    case 'c':
      return ({ comment }) => comment();
    case 'n':
      return ({ nextUndecided }) => nextUndecided();
    case '/':
      return ({ search }) => search();
    case '?':
      return ({ help }) => help();
    case 'j':
      return ({ move }) => move(1);
    case 'k':
      return ({ move }) => move(-1);
    case 'Escape':
      return ({ back }) => back();
  }
  if (place !== 'list') return undefined;
  switch (key) {
    case 'ArrowDown':
      return ({ move }) => move(1);
    case 'ArrowUp':
      return ({ move }) => move(-1);
    case 'Home':
      return ({ move }) => move(-Infinity);
    case 'End':
      return ({ move }) => move(Infinity);
    case 'PageDown':
      return ({ movePage }) => movePage(1);
    case 'PageUp':
      return ({ movePage }) => movePage(-1);
    case 'Enter':
      return ({ read }) => read();
  }
  return undefined;
}
