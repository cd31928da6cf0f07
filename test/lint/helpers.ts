/** What the tests of linting share: linting a text, and what must hold of every fix. */
import assert from 'node:assert/strict';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, type Diagnostic, lint, type LintSettings } from '../../src/lint/lint.ts';
import { ownOrder } from '../../src/lint/order-of-parts.ts';
import type { Fix } from '../../src/lint/rule.ts';
import { RULES } from '../../src/lint/rules.ts';

export function lintText(text: string, settings?: LintSettings): readonly Diagnostic[] {
  return lint(parseTraitsDocument(text, LANGUAGES), settings);
}

/** Settings with which no rule finds anything but these. */
export function only(...ids: readonly string[]): LintSettings {
  return Object.fromEntries(RULES.flatMap(({ meta }) => (ids.includes(meta.id) ? [] : [[meta.id, 'off'] as const])));
}

export function ruleIds(text: string, settings?: LintSettings): readonly string[] {
  return lintText(text, settings).map(({ ruleId }) => ruleId);
}

/** A diagnostic by what it says, wherever it stands. */
export function saying({ ruleId, message }: Diagnostic): string {
  return `${ruleId}: ${message}`;
}

export function fixOf(diagnostic: Diagnostic): Fix {
  const [fix] = diagnostic.fixes();
  assert.ok(fix !== undefined, `${diagnostic.ruleId} has no fix`);
  return fix;
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r\n?|\n/);
}

/** Whether `lines` stand in `text` in the same order, with others between them. */
function holdsLines(text: string, lines: readonly string[]): boolean {
  let at = 0;
  const all = linesOf(text);
  return lines.every((line) => {
    at = all.indexOf(line, at) + 1;
    return at > 0;
  });
}

/** The lines that no edit of a fix replaces or writes into. */
function untouchedLines(text: string, fix: Fix): readonly string[] {
  let at = 0;
  return text.split(/(?<=\r\n|\n|\r(?!\n))/).flatMap((line) => {
    const start = at;
    at += line.length;
    const content = line.replace(/[\r\n]+$/, '');
    const touched = fix.edits.some(({ range, newText }) => {
      // What begins with a line break only follows the line, and what ends with one only stands before it.
      const beside = range.start === range.end && (/^[\r\n]/.test(newText) ? range.start === start + content.length : /[\r\n]$/.test(newText) && range.start === start);
      return !beside && range.start < start + line.length && range.end >= start;
    });
    return touched ? [] : [content];
  });
}

/** The document after a fix, of which everything is checked that must hold of any. */
export function assertFixed(text: string, diagnostic: Diagnostic, fix: Fix): TraitsDocument {
  const before = parseTraitsDocument(text, LANGUAGES);
  const fixed = applyEdits(text, fix.edits);
  const after = parseTraitsDocument(fixed, LANGUAGES);
  const context = `${diagnostic.ruleId}: ${fix.title}\n--- before\n${text}\n--- after\n${fixed}\n---`;
  const said = lint(before).map(saying);
  const says = lint(after).map(saying);
  const count = (all: readonly string[]): number => all.filter((one) => one === saying(diagnostic)).length;
  assert.ok(count(says) < count(said), `still there: ${context}`);
  for (const one of says) {
    // A name that is mended may turn out to name a trait that does not answer.
    if (diagnostic.ruleId === 'trade-offs/unknown-trait' && one.startsWith('trade-offs/one-sided')) continue;
    // What a scaffold leaves to be written is reported for as long as it is not.
    if (fix.kind === 'scaffold' && one.includes('TODO')) continue;
    // Of a trait that has no text yet nothing else is said.
    if (one.includes('/missing: ') && said.some((earlier) => earlier.includes('has no text yet'))) continue;
    // Two that are joined have enough words to be judged.
    if (diagnostic.ruleId === 'part/duplicate' && one.startsWith('why/circular')) continue;
    // One part more, and the order that the document had for its own is nobody's: the usual one is expected then.
    if (one.startsWith('part/order') && ownOrder(before) !== undefined && ownOrder(after) === undefined) continue;
    // Where the document's own order has another part before What, a What that was the trait's first words is not any more.
    if (one.startsWith('statement/missing') && fix.kind === 'scaffold' && ownOrder(before)?.[0] !== undefined && ownOrder(before)?.[0] !== 'what') continue;
    // A list is only read for what it is; as sections its traits are compared.
    if (diagnostic.ruleId === 'document/short-list' && one.startsWith('traits/overlap')) continue;
    assert.ok(said.includes(one), `new: ${one}\n${context}`);
  }
  assert.ok(holdsLines(fixed, untouchedLines(text, fix)), `lines lost: ${context}`);
  if (/\r\n/.test(text) && !/(?<!\r)\n|\r(?!\n)/.test(text)) assert.doesNotMatch(fixed, /(?<!\r)\n|\r(?!\n)/, `line endings: ${context}`);
  assert.deepEqual(after.traits.map(({ id, name }) => `${id} ${name}`), before.traits.map(({ id, name }) => `${id} ${name}`), context);
  // Leaf sections may turn out to be sections of one level, as long as the same ones are traits.
  if (diagnostic.ruleId !== 'document/short-list' && before.form !== 'leaves') assert.equal(after.form, before.form, context);
  if (before.form === 'leaves') assert.deepEqual(after.traits.map(({ content }) => content.form), before.traits.map(({ content }) => content.form), context);
  return after;
}
