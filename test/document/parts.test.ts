/** The parts of a trait: labelled in any of three ways, or said in prose. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partState, type TraitContent } from '../../src/document/trait-content.ts';
import { DocumentParser, parseTraitsDocument } from '../../src/document/traits-document.ts';

function contentOf(body: string, frontMatter = ''): TraitContent {
  return parseTraitsDocument(`${frontMatter}# All\n\n## Honest\n\n${body}\n\n## Other\n\n**What.** Text.\n`).traits[0]?.content ?? assert.fail();
}

/** Each part as `form kind: text`. */
function parts(body: string, frontMatter = ''): string[] {
  const { parts: found, source } = contentOf(body, frontMatter);
  return found.map(({ form, kind, label, range }) => `${form} ${kind}: ${source.slice(label.end, range.end).replace(/\s+/g, ' ').trim()}`);
}

function proseOf(content: TraitContent, kind: 'why' | 'how' | 'what' | 'exceptions' | 'trade-offs'): string | undefined {
  const range = content.inProse[kind];
  return range && content.source.slice(range.start, range.end);
}

test('a child heading, a bold lead-in and a labelled item mean the same', () => {
  assert.deepEqual(parts('### Why\n\nSo.\n\nAnd so.\n\n### How\n\n- a\n- b'), ['heading why: So. And so.', 'heading how: - a - b']);
  assert.deepEqual(parts('**Why.** So.\n\nAnd so.\n\n**How:** When.'), ['lead-in why: So. And so.', 'lead-in how: When.']);
  assert.deepEqual(parts('- **Why:** So.\n- How: When.\n  - nested\n- **What**: That.'), ['item why: So.', 'item how: When. - nested', 'item what: That.']);
});

test('every part has its name, in any case, with any dash, with or without a colon', () => {
  assert.deepEqual(
    parts('### WHAT\n\n### how:\n\n### Trade\u2011offs\n\n### Tradeoffs\n\n### Trade offs\n\n### Exception\n\n### Scenarios\n\n### Example\n\n### Why?').map((part) => part.split(' ')[1]),
    ['what:', 'how:', 'trade-offs:', 'trade-offs:', 'trade-offs:', 'exceptions:', 'scenarios:', 'examples:', 'why:'],
  );
});

test('a lead-in may stand alone, before a dash, or with a list below it', () => {
  assert.deepEqual(parts('**Why**\n\nSo.\n\n**How** — when.\n\n**What.**\n\n- a\n- b'), ['lead-in why: So.', 'lead-in how: when.', 'lead-in what: - a - b']);
  assert.deepEqual(parts('**Why?** So.'), ['lead-in why: So.']);
});

test('bold or plain words that only begin like a label are text', () => {
  assert.deepEqual(parts('**Why** people ask is no matter.\n\n- what it says\n- Whatever: it is\n- How it is: like this\n\nWhy: a paragraph.'), []);
});

test('an item under the heading of a part stays in it', () => {
  assert.deepEqual(parts('### How\n\n- Why: it asks that.\n- **What:** and that.'), ['heading how: - Why: it asks that. - **What:** and that.']);
});

test('names in other languages count where the front matter adds them', () => {
  const frontMatter = '---\nsections:\n  why: [Warum, 为什么]\n  trade-offs: "Abwägungen"\n---\n';
  assert.deepEqual(parts('### Warum\n\nDarum.\n\n### Why\n\nSo.', frontMatter), ['heading why: Darum.', 'heading why: So.']);
  assert.deepEqual(parts('- 为什么：因为。\n- **Abwa\u0308gungen:** ja.', frontMatter), ['item why: 因为。', 'item trade-offs: ja.']);
  assert.deepEqual(parts('**为什么：** 因为。\n\n**为什么。** 因为。\n\n**为什么**：因为。', frontMatter), ['lead-in why: 因为。', 'lead-in why: 因为。', 'lead-in why: 因为。']);
  assert.deepEqual(parts('**Warum.** Darum.'), []);
});

test('to change the names in the front matter reads the document anew', () => {
  const parser = new DocumentParser();
  const kinds = (names: string): readonly string[] => parser.parse(`---\nsections:\n  why: ${names}\n---\n\n## Honest\n\n**What.** Text.\n\n**Warum.** Darum.\n`).traits.flatMap(({ content }) => content.parts.map(({ kind }) => kind));
  assert.deepEqual([kinds('Reason'), kinds('Warum'), kinds('Reason')], [['what'], ['what', 'why'], ['what']]);
});

test('the statement is the first paragraph before any part', () => {
  const { source, statement } = contentOf('It says *so*.\nAlways.\n\nMore.\n\n### Why\n\nSo.');
  assert.equal(source.slice(statement?.start, statement?.end), 'It says *so*.\nAlways.');
  assert.equal(contentOf('### Why\n\nSo.').statement, undefined);
});

test('exceptions are the items of their part, or its paragraphs', () => {
  const texts = (body: string): string[] => contentOf(body).exceptions.map(({ text }) => text);
  assert.deepEqual(texts('### Exceptions\n\nThese:\n\n- *Fiction* is no lie.\n- Play.\n  - nested'), ['Fiction is no lie.', 'Play.']);
  assert.deepEqual(texts('**Exceptions.** Fiction is no lie.'), ['Fiction is no lie.']);
});

