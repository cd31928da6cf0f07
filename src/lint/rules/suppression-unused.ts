/** suppression/unused: a suppression that suppresses nothing. */
import { lineStart, type Range } from '../../document/range.ts';
import type { Suppression } from '../../document/suppressions.ts';
import type { TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Edit, Fix, RulePage } from '../rule.ts';
import { ALL_RULES, rulesOf } from '../suppression.ts';
import { didYouMean, NameFinder } from './nearest.ts';

const ID = 'suppression/unused';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: ID, summary: 'A suppression that suppresses nothing', severity: 'information' },
  check(document, report, _options, run) {
    if (document.suppressions.length === 0) return;
    const uses = run.suppressed();
    const names = new NameFinder(run.rules.keys());
    const enabled = pairing(document.suppressions);
    for (const suppression of document.suppressions) {
      const { scope } = suppression;
      const slots = slotsOf(document, suppression);
      const unused: Slot[] = [];
      for (const slot of slots) {
        if (slot.rule !== ALL_RULES && !run.rules.has(slot.rule)) {
          const meant = names.nearest(slot.rule);
          report({
            range: slot.range,
            message: `There is no rule “${slot.rule}”: expected the id of one.${didYouMean(meant)}`,
            severity: 'warning',
            ...(meant === undefined || suppression.rules.includes(meant.name)
              ? {}
              : { fixes: () => [{ title: `Change to ${meant.name}`, kind: meant.certain ? 'mend' : 'scaffold', edits: [{ range: slot.range, newText: meant.name }] }] }),
          });
        } else if (slot.rule === ID || run.rules.get(slot.rule) === false) continue;
        else if (scope === 'until-here' ? enabled.lone.get(suppression)?.has(slot.rule) === true : uses.get(suppression)?.has(slot.rule) !== true) unused.push(slot);
      }
      const whole = unused.length > 0 && unused.length === slots.length;
      for (const slot of whole ? [{ rule: ALL_RULES, range: suppression.range }] : unused) {
        report({
          range: slot.range,
          message: messageOf(suppression.scope, (whole ? unused : [slot]).map((one) => one.rule)),
          fixes: () => [removal(document, enabled.closes, suppression, whole ? unused : [slot])],
        });
      }
    }
  },
};

function messageOf(scope: Suppression['scope'], rules: readonly string[]): string {
  const what = rules.map((id) => (id === ALL_RULES ? 'any rule' : `“${id}”`)).join(' or ');
  switch (scope) {
    case 'until-here':
      return `Nothing that this ends was disabled before: expected a \`traits-disable\` of ${what} above it.`;
    case 'next-line':
      return `The next line has no finding of ${what}: expected one to suppress.`;
    case 'from-here':
      return `No finding of ${what} follows that this suppresses: expected one.`;
    case 'file':
      return `The document has no finding of ${what}: expected one to suppress.`;
  }
}

/** A rule as a suppression names it. */
interface Slot {
  readonly rule: string;
  readonly range: Range;
}

function slotsOf({ text }: TraitsDocument, suppression: Suppression): readonly Slot[] {
  const { range, rules } = suppression;
  if (rules.length === 0) return [{ rule: ALL_RULES, range }];
  const inside = text.slice(range.start + '<!--'.length, range.end - '-->'.length);
  const [, ...words] = Array.from(inside.matchAll(/[^\s,]+/g), ({ index, 0: word }): Slot => {
    const start = range.start + '<!--'.length + index;
    return { rule: word, range: { start, end: start + word.length } };
  });
  // A reason may follow.
  return words.slice(0, rules.length);
}

/** A rule of a `traits-enable`, and the suppressions that it ends, of which it is enough to know a few. */
interface Closing {
  readonly enable: Suppression;
  readonly rule: string;
  readonly opened: readonly { readonly by: Suppression; readonly rule: string }[];
}

const A_FEW = 4;

interface Pairing {
  /** By the suppression that is ended. */
  readonly closes: ReadonlyMap<Suppression, readonly Closing[]>;
  /** Rules of a `traits-enable` that were not disabled. */
  readonly lone: ReadonlyMap<Suppression, ReadonlySet<string>>;
}

