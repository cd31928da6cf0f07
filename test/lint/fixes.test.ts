/** Fixes mend what they say and lose nothing, in every form that a document has. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, applyMends, type Diagnostic, lint } from '../../src/lint/lint.ts';
import type { Edit } from '../../src/lint/rule.ts';
import { assertFixed, fixOf, lintText, only } from './helpers.ts';

/** The text after the one fix of the only finding of `ruleId`. */
function fixed(text: string, ruleId: string): string {
  const diagnostics = lintText(text).filter((diagnostic) => diagnostic.ruleId === ruleId);
  const [diagnostic] = diagnostics;
  assert.ok(diagnostic !== undefined && diagnostics.length === 1, `${diagnostics.length} findings of ${ruleId}`);
  const fix = fixOf(diagnostic);
  assertFixed(text, diagnostic, fix);
  return applyEdits(text, fix.edits);
}

const WHY = 'TODO: Who is better off for it, and what goes wrong for them without it?';
const EXCEPTIONS = 'TODO: In what situation would the same behaviour be wrong or beside the point?';
const WHAT = 'TODO: What would somebody see in a transcript?';

test('a part is inserted in its place, written as the ones beside it', () => {
  assert.equal(
    fixed('# T\n\n## A\n\nSays so.\n\n### What\n\n- Acts.\n\n### Trade-offs\n\n- None.\n\n### Exceptions\n\n- In play.\n', 'why/missing'),
    `# T\n\n## A\n\nSays so.\n\n### What\n\n- Acts.\n\n### Why\n\n${WHY}\n\n### Trade-offs\n\n- None.\n\n### Exceptions\n\n- In play.\n`,
  );
  assert.equal(
    fixed('# T\n\n## A\n\n**Why.** Reasons.\n\n**Trade-offs.** None.\n', 'exceptions/missing'),
    `# T\n\n## A\n\n**Why.** Reasons.\n\n**Trade-offs.** None.\n\n**Exceptions.** ${EXCEPTIONS}\n`,
  );
  assert.equal(
    fixed('# T\n\n## A\n\n* **Why:** Reasons.\n* **Trade-offs:** None.', 'exceptions/missing'),
    `# T\n\n## A\n\n* **Why:** Reasons.\n* **Trade-offs:** None.\n* **Exceptions:** ${EXCEPTIONS}`,
  );
});

test('a part that comes before all others is inserted before them', () => {
  const one = (rest: string): string => `# T\n\n## A\n\nIs it.\n\n${rest}`;
  assert.equal(fixed(one('### Why\n\nReasons.\n'), 'what/missing'), one(`### What\n\n- ${WHAT}\n\n### Why\n\nReasons.\n`));
  assert.equal(fixed(one('**Why.** Reasons.\n'), 'what/missing'), one(`**What.** ${WHAT}\n\n**Why.** Reasons.\n`));
  assert.equal(fixed(one('- **Why:** Reasons.\n'), 'what/missing'), one(`- **What:** ${WHAT}\n- **Why:** Reasons.\n`));
});

test('beside an unlabelled item a part does not become a heading that would take it in', () => {
  const text = '# T\n\n## A\n\nIs it.\n\n- **What:** acts\n- another point\n\n### Trade-offs\n\n- None.\n';
  assert.match(fixed(text, 'why/missing'), /- \*\*What:\*\* acts\n- \*\*Why:\*\* .*\n- another point\n/);
});

test('in an item, parts stay in the item', () => {
  const item = (parts: string): string => `# T\n\n- **A**: is it.\n${parts}- **B**: is that, unless asked, at the expense of A.\n  - **Why:** reasons.\n`;
  assert.match(fixed(item('  - **Why:** reasons.\n  - **Trade-offs:** none.\n'), 'exceptions/missing'), /none\.\n  - \*\*Exceptions:\*\* .*\n- \*\*B/);
  assert.match(fixed(item('\n  **Why.** reasons.\n\n  **Trade-offs.** none.\n\n'), 'exceptions/missing'), /none\.\n\n  \*\*Exceptions\.\*\* .*\n\n- \*\*B/);
  const tabbed = fixed('# T\n\n-\t**A**: is it, unless asked, at the expense of B.\n-\t**B**: is that, unless asked, at the expense of A.\n\n\tThere.\n\n\t**Why.** reasons.\n', 'why/missing');
  assert.match(tabbed, /^-\t\*\*A.*\n {4}- \*\*Why:\*\*/m);
});

