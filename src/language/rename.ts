/** Renames a trait or its id, with every place that speaks of it; or says in a sentence why it does not. */
import type { Range } from '../document/range.ts';
import { slugOf } from '../document/slug.ts';
import { parseTraitsDocument, type Trait, type TraitsDocument } from '../document/traits-document.ts';
import { applyEdits, type Edit } from './edit.ts';
import { anchorsOf } from './links.ts';
import { type Mention, mentionAt, mentionsIn, mentionsOf, plainName, statedId, traitNamedAt } from './mentions.ts';

/** A sentence for whoever asked. */
export interface Refusal {
  readonly refusal: string;
}

/** What would be renamed: a name, or an id that a heading states. */
export interface RenameTarget {
  readonly kind: 'name' | 'id';
  readonly trait: Trait;
  /** What is selected while the new name is asked for, and what stands in the box. */
  readonly range: Range;
  readonly placeholder: string;
}

/**
 * On `{#id}`, or in a link to it, the id is renamed; on a name, or in a link to an id that is only the slug of the
 * name, the name is.
 */
export function renameTarget(document: TraitsDocument, offset: number): RenameTarget | Refusal {
  const mention = mentionAt(document, offset);
  if (mention !== undefined) return mentionTarget(document, mention, offset);
  const trait = traitNamedAt(document, offset);
  if (trait === undefined) return { refusal: 'There is no name or id of a trait here.' };
  const stated = statedId(trait);
  const attributes = trait.content.heading?.attributesRange;
  if (attributes !== undefined && offset > plainName(trait).range.end) {
    if (stated === undefined) return { refusal: 'There is no name or id of a trait here.' };
    return { kind: 'id', trait, range: stated.range, placeholder: stated.id };
  }
  return nameTarget(trait, plainName(trait).range);
}

function mentionTarget(document: TraitsDocument, mention: Mention, offset: number): RenameTarget | Refusal {
  const { trait, words, destination } = mention;
  if (destination !== undefined && destination.start <= offset && offset <= destination.end) {
    const range = { start: destination.start + 1, end: destination.end };
    if (statedId(trait) === undefined) return nameTarget(trait, range);
    return { kind: 'id', trait, range, placeholder: trait.id };
  }
  if (words !== undefined && (mention.kind === 'name' || isName(document, mention))) return nameTarget(trait, words);
  return { refusal: `These words are not the name of “${trait.name}”: rename it at its heading.` };
}

function nameTarget(trait: Trait, range: Range): RenameTarget | Refusal {
  const { source } = plainName(trait);
  if (source.trim() !== trait.name || NOT_PLAIN.test(source)) {
    return { refusal: `The name “${trait.name}” has markup in it, or goes over two lines: change it at its heading.` };
  }
  return { kind: 'name', trait, range, placeholder: trait.name };
}

