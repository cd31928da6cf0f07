/** Finds the sections of a document, and which of them are traits. */
import type { FrontMatter } from './front-matter.ts';
import type { Block, HeadingBlock, ListItem } from './markdown.ts';
import { DEFINING_PARTS, labelOf, normalizePartName, type PartKind, type PartNames } from './parts.ts';
import type { Range } from './range.ts';

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
  /** The items of its lists, and how many of them have a name of their own and say something of it. */
  readonly items: number;
  readonly namedItems: number;
  /** Its text begins with a line that can introduce a list. */
  readonly introduced: boolean;
  /** Whether there is text besides lists and that line. */
  readonly besidesLists: boolean;
  /** How long all its text is, in characters, and how long the items with a name are. */
  readonly textLength: number;
  readonly namedLength: number;
}

/** `depth` 0 is what stands before the first heading. */
export interface SectionShape {
  readonly depth: number;
  readonly name: string;
  readonly classes: readonly string[];
  /** Named as what explains a document and is no trait. */
  readonly isContext: boolean;
  readonly partHeading?: PartKind;
  readonly labelsPart: boolean;
  readonly hasText: boolean;
  readonly items: number;
  /** The section is two items or more, with no more than a line to introduce them; `named` if each has a name of its own. */
  readonly list?: 'named' | 'plain';
  /** Its items have a name of their own, and they are most of its text. */
  readonly mostlyNamed: boolean;
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
  const items = text.flatMap((block) => (block.type === 'list' ? block.items : []));
  const named = items.filter((item) => isSelfContained(item, source));
  const length = (ranged: readonly { readonly range: Range }[]): number => ranged.reduce((sum, { range }) => sum + range.end - range.start, 0);
  const [first] = text;
  const introduced = first?.type === 'paragraph' && first.range.end - first.range.start <= LONGEST_INTRODUCTION;
  return {
    labelsPart,
    hasText: text.length > 0,
    items: items.length,
    namedItems: named.length,
    textLength: length(text),
    namedLength: length(named),
    introduced,
    besidesLists: text.slice(introduced ? 1 : 0).some((block) => block.type !== 'list'),
    ...(partHeading === undefined ? {} : { partHeading }),
  };
}

/** Longer than this, what stands before a list is text of its own and not an introduction. */
const LONGEST_INTRODUCTION = 200;

/** The item has a name of its own and says something of it. */
function isSelfContained({ prose, blocks }: ListItem, source: string): boolean {
  if (prose?.bold === undefined) return false;
  return blocks.length > 0 || source.slice(prose.bold.range.end, prose.range.end).trim().split(/\s+/).length >= 3;
}

/** A section of which a long list was cut between segments has several runs; it reads as if it had one. */
export function sectionShape(heading: HeadingBlock | undefined, runs: readonly RunFacts[]): SectionShape {
  const total = (count: (facts: RunFacts) => number): number => runs.reduce((sum, facts) => sum + count(facts), 0);
  const items = total((facts) => facts.items);
  const labelsPart = runs.some((facts) => facts.labelsPart);
  const onlyList = !labelsPart && items >= 2 && runs.every((facts, index) => !facts.besidesLists && (index === 0 || !facts.introduced));
  const allNamed = items > 0 && total((facts) => facts.namedItems) === items;
  const partHeading = runs[0]?.partHeading;
  return {
    depth: heading?.depth ?? 0,
    name: heading?.name ?? '',
    classes: heading?.classes ?? [],
    isContext: CONTEXT_NAMES.test(heading?.name ?? ''),
    labelsPart,
    hasText: runs.some((facts) => facts.hasText),
    items,
    ...(onlyList ? { list: allNamed ? 'named' : 'plain' } : {}),
    mostlyNamed: allNamed && total((facts) => facts.namedLength) * 2 > total((facts) => facts.textLength),
    ...(partHeading === undefined ? {} : { partHeading }),
  };
}

