/** Makes of a page in this folder the page that a gallery shows, where nothing of this folder is beside it. */

/** A link or a picture to a file of this folder; one to a place of the same page is none. */
const TO_FILE = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\((?!#|[a-z][a-z0-9+.-]*:)[^)\s]+\)/gi;

/**
 * Takes the pictures out of a Markdown page, and of links to files only the words are left. What is nothing but links,
 * such as a list of pages at the end, goes, and so does a row of them after an arrow.
 */
export function galleryText(markdown: string): string {
  return markdown
    .replace(new RegExp(` →(?:[ ,]+${TO_FILE.source})+`, 'gi'), '')
    .split(/\n{2,}/)
    .flatMap((paragraph) => {
      const left = paragraph.replace(TO_FILE, '');
      const words = paragraph.replace(TO_FILE, (_, picture: string, text: string) => (picture === '' ? text : ''));
      return left === paragraph ? [paragraph] : /[\p{L}\p{N}]/u.test(left) ? [words] : [];
    })
    .join('\n\n')
    .replace(/\n*$/, '\n');
}
