/** Where the traits of a document are, and what they are called. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

/** The form, and the ids of the traits. */
function found(text: string): string {
  const { form, level, traits } = parseTraitsDocument(text);
  return `${form}${level ?? ''}: ${traits.map(({ id }) => id).join(' ')}`;
}

function roles(text: string): string[] {
  return parseTraitsDocument(text).sections.slice(1).map(({ role, name }) => `${role} ${name}`);
}

const part = '**Why.** People act on it.\n\n';

test('the trait level is the shallowest from two on at which a section holds a labelled part', () => {
  assert.equal(found(`# All\n\n## Honest\n\n${part}## Warm\n\nText.\n`), 'sections2: honest warm');
  assert.equal(found(`# All\n\n## Group\n\n### Honest\n\n#### Why\n\nText.\n\n### Warm\n`), 'sections3: honest warm');
  assert.equal(found(`# One\n\n## Group\n\n#### Deep\n\n${part}# Two\n\n#### Deeper\n\n${part}`), 'sections4: deep deeper');
  assert.equal(found(`## Honest\n\n- **Why:** so\n`), 'sections2: honest');
});

test('examples and scenarios do not make a section a trait', () => {
  assert.equal(found('# All\n\n## Group\n\n### Examples\n\nText.\n\n### Honest\n\nText.\n'), 'leaves: honest');
});

test('only a child of a trait begins a part', () => {
  const text = '# All\n\n## H\n\n**What.** Text.\n\n### More\n\n#### How\n\nText.\n\n### Why\n\n#### Exceptions\n\nText.\n';
  assert.deepEqual(roles(text), ['title All', 'trait H', 'inside More', 'inside How', 'part Why', 'inside Exceptions']);
  assert.deepEqual(parseTraitsDocument(text).traits[0]?.content.parts.map(({ kind }) => kind), ['what', 'why']);
  const skipped = '# All\n\n## H\n\n#### How\n\nText.\n\n### Why\n\nText.\n\n#### What\n';
  assert.deepEqual(roles(skipped), ['title All', 'trait H', 'part How', 'part Why', 'inside What']);
  assert.deepEqual(parseTraitsDocument(skipped).traits[0]?.content.parts.map(({ kind }) => kind), ['how', 'why']);
});

test('shallower sections are groups, deeper ones are inside', () => {
  assert.deepEqual(roles(`# All\n\n## Group\n\n### Honest\n\n#### Why\n\nText.\n\n##### More\n\n#### Else\n`), [
    'title All',
    'group Group',
    'trait Honest',
    'part Why',
    'inside More',
    'inside Else',
  ]);
});

test('sections marked as context, or headed as context is, are no traits', () => {
  for (const heading of ['Other {.context}', 'Priorities', 'Glossary', 'Definitions', 'Notes', 'Overview', 'About this document', 'About {{model}}', 'OVERVIEW']) {
    assert.equal(found(`# All\n\n## ${heading}\n\nText.\n\n## Honest\n\n${part}`), 'sections2: honest', heading);
  }
});

test('what stands below context is context', () => {
  assert.equal(found(`# All\n\n## Notes\n\n### Deep\n\n#### Deeper\n\nText.\n\n## Honest\n\nText.\n`), 'leaves: honest');
});

test('a group of labelled traits is no context, whatever it is headed', () => {
  assert.equal(found(`# All\n\n## About honesty\n\n### Frank\n\n${part}`), 'sections3: frank');
  assert.equal(found(`# All\n\n## About honesty {.context}\n\n### Frank\n\n${part}## Group\n\n### Warm\n\n${part}`), 'sections3: warm');
});

test('what is labelled, or about something else than the document, is no context', () => {
  assert.equal(found('# All\n\n## Background\n\n### What\n\nText.\n\n### Why\n\nText.\n'), 'sections2: background');
  assert.equal(found(`# All\n\n## Overview\n\n${part}`), 'sections2: overview');
  assert.equal(found("# All\n\n## About people's health\n\nText.\n\n## About\n\nText.\n"), 'leaves: about-peoples-health');
});

test('a document may be titled as context is', () => {
  for (const title of ['About Aster', 'Overview', 'Definitions']) assert.equal(found(`# ${title}\n\n## Honest\n\n${part}`), 'sections2: honest', title);
});

test('a section headed as a part is, with no trait around it, is no trait', () => {
  assert.equal(found(`# All\n\n## Why\n\nText.\n\n## Honest\n\n${part}`), 'sections2: honest');
});

test('with no labelled part the leaf sections that have text are the traits', () => {
  assert.equal(found('# All\n\n## Group\n\nIntro.\n\n### Honest\n\nText.\n\n### Empty\n\n## Warm\n\nText.\n'), 'leaves: honest warm');
});

