/** What the front matter says, and where it is wrong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFrontMatter } from '../../src/document/front-matter.ts';
import { DocumentParser, parseTraitsDocument } from '../../src/document/traits-document.ts';

/** Each problem as the text that it underlines and its message. */
function problems(text: string): string[] {
  return parseFrontMatter(text).problems.map(({ range, message }) => `${text.slice(range.start, range.end)} | ${message}`);
}

test('title, trait level, sections, severities and variables are read', () => {
  const { title, traitLevel, sections, lint, variables, problems: found } = parseFrontMatter(
    '---\ntraits: 1\ntitle: "How: Aster"\nmodel: Aster\nversion: 1.10\ntrait-level: 3\nsections:\n  why: [Warum, 为什么]\n  how: Moves\nlint:\n  trade-offs/one-sided: off\n  why/missing: error\nx-owner: team\n---\n',
  );
  assert.equal(title, 'How: Aster');
  assert.equal(traitLevel, 3);
  assert.deepEqual(sections, { why: ['Warum', '为什么'], how: ['Moves'] });
  assert.deepEqual(lint, { 'trade-offs/one-sided': 'off', 'why/missing': 'error' });
  assert.deepEqual([...variables], [['title', 'How: Aster'], ['model', 'Aster'], ['version', '1.10'], ['x-owner', 'team']]);
  assert.deepEqual(found, []);
});

test('a document may name the models of its roles, and what is no role or no name is said', () => {
  const text = '---\nmodels:\n  generator: ollama/llama3.2:3b\n  critic:\n  painter: gemini/a\n  judge: [gemini/a]\n---\n';
  assert.deepEqual(parseFrontMatter(text).models, { generator: 'ollama/llama3.2:3b' });
  assert.deepEqual(problems(text), [
    'painter | Unknown role `painter`: expected one of generator, critic, judge, embedder.',
    '[gemini/a] | Expected the model of `judge` to be written PROVIDER/MODEL, or rehearsal.',
  ]);
  assert.deepEqual(problems('---\nmodels: gemini/a\n---\n'), ['gemini/a | Expected `models` to hold roles, each with a model.']);
  assert.deepEqual(problems('---\nmodels:\n  judge: https://evil.example/v1\n---\n'), ['https://evil.example/v1 | Expected the model of `judge` to be written PROVIDER/MODEL, or rehearsal.']);
});

test('the range is from the first dashes to the last, and the Markdown begins on the next line', () => {
  for (const [text, start, end, body] of [
    ['---\na: 1\n---\n# T', 0, 12, 13],
    ['---\r\na: 1\r\n---\r\n# T', 0, 14, 16],
    ['---\ra: 1\r---\r# T', 0, 12, 13],
    ['\uFEFF---\na: 1\n---\n# T', 1, 13, 14],
    ['--- \na: 1\n---\t\n# T', 0, 14, 15],
    ['---\n---\n', 0, 7, 8],
    ['---\na: 1\n---', 0, 12, 12],
  ] as const) {
    const { range, bodyStart, problems: found } = parseFrontMatter(text);
    assert.deepEqual([range.start, range.end, bodyStart, found.length], [start, end, body, 0], JSON.stringify(text));
  }
});

test('a lone carriage return ends a line of it as any other line break does', () => {
  const { title, variables } = parseFrontMatter('---\rmodel: A\rtitle: T\r---\r');
  assert.equal(title, 'T');
  assert.equal(variables.get('model'), 'A');
});

test('a line separator that is no line break for Markdown does not end it', () => {
  assert.equal(parseFrontMatter('---\ntitle: "a\u2028---\u2028b"\n---\n').title, 'a\u2028---\u2028b');
});

test('a document may begin with a thematic break', () => {
  for (const text of ['---\n\nProse, and then another:\n\n---\n\n## Honest\n', '---\nProse and no key.\n', '---\n', '----\na: 1\n----\n', ' ---\na: 1\n---\n']) {
    const { bodyStart, problems: found } = parseFrontMatter(text);
    assert.deepEqual([bodyStart, found], [0, []], JSON.stringify(text));
  }
});

test('a blank line before the first key is no harm', () => {
  assert.equal(parseFrontMatter('---\n\ntitle: T\n---\n').title, 'T');
});

test('front matter that never ends is underlined where it begins', () => {
  assert.deepEqual(problems('---\ntraits: 1\n\n# T\n'), ['--- | Front matter begins here and never ends: expected a line `---` after it.']);
  assert.deepEqual(problems('\uFEFF---\ntraits: 1\n').map((line) => line.slice(0, 3)), ['---']);
});

