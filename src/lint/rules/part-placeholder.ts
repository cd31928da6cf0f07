/** part/placeholder: text left in that stands for what was still to be written. */
import type { Block } from '../../document/markdown.ts';
import { type Range, shiftRange } from '../../document/range.ts';
import type { ScenarioBlock } from '../../document/scenario-block.ts';
import { proseIn, type TraitContent } from '../../document/trait-content.ts';
import type { RulePage, TraitRule } from '../rule.ts';
import { lineStartOf } from './part-text.ts';

const MARKERS = ['TODO', 'TBD', 'FIXME'] as const;

export const rule: TraitRule = {
  scope: 'trait',
  meta: {
    id: 'part/placeholder',
    summary: 'Text that stands for what is still to be written',
    severity: 'warning',
    options: { markers: { type: 'words' } },
  },
  check(content, report, { expectsParts, options }) {
    if (!expectsParts) return;
    const { source } = content;
    const markers = [...MARKERS, ...(options.words['markers'] ?? [])];
    if (!mayHold(source, markers)) return;
    for (const range of placeholdersIn(content, markers)) {
      report({ range, message: `“${clip(source.slice(range.start, range.end))}” is a placeholder, and is shown to models as it stands: expected the text that it stands for.` });
    }
    for (const scenario of content.scenarios) {
      for (const range of placeholdersOf(scenario, source, markers)) {
        report({
          range,
          message: `“${clip(source.slice(range.start, range.end))}” is a placeholder, and generation would start from it: expected the plan of this scenario.`,
          // The same as if the key were not there: scenario/incomplete.
          severity: 'error',
        });
      }
    }
  },
};

/** Whether a trait is known to be unfinished, so that other rules need not say so. */
export function hasPlaceholder(content: TraitContent): boolean {
  return mayHold(content.source, MARKERS) && !placeholdersIn(content, MARKERS).next().done;
}

/** Quick to tell for nearly every trait. */
function mayHold(source: string, markers: readonly string[]): boolean {
  return markers.some((marker) => source.includes(marker)) || source.includes('<') || source.includes('…') || source.includes('...') || source.includes('???') || source.includes('orem ipsum');
}

/** In characters. */
const LONGEST_SHOWN = 40;

function clip(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= LONGEST_SHOWN ? line : `${line.slice(0, LONGEST_SHOWN).replace(/[\ud800-\udbff]$/, '').trimEnd()}…`;
}

/** At most one in each run of text. */
function* placeholdersIn(content: TraitContent, markers: readonly string[]): Generator<Range, void, undefined> {
  const { source, parts, prose, heading } = content;
  if (heading !== undefined) {
    const name = source.slice(heading.nameRange.start, heading.nameRange.end);
    yield* placed(heading.nameRange.start, markerIn(name, markers) ?? angledIn(name, source));
  }
  const shown = new Set(parts.flatMap((part) => (part.kind === 'examples' ? proseIn(part.blocks).map(({ range }) => range.start) : [])));
  for (const { range, code } of prose) {
    const text = withoutCode(source, range, code);
    const found = markerIn(text, markers) ?? loremIn(text);
    // What is quoted, or shown as an example, leaves out and stands for whatever it likes.
    const isShown = shown.has(range.start) || source.slice(lineStartOf(source, range.start), range.start).includes('>');
    yield* placed(range.start, found ?? (isShown ? undefined : (ellipsisIn(text) ?? angledIn(text, source))));
  }
  // On a line of its own `<why it matters>` is HTML.
  for (const { kind, blocks } of parts) {
    if (kind === 'examples') continue;
    for (const { start, end } of htmlIn(blocks)) yield* placed(start, angledIn(source.slice(start, end), source));
  }
}

function htmlIn(blocks: readonly Block[]): readonly Range[] {
  return blocks.flatMap((block): readonly Range[] => {
    if (block.type === 'html') return [block.range];
    return block.type === 'list' ? block.items.flatMap((item) => htmlIn(item.blocks)) : [];
  });
}

function* placed(by: number, found: Range | undefined): Generator<Range, void, undefined> {
  if (found !== undefined) yield shiftRange(found, by);
}

/** Code spans become as much white space: what stands in them is not prose. */
function withoutCode(source: string, range: Range, code: readonly Range[]): string {
  if (code.length === 0) return source.slice(range.start, range.end);
  const pieces: string[] = [];
  let from = range.start;
  for (const span of code) {
    pieces.push(source.slice(from, span.start), ' '.repeat(span.end - span.start));
    from = span.end;
  }
  pieces.push(source.slice(from, range.end));
  return pieces.join('');
}

/** A user's prompt may hold any text: it is left alone. */
function* placeholdersOf({ content, values }: ScenarioBlock, source: string, markers: readonly string[]): Generator<Range, void, undefined> {
  for (const key of ['what', 'how', 'why'] as const) {
    const value = values[key];
    if (value === undefined) continue;
    const found = markerIn(value, markers) ?? loremIn(value) ?? ellipsisIn(value) ?? angledIn(value, value);
    if (found === undefined) continue;
    const [written = ''] = /^[^\r\n]*/.exec(value.slice(found.start, found.end)) ?? [];
    const at = source.slice(content.start, content.end).indexOf(written);
    // Where YAML folds or escapes it, the value does not stand in the source word for word.
    yield at === -1 || written === '' ? content : { start: content.start + at, end: content.start + at + written.length };
  }
}