test('headings that come again under most of the others are what is said of a trait, and no traits', () => {
  const principle = (name: string): string => `## ${name}\n\n### The problem\n\nText.\n\n### The response\n\nText.\n\n`;
  const text = `# All\n\n${['Honest', 'Warm', 'Calm'].map(principle).join('')}`;
  assert.equal(found(text), 'leaves: honest warm calm');
  assert.deepEqual(roles(text).slice(0, 4), ['title All', 'trait Honest', 'inside The problem', 'inside The response']);
  assert.equal(found(`---\ntrait-level: leaf\n---\n${text}`).split(' ').length, 7);
  assert.equal(found(`# All\n\n${['Honest', 'Warm'].map(principle).join('')}`), 'leaves: the-problem the-response the-problem-1 the-response-1');
  // What has headings of its own as well is a group.
  assert.equal(found(`${text}### A case\n\nText.\n`), 'leaves: honest warm the-problem-2 the-response-2 a-case');
});

test('a subtitle is no trait, a heading that only stands deeper is one, and who says where the traits are is believed', () => {
  assert.equal(found('---\ntrait-level: 3\n---\n# T\n\n### Honest\n\nText.\n\n## G\n\n### Kind\n\nText.\n'), 'sections3: honest kind');
  assert.equal(found('# All\n\n### For Aster\n\nText.\n\n## Honest\n\nText.\n\n## Warm\n\nText.\n'), 'leaves: honest warm');
  assert.equal(found('# All\n\n### Honest\n\nText.\n\n### Warm\n\nText.\n'), 'leaves: honest warm');
});

test('a leaf with examples below it is a leaf', () => {
  assert.equal(found('# All\n\n## Honest\n\nText.\n\n### Examples\n\nText.\n'), 'leaves: honest');
});

test('a leaf that is a list of self-contained items is a group of traits', () => {
  assert.equal(found('# All\n\n## Manner\n\nIn short:\n\n- **Honest**: says what it thinks.\n- **Warm**: is glad to help.\n\n## Kind\n\nText.\n'), 'leaves: honest warm kind');
  assert.equal(found('# All\n\n## Manner\n\n- says what it thinks\n- is glad to help\n'), 'leaves: manner');
});

test('a short list is a document of traits', () => {
  assert.equal(found('- **Honest**: says so.\n- **Kind**\n- Curious: asks.\n- Takes no sides.\n'), 'list: honest kind curious takes-no-sides');
  assert.equal(found('# All\n\nBe like this:\n\n1. **Honest**: says so.\n2. **Kind**: is nice.\n'), 'list: honest kind');
  assert.equal(found('# All\n\nText.\n'), 'none: ');
});

test('a list of named items is a short list whatever little stands around it', () => {
  const list = '- **Honest**: says what it takes to be true of the matter.\n- **Kind**: is nice to all of the people it meets.\n';
  for (const text of [`One.\n\nTwo.\n\n${list}`, `${list}\nThat is all.\n`, `${list}\n***\n`, `${'An introduction of some length. '.repeat(7)}\n\n${list}${list}${list}`]) {
    assert.match(found(`# All\n\n${text}`), /^list: honest kind/, text);
  }
  assert.equal(found('# All\n\n- **Honest**: says what is true.\n'), 'list: honest');
  assert.equal(found(`# All\n\n${'Prose goes on. '.repeat(20)}\n\n${'And on. '.repeat(20)}\n\n${list}`), 'none: ');
});

test('an item of a short list has its nested items for parts', () => {
  const [honest] = parseTraitsDocument('- **Honest**: says so.\n  - **Why:** people act on it.\n  - How: when asked.\n- **Kind**: is nice.\n').traits;
  assert.deepEqual(honest?.content.parts.map(({ kind }) => kind), ['why', 'how']);
  assert.equal(honest?.content.source.slice(honest.content.statement?.start, honest.content.statement?.end), 'says so.');
});

test('how long a list is does not change what it is', () => {
  const item = (index: number): string => `- **Item ${index}**: says one more thing about it.\n`;
  const many = Array.from({ length: 300 }, (_, index) => item(index)).join('');
  assert.equal(parseTraitsDocument(`# All\n\n## Manner\n\n${many}`).traits.length, 300);
  assert.equal(found(`# All\n\n## Manner\n\n${many}- and one that has no name\n`), 'leaves: manner');
  assert.equal(found(`# All\n\n## Manner\n\n${many}\nProse after it.\n`), 'leaves: manner');
  const long = `- **First**: ${'goes on and on '.repeat(400)}\n`;
  assert.equal(found(`# All\n\n## Manner\n\n${long}${item(1)}`), 'leaves: first item-1');
});

