/** Says what a document without labels has to say of its form, for the first label to leave its traits what they are. */
import { keptOn } from '../document/lazy.ts';
import { DocumentParser, type TraitsDocument } from '../document/traits-document.ts';
import { applyEdits } from './edits.ts';
import { frontMatterLine } from './front-matter-line.ts';
import type { Edit } from './rule.ts';

/** By the depth of the label. */
const kept = keptOn<TraitsDocument, Map<number, readonly Edit[] | undefined>>();

/**
 * The edits of the front matter that go with `label`, a lead-in for a section of `depth` in a document of leaves: by
 * itself it may make its level the trait level. What is written down is the form that the document has. Where that makes
 * other traits, subsections of one name, say, which are text of their traits only as long as nobody sets the level, it is
 * the depth of the shallowest trait, and then nothing. Each is tried, once for all labels of a depth. Undefined where none
 * leaves the traits what they are, and where the front matter is not in order.
 */
export function keepingTraits(document: TraitsDocument, depth: number, label: Edit): readonly Edit[] | undefined {
  const known = kept.get(document) ?? new Map<number, readonly Edit[] | undefined>();
  if (known.has(depth)) return known.get(depth);
  const { text, traits, sections, languages } = document;
  const parser = new DocumentParser(languages);
  const wanted = traitsOf(document);
  const shallowest = traits.reduce((least, { section }) => Math.min(least, sections[section]?.depth ?? least), depth);
  const [leaf, level] = ['leaf', shallowest].map((value) => frontMatterLine(document, `trait-level: ${value}`));
  const tried = leaf === undefined || level === undefined ? [] : [[leaf], ...(shallowest < 2 ? [] : [[level]]), []];
  const edits = tried.find((written) => traitsOf(parser.parse(applyEdits(text, [...written, label]))) === wanted);
  kept.set(document, known.set(depth, edits));
  return edits;
}

function traitsOf({ sections, traits }: TraitsDocument): string {
  return traits.map(({ id, section }) => `${sections[section]?.depth} ${id}`).join('\n');
}
