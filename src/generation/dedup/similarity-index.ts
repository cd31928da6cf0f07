/** What finds, among things that were kept, those that one more is like; made for vectors and for texts. */

/** One of the kept things, by its place among all, and how alike it is: 1 where nothing tells them apart. */
export interface Similar {
  readonly index: number;
  readonly similarity: number;
}

/** Made over all things at once; which of them are kept is said one by one. The same things in the same order give the same answers. */
export interface SimilarityIndex {
  /** The kept things that this one is like, down to the least similarity that the index was made for, in no particular order. */
  similarTo(index: number): readonly Similar[];
  keep(index: number): void;
}
