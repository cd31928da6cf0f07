/** Finds which of many word sequences stand at a place of a text, at the cost of one. */

interface Node {
  readonly next: Map<string, Node>;
  /** The numbers of the sequences that end here. */
  readonly ends: number[];
}

export class Trie {
  private readonly root: Node = { next: new Map(), ends: [] };

  add(sequence: readonly string[], number: number): void {
    let node = this.root;
    for (const word of sequence) {
      let next = node.next.get(word);
      if (next === undefined) {
        next = { next: new Map(), ends: [] };
        node.next.set(word, next);
      }
      node = next;
    }
    node.ends.push(number);
  }

  /** Tells each sequence that stands at `start`, and how many words it has; none reaches beyond `end`. */
  at(words: readonly string[], start: number, end: number, onFound: (number: number, length: number) => void): void {
    let node: Node | undefined = this.root;
    for (let index = start; index < end; index += 1) {
      node = node.next.get(words[index] ?? '');
      if (node === undefined) return;
      for (const number of node.ends) onFound(number, index + 1 - start);
    }
  }
}
