/** Says what a document without labels has to say of its form, for the first label to leave its traits what they are. */
import { keptOn } from '../document/lazy.ts';
import { DocumentParser, type TraitsDocument } from '../document/traits-document.ts';
import { applyEdits } from './edits.ts';
import { frontMatterLine } from './front-matter-line.ts';
import type { Edit } from './rule.ts';

const kept = keptOn<TraitsDocument, { readonly edits: readonly Edit[] | undefined }>();

/**
 * The edits of the front matter that go with `label`, a lead-in for a section of `depth` in a document of leaves: by
 * itself it may make its level the trait level. What is written down is the form that the document has. Where that makes
 * other traits, subsections of one name, say, which are text of their traits only as long as nobody sets the level, it is
 * the depth, and then nothing. Each is tried, once for all labels of a document. Undefined where none leaves the traits
 * what they are, and where the front matter is not in order.
 */
export function keepingTraits(document: TraitsDocument, depth: number, label: Edit): readonly Edit[] | undefined {
  const known = kept.get(document);
  if (known !== undefined) return known.edits;
  const parser = new DocumentParser(document.languages);
  const traits = traitsOf(document);
  const [leaf, level] = ['leaf', depth].map((value) => frontMatterLine(document, `trait-level: ${value}`));
  const tried = leaf === undefined || level === undefined ? [] : [[leaf], ...(depth < 2 ? [] : [[level]]), []];
  const edits = tried.find((written) => traitsOf(parser.parse(applyEdits(document.text, [...written, label]))) === traits);
  kept.set(document, { edits });
  return edits;
}

function traitsOf({ sections, traits }: TraitsDocument): string {
  return traits.map(({ id, section }) => `${sections[section]?.depth} ${id}`).join('\n');
}