test('what is wrong is underlined, and the rest is read all the same', () => {
  assert.deepEqual(problems('---\ntraits: 2\n---\n'), ['2 | Expected `traits: 1`, the only version of the format there is.']);
  assert.deepEqual(problems('---\r\ntitle: T\r\ntrait-level: 7\r\n---\r\n'), ['7 | Expected `trait-level` to be 2, 3, 4, 5, 6, leaf or list.']);
  assert.deepEqual(problems('---\ntrait-level:\n---\n'), ['trait-level | Expected `trait-level` to be 2, 3, 4, 5, 6, leaf or list.']);
  assert.deepEqual(problems('---\nsections:\n  wy: [Warum]\n---\n').map((line) => line.split(':')[0]), ['wy | Unknown part `wy`']);
  assert.deepEqual(problems('---\nsections:\n  why: {a: b}\n---\n'), ['{a: b} | Expected the other names for `why` to be a list of words.']);
  assert.deepEqual(problems('---\nsections: why\n---\n'), ['why | Expected `sections` to hold part names, each with a list of other names for it.']);
  assert.deepEqual(problems('---\nlint:\n  why/missing: loud\n---\n'), ['loud | Expected the severity of `why/missing` to be off, error, warning, information, hint.']);
  assert.deepEqual(problems('---\n- a\n- b\n---\n'), ['- a\n- b\n | Expected the front matter to be `key: value` lines.']);
  assert.deepEqual(problems('---\ntitle: a\ntitle: b\n---\n'), ['title | The key `title` stands here a second time.']);
});

test('a key that stands twice counts as it stands first', () => {
  assert.equal(parseFrontMatter('---\ntitle: a\ntitle: b\n---\n').title, 'a');
});

test('broken YAML is underlined inside the front matter, and nothing throws', () => {
  for (const yaml of ['a: [', 'a: "b', 'a:\n\tb: c', '{', '%', '*x', 'a: &', '? ', ': :', '!!', '|', 'a: 1\n  b: 2']) {
    for (const eol of ['\n', '\r\n', '\r']) {
      const text = `---\n${yaml}\n---\n# T\n`.replaceAll('\n', eol);
      const { range, problems: found } = parseFrontMatter(text);
      for (const problem of found) assert.ok(problem.range.start >= 4 && problem.range.end <= range.end, JSON.stringify(text));
    }
  }
  assert.equal(problems('---\na: [\n---\n').length > 0, true);
});

test('false counts as off, and nothing as nothing', () => {
  assert.deepEqual(parseFrontMatter('---\nlint:\n  why/missing: false\n---\n').lint, { 'why/missing': 'off' });
  assert.deepEqual(problems('---\nlint:\nsections:\ntitle:\n---\n'), []);
  assert.equal(parseFrontMatter('---\ntitle:\n---\n').title, undefined);
});

test('names that objects are born with are keys like any other', () => {
  const { lint, variables } = parseFrontMatter('---\nconstructor: a\n__proto__: b\nlint:\n  __proto__: off\n---\n');
  assert.deepEqual([...variables], [['constructor', 'a'], ['__proto__', 'b']]);
  assert.deepEqual(Object.entries(lint), [['__proto__', 'off']]);
});

test('aliases that would explode are left alone', () => {
  const levels = Array.from({ length: 30 }, (_, level) => `a${level}: &a${level} [${level === 0 ? 'x' : `*a${level - 1}, *a${level - 1}, *a${level - 1}`}]`);
  assert.equal(parseFrontMatter(`---\n${levels.join('\n')}\ntitle: T\n---\n`).title, 'T');
});

test('nesting thousands deep is a problem with a range', () => {
  const text = `---\na: ${'['.repeat(20_000)}\n---\n`;
  for (const { range } of parseFrontMatter(text).problems) assert.ok(range.end <= text.length);
  assert.ok(parseFrontMatter(text).problems.length > 0);
});

test('tens of thousands of keys are read', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: value`);
  assert.equal(parseFrontMatter(`---\n${keys.join('\n')}\n---\n`).variables.size, 20_000);
});

test('a signal that could be tried in too many ways is said, and the others count', () => {
  const expected = 'Expected a phrase of at most 200 characters, with no more than one `…` and two `*`, each `*` at the beginning or the end of a word.';
  const text = (signals: string): string => `---\nsignals:\n  why: ${signals}\n---\n\n## Honest\n\nFor the sake of it.\n`;
  assert.deepEqual(problems(text('[a … b … c, for the sake of, "x*y"]')), [`a … b … c | ${expected}`, `"x*y" | ${expected}`]);
  assert.deepEqual(problems(text('"*a* *b*"')), [`"*a* *b*" | ${expected}`]);
  assert.ok(parseTraitsDocument(text('[a … b … c, for the sake of]')).traits[0]?.content.inProse.why !== undefined);
});

test('typing on after the closing dashes opens the front matter again', () => {
  const parser = new DocumentParser();
  for (const text of ['---\ntitle: T\n---', '---\ntitle: T\n---x', '---\ntitle: T\n---\r', '---\ntitle: T\n---\r\n# A']) {
    assert.deepEqual(parser.parse(text).frontMatter, parseTraitsDocument(text).frontMatter, JSON.stringify(text));
  }
});

test('what looks like a link definition in it defines no link', () => {
  const [trait] = parseTraitsDocument('---\n[warm]: x\n---\n## Honest\n\n### Why\n\nSee [warm].\n').traits;
  assert.deepEqual(trait?.content.prose.flatMap(({ links }) => links), []);
});
