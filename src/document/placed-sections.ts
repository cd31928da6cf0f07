/** Finds the sections of a document among its segments, and says where each begins and ends. */
import type { Block, HeadingBlock, ParsedSegment } from './markdown.ts';
import type { PartNames } from './parts.ts';
import { shiftRange } from './range.ts';
import { type Run, type RunFacts, runFacts, type SectionRole, type SectionShape, sectionShape } from './sections.ts';
import type { Section } from './traits-document.ts';

/** A heading with its blocks, or blocks without one, and what the search for traits needs to know of it. */
export interface SegmentRun extends Run {
  readonly facts: RunFacts;
  /** Of the section, where it has no other run. */
  readonly shape: SectionShape;
}

/** The runs of a segment; `source` is its text. */
export function runsIn({ blocks }: ParsedSegment, source: string, names: PartNames): readonly SegmentRun[] {
  const open: { heading?: HeadingBlock; blocks: Block[] }[] = [{ blocks: [] }];
  for (const block of blocks) {
    if (block.type === 'heading') open.push({ heading: block, blocks: [] });
    else open.at(-1)?.blocks.push(block);
  }
  return open
    .filter((run) => run.heading !== undefined || run.blocks.length > 0)
    .map((run): SegmentRun => {
      const facts = runFacts(run, source, names);
      return { ...run, facts, shape: sectionShape(run.heading, [facts]) };
    });
}

/** A run, and the offset that its ranges count from. */
export interface PlacedRun {
  readonly run: SegmentRun;
  readonly at: number;
}

/**
 * The sections of a document, by their index: lists side by side, since there are thousands after every keystroke and
 * most of what they hold stays the same.
 */
export interface FoundSections {
  readonly starts: readonly number[];
  /** The run that begins with the heading; what stands before the first heading has none. */
  readonly heads: readonly (SegmentRun | undefined)[];
  /** The runs that follow in a segment of their own, of a long list that was cut, say. */
  readonly others: ReadonlyMap<number, readonly PlacedRun[]>;
}

export function findSections(segments: readonly { readonly start: number; readonly read: { readonly runs: readonly SegmentRun[]; readonly headings: number } }[], bodyStart: number): FoundSections {
  // Plain loops: there are thousands of segments after every keystroke, and an iterator is an object for each step.
  let count = 1;
  for (let index = 0; index < segments.length; index += 1) count += segments[index]?.read.headings ?? 0;
  // As long as they will be: a list that grows is copied again and again.
  const starts = Array<number>(count).fill(bodyStart);
  const heads = Array<SegmentRun | undefined>(count).fill(undefined);
  const others = new Map<number, PlacedRun[]>();
  let last = 0;
  for (let index = 0; index < segments.length; index += 1) {
    const runs = segments[index]?.read.runs ?? NO_RUNS;
    const start = segments[index]?.start ?? 0;
    for (let at = 0; at < runs.length; at += 1) {
      const run = runs[at];
      if (run === undefined) continue;
      if (run.heading !== undefined) {
        last += 1;
        starts[last] = start + run.heading.range.start;
        heads[last] = run;
        continue;
      }
      const more = others.get(last);
      if (more === undefined) others.set(last, [{ run, at: start }]);
      else more.push({ run, at: start });
    }
  }
  return { starts, heads, others };
}

const NO_RUNS: readonly SegmentRun[] = [];

/** All runs of a section. */
export function runsOf({ starts, heads, others }: FoundSections, section: number): readonly PlacedRun[] {
  const head = heads[section];
  const more = others.get(section) ?? [];
  return head?.heading === undefined ? more : [{ run: head, at: (starts[section] ?? 0) - head.heading.range.start }, ...more];
}

export function shapesOf(found: FoundSections): readonly SectionShape[] {
  return found.heads.map((head, section) =>
    head !== undefined && !found.others.has(section) ? head.shape : sectionShape(head?.heading, runsOf(found, section).map(({ run }) => run.facts)),
  );
}

/** For each section the one at whose heading it ends; as many as there are sections where it ends with the text. */
export function endsOf(shapes: readonly SectionShape[]): readonly number[] {
  const ends = Array<number>(shapes.length).fill(shapes.length);
  const open: number[] = [];
  for (let index = 0; index < shapes.length; index += 1) {
    const depth = shapes[index]?.depth ?? 0;
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      const above = shapes[last]?.depth ?? 0;
      if (above > 0 && above < depth) break;
      ends[last] = index;
      open.pop();
    }
    open.push(index);
  }
  return ends;
}

/** The sections with their places; those that are as they were `before` are the same objects. `idAt` says which id is that of a heading. */
export function placeSections(
  text: string,
  { starts, heads }: FoundSections,
  { roles, ends }: { readonly roles: readonly SectionRole[]; readonly ends: readonly number[] },
  idOf: (section: number) => string,
  before: { readonly sections: readonly Section[]; readonly heads: readonly (SegmentRun | undefined)[] },
): readonly Section[] {
  return heads.map((head, index) => {
    const heading = head?.heading;
    const start = starts[index] ?? 0;
    const end = starts[ends[index] ?? heads.length] ?? text.length;
    const ownEnd = Math.min(end, starts[index + 1] ?? end);
    const role = roles[index] ?? 'inside';
    const id = idOf(index);
    const known = before.heads[index]?.heading === heading ? before.sections[index] : undefined;
    const same = known?.range.start === start && known.range.end === end && known.ownRange.end === ownEnd && known.role === role && known.id === id;
    return same ? known : placeSection(role, id, heading, start, end, ownEnd);
  });
}

function placeSection(role: SectionRole, id: string, heading: HeadingBlock | undefined, start: number, end: number, ownEnd: number): Section {
  const range = { start, end };
  const ownRange = ownEnd === end ? range : { start, end: ownEnd };
  if (heading === undefined) return { role, depth: 0, name: '', id, range, nameRange: { start, end: start }, ownRange };
  const { depth, name, nameRange, idRange } = heading;
  const by = start - heading.range.start;
  const placed = shiftRange(nameRange, by);
  // Each key by itself: to spread them takes several times as long, and there are thousands after every keystroke.
  if (idRange === undefined) return { role, depth, name, id, range, nameRange: placed, ownRange };
  return { role, depth, name, id, range, nameRange: placed, ownRange, idRange: shiftRange(idRange, by) };
}
