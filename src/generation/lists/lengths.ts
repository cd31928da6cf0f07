/** How long a message may be. Most that people send are short. */
export const LENGTHS: readonly string[] = [
  'a few words', 'one line', 'one line', 'one sentence', 'one sentence', 'two sentences', 'two sentences', 'three or four sentences', 'three or four sentences', 'a short paragraph', 'a short paragraph', 'two paragraphs', 'a long message', 'a short question under a pasted text', 'a short question under pasted code, figures or a table', 'a question with two more after it',
];