/** What could begin or end markup in a link or a heading. */
const NOT_PLAIN = /[\r\n[\]\\`<>]/;

/**
 * The edits that give what is at `offset` the name or the id `wanted`. Whatever reads the document afterwards finds the
 * same traits, parts and links, or the edits are not made.
 */
export function rename(document: TraitsDocument, offset: number, wanted: string): { readonly edits: readonly Edit[] } | Refusal {
  const target = renameTarget(document, offset);
  if ('refusal' in target) return target;
  const name = wanted.trim();
  const { trait } = target;
  const planned = target.kind === 'id' ? renameId(document, trait, name.replace(/^#/, '')) : renameTrait(document, trait, name);
  if ('refusal' in planned || planned.edits.length === 0) return planned;
  return verify(document, trait, planned.edits, planned.id, planned.name) ?? { edits: planned.edits };
}

interface Planned {
  readonly edits: readonly Edit[];
  readonly id: string;
  readonly name: string;
}

function renameId(document: TraitsDocument, trait: Trait, id: string): Planned | Refusal {
  if (!/^[^\s#{}=]+$/.test(id)) return { refusal: 'An id is one word, without “#”, “{”, “}” or “=”.' };
  const { name } = trait;
  if (id === trait.id) return { edits: [], id, name };
  const taken = anchorsOf(document).get(id);
  if (taken !== undefined) return { refusal: `“${taken.name}” has the id “${id}” already.` };
  const stated = statedId(trait);
  if (stated === undefined || anchorsOf(document).get(trait.id)?.trait !== trait) {
    return { refusal: `Another trait before this one has the id “${trait.id}”, so that links lead there: change it by hand.` };
  }
  return { edits: [{ range: stated.range, newText: id }, ...destinationEdits(document, trait, id)], id, name };
}

function renameTrait(document: TraitsDocument, trait: Trait, name: string): Planned | Refusal {
  if (name === '') return { refusal: 'A trait needs a name.' };
  if (NOT_PLAIN.test(name)) return { refusal: 'A name is one line of plain text, without brackets, backslashes or backticks.' };
  if (name === trait.name) return { edits: [], id: trait.id, name };
  const same = document.traits.find((other) => other !== trait && folded(other.name) === folded(name));
  if (same !== undefined) return { refusal: `There is a trait “${same.name}” already.` };
  const edits: Edit[] = [{ range: plainName(trait).range, newText: name }];
  for (const mention of mentionsOf(document, trait)) {
    const { words } = mention;
    if (words === undefined) continue;
    if (mention.kind === 'name') edits.push({ range: words, newText: likeWritten(document.text.slice(words.start, words.end), trait.name, name) });
    else if (isName(document, mention)) edits.push({ range: words, newText: name });
  }
  if (trait.content.heading?.id !== undefined) return { edits, id: trait.id, name };
  const id = slugOf(name);
  if (id === '') return { refusal: 'This name makes no id: give the trait one of its own first, as in “## Name {#id}”.' };
  const taken = id === trait.id ? undefined : anchorsOf(document).get(id);
  if (taken !== undefined) return { refusal: `“${taken.name}” has the id “${id}”, which this name would make.` };
  return { edits: [...edits, ...(id === trait.id ? [] : destinationEdits(document, trait, id))], id, name };
}

function destinationEdits(document: TraitsDocument, trait: Trait, id: string): readonly Edit[] {
  const url = `#${id.replaceAll(/[()<>\\%]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`)}`;
  return mentionsOf(document, trait).flatMap(({ destination }) => (destination === undefined ? [] : [{ range: destination, newText: url }]));
}

/** A link whose text is the trait's name. In `[Name]` alone the text is the label of a definition as well, and stays. */
function isName({ text }: TraitsDocument, { trait, words, kind }: Mention): boolean {
  if (kind !== 'link' || words === undefined || !/^\](?:\(|\[[^\]])/.test(text.slice(words.end, words.end + 3))) return false;
  return text.slice(words.start, words.end) === trait.name;
}

/** A name in the middle of a sentence may begin with a small letter where the trait's does not. */
function likeWritten(written: string, before: string, name: string): string {
  const small = written !== before && written === before.charAt(0).toLowerCase() + before.slice(1);
  return small ? name.charAt(0).toLowerCase() + name.slice(1) : name;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase().replaceAll(/\s+/g, ' ');
}

/** Reads the document as it would be: a sentence where it would not say the same of the same traits. */
function verify(before: TraitsDocument, trait: Trait, edits: readonly Edit[], id: string, name: string): Refusal | undefined {
  const after = parseTraitsDocument(applyEdits(before.text, edits), before.languages);
  const others = (document: TraitsDocument, changed: string): string => JSON.stringify([...anchorsOf(document).keys()].filter((anchor) => anchor !== changed));
  if (others(before, trait.id) !== others(after, id)) return { refusal: 'The ids of other headings would change with this one: give those ids of their own first.' };
  const said = readings(before);
  said.traits[before.traits.indexOf(trait)] = traitReading(trait, id, name);
  const now = readings(after);
  if (JSON.stringify(now.traits) !== JSON.stringify(said.traits)) {
    return { refusal: `With “${name === trait.name ? id : name}” the headings would no longer read as the same traits: change it by hand.` };
  }
  if (JSON.stringify(now.mentions) !== JSON.stringify(said.mentions)) {
    return { refusal: `With “${name === trait.name ? id : name}” some place that speaks of “${trait.name}” would be read as something else: change it by hand.` };
  }
  return undefined;
}

function readings(document: TraitsDocument): { readonly traits: unknown[]; readonly mentions: readonly unknown[] } {
  const index = new Map(document.traits.map((trait, at) => [trait, at]));
  return {
    traits: document.traits.map((trait) => traitReading(trait, trait.id, trait.name)),
    mentions: mentionsIn(document).map(({ trait, kind }) => [index.get(trait), kind]),
  };
}

function traitReading({ content, section }: Trait, id: string, name: string): unknown {
  return [id, name, section, content.form, content.parts.map((part) => [part.kind, part.form])];
}
