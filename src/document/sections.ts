/** Finds the sections of a document, and which of them are traits. */
import type { FrontMatter } from './front-matter.ts';
import type { Block, HeadingBlock, ListBlock } from './markdown.ts';
import { DEFINING_PARTS, labelOf, normalizePartName, type PartKind, type PartNames } from './parts.ts';

/** A heading with the blocks up to the next heading; ranges count from `at`. */
export interface Run {
  readonly heading?: HeadingBlock;
  readonly blocks: readonly Block[];
}

/** What the search for traits needs to know of a run. */
export interface RunFacts {
  /** The part that the heading names. */
  readonly partHeading?: PartKind;
  /** Parts labelled in the run's own text, of those that make a section a trait. */
  readonly labelsPart: boolean;
  /** Whether there is any text of its own. */
  readonly hasText: boolean;
  /** The run is a list of named, self-contained items, with no more than a line to introduce it. */
  readonly items?: ListBlock;
}

/** `depth` 0 is what stands before the first heading. */
export interface SectionShape extends RunFacts {
  readonly depth: number;
  readonly name: string;
  readonly classes: readonly string[];
}

export type SectionRole = 'preamble' | 'title' | 'group' | 'context' | 'trait' | 'items' | 'part' | 'inside';

/** How the traits of a document are written: sections with parts, leaf sections, or the items of one list. */
export type DocumentForm = 'sections' | 'leaves' | 'list' | 'none';

export function runFacts(run: Run, source: string, names: PartNames): RunFacts {
  const partHeading = run.heading === undefined ? undefined : names.get(normalizePartName(run.heading.name));
  const labelsPart = run.blocks.some((block) => {
    const label = (prose: Parameters<typeof labelOf>[0], plain: boolean): boolean => {
      const found = labelOf(prose, source, names, plain);
      return found !== undefined && DEFINING_PARTS.has(found.kind);
    };
    if (block.type === 'paragraph') return label(block.prose, false);
    return block.type === 'list' && block.items.some((item) => item.prose !== undefined && label(item.prose, true));
  });
  const text = run.blocks.filter((block) => block.type !== 'html' && block.type !== 'definition' && block.type !== 'break');
  const items = onlyList(text, source);
  return {
    labelsPart,
    hasText: text.length > 0,
    ...(partHeading === undefined ? {} : { partHeading }),
    ...(items === undefined ? {} : { items }),
  };
}

/** Longer than this, what stands before a list is text of its own and not an introduction. */
const LONGEST_INTRODUCTION = 200;

function onlyList(blocks: readonly Block[], source: string): ListBlock | undefined {
  const list = blocks.at(-1);
  if (list?.type !== 'list' || list.items.length < 2 || blocks.length > 2) return undefined;
  const introduction = blocks.length === 2 ? blocks[0] : undefined;
  if (introduction !== undefined && introduction.type !== 'paragraph') return undefined;
  if (introduction !== undefined && introduction.range.end - introduction.range.start > LONGEST_INTRODUCTION) return undefined;
  // Self-contained: the item has a name of its own and says something of it.
  const named = list.items.every(({ prose, blocks: inner }) => {
    if (prose?.bold === undefined) return false;
    return inner.length > 0 || source.slice(prose.bold.range.end, prose.range.end).trim().split(/\s+/).length >= 3;
  });
  return named ? list : undefined;
}

const CONTEXT_NAMES =
  /^(?:priorities|glossary|definitions|notes?|overview|about\b.*|introduction|preamble|background|contents|table of contents|references|further reading|acknowledge?ments|change ?log|structure of th(?:e|is) document)$/i;

interface Tree {
  readonly parent: readonly number[];
  readonly hasChildren: readonly boolean[];
}

function treeOf(sections: readonly SectionShape[]): Tree {
  const parent: number[] = [];
  const hasChildren: boolean[] = sections.map(() => false);
  const open: number[] = [];
  for (const [index, section] of sections.entries()) {
    while (open.length > 0 && (sections[open.at(-1) ?? 0]?.depth ?? 0) >= section.depth) open.pop();
    const above = open.at(-1) ?? -1;
    parent.push(above);
    if (above >= 0 && section.depth > 0) hasChildren[above] = true;
    if (section.depth > 0) open.push(index);
  }
  return { parent, hasChildren };
}

/**
 * The role of each section, and which one is the title. `sections` are in document order; the first has depth 0.
 * The rules are in docs/format.md, under "Where the traits are".
 */
export function assignRoles(
  sections: readonly SectionShape[],
  traitLevel: FrontMatter['traitLevel'],
): { form: DocumentForm; level?: number; title?: number; roles: readonly SectionRole[] } {
  const { parent, hasChildren } = treeOf(sections);
  const context: boolean[] = [];
  for (const [index, section] of sections.entries()) {
    const inherited = context[parent[index] ?? -1] === true;
    context.push(inherited || (section.depth > 0 && (section.classes.includes('context') || CONTEXT_NAMES.test(section.name))));
  }
  const depthOnes = sections.filter((section) => section.depth === 1).length;
  const firstHeading = sections.findIndex((section) => section.depth > 0);
  const isTitle = (index: number): boolean => index === firstHeading && depthOnes === 1 && sections[index]?.depth === 1;

  const holdsPart = (index: number): boolean => {
    const section = sections[index];
    if (section === undefined || context[index] === true || section.partHeading !== undefined) return false;
    if (section.labelsPart) return true;
    for (let child = index + 1; child < sections.length && (sections[child]?.depth ?? 0) > section.depth; child += 1) {
      const part = sections[child]?.partHeading;
      if (parent[child] === index && part !== undefined && DEFINING_PARTS.has(part)) return true;
    }
    return false;
  };
  const labelledDepths = sections.flatMap((section, index) => (section.depth >= 2 && holdsPart(index) ? [section.depth] : []));

  const listed = sections.some((section, index) => section.items !== undefined && (section.depth === 0 || isTitle(index)));
  const headed = sections.some((section, index) => section.depth > 0 && !isTitle(index));
  let form: DocumentForm;
  let level: number | undefined;
  if (typeof traitLevel === 'number') [form, level] = ['sections', traitLevel];
  else if (traitLevel === 'leaf') form = 'leaves';
  else if (traitLevel === 'list') form = 'list';
  else if (labelledDepths.length > 0) [form, level] = ['sections', Math.min(...labelledDepths)];
  else if (headed) form = 'leaves';
  else form = listed ? 'list' : 'none';

  const roles: SectionRole[] = [];
  for (const [index, section] of sections.entries()) {
    const above = roles[parent[index] ?? -1];
    const role = ((): SectionRole => {
      if (section.depth === 0) return form === 'list' && section.items !== undefined ? 'items' : 'preamble';
      if (context[index] === true) return 'context';
      if (above === 'trait' || above === 'part' || above === 'inside') {
        return section.partHeading !== undefined && above === 'trait' ? 'part' : 'inside';
      }
      if (form === 'list') return section.items === undefined ? 'group' : 'items';
      if (isTitle(index) && (form !== 'sections' || level !== 1)) return 'title';
      if (form === 'sections') return section.depth < (level ?? 2) ? 'group' : 'trait';
      if (form === 'leaves' && hasChildren[index] !== true && section.hasText) return section.items === undefined ? 'trait' : 'items';
      return 'group';
    })();
    roles.push(role);
  }
  const title = isTitle(firstHeading) ? { title: firstHeading } : {};
  return { form, roles, ...title, ...(level === undefined ? {} : { level }) };
}