test('a part that is said in prose is found with its sentence', () => {
  const content = contentOf('It says so. It must not bend, because people act on it. "Really?" Yes. This does not apply when someone plays.');
  assert.equal(proseOf(content, 'why'), 'It must not bend, because people act on it.');
  assert.equal(proseOf(content, 'exceptions'), 'This does not apply when someone plays.');
  assert.equal(partState(content, 'why'), 'in-prose');
  assert.equal(partState(content, 'trade-offs'), 'absent');
});

test('a case apart after However, and a failure that is to be kept from, are parts in prose', () => {
  for (const said of ['It refuses. However, it may discuss them in class.', 'It is short. However, on hard problems when time allows it is not.']) assert.ok(proseOf(contentOf(said), 'exceptions') !== undefined, said);
  assert.equal(proseOf(contentOf('However, it says so.'), 'exceptions'), undefined);
  for (const said of ['The most common failure mode of helpers is silence.', 'It keeps the trust that makes delegation possible.', 'This guards against a subtler mistake.']) assert.ok(proseOf(contentOf(said), 'why') !== undefined, said);
  for (const said of ['It avoids the most common mistakes.', 'It guards against injected text.']) assert.equal(proseOf(contentOf(said), 'why'), undefined, said);
});

test('a labelled part is not looked for in prose', () => {
  const content = contentOf('Said because it is so.\n\n### Why\n\nSo.');
  assert.equal(partState(content, 'why'), 'labelled');
  assert.equal(proseOf(content, 'why'), undefined);
});

test('a signal may go over the end of a line', () => {
  assert.equal(proseOf(contentOf('It asks so\nthat it knows.'), 'why'), 'It asks so\nthat it knows.');
});

test('what stands in code says nothing', () => {
  assert.equal(proseOf(contentOf('It `x because y` and ``z because``.\n\n```\nbecause\n```'), 'why'), undefined);
  assert.equal(proseOf(contentOf('It `x` says so because `y`.'), 'why'), 'It `x` says so because `y`.');
});

test('where a link leads, what it is titled, comments and pictures say nothing', () => {
  for (const text of [
    'See [this](#so-because-it-is) and [x](https://example.org/because-of "because").',
    'See [this][because-it-is].',
    'Is it. <!-- TODO: add a why, because -->',
    '![because](a.png "because") and <https://example.org/because>',
    'Is it[^because].',
  ]) {
    assert.equal(proseOf(contentOf(`${text}\n\n[because-it-is]: #x\n[^because]: note`), 'why'), undefined, text);
  }
  assert.equal(proseOf(contentOf('See [it, because so](#x).'), 'why'), 'See [it, because so](#x).');
  assert.equal(proseOf(contentOf('**How.** See [x](#because), because so.'), 'why'), 'See [x](#because), because so.');
});

test('a sentence goes on after an abbreviation, and after a link that is a question', () => {
  assert.equal(proseOf(contentOf('First. As in [?](#a_b), it asks because so. Last.'), 'why'), 'As in [?](#a_b), it asks because so.');
  assert.equal(proseOf(contentOf('First. It is quick vs. slow, e.g. here, because so. Last.'), 'why'), 'It is quick vs. slow, e.g. here, because so.');
});

test('what names the thing itself, or what is forbidden, gives no reason', () => {
  const why = (text: string): string | undefined => proseOf(contentOf(text), 'why');
  for (const text of ['It avoids activities that could harm people.', 'Avoid activities that could harm people.', 'No text designed to manipulate.', 'It is important to say so.', 'It writes code to support a feature.']) {
    assert.equal(why(text), undefined, text);
  }
  for (const text of ['Bending could harm them.', 'It bends, which could harm them.', 'It asks where an error could lead to harm.', 'Doing so may undermine trust.', 'It is important to people.', 'It is important to say so when lives are at stake.', 'It is important.', 'It asks, to reduce doubt.']) {
    assert.equal(why(text), text);
  }
});

test('cases apart and what weighs more are known by more phrases, and by none that only sounds like one', () => {
  const said = (text: string, kind: 'exceptions' | 'trade-offs'): boolean => proseOf(contentOf(text), kind) !== undefined;
  for (const text of ['In ambiguous cases it asks.', 'This may be waived by the operator.', 'It depends in part on the user.']) assert.ok(said(text, 'exceptions'), text);
  for (const text of ['This is not mean.', 'In other contexts too.', 'It depends on the user.']) assert.ok(!said(text, 'exceptions'), text);
  for (const text of ['There are competing interests.', 'It asks, even if it takes longer.', 'Not under any circumstances.']) assert.ok(said(text, 'trade-offs'), text);
  assert.ok(!said('It names a conflict of interest.', 'trade-offs'));
});

test('the caption of an example says nothing of the trait', () => {
  assert.equal(proseOf(contentOf('**Example:** asking because of doubt\n\n> Text.'), 'why'), undefined);
  assert.equal(proseOf(contentOf('**Example:** asking\n\nIt asks because of doubt.'), 'why'), 'It asks because of doubt.');
});

test('a part may be said in a quote, in a list or after another part', () => {
  assert.equal(proseOf(contentOf('> Said because so.'), 'why'), 'Said because so.');
  assert.equal(proseOf(contentOf('- a\n  - said because so'), 'why'), 'said because so');
  assert.equal(proseOf(contentOf('**How.** Said because so.'), 'why'), 'Said because so.');
});