/** The first marker in a text that is no mention of one, with the rest of its line. */
function markerIn(text: string, markers: readonly string[]): Range | undefined {
  const trimmed = text.trimEnd();
  let first = -1;
  for (const marker of markers) {
    for (let at = text.indexOf(marker); at !== -1 && (first === -1 || at < first); at = text.indexOf(marker, at + marker.length)) {
      if (isMarker(trimmed, at, marker.length)) first = at;
    }
  }
  return first === -1 ? undefined : { start: first, end: lineEndOf(text, first) };
}

/** The end of the line of `at`, white space left out. */
function lineEndOf(text: string, at: number): number {
  const [line = ''] = /^[^\r\n]*/.exec(text.slice(at)) ?? [];
  return at + line.trimEnd().length;
}

const LETTER = /[\p{L}\p{N}]/u;

/**
 * “TODO: …”, “[TBD]” and a question that begins with “TODO” are placeholders. “Leaves no TODO behind” speaks of one, and
 * so does a quotation.
 */
function isMarker(text: string, at: number, length: number): boolean {
  const beside = text.charAt(at - 1);
  const after = text.slice(at + length, at + length + 16).replace(/^[*_~]+/, '');
  if (LETTER.test(beside) || LETTER.test(after.charAt(0))) return false;
  let before = at;
  while (before > 0 && ' \t\r\n*_~'.includes(text.charAt(before - 1))) before -= 1;
  const previous = text.charAt(before - 1);
  const next = after.trimStart().charAt(0);
  const ends = next === '' || (next === '.' && after.trim() === '.');
  if (before === 0) return ends || ':：…—–(!?'.includes(next) || /^[ \t]*-+[ \t]/.test(after) || text.endsWith('?');
  if (previous === '[' || previous === '(') return !ends && ')]:：'.includes(next);
  if (before === at) return false;
  return after.startsWith(':') || after.startsWith('：') || ('.:;!?—–'.includes(previous) && ends);
}

/** Somebody may well write about it; who uses it begins with it, or goes on in Latin. */
function loremIn(text: string): Range | undefined {
  const at = text.indexOf('orem ipsum') - 1;
  if (at < 0 || (text[at] !== 'L' && text[at] !== 'l')) return undefined;
  if (at > 0 && !/^[,.]?\s+dolor\b/.test(text.slice(at + 11, at + 25))) return undefined;
  return { start: at, end: lineEndOf(text, at) };
}

const ONLY_ELLIPSIS = /^(?:…|\.{3,5}|\[(?:…|\.{3})\]|\?{3,5})$/;

function ellipsisIn(text: string): Range | undefined {
  return text.length <= 5 && ONLY_ELLIPSIS.test(text) ? { start: 0, end: text.length } : undefined;
}

/** In characters: what stands between angle brackets further apart is text. */
const LONGEST_ANGLED = 120;
/** Elements of HTML that may have words after their name without being a placeholder. */
const ELEMENTS: ReadonlySet<string> = new Set(
  'abbr address article aside audio b bdi bdo blockquote body br button caption center cite code col colgroup data dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav object ol option output p picture pre progress q rp rt ruby s samp script section select slot small source span strong style sub summary sup svg table tbody td template textarea tfoot th thead time title tr track u ul var video wbr'.split(
    ' ',
  ),
);

/** “<why it matters>”, “<…>”: several words between angle brackets, or nothing else in the text. A tag that `whole` closes is none. */
function angledIn(text: string, whole: string): Range | undefined {
  for (let open = text.indexOf('<'); open !== -1; open = text.indexOf('<', open + 1)) {
    const written = text.slice(open + 1, open + LONGEST_ANGLED);
    const close = written.indexOf('>');
    const inner = written.slice(0, Math.max(close, 0));
    if (/^[^\p{L}…[.]|[<=/\\@{}\r\n]|\s$|:\S/u.test(inner)) continue;
    const words = inner.split(/\s+/);
    const isElement = ELEMENTS.has(words[0]?.toLowerCase() ?? '');
    const alone = open === 0 && close + 2 === text.trimEnd().length && inner !== 'a';
    const isWritten = /\p{L}/u.test(inner) && !isElement && (words.length > 1 || (alone && !whole.includes(`</${inner}>`)));
    if (isWritten || /^(?:…|\.{3}|\[.*\])$/.test(inner)) return { start: open, end: open + close + 2 };
  }
  return undefined;
}

export const page: RulePage = {
  why: `A chunk holds its trait word for word. What was left for later is shown to every model that generates from it, which
takes *TODO* for part of the trait, or answers the question.

In a pinned scenario it is an *error*, as a missing key is: a pinned plan is used instead of one that is made up, so
generation would start from the placeholder. Elsewhere it is a *warning*. No study is needed to tell that such text was
not meant to be read; what counts as such text is judgement:

- TODO, TBD and FIXME at the start of a text, before a colon or in brackets, and the questions that quick fixes insert;
- lorem ipsum;
- an entry that is only “…” or “???”;
- several words in angle brackets that are no HTML, such as \`<why it matters>\`, or one that is all there is.

Code, quotations and mentions (*leaves no TODO behind*) are left alone, and so is a pinned prompt.`,
  options: {
    markers: 'Other words that mark what is unfinished, in the case in which they are written.',
  },
  fails: `# How Aster treats people

## Honest

Aster says what it believes to be true.

### What

- States its real confidence.

### Why

TODO: Who is better off for it, and what goes wrong for them without it?
`,
  passes: `# How Aster treats people

## Honest

Aster says what it believes to be true, and leaves no TODO in code that it was asked to finish.

### What

- States its real confidence.

### Why

People act on what they are told.
`,
};