test('trait-level in the front matter settles it', () => {
  const body = `# All\n\n## Group\n\n${part}### Honest\n\nText.\n\n- one\n- two\n`;
  assert.equal(found(body), 'sections2: group');
  assert.equal(found(`---\ntrait-level: 3\n---\n${body}`), 'sections3: honest');
  assert.equal(found(`---\ntrait-level: leaf\n---\n${body}`), 'leaves: honest');
  assert.equal(found(`---\ntrait-level: list\n---\n${body}`), 'list: one two');
});

test('an id is what the heading says, or else the slug of its text as GitHub makes it', () => {
  const ids = (text: string): string[] => parseTraitsDocument(text).traits.map(({ id }) => id);
  assert.deepEqual(ids('# All\n\n## Honest, under *pressure*! {#hold-firm}\n\nText.\n\n## Warm & Kind\n\nText.\n\n## Ärger `x_y`\n\nText.\n'), ['hold-firm', 'warm--kind', 'ärger-x_y']);
});

test('slugs are unique, and every heading above counts', () => {
  const ids = parseTraitsDocument(`# Kind\n\n## Kind\n\n${part}### Deep\n\n## Kind\n\n## Deep\n`).traits.map(({ id }) => id);
  assert.deepEqual(ids, ['kind-1', 'kind-2', 'deep-1']);
});

test('an id that is written down is no slug of another heading, wherever it stands', () => {
  assert.equal(found(`# All\n\n## Two\n\n${part}## One {#two}\n\n${part}`), 'sections2: two-1 two');
  assert.equal(found(`# All\n\n## Two\n\n${part}## Notes {#two}\n`), 'sections2: two-1');
});

test('ids that stand twice are kept as they stand', () => {
  assert.equal(found(`## A {#same}\n\n${part}## B {#same}\n`), 'sections2: same same');
});

test('a heading with nothing to make a slug of has an id all the same', () => {
  assert.deepEqual(parseTraitsDocument('# All\n\n##\n\nText.\n\n## !!\n\nText.\n').traits.map(({ id }) => id !== ''), [true, true]);
});

test('headings are read with underlines, closing hashes, odd characters and definitions before them', () => {
  const { traits } = parseTraitsDocument('Title\n===\n\n[h]: #a\nHonest 😀 e\u0301\n---\n\nText.\n\n## Warm {.x} ##\n\nText.\n');
  assert.deepEqual(traits.map(({ name }) => name), ['Honest 😀 e\u0301', 'Warm']);
});

test('a part heading that follows link definitions is read', () => {
  assert.doesNotThrow(() => parseTraitsDocument('### Why\n[h]: #warm "t"\nTitle\n===\n- **Over [Warm](#warm)** here.\n'));
});

test('a byte order mark hides no heading and no fence', () => {
  assert.equal(found(`\uFEFF## Honest\n\n${part}`), 'sections2: honest');
  assert.equal(found(`\uFEFF\`\`\`\n## No\n\`\`\`\n\n## Honest\n\n${part}`), 'sections2: honest');
});

test('headings in fences, quotes and comments are no sections', () => {
  assert.equal(found(`## Honest\n\n${part}\`\`\`\n## No\n\`\`\`\n\n> ## No\n\n<!--\n## No\n-->\n`), 'sections2: honest');
});

test('the title is that of the front matter, or the only first-level heading', () => {
  const title = (text: string): string | undefined => parseTraitsDocument(text).title;
  assert.equal(title('---\ntitle: A\n---\n# B\n'), 'A');
  assert.equal(title('# B\n\n## C\n'), 'B');
  assert.equal(title('# B\n\n# C\n'), undefined);
});

test('the preamble is all that stands between the title and the first trait, or the first of the groups around it', () => {
  const text = `---\ntraits: 1\n---\n# All\n\nIntro.\n\n## Priorities\n\nFirst.\n\n## Honest\n\n${part}`;
  const preamble = (source: string): string => source.slice(parseTraitsDocument(source).preamble.start, parseTraitsDocument(source).preamble.end);
  assert.equal(preamble(text), '\n\nIntro.\n\n## Priorities\n\nFirst.\n\n');
  const grouped = `All\n===\n\nIntro.\n\n## Speech\n\nOf speech.\n\n### Honest\n\n${part.replaceAll('###', '####')}`;
  assert.equal(preamble(grouped), '\n\nIntro.\n\n');
  assert.equal(preamble('Intro.\n\n# One\n\nText.\n\n# Two\n\nText.\n'), 'Intro.\n\n');
});
