/** The outline of a document: groups, traits and their parts, as a tree. */
import { PART_TITLES } from '../document/parts.ts';
import { type Range, shiftRange } from '../document/range.ts';
import type { Section, Trait, TraitsDocument } from '../document/traits-document.ts';

export interface OutlineItem {
  readonly kind: 'title' | 'group' | 'context' | 'trait' | 'part';
  readonly name: string;
  /** A word on what is missing, or nothing. */
  readonly detail: string;
  readonly range: Range;
  /** Lies within `range`. */
  readonly nameRange: Range;
  readonly children: readonly OutlineItem[];
}

interface OpenItem extends Omit<OutlineItem, 'children'> {
  readonly depth: number;
  readonly children: OpenItem[];
}

export function outline(document: TraitsDocument): readonly OutlineItem[] {
  // An item that reached the next heading would hold the place right before it.
  const trimmed = ({ start, end }: Range): Range => ({ start, end: start + document.text.slice(start, end).trimEnd().length });
  const roots: OpenItem[] = [];
  const open: OpenItem[] = [];
  const traits = new Map<number, Trait[]>();
  for (const trait of document.traits) traits.set(trait.section, [...(traits.get(trait.section) ?? []), trait]);
  for (const [index, section] of document.sections.entries()) {
    const own = traits.get(index) ?? [];
    while (open.length > 0 && (open.at(-1)?.depth ?? 0) >= section.depth) open.pop();
    const siblings = open.at(-1)?.children ?? roots;
    const item = section.role === 'trait' ? own.map((trait) => traitItem(trait, section.depth, trimmed))[0] : sectionItem(section, trimmed);
    if (item !== undefined) {
      siblings.push(item);
      open.push(item);
    }
    if (section.role === 'items') (item?.children ?? siblings).push(...own.map((trait) => traitItem(trait, section.depth + 1, trimmed)));
  }
  return roots;
}

function sectionItem(section: Section, trimmed: (range: Range) => Range): OpenItem | undefined {
  const { role, name, nameRange, depth } = section;
  const range = trimmed(section.range);
  switch (role) {
    case 'title':
    case 'group':
    case 'context':
      return { kind: role, name: shown(name), detail: '', range, nameRange, depth, children: [] };
    case 'items':
      return depth === 0 ? undefined : { kind: 'group', name: shown(name), detail: '', range, nameRange, depth, children: [] };
    case 'preamble':
    case 'part':
    case 'inside':
    case 'trait':
      return undefined;
  }
}

function traitItem(trait: Trait, depth: number, trimmed: (range: Range) => Range): OpenItem {
  const { start } = trait.range;
  const parts = trait.content.parts.map(
    ({ kind, range, label }): OpenItem => ({
      kind: 'part',
      name: PART_TITLES[kind],
      detail: '',
      range: shiftRange(range, start),
      nameRange: shiftRange(label, start),
      depth: depth + 1,
      children: [],
    }),
  );
  return { kind: 'trait', name: shown(trait.name), detail: '', range: trimmed(trait.range), nameRange: shiftRange(trait.content.nameRange, start), depth, children: parts };
}

/** VS Code refuses a symbol without a name. */
function shown(name: string): string {
  return name.trim() === '' ? '(unnamed)' : name;
}
