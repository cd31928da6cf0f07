/** What every view and the extension say to each other first. Each view's own messages are in its folder. */

/** The view is there, and takes messages. */
export interface Ready {
  readonly type: 'ready';
}

/** The answer to it, before anything else. */
export interface Begin<Words> {
  readonly type: 'begin';
  /** All that the view says, in the person's language; `{0}` and so on are filled in. */
  readonly words: Words;
}