/** Whether a section of either shape has the same role in a document of the form that it was. */
export function sameShape(a: SectionShape, b: SectionShape | undefined, form: DocumentForm): boolean {
  return a === b || (b !== undefined && telling(a, form) === telling(b, form));
}

/** Only among leaves does it matter what a section is called, and among sections with parts not even what stands in it. */
function telling({ name, depth, classes, isContext, partHeading, labelsPart, ...text }: SectionShape, form: DocumentForm): string {
  return JSON.stringify([depth, classes, isContext, partHeading, labelsPart, form === 'sections' ? '' : text, form === 'leaves' ? name : '']);
}

/** Whether other traits may stand in the section beside the one that asks. */
export function isGroup({ role, depth }: { readonly role: SectionRole; readonly depth: number }): boolean {
  return role === 'group' || (role === 'items' && depth > 0);
}

const CONTEXT_NAMES =
  /^(?:priorities|glossary|definitions|notes?|overview|about(?: (?:this|these|us|our|the (?:author|company|document|guide|model|page|project|spec|team)|\{\{).*)?|introduction|preamble|background|conflict resolution|contents|table of contents|references|further reading|acknowledge?ments|change ?log|structure of th(?:e|is) document)$/i;

/** Whether a section with no headings below is a list of traits. */
function isList({ list, mostlyNamed }: SectionShape): boolean {
  return list !== undefined || mostlyNamed;
}

/** Whether a heading right below the title is deeper than those that follow: it goes on with the title. */
function isSubtitle(sections: readonly SectionShape[], index: number): boolean {
  const { depth } = sections[index] ?? { depth: 0 };
  const next = sections[index + 1]?.depth ?? depth;
  return depth > 2 && next < depth;
}

/** How often a name comes again before it is no name of a trait. */
const FEWEST_REPEATS = 3;

/**
 * The sections below which all headings are such as come again below others, *The problem* and *The response* say,
 * where most headings of the document are: then these are what it says of each trait, as its parts would.
 */
export function foldedInto(sections: readonly Pick<SectionShape, 'depth' | 'name'>[], parents: readonly number[], hasSubsections: readonly boolean[]): ReadonlySet<number> {
  const leaves = [...sections.keys()].filter((index) => (sections[index]?.depth ?? 0) > 0 && hasSubsections[index] !== true && (parents[index] ?? -1) >= 0);
  const above = new Map<string, Set<number>>();
  for (const index of leaves) {
    const name = sections[index]?.name.toLowerCase() ?? '';
    above.set(name, (above.get(name) ?? new Set()).add(parents[index] ?? -1));
  }
  const repeated = new Set(leaves.filter((index) => (above.get(sections[index]?.name.toLowerCase() ?? '')?.size ?? 0) >= FEWEST_REPEATS));
  if (repeated.size * 3 < leaves.length * 2) return new Set();
  const folded = new Set([...repeated].map((index) => parents[index] ?? -1));
  for (const [index, parent] of parents.entries()) if ((sections[index]?.depth ?? 0) > 0 && !repeated.has(index)) folded.delete(parent);
  return folded;
}

/** The index of the section around each; -1 where there is none. */
export function parentsOf(sections: readonly Pick<SectionShape, 'depth'>[]): readonly number[] {
  const open: number[] = [];
  return sections.map((section, index) => {
    while (open.length > 0 && (sections[open[open.length - 1] ?? 0]?.depth ?? 0) >= section.depth) open.pop();
    const parent = open[open.length - 1] ?? -1;
    if (section.depth > 0) open.push(index);
    return parent;
  });
}

/**
 * The role of each section, and which one is the title. `sections` are in document order; the first has depth 0.
 * The rules are in docs/format.md, under "Where the traits are".
 */
export function assignRoles(
  sections: readonly SectionShape[],
  traitLevel: FrontMatter['traitLevel'],
): { form: DocumentForm; level?: number; title?: number; roles: readonly SectionRole[] } {
  const parents = parentsOf(sections);
  const firstHeading = sections.findIndex((section) => section.depth > 0);
  const soleFirstLevel = sections.filter((section) => section.depth === 1).length === 1 && sections[firstHeading]?.depth === 1;
  const title = soleFirstLevel ? firstHeading : -1;

  // Plain loops: while a part's heading is typed these run over thousands of sections after every keystroke.
  const hasSubsections = Array<boolean>(sections.length).fill(false);
  const holdsPart = sections.map((section) => section.labelsPart && section.partHeading === undefined);
  for (let index = 0; index < sections.length; index += 1) {
    const parent = parents[index] ?? -1;
    if (parent < 0) continue;
    const partHeading = sections[index]?.partHeading;
    if (partHeading === undefined) hasSubsections[parent] = true;
    else if (DEFINING_PARTS.has(partHeading) && sections[parent]?.partHeading === undefined) holdsPart[parent] = true;
  }
  const holdsTraits = Array<boolean>(sections.length).fill(false);
  for (let index = sections.length - 1; index > 0; index -= 1) {
    const parent = parents[index] ?? -1;
    if (parent >= 0 && (holdsPart[index] === true || holdsTraits[index] === true)) holdsTraits[parent] = true;
  }
  const subtitle = traitLevel === undefined && title >= 0 && isSubtitle(sections, title + 1) ? title + 1 : -1;
  const context = Array<boolean>(sections.length).fill(false);
  for (let index = 0; index < sections.length; index += 1) {
    const { classes = [], isContext = false } = sections[index] ?? {};
    // By its name alone neither the title nor what is labelled is taken for context.
    const named = isContext && index !== title && holdsTraits[index] !== true && holdsPart[index] !== true;
    context[index] = context[parents[index] ?? -1] === true || classes.includes('context') || named || (index === subtitle && holdsPart[index] !== true);
  }

  let level: number | undefined;
  for (let index = 0; index < sections.length; index += 1) {
    const depth = sections[index]?.depth ?? 0;
    if (depth >= 2 && depth < (level ?? 7) && holdsPart[index] === true && context[index] !== true) level = depth;
  }
  let form: DocumentForm;
  if (typeof traitLevel === 'number') [form, level] = ['sections', traitLevel];
  else if (traitLevel === 'leaf') form = 'leaves';
  else if (traitLevel === 'list') form = 'list';
  else if (level !== undefined) form = 'sections';
  else if (sections.some(({ depth }, index) => depth > 0 && index !== title)) form = 'leaves';
  else form = sections.some(isList) ? 'list' : 'none';
  let folded: ReadonlySet<number> = new Set();
  if (form === 'leaves' && traitLevel === undefined) {
    folded = foldedInto(sections, parents, hasSubsections);
    for (const index of folded) hasSubsections[index] = false;
  }
  // Where the writer did not say `list`, a list among other text is not taken for traits.
  const holdsItems = (section: SectionShape): boolean => form === 'list' && (traitLevel === 'list' ? section.items > 0 : isList(section));

  const roleOf = (index: number, section: SectionShape, above: SectionRole | undefined): SectionRole => {
    if (section.depth === 0) return holdsItems(section) ? 'items' : 'preamble';
    if (context[index] === true) return 'context';
    if (above === 'trait' && section.partHeading !== undefined) return 'part';
    if (above === 'trait' || above === 'part' || above === 'inside') return 'inside';
    if (holdsItems(section)) return 'items';
    if (index === title) return 'title';
    if (section.partHeading !== undefined) return 'context';
    if (form === 'sections') return section.depth < (level ?? 2) ? 'group' : 'trait';
    if (form !== 'leaves' || hasSubsections[index] === true || (!section.hasText && !folded.has(index))) return 'group';
    return section.list === 'named' ? 'items' : 'trait';
  };
  const roles = Array<SectionRole>(sections.length).fill('inside');
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    if (section !== undefined) roles[index] = roleOf(index, section, roles[parents[index] ?? -1]);
  }
  return { form, roles, ...(title >= 0 ? { title } : {}), ...(form === 'sections' && level !== undefined ? { level } : {}) };
}