test('a part after an empty one stands below its whole heading, attributes and all', () => {
  for (const heading of ['### What {#w .x}', '### What ###', '### What']) {
    assert.equal(fixed(`# T\n\n## A\n\nIs it, at the expense of B, unless asked.\n\n${heading}\n`, 'why/missing'), `# T\n\n## A\n\nIs it, at the expense of B, unless asked.\n\n${heading}\n\n### Why\n\n${WHY}\n`);
  }
});

test('no part is inserted into a block that nothing closes, and one that is closed is no hindrance', () => {
  const missing = (text: string): Diagnostic => {
    const [diagnostic] = lintText(text, only('why/missing'));
    assert.ok(diagnostic !== undefined);
    return diagnostic;
  };
  for (const block of ['```\ncode', '~~~yaml scenario\nkind: exhibit', '<!-- later', '<pre>\ntext']) {
    for (const trait of [`## A\n\nIs it.\n\n### What\n\n${block}\n`, `## A\n\nIs it.\n\n**What.** Acts.\n\n${block}`, `- **A**: is it.\n\n  **What.** Acts.\n\n  ${block.replace('\n', '\n  ')}`]) {
      const { fixable } = missing(`---\ntraits: 1\n---\n\n# T\n\n${trait}`);
      assert.equal(fixable, false, trait);
    }
  }
  const closed = '# T\n\n## A\n\nIs it.\n\n### What\n\n```\ncode\n```\n';
  assert.equal(applyEdits(closed, fixOf(missing(closed)).edits), `${closed}\n### Why\n\n${WHY}\n`);
  const inItem = '# T\n\n- **A**: is it.\n  - **What:** acts\n    ~~~\n    code\n    ~~~\n- **B**: is.\n';
  assert.match(applyEdits(inItem, fixOf(missing(inItem)).edits), /    ~~~\n  - \*\*Why:\*\* .*\n- \*\*B/);
});

