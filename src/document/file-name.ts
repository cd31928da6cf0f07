/** What files of traits documents are called. */

/** Whether a path is that of a document of traits: `*.traits.md`, `*.traits.markdown` or `TRAITS.md`. */
export function isNamedAsTraits(path: string): boolean {
  return /\.traits\.(?:md|markdown)$/i.test(path) || /(?:^|[\\/])TRAITS\.md$/.test(path);
}
