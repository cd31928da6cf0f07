/** A trait that a trade-off names and the document does not have: begun where it is named. */
import type { Range } from '../document/range.ts';
import { leadingNowhere } from '../document/trade-offs.ts';
import { parseTraitsDocument, type TraitsDocument } from '../document/traits-document.ts';
import { applyEdits, type Edit } from './edit.ts';
import { plainWords, traitAfter } from './refactor.ts';

/** In characters: what is longer is a sentence. */
const LONGEST_NAME = 80;

/** What begins the trait that is named at `range`, which counts from the document's start; undefined where nothing would. */
export function beginMissingTrait(document: TraitsDocument, range: Range): { readonly title: string; readonly edits: readonly Edit[] } | undefined {
  const missing = leadingNowhere(document).find(({ from, target }) => target !== undefined && from.range.start + target.range.start === range.start && from.range.start + target.range.end === range.end);
  if (missing?.target === undefined) return undefined;
  const { from, target } = missing;
  const name = plainWords(target.text);
  if (name === '' || name.length > LONGEST_NAME) return undefined;
  const anchors = target.url === undefined ? [''] : [` {${target.url}}`, ''];
  const edit = anchors.map((anchor) => traitAfter(document, from.range.start, name, anchor)).find((candidate) => leadsThere(document, candidate));
  return edit === undefined ? undefined : { title: `Create trait “${name}”`, edits: [edit] };
}

/** Whether there is one more trait then, and less leads nowhere: a list has no place for an id, and a heading may mean something else. */
function leadsThere(document: TraitsDocument, edit: Edit): boolean {
  const after = parseTraitsDocument(applyEdits(document.text, [edit]), document.languages);
  return after.traits.length === document.traits.length + 1 && leadingNowhere(after).length < leadingNowhere(document).length;
}