test('in a document without labels a label is a lead-in, and the front matter keeps the form', () => {
  const text = '# T\n\n## A\n\nThe assistant should do so, because it helps, unless asked.\n\n## B\n\nIt should do so.\n';
  const [diagnostic] = lintText(text).filter(({ ruleId, message }) => ruleId === 'why/missing' && message.startsWith('“B”'));
  assert.ok(diagnostic !== undefined);
  const after = assertFixed(text, diagnostic, fixOf(diagnostic));
  assert.match(after.text, /^---\ntraits: 1\ntrait-level: leaf\n---\n\n# T/);
  assert.match(after.text, /## B\n\nIt should do so\.\n\n\*\*Why\.\*\* TODO: .*\n$/);
});

/** A document in prose whose sections, headed by `marks`, hold subsections that are called the same in each. */
function repeating(marks: string, before = ''): string {
  const says = ['honest', 'warm', 'curious'].map((name) => `${marks} ${name}\n\nThe assistant should be ${name}.\n\n${marks}# In practice\n\nIt is ${name} there.\n\n${marks}# At its limits\n\nIt is ${name} here.\n`);
  return `# T\n\n${before}${says.join('\n')}`;
}

/** The front matter after each fix of why/missing, all of which are checked. */
function levelsWritten(text: string): readonly string[] {
  const diagnostics = lintText(text).filter(({ ruleId }) => ruleId === 'why/missing');
  assert.ok(diagnostics.length > 0, text);
  return [...new Set(diagnostics.map((diagnostic) => /trait-level: .*/.exec(assertFixed(text, diagnostic, fixOf(diagnostic)).text)?.[0] ?? 'none'))];
}

test('where subsections of one name are read as text of the traits, the front matter says at which depth these stand', () => {
  assert.deepEqual(levelsWritten(repeating('##')), ['trait-level: 2']);
  assert.deepEqual(levelsWritten(repeating('###', '## Group\n\n')), ['trait-level: 3']);
  const withExamples = repeating('##').replaceAll(/#+ In practice/g, '### Examples').replaceAll(/#+ At its limits[^#]*/g, '');
  assert.deepEqual(levelsWritten(withExamples), ['trait-level: leaf']);
  assert.deepEqual(levelsWritten(repeating('##').replaceAll('\n', '\r\n')), ['trait-level: 2']);
});

test('below a subtitle nothing is written that would make it a trait', () => {
  assert.deepEqual(levelsWritten('# T\n\n### What we hope for\n\nIt is a hope.\n\n## A\n\nThe assistant should do so.\n\n## B\n\nIt should do that.\n'), ['none']);
});

test('below a subtitle only a label that makes no other traits is inserted, whichever is asked for first', () => {
  const text = '# T\n\n### A subtitle\n\nwith text\n\n## One\n\n### A\n\nThe assistant should do so.\n\n## Two\n\n#### B\n\nIt should do that.\n';
  const missing = (): readonly Diagnostic[] => lintText(text).filter(({ ruleId }) => ruleId === 'why/missing');
  for (const asked of [missing(), missing().toReversed()]) {
    const fixable = asked.filter((diagnostic) => diagnostic.fixable);
    assert.deepEqual(fixable.map(({ message }) => message.slice(0, 3)), ['“A”']);
    for (const diagnostic of fixable) assertFixed(text, diagnostic, fixOf(diagnostic));
  }
});

test('where no setting and no label would leave the traits what they are, none is inserted', () => {
  const mixed = `${repeating('##')}\n## Group\n\n### Calm\n\nThe assistant should be calm.\n`;
  assert.deepEqual(parseTraitsDocument(mixed).traits.map(({ name }) => name), ['honest', 'warm', 'curious', 'Calm']);
  const fixable = lintText(mixed).filter(({ ruleId }) => ruleId === 'why/missing').map((diagnostic) => diagnostic.fixable);
  assert.deepEqual(fixable, [false, false, false, false]);
});

test('thousands of labels in a document of prose are tried once for all', { timeout: 10_000 }, () => {
  const trait = (_: unknown, index: number): string => `## Trait ${index}\n\nThe assistant should do so${index % 2 === 0 ? '' : ', because it helps'}.\n`;
  const missing = lintText(Array.from({ length: 6000 }, trait).join('\n'), only('why/missing'));
  assert.equal(missing.length, 3000);
  assert.ok(missing.every(({ fixable }) => fixable));
});

/** The finding of why/missing in a text that has one. */
function whyMissing(text: string): Diagnostic {
  return lintText(text).find(({ ruleId }) => ruleId === 'why/missing') ?? assert.fail(text);
}

test('a front matter that is broken, or not written in lines, is left alone, and so is the trait', () => {
  const body = '# T\n\n## A\n\nThe assistant should.\n';
  for (const frontMatter of ['{model: Aster}', '"trait-level": chapter', '  model: Aster', 'model: [', '{}', 'model: Aster\nmodel: Aster']) {
    const diagnostic = whyMissing(`---\n${frontMatter}\n---\n${body}`);
    assert.deepEqual([diagnostic.fixable, diagnostic.fixes()], [false, []], frontMatter);
  }
  assert.equal(whyMissing(`---\nmodel: Aster\n\n${body}`).fixable, false, 'front matter that never ends');
});

test('the front matter that is there is written into, and a byte order mark stays first', () => {
  const body = '# T\n\n## A\n\nThe assistant should.\n';
  const insert = (text: string): string => applyEdits(text, fixOf(whyMissing(text)).edits);
  assert.match(insert(`---\r\ntraits: 1\r\n---\r\n${body.replaceAll('\n', '\r\n')}`), /^---\r\ntraits: 1\r\ntrait-level: leaf\r\n---\r\n# T/);
  assert.match(insert(`---\n# ours\n---\n${body}`), /^---\n# ours\ntrait-level: leaf\n---\n# T/);
  assert.match(insert(`\uFEFF${body}`), /^\uFEFF---\ntraits: 1\n/);
});

test('items of a list in a document of leaves get parts without any front matter', () => {
  const text = '# T\n\n## Group\n\n- **A**: the assistant should do so.\n- **B**: it should do that.\n';
  const diagnostic = lintText(text).find(({ ruleId }) => ruleId === 'why/missing');
  assert.ok(diagnostic !== undefined);
  assert.match(assertFixed(text, diagnostic, fixOf(diagnostic)).text, /^# T\n\n## Group\n\n- \*\*A\*\*: the assistant should do so\.\n  - \*\*Why:\*\*/);
});

test('below a heading of the last depth a part is a lead-in', () => {
  const text = '---\ntrait-level: 6\n---\n\n###### A\n\nThe assistant should.\n';
  assert.match(fixed(text, 'why/missing'), /should\.\n\n\*\*Why\.\*\* TODO/);
});

test('a counterpart goes where the other trade-offs are', () => {
  const two = (b: string): string => `# T\n\n## A\n\nSays so.\n\n### Trade-offs\n\n- **Over [B](#b)** in substance.\n\n## B\n\nDoes so.\n\n${b}`;
  const entry = '**Yields to [A](#a)**, as set out there.';
  assert.equal(fixed(two('### Trade-offs\n\n- With nothing.\n'), 'trade-offs/one-sided'), two(`### Trade-offs\n\n- With nothing.\n- ${entry}\n`));
  assert.equal(fixed(two('### Trade-offs {#t}\n\n### Exceptions\n'), 'trade-offs/one-sided'), two(`### Trade-offs {#t}\n\n- ${entry}\n\n### Exceptions\n`));
  assert.equal(fixed(two('- **Trade-offs:**\n    * With nothing.\n- Why: so\n'), 'trade-offs/one-sided'), two(`- **Trade-offs:**\n    * With nothing.\n    * ${entry}\n- Why: so\n`));
  assert.equal(fixed(two('### Why\n\nReasons.'), 'trade-offs/one-sided'), two(`### Why\n\nReasons.\n\n### Trade-offs\n\n- ${entry}`));
});

test('a counterpart beside a paragraph is a paragraph, so that both are read', () => {
  const c = '\n## C\n\nIs so.\n\n### Trade-offs\n\n- **Over [B](#b)** too.\n';
  const text = `# T\n\n## A\n\nSays so.\n\n**Trade-offs.** Over [B](#b) in substance.\n\n## B\n\nDoes so.\n\n**Trade-offs.** **Yields to [C](#c)** too.\n${c}`;
  const after = parseTraitsDocument(fixed(text, 'trade-offs/one-sided'));
  assert.equal(after.traits[1]?.content.tradeOffs.length, 2);
});

test('a counterpart that no link could name is not offered', () => {
  const text = '# T\n\n## A {#a}\n\n### Why\n\nReasons.\n\n## B {#a}\n\n### Trade-offs\n\n- **Over [C](#c)**.\n\n## C\n\n### Why\n\nReasons.\n';
  const diagnostic = lintText(text).find(({ ruleId }) => ruleId === 'trade-offs/one-sided');
  assert.equal(diagnostic?.fixable, false);
});

test('a reference is mended by itself only where nothing is guessed', () => {
  const naming = (written: string): string => `# T\n\n## A\n\nSays so.\n\n### Trade-offs\n\n- **Over ${written}** here.\n\n## Warm at heart {#warm}\n\n### Trade-offs\n\n- **Yields to [A](#a)**.\n`;
  const change = (written: string): readonly [string, string | undefined] => {
    const [diagnostic] = lintText(naming(written)).filter(({ ruleId }) => ruleId === 'trade-offs/unknown-trait');
    assert.ok(diagnostic !== undefined, written);
    const fix = fixOf(diagnostic);
    return [assertFixed(naming(written), diagnostic, fix).text, fix.kind];
  };
  assert.deepEqual(change('[Warm at heart](#warmth)'), [naming('[Warm at heart](#warm)'), 'mend']);
  assert.deepEqual(change('[Warm-at-heart]'), [naming('[Warm at heart](#warm)'), 'mend']);
  assert.deepEqual(change('`Warn at heart`'), [naming('[Warm at heart](#warm)'), 'scaffold']);
  assert.deepEqual(change('"Warn at heart"'), [naming('"[Warm at heart](#warm)"'), 'scaffold']);
  assert.deepEqual(change('[Warmth](#warmth)'), [naming('[Warm at heart](#warm)'), 'scaffold']);
  assert.deepEqual(change('[what it feels](#warmm)'), [naming('[what it feels](#warm)'), 'scaffold']);
});

test('a scenario gets the keys that it lacks, and an empty one is filled in where it stands', () => {
  const scenario = (lines: string, prefix = ''): string => `# T\n\n## A\n\nSays so.\n\n### Why\n\nReasons.\n\n### Scenarios\n\n${prefix}${['```yaml scenario', ...lines.split('\n')].join(`\n${prefix.replace('-', ' ')}`)}`;
  const full = (text: string): void => {
    const after = parseTraitsDocument(fixed(text, 'scenario/incomplete'));
    const [block] = after.traits[0]?.content.scenarios ?? [];
    assert.deepEqual(block?.problems, [], after.text);
    assert.ok(block?.values.what !== undefined && block.values.how !== undefined && block.values.why !== undefined, after.text);
  };
  full(scenario('kind: exhibit\n```\n'));
  full(scenario('```\n'));
  full(scenario('what: it is\nhow:\nwhy: "" # why not\n```\n'));
  full(scenario('what: |\nhow: it does\n```'));
  full(scenario('what: it is'));
  full('# T\n\n## A\n\n### Why\n\nReasons.\n\n```yaml scenario');
  full(scenario('what: it is\n```\n', '- '));
  full(scenario('what: it is\n```\n', '> '));
  full(scenario('how: so\n```\n').replaceAll('\n', '\r\n'));
  const held = scenario('what: [a, b]\n```\n');
  const diagnostic = lintText(held).find(({ ruleId }) => ruleId === 'scenario/incomplete');
  assert.deepEqual([diagnostic?.fixes(), diagnostic?.fixable], [[], false]);
});

test('edits at one place follow each other as they are given', () => {
  const at = (start: number, newText: string, end = start): Edit => ({ range: { start, end }, newText });
  assert.equal(applyEdits('ab', [at(1, '1'), at(1, '2')]), 'a12b');
  assert.equal(applyEdits('abc', [at(2, 'C', 3), at(0, '>'), at(1, '1'), at(1, '2')]), '>a12bC');
});

test('a mention without a lead-in is mended by nobody but its author', () => {
  const text = (entry: string): string => `# T\n\n## A\n\nSays so.\n\n### Trade-offs\n\n- ${entry}\n\n## Warm at heart\n\nDoes so.\n\n### Why\n\nSo.\n`;
  const kinds = (entry: string): readonly string[] => lintText(text(entry)).flatMap((one) => (one.ruleId === 'trade-offs/one-sided' ? one.fixes().map(({ kind }) => kind) : []));
  assert.deepEqual(kinds('**Over [it](#warm-at-heart)** here.'), ['mend']);
  assert.deepEqual(kinds('It waits for [it](#warm-at-heart) here.'), ['scaffold']);
  assert.deepEqual(kinds('Being warm at heart comes second.'), ['scaffold']);
});

test('each of several traits that one lead-in names is told of it', () => {
  const text = '# T\n\n## A\n\nSays so.\n\n### Trade-offs\n\n- **Over [B](#b) and [C](#c)** here.\n\n## B\n\n### Why\n\nSo.\n\n## C\n\n### Why\n\nSo.\n';
  const document = parseTraitsDocument(text);
  const mended = applyMends(document, lint(document, only('trade-offs/one-sided'))).text;
  assert.equal(mended.match(/- \*\*Yields to \[A\]\(#a\)\*\*/g)?.length, 2);
});

test('thousands of mends and of unknown names take no longer than they are many', { timeout: 10_000 }, () => {
  const items = Array.from({ length: 20_000 }, (_, index) => `- **Item ${index}**: says so.\n`).join('');
  const list = parseTraitsDocument(items);
  assert.equal(applyMends(list, lint(list)).applied, 0);
  assert.ok((lint(list)[0]?.fixes()[0]?.edits.length ?? 0) >= 20_000);
  const named = Array.from({ length: 3000 }, (_, index) => `## Trait ${index}\n\n**Trade-offs.** **Over [Trait ${(index + 1) % 3000}](#trait-${(index + 1) % 3000})**.\n`).join('\n');
  const document = parseTraitsDocument(named);
  assert.equal(applyMends(document, lint(document, only('trade-offs/one-sided'))).applied, 3000);
  const unknown = parseTraitsDocument(named.replaceAll('](#trait-', '](#none-such-'));
  assert.equal(lint(unknown, only('trade-offs/unknown-trait')).length, 3000);
});

const block = fc.constantFrom(
  'A paragraph of it.',
  'Two lines\nof text.',
  '- one\n- two',
  '1. one\n2. two\n\n   more of two',
  '- one\n\n  - nested\n\n- two',
  '```js\ncode();\n```',
  '> quoted\nlazily',
  '| a | b |\n|---|---|\n| c | d |',
  '<!-- a comment -->',
  '<div>\nhtml\n</div>',
  '[ref]: https://example.org',
  '***',
  '#### A subsection\n\nwith text',
);
const kinds = ['What', 'How', 'Why', 'Trade-offs', 'Exceptions', 'Scenarios', 'Examples'] as const;
const entry = fc.constantFrom('**Over [One](#one)** in substance.', 'Yields to [Two](#two) in haste.', '**With [Thre](#thre)**: what decides is time.', '**Over Tow**', 'A word on it.');

function partIn(form: 'heading' | 'lead-in' | 'item'): fc.Arbitrary<string> {
  return fc.tuple(fc.constantFrom(...kinds), entry, fc.option(block), fc.boolean()).map(([kind, text, more, listed]) => {
    if (form === 'heading') return `### ${kind}\n\n${listed ? '- ' : ''}${text}${more === null ? '' : `\n\n${more}`}`;
    const rest = more === null || more.startsWith('#') ? '' : `\n\n${more}`;
    if (form === 'lead-in') return `**${kind}.**${listed ? `\n\n- ${text}` : ` ${text}`}${rest}`;
    return `- **${kind}:**${listed ? `\n  - ${text}` : ` ${text}`}${rest.replaceAll(/\n(?=[^\n])/g, '\n  ')}`;
  });
}

const part = fc.constantFrom('heading', 'lead-in', 'item').chain((form) => partIn(form as 'heading'));
const sectionBody = fc.array(fc.oneof(block, part, part), { maxLength: 5 }).map((blocks) => blocks.join('\n\n'));
const itemPart = fc.constantFrom('lead-in', 'item').chain((form) => partIn(form as 'item'));
const itemBody = fc.array(fc.oneof(block.filter((text) => !text.startsWith('#') && text !== '***'), itemPart, itemPart), { maxLength: 4 }).map((blocks) => blocks.join('\n\n'));
const names = ['One', 'Two', 'Three'] as const;

const sections = fc.tuple(sectionBody, sectionBody, sectionBody).map((bodies) => `---\ntraits: 1\n---\n\n# How the assistant is\n\n${bodies.map((body, index) => `## ${names[index]}\n\n${body}`).join('\n\n')}\n`);
const leafBody = fc.array(fc.oneof(block, fc.constant('### In practice\n\nIt is so there.'), fc.constant('### Examples\n\n- one')), { maxLength: 3 });
const leaves = fc.tuple(fc.constantFrom('', '---\nmodel: Aster\n---\n\n'), fc.constantFrom('', '', '### A subtitle\n\nwith text\n\n', '## Group\n\n### Four\n\nThe assistant should too.\n\n'), fc.array(leafBody, { minLength: 3, maxLength: 3 })).map(
  ([frontMatter, first, bodies]) => `${frontMatter}# How the assistant is\n\n${first}${bodies.map((body, index) => `## ${names[index]}\n\nThe assistant should say so.\n\n${body.join('\n\n')}`).join('\n\n')}`,
);
const items = fc.tuple(fc.constantFrom('- ', '* ', ' - ', '1. ', '-   ', '10) '), fc.tuple(itemBody, itemBody, itemBody)).map(
  ([marker, bodies]) => `# The assistant\n\n${bodies.map((body, index) => `${marker}**${names[index]}**: says what it is${body === '' ? '' : `\n\n${body.replaceAll(/^(?=.)/gm, ' '.repeat(marker.length))}`}`).join('\n\n')}\n`,
);
const document = fc
  .tuple(fc.oneof(sections, leaves, items), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean())
  .map(([text, eol, ended]) => (ended ? text : text.trimEnd()).replaceAll('\n', eol));

test('every fix mends its finding, loses no line and changes nothing else', () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const diagnostic of lintText(text)) {
        for (const fix of diagnostic.fixes()) assertFixed(text, diagnostic, fix);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150) },
  );
});

test('mends come to an end', () => {
  fc.assert(
    fc.property(document, (text) => {
      let parsed = parseTraitsDocument(text);
      for (let round = 0; ; round += 1) {
        const { text: after, applied } = applyMends(parsed, lint(parsed));
        if (applied === 0) break;
        assert.ok(round < 12, after);
        parsed = parseTraitsDocument(after);
      }
      const left = lint(parsed).filter((diagnostic) => diagnostic.fixes().some(({ kind }) => kind === 'mend'));
      assert.deepEqual(left, []);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 150) },
  );
});
