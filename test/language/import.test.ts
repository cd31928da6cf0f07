/** What somebody is promised who imports a document: every word stays, and only what is certain is changed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { importTraits } from '../../src/language/import.ts';

const numRuns = Number(process.env['RUNS'] ?? 300);

function bodyOf(text: string): string {
  return text.slice(parseTraitsDocument(text).frontMatter.bodyStart).trim();
}

function imported(text: string, fileName?: string): string {
  return bodyOf(importTraits(text, fileName).text);
}

function traitNames(text: string): readonly string[] {
  return parseTraitsDocument(text).traits.map(({ name }) => name);
}

test('a bulleted list becomes a section for each trait', () => {
  const { text, traits, fromList } = importTraits('# Our assistant\n\n- **Honest**: says what is true.\n- *Kind*: is kind.\n  - Why: people matter.\n\n  It is never *soft*.\n- **Wry.** Now and then.\n- **Never** lies.\n');
  assert.equal(traits, 4);
  assert.equal(fromList, true);
  assert.equal(
    text,
    '---\ntraits: 1\ntitle: Our assistant\n---\n\n# Our assistant\n\n## Honest\n\nSays what is true.\n\n## *Kind*\n\nIs kind.\n\n- Why: people matter.\n\nIt is never *soft*.\n\n## Wry\n\nNow and then.\n\n## Never\n\n**Never** lies.\n',
  );
  assert.deepEqual(traitNames(text), ['Honest', 'Kind', 'Wry', 'Never']);
});

test('a numbered list, with lines around it, becomes sections, and the lines fall to none of them', () => {
  const body = imported('It should be:\n\n1. Honest - says what is true to all\n2. Kind — treats everybody well\n\nNothing else matters.\n');
  assert.equal(body, 'It should be:\n\n## Honest\n\nSays what is true to all\n\n## Kind\n\nTreats everybody well\n\n## Notes\n\nNothing else matters.');
});

test('what stands after a list goes under Notes, however long it is, and the entries of the list are sections', () => {
  const after = 'Juno works in a hospital and talks to patients who are often frightened or in pain.\n\nIt was written by a team in Leeds, who ask that anything unclear be brought to them first.';
  for (const list of ['- honest: tells the truth\n- kind: is gentle\n- brief: says little', '* Honest\n* Kind', 'Honest: says what is true.\nKind: treats people well.\nBrief', 'Honest\nKind\nBrief', '• Honest: says so\n• Kind', 'It should be:\n\n1. Honest - says so\n2. Kind: is gentle\n3. Brief']) {
    for (const title of ['', '# Juno\n\n']) {
      const { text, traits } = importTraits(`${title}${list}\n\n${after}\n`);
      assert.equal(traits, /Brief/i.test(list) ? 3 : 2, text);
      assert.ok(text.endsWith(`\n\n## Notes\n\n${after}\n`), text);
      assert.deepEqual(traitNames(text).slice(0, 2), ['Honest', 'Kind']);
    }
  }
  const { text } = importTraits('1. Truthful - says what it believes\n2. Gentle: breaks bad news softly\n3. Brief\n\nWhy: people rely on it to tell them the truth.\n\nThis does not apply when somebody asks for fiction.\n');
  assert.deepEqual(traitNames(text), ['Truthful', 'Gentle', 'Brief']);
  assert.match(text, /\n## Notes\n\nWhy: people rely on it to tell them the truth\.\n\nThis does not apply/);
});

test('a name alone among named lines is a trait, and a line that goes on with the one before it is not', () => {
  assert.deepEqual(traitNames(importTraits('Honest: says what is true\nBrief\nCalm\nKind: treats people well.\n').text), ['Honest', 'Brief', 'Calm', 'Kind']);
  const wrapped = 'Honest: says what is true and what it takes for true, to all and\nMargaret Ann\nKind: treats people well.\n';
  assert.deepEqual(traitNames(importTraits(wrapped).text), ['Honest', 'Kind']);
});

test('lines that begin with a name become sections, and a label among them a part', () => {
  const body = imported('Our traits\n\nHonest: says what is true.\nWhy: people act on it.\nKind: treats people\nwell and warmly.\n');
  assert.equal(body, '# Our traits\n\n## Honest\n\nSays what is true.\n\n**Why:** people act on it.\n\n## Kind\n\nTreats people\nwell and warmly.');
});

test('lists of other programs, and other names of parts among lines, are known too', () => {
  const { text } = importTraits('Traits:\n• Honest: says what is true\nto all.\n• Kind\n\n• Never flatters anybody at all, whoever it may be.\n');
  assert.equal(bodyOf(text).replace(/^TODO: .*$/m, 'TODO'), 'Traits:\n\n## Honest\n\nSays what is true\nto all.\n\n## Kind\n\nTODO\n\n## Never flatters anybody at all, whoever\n\nNever flatters anybody at all, whoever it may be.');
  const { text: lines } = importTraits('Honest: says so.\nRationale: people act on it.\n**Kind**: is kind.\n**Why:** People matter.\n');
  assert.equal(bodyOf(lines), '## Honest\n\nSays so.\n\n**Rationale:** people act on it.\n\n## Kind\n\nIs kind.\n\n**Why:** People matter.');
  assert.match(lines, /^ {2}why: \[Rationale\]$/m);
});

test('a part is not labelled before one that comes first', () => {
  const text = '# T\n\n## Honest\n\nSays what is true.\n\nBecause people act on it.\n\n### What\n\n- It does.';
  assert.equal(imported(text), text);
});

test('bare names become sections with a question to be answered', () => {
  const text = importTraits('Honest\nkind\nWry at times\n').text;
  assert.deepEqual(traitNames(text), ['Honest', 'Kind', 'Wry at times']);
  assert.match(text, /^TODO: /m);
});

test('short paragraphs become a section each, with all their words below', () => {
  const body = imported('Aster always says what it believes to be true, whoever asks.\n\nNever flatters.\n');
  assert.equal(body, '## Aster always says what it believes\n\nAster always says what it believes to be true, whoever asks.\n\n## Never flatters\n\nNever flatters.');
});

test('an essay and a text with a short list in it are left as they are', () => {
  const essay = `${'It was a long day, and nobody spoke of traits. '.repeat(20)}\n\n${'It went on. '.repeat(60)}`.trim();
  assert.equal(imported(essay), essay);
  const withList = `${'It was a long day, and nobody spoke of traits. '.repeat(5)}\n\n- bread\n- milk`;
  assert.equal(imported(withList), withList);
  const within = `It was a day.\n\nNobody spoke.\n\n- bread\n- milk\n\n${essay}`;
  assert.equal(imported(within), within);
});

test('headings stay, and the front matter says where the traits are if they stand at several depths', () => {
  const text = '# T\n\n## Honest\n\nSays so.\n\n## Social\n\n### Kind\n\nIs kind.\n';
  const result = importTraits(text);
  assert.equal(result.text, `---\ntraits: 1\ntitle: T\ntrait-level: leaf\n---\n\n${text}`);
  assert.deepEqual(traitNames(`${result.text}\n#### Why\n\nPeople matter.\n`), ['Honest', 'Kind']);
  assert.doesNotMatch(importTraits('# T\n\n## Honest\n\nSays so.\n\n## Kind\n\nIs kind.\n').text, /trait-level/);
});

test('lists of named traits under headings become sections below these', () => {
  const body = imported('# T\n\n## Core\n\nThe core.\n\n- **Honest**: says what is true.\n- **Kind**: is kind to all.\n\n## Other\n\n- **Calm**: stays calm always.\n- **Wry**: is wry at times.\n');
  assert.equal(body, '# T\n\n## Core\n\nThe core.\n\n### Honest\n\nSays what is true.\n\n### Kind\n\nIs kind to all.\n\n## Other\n\n### Calm\n\nStays calm always.\n\n### Wry\n\nIs wry at times.');
});

test('a paragraph that can only be one part is labelled', () => {
  const { text, labelled } = importTraits(
    '# T\n\n## Honest\n\nSays what is true.\n\nBecause people act on it.\n\nThe reason is also that they ask.\n\nExcept when somebody asks for fiction.\n\n## Kind\n\nIs kind.\n\nThis does not apply to:\n\n- rudeness\n- crime\n',
  );
  assert.deepEqual(labelled, { why: 1, exceptions: 2 });
  assert.equal(
    bodyOf(text),
    '# T\n\n## Honest\n\nSays what is true.\n\n**Why:** Because people act on it.\n\nThe reason is also that they ask.\n\n**Exceptions:** Except when somebody asks for fiction.\n\n## Kind\n\nIs kind.\n\n**Exceptions:** This does not apply to:\n\n- rudeness\n- crime',
  );
  const kinds = parseTraitsDocument(text).traits.map(({ content }) => content.parts.map(({ kind }) => kind));
  assert.deepEqual(kinds, [['why', 'exceptions'], ['exceptions']]);
});

test('a paragraph that may be more than one part, or has other text after it, stays as it is', () => {
  for (const doubtful of [
    'Because people act on it, it should say so.',
    'Because people act on it, unless they play.',
    'Because people act on it.\n\nIt also says how sure it is.',
    'Because people act on it.\n\n- one\n- two',
    'It says so because people act on it.',
    'Because people act on it.\n\n```\ncode\n```',
  ]) {
    const text = `# T\n\n## Honest\n\nSays what is true.\n\n${doubtful}\n`;
    assert.equal(imported(text), text.trim(), doubtful);
  }
  const labelled = '# T\n\n## Honest\n\nSays what is true.\n\nBecause people act on it.\n\n### Why\n\nThey do.\n';
  assert.equal(imported(labelled), labelled.trim());
});

test('a plain label becomes one that is read, and other names of parts go into the front matter', () => {
  const { text, labelled } = importTraits('# T\n\n## Honest\n\nSays what is true.\nRationale: people act on it.\nExceptions: fiction.\n\n## Kind\n\nIs kind.\n\n### Rationale\n\nPeople matter.\n');
  assert.deepEqual(labelled, { why: 1, exceptions: 1 });
  assert.match(text, /^sections:\n {2}why: \[Rationale\]$/m);
  assert.match(text, /Says what is true\.\n\n\*\*Rationale:\*\* people act on it\.\n\n\*\*Exceptions:\*\* fiction\.\n/);
  assert.deepEqual(parseTraitsDocument(text).traits.map(({ name, content }) => [name, ...content.parts.map(({ kind }) => kind)]), [
    ['Honest', 'why', 'exceptions'],
    ['Kind', 'why'],
  ]);
});

test('front matter that is there stays, and the title comes from the heading or else the file', () => {
  const own = '---\ntitle: Mine\nlayout: page\n---\n\n# T\n\n## Honest\n\nSays so.\n';
  assert.equal(importTraits(own, 'other.md').text, own);
  assert.match(importTraits('## Honest\n\nSays so.\n', 'our_model-spec.2025-02-12.md').text, /^---\ntraits: 1\ntitle: Our model spec 2025-02-12\n---\n\n## Honest/);
  assert.match(importTraits('# A "T": [x] #1\n\n## Honest\n\nSays so.\n').text, /^title: "A \\"T\\": \[x\] #1"$/m);
  assert.match(importTraits('').text, /^---\ntraits: 1\n---\n/);
});

test('line endings stay', () => {
  for (const eol of ['\r\n', '\r']) {
    const { text } = importTraits('# T\n\n- **Honest**: says\n  so.\n- **Kind**: is kind.\n\nThe end.\n'.replaceAll('\n', eol));
    assert.equal(text.replaceAll(eol, '').match(/[\r\n]/), null, JSON.stringify(text));
    assert.match(text, /## Kind/);
  }
});

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('# Aster', '## Honest {#honest}', '### Rationale', '### Why', '#### Deep', 'Title', '===', '---', '#', '## Priorities') },
  { weight: 6, arbitrary: fc.constantFrom('- **Honest**: says what is so.', '* Kind - is kind', '  - Why: nested', '1. One', '2. Two: two', '-', '- [ ] done', '- # heading', '- - twice', '+\ttabbed', '   - three', '      deep', '- **a', '- `code`: x', '10) **Ten**') },
  { weight: 6, arbitrary: fc.constantFrom('Honest: says so.', 'Why: people act on it.', 'Kind', 'Rationale: it helps.', 'Our traits:', '**Wry.** At times.', 'Says what is true, because people act on it.', 'A: B: C', '名前：説明。', 'Reasons: a', '• Calm: stays so', '**Why:** So.') },
  { weight: 5, arbitrary: fc.constantFrom('Because people act on it.', 'Except when somebody plays.', 'This does not apply to:', 'When this conflicts with that, it yields.', 'This matters.', '**Why.** So.', '**Trade-offs**') },
  { weight: 2, arbitrary: fc.constantFrom('```', '~~~', '<div>', '<!-- traits-disable -->', '<!--', '-->', '> quote', '| a | b |', '| - | - |', '[h]: #honest', '[^n]: note', '\tcode', '    code') },
  { weight: 2, arbitrary: fc.constantFrom('---', 'traits: 1', 'title: T', 'sections:', 'trait-level: list', 'trait-level: 3', '\uFEFF') },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  { weight: 7, arbitrary: fc.constant('') },
);
const anyText = fc.array(line, { maxLength: 24 }).chain((lines) => fc.constantFrom('\n', '\r\n', '\r').map((eol) => lines.join(eol)));

/** The words, without marks of Markdown around them and the numbers of items. */
function wordsOf(text: string): readonly string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(/^(?:[ \t]*(?:[-+*]|\d{1,9}[.)])(?=\s|$))+/gm, '')
    .toLowerCase()
    .split(/[\s\-+*_:.,;!?：。！？—–#•]+/)
    .filter((word) => word !== '');
}

/** Whether a text has all of these words, whole, in their order, whatever else stands between them. */
function holdsInOrder(text: readonly string[], words: readonly string[]): boolean {
  let at = 0;
  for (const word of text) if (word === words[at]) at += 1;
  return at === words.length;
}

test('whatever the text, nothing is lost, nothing is moved, and the result is a traits document', () => {
  fc.assert(
    fc.property(anyText, fc.string({ maxLength: 8 }), (text, fileName) => {
      const result = importTraits(text, fileName);
      const read = parseTraitsDocument(result.text);
      assert.ok(holdsInOrder(wordsOf(result.text), wordsOf(text)), JSON.stringify(result.text));
      assert.equal(read.traits.length, result.traits);
      const before = parseTraitsDocument(text);
      if (before.frontMatter.bodyStart === 0) assert.deepEqual(read.frontMatter.problems, []);
      assert.ok(result.traits >= before.traits.length - [...text.matchAll(/Rationale/g)].length, JSON.stringify(result.text));
    }),
    { numRuns },
  );
});

test('a part by another name that only counts as one once the list became sections is known at once', () => {
  const { text } = importTraits('- Honest: says what is true.\n\n10. ten\n\n1) paren\n\n### Rationale\n\n– dash item\n');
  assert.match(text, /^sections:\n {2}why: \[Rationale\]$/m);
  assert.equal(importTraits(text).text, text);
});

test('importing what was imported changes nothing more', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const once = importTraits(text);
      fc.pre(parseTraitsDocument(once.text).frontMatter.problems.length === 0);
      assert.equal(importTraits(once.text).text, once.text);
    }),
    { numRuns },
  );
});