function pairing(suppressions: readonly Suppression[]): Pairing {
  const closes = new Map<Suppression, Closing[]>();
  const lone = new Map<Suppression, Set<string>>();
  const open = new Map<string, { by: Suppression; rule: string }[]>();
  for (const suppression of suppressions.toSorted((a, b) => a.range.start - b.range.start)) {
    for (const name of suppression.scope === 'from-here' ? rulesOf(suppression) : []) {
      const opened = open.get(name) ?? [];
      if (opened.length < A_FEW) open.set(name, [...opened, { by: suppression, rule: name }]);
    }
    for (const name of suppression.scope === 'until-here' ? rulesOf(suppression) : []) {
      const opened = name === ALL_RULES ? [...open.values()].flat() : [...(open.get(name) ?? []), ...(open.get(ALL_RULES) ?? [])];
      if (opened.length === 0) lone.set(suppression, (lone.get(suppression) ?? new Set()).add(name));
      const closing = { enable: suppression, rule: name, opened };
      for (const by of new Set(opened.slice(0, A_FEW).map((one) => one.by))) {
        const known = closes.get(by);
        if (known === undefined) closes.set(by, [closing]);
        else known.push(closing);
      }
      if (name === ALL_RULES) open.clear();
      else open.delete(name);
    }
  }
  return { closes, lone };
}

/** Removes rules from a suppression, and from what ends it those that would then end nothing. */
function removal(document: TraitsDocument, closes: Pairing['closes'], suppression: Suppression, slots: readonly Slot[]): Fix {
  const gone = new Map<Suppression, Set<string>>([[suppression, new Set(slots.map((slot) => slot.rule))]]);
  for (const { enable, rule: name, opened } of closes.get(suppression) ?? []) {
    if (opened.some(({ by, rule: other }) => by !== suppression || gone.get(suppression)?.has(other) !== true)) continue;
    gone.set(enable, (gone.get(enable) ?? new Set()).add(name));
  }
  const edits = [...gone].flatMap(([from, names]): readonly Edit[] =>
    slotsOf(document, from).every((slot) => names.has(slot.rule))
      ? [removeComment(document.text, from.range)]
      : slotsOf(document, from).flatMap((slot) => (names.has(slot.rule) ? [{ range: withSpaceBefore(document.text, slot.range), newText: '' }] : [])),
  );
  return { title: `Remove ${slots.map((slot) => (slot.rule === ALL_RULES ? 'the suppression' : slot.rule)).join(', ')}`, kind: 'mend', edits };
}

function withSpaceBefore(text: string, { start, end }: Range): Range {
  let from = start;
  while (/[\s,]/.test(text.charAt(from - 1))) from -= 1;
  return { start: from, end };
}

/** With its line where it has one of its own; a blank line stays between texts that it kept apart. */
function removeComment(text: string, { start, end }: Range): Edit {
  const line = lineStart(text, start);
  const alone = text.slice(line, start).trim() === '';
  const after = /[ \t]*(?:\r\n?|\n|$)/y;
  after.lastIndex = end;
  const rest = after.exec(text)?.[0];
  // Within a line one of the spaces around it goes with it.
  if (!alone || rest === undefined) return { range: /[ \t]/.test(text.charAt(start - 1)) ? { start: start - 1, end } : { start, end }, newText: '' };
  const blankBefore = line === 0 || /(?:^|[\r\n])[ \t]*(?:\r\n?|\n)$/.test(text.slice(Math.max(0, line - 100), line));
  const blankAfter = /^[ \t]*(?:[\r\n]|$)/.test(text.slice(end + rest.length, end + rest.length + 100));
  return { range: { start: line, end: end + (blankBefore || blankAfter ? rest.length : 0) }, newText: '' };
}

export const page: RulePage = {
  why: `A suppression that was needed once and is no longer stays in the document, and silences the next finding of that rule,
which nobody has looked at. One that names a rule that does not exist never silenced anything; that is a *warning*,
since its author believes otherwise. The rest is judgement.

Rules that are turned off are not counted as unused. What follows a dash in the comment is the reason.`,
  fails: `# How Aster treats people

<!-- traits-disable-next-line why/missing -->
## Honest

Aster says what it believes to be true.

### Why

People act on what they are told.
`,
  passes: `# How Aster treats people

<!-- traits-disable-next-line why/missing -- it is for us to say -->
## Honest

Aster says what it believes to be true.

### How

When it is asked again, gives the same reasons.
`,
  fix: 'removes the suppression, or the rule from it, together with what ends it.',
};
