/** The rules about the parts of a trait: what they find, what they leave alone, and what their fixes make of it. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { applyEdits, type Diagnostic, type LintSettings } from '../../src/lint/lint.ts';
import { assertFixed, fixOf, lintText, saying } from './helpers.ts';

const IDS = ['how/missing', 'part/empty', 'part/placeholder', 'part/duplicate', 'part/order', 'part/thin', 'why/circular', 'what/not-observable', 'statement/missing'] as const;
type Id = (typeof IDS)[number];

const STATEMENT = 'Aster says what it believes to be true.';
const WHY = '### Why\n\nPeople act on what they are told, and harm lands on whoever trusted most.';

/** A document with one trait, about a model. */
function trait(body: string, name = 'Honest'): string {
  return `# How the assistant is\n\n## ${name}\n\n${body}\n`;
}

function findings(text: string, id: Id, settings?: LintSettings): readonly Diagnostic[] {
  return lintText(text, settings).filter(({ ruleId }) => ruleId === id);
}

/** What the findings of a rule stand on. */
function marked(text: string, id: Id, settings?: LintSettings): readonly string[] {
  return findings(text, id, settings).map(({ range }) => text.slice(range.start, range.end));
}

function only(text: string, id: Id): Diagnostic {
  const [diagnostic, ...others] = findings(text, id);
  assert.ok(diagnostic !== undefined && others.length === 0, `${others.length + 1} findings of ${id}`);
  return diagnostic;
}

/** The text after the fix of the only finding of a rule. */
function fixed(text: string, id: Id): string {
  return applyEdits(text, fixOf(only(text, id)).edits);
}

/** The same for a mend, of which everything is checked that must hold of any fix. */
function mended(text: string, id: Id): string {
  const diagnostic = only(text, id);
  const fix = fixOf(diagnostic);
  assert.equal(fix.kind, 'mend');
  return assertFixed(text, diagnostic, fix).text;
}

const root = new URL('../../', import.meta.url);
const careful = ['samples/aster-with-people.traits.md', 'samples/calder-at-work.traits.md', 'samples/short-list.traits.md'];
const ordinary = (await readdir(new URL('test/lint/fixtures/', root))).filter((name) => !name.endsWith('.traits.md')).map((name) => `test/lint/fixtures/${name}`);
for (const path of [...careful, ...ordinary]) {
  test(`${path}: nothing is found`, async () => {
    const found = lintText(await readFile(new URL(path, root), 'utf8')).filter(({ ruleId }) => IDS.some((id) => id === ruleId));
    assert.deepEqual(found.map(saying), []);
  });
}

test('in a document that is about no model nothing is missing, empty or unfinished', () => {
  const text = '# Onions\n\n## Why\n\n### How\n\nTODO: ask Kim.\n\n## Soil\n\n- TBD\n- <what it needs>\n';
  assert.deepEqual(lintText(text).map(saying), []);
});

test('how/missing: a situation, an example and a pinned scenario each say how', () => {
  const what = `${STATEMENT}\n\n### What\n\n- Its confidence moves with evidence alone.`;
  assert.deepEqual(marked(trait(`${what}\n\n${WHY}`), 'how/missing'), ['Honest']);
  assert.deepEqual(marked(trait(`${what} When a user pushes, it stands.\n\n${WHY}`), 'how/missing'), []);
  assert.deepEqual(marked(trait(`${what}\n\n${WHY}\n\n### Examples\n\nA user pushes.`), 'how/missing'), []);
  assert.deepEqual(marked(trait(`${what}\n\n${WHY}\n\n### Examples`), 'how/missing'), ['Honest']);
  assert.deepEqual(marked(trait(`${what}\n\n${WHY}\n\n\`\`\`yaml scenario\nwhat: it\nhow: so\nwhy: thus\n\`\`\``), 'how/missing'), []);
});

test('part/empty: a label, a comment and an empty list are nothing; a table, code and a picture are something', () => {
  const what = (body: string): string => trait(`${STATEMENT}\n\n### What\n\n${body}\n\n${WHY}`);
  for (const body of ['', '<!-- to come -->', '<!-- a -->\n<!-- b -->', '-', '***', '- <!-- a -->\n-', '[a]: b', '>']) assert.deepEqual(marked(what(body), 'part/empty'), ['What'], body);
  for (const body of ['So.', '- so', '| a |\n|---|\n| b |', '```\ncode\n```', '![a](b)', '<b>so</b>', '<!-- a --> so', '> so', '#### More']) assert.deepEqual(marked(what(body), 'part/empty'), [], body);
});

test('part/empty: a label whose text stands in the parts below it is not empty', () => {
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n<reply_guide>\n\n### How\n\n<steps>\n\n- Says so.\n\n</steps>\n\n${WHY}\n\n</reply_guide>`), 'part/placeholder'), [], 'tags that are closed');
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n${WHY}\n\n### Examples\n\n**Example:** so.\n\n**Example:** thus.`), 'part/empty'), []);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n**What.**\n\n- **Example:** so.\n- Acts.\n\n**Why.** Reasons enough for anybody.`), 'part/empty'), []);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n### What\n\n#### How\n\nBy saying so.\n\n${WHY}`), 'part/empty'), []);
});

test('part/empty: an empty Why is more severe than other parts', () => {
  const text = trait(`${STATEMENT}\n\n### What\n\n### Why`);
  assert.deepEqual(findings(text, 'part/empty').map(({ severity }) => severity), ['information', 'warning']);
});

test('part/empty: the question stands where the text belongs, in each form', () => {
  assert.match(fixed(trait(`${STATEMENT}\n\n### What {#w}\n\n${WHY}`), 'part/empty'), /### What \{#w\}\n\n- TODO: What would .*\?\n\n### Why/);
  assert.match(fixed(trait(`${STATEMENT}\n\n### What\n\n- Acts.\n\n### Why`), 'part/empty'), /### Why\n\nTODO: Who is .*\?\n$/);
  assert.match(fixed(trait(`${STATEMENT}\n\n**What.**\n\n**Why.** Reasons enough for anybody.`), 'part/empty'), /\*\*What\.\*\* TODO: What .*\?\n\n\*\*Why/);
  assert.match(fixed(trait(`${STATEMENT}\n\n- **What:**\n- **Why:** Reasons enough for anybody.`), 'part/empty'), /- \*\*What:\*\* TODO: What .*\?\n- \*\*Why/);
  assert.match(fixed(trait(`${STATEMENT}\n\n### What\n\n### Why\n\nReasons enough for anybody.`).replaceAll('\n', '\r\n'), 'part/empty'), /### What\r\n\r\n- TODO: .*\?\r\n\r\n### Why/);
});

test('part/placeholder: what was left for later is found, with the rest of its line', () => {
  const left = [
    'TODO', 'TBD.', 'TODO: ask Kim', '**TODO** ask Kim?', 'TODO(kim) later', 'FIXME - later', 'Says so [TBD].', 'Says so. TODO: more', 'Who decides: TBD',
    'TODO who is better off for it?', '…', '...', '[…]', '???', 'Lorem ipsum', 'It is so. Lorem ipsum dolor sit amet.', '<why it matters>', 'Says <a word about why> here.', '<…>', '<reason>',
  ];
  for (const text of left) assert.equal(marked(trait(`${STATEMENT}\n\n### How\n\n- ${text}\n\n${WHY}`), 'part/placeholder').length, 1, text);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n### How\n\nStays. TODO: ask Kim \nand go on.\n\n${WHY}`), 'part/placeholder'), ['TODO: ask Kim']);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n<why it matters>\n\n### How\n\n<how it shows>\n\n${WHY}`), 'part/placeholder'), ['<how it shows>']);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n${WHY}`, '<name of the trait>'), 'part/placeholder'), ['<name of the trait>']);
});

test('part/placeholder: code, quotations, mentions, HTML and comparisons are left alone', () => {
  const fine = [
    'Leaves no TODO behind.', 'TODO comments stay where they are.', 'TODO.md is kept up to date.', 'TODO, FIXME and TBD stay.', 'TODO-lists stay.', 'A line such as “TODO: later” is kept.', 'Writes `TODO: later` into code.', '`...`', 'AUTODO: so', 'TODOs are named.',
    'Waits…', 'Goes on ... and on.', 'Uses no lorem ipsum in a draft.', 'If a < b and c > d, says so.', 'Uses <b>bold words</b> here.', '<br>', 'See <https://example.org/a b>.', 'Writes to <kim@example.org>.',
    '<details open>', 'Fills in {{model}}.', 'Answers in a <reply> tag.', '> …', 'Really???', 'mañanaTODO: x', 'It says (TODO comments included) what is left.',
  ];
  for (const text of fine) assert.deepEqual(marked(trait(`${STATEMENT}\n\n### How\n\n- ${text}\n\n${WHY}`), 'part/placeholder'), [], text);
  assert.deepEqual(marked(trait(`${STATEMENT}\n\n${WHY}\n\n### Examples\n\n…\n\n<user asks this>`), 'part/placeholder'), []);
});

test('part/placeholder: in a pinned scenario it is an error, and a pinned prompt may hold anything', () => {
  const scenario = (lines: string): string => trait(`${STATEMENT}\n\n${WHY}\n\n\`\`\`yaml scenario\n${lines}\n\`\`\``);
  const [found] = findings(scenario('what: it is\nhow: TODO what does a good answer do here?\nwhy: so'), 'part/placeholder');
  assert.equal(found?.severity, 'error');
  assert.deepEqual(marked(scenario('what: it is\nhow: TODO what does a good answer do here?\nwhy: so'), 'part/placeholder'), ['TODO what does a good answer do here?']);
  assert.deepEqual(marked(scenario('what: it is\nhow: so\nwhy: so\nprompt: "TODO: mend <this thing here>"'), 'part/placeholder'), []);
});

test('part/placeholder: a team has marks of its own', () => {
  const text = trait(`${STATEMENT}\n\n### How\n\nTBC: by then.\n\n${WHY}`);
  assert.deepEqual(marked(text, 'part/placeholder'), []);
  assert.deepEqual(marked(text, 'part/placeholder', { 'part/placeholder': { markers: ['TBC'] } }), ['TBC: by then.']);
});

test('part/duplicate: a part that is there already is found, with the first one beside it', () => {
  const text = trait(`${STATEMENT}\n\n${WHY}\n\n### Exceptions\n\n- In play.\n\n### Why\n\nIt builds trust over many conversations.`);
  const found = only(text, 'part/duplicate');
  assert.equal(found.range.start, text.lastIndexOf('Why'));
  assert.deepEqual(found.related.map(({ range }) => range.start), [text.indexOf('Why')]);
  assert.equal(found.fixable, false);
});

test('part/duplicate: cases with headings of their own, entries and nested parts are no duplicates', () => {
  const fine = [
    '#### In chats\n\n**Why.** People read fast.\n\n#### In code\n\n**Why.** People read slowly.',
    'In chats\n---\n\n- Why: people read fast.\n\nIn code\n---\n\n- Why: people read slowly.',
    '**Exception:** in play.\n\n**Exception:** in haste.',
    '- **Trade-off:** with haste.\n- **Trade-off:** with play.',
    '### What\n\n**Why.** People read fast.\n\n### How\n\n**Why.** People read slowly.',
    'First:\n\n- What: so.\n- Why: people read fast.\n\nSecond:\n\n- What: thus.\n- Why: people read slowly.',
    '**Example:** so.\n\n**Example:** thus.',
  ];
  for (const body of fine) assert.deepEqual(marked(trait(`${STATEMENT}\n\n${body}`), 'part/duplicate'), [], body);
});

test('part/duplicate: what follows the same part directly is merged with it', () => {
  const two = (between: string): string => trait(`${STATEMENT}\n\n### Why\n\nPeople act on it.${between}It builds trust over time.`);
  assert.equal(mended(two('\n\n### Why\n\n'), 'part/duplicate'), two('\n\n'));
  assert.equal(mended(two('\n### Why\n').replaceAll('\n', '\r\n'), 'part/duplicate'), two('\n\n').replaceAll('\n', '\r\n'));
  assert.equal(mended(trait(`${STATEMENT}\n\n**Why.** One reason.\n\n**Why.** Another one.`), 'part/duplicate'), trait(`${STATEMENT}\n\n**Why.** One reason.\n\nAnother one.`));
  for (const kept of ['### Why {#second}\n\nReasons.', '### Why\n\n<!-- traits-disable-next-line -->\n\nReasons.', '### Why\n\n    code']) {
    assert.equal(only(trait(`${STATEMENT}\n\n### Why\n\nPeople act on it.\n\n${kept}`), 'part/duplicate').fixable, false, kept);
  }
  assert.equal(only(trait(`${STATEMENT}\n\n**Why.** One.\n\n**Why.** 1. Another.`), 'part/duplicate').fixable, false);
});

test('part/duplicate: entries that are paragraphs are not merged with a list, beside which they would be none', () => {
  const twice = (first: string, second: string): boolean => only(trait(`${STATEMENT}\n\n### Exceptions\n\n${first}\n\n### Exceptions\n\n${second}`), 'part/duplicate').fixable;
  assert.equal(twice('In play, nothing holds.', '- In fiction.'), false);
  assert.equal(twice('- In play.', 'In fiction, nothing holds.'), false);
  assert.equal(twice('- In play.', '- In fiction.'), true);
});

test('part/order: the first part out of order is found, and all are put in order with what stands in them', () => {
  const parts = { what: '### What\n\n- Acts.\n\n  More of it.', how: '### How\n\nBy saying so.\n\n#### Closer\n\nLook.', why: WHY };
  const text = (...all: string[]): string => trait(`${STATEMENT}\n\n${all.join('\n\n')}`);
  assert.deepEqual(marked(text(parts.why, parts.what), 'part/order'), ['What']);
  assert.equal(mended(text(parts.why, parts.what), 'part/order'), text(parts.what, parts.why));
  assert.equal(only(text(parts.why, parts.how), 'part/order').fixable, false, 'a heading in a part is not moved');
  assert.deepEqual(marked(text(parts.what, parts.how, parts.why), 'part/order'), []);
  assert.equal(
    mended(trait(`${STATEMENT}\n\n**Why.** Reasons.\n\n**Exceptions.**\n\n- In play.\n\n**What.** Acts.`), 'part/order'),
    trait(`${STATEMENT}\n\n**What.** Acts.\n\n**Why.** Reasons.\n\n**Exceptions.**\n\n- In play.`),
  );
  assert.equal(
    mended(trait(`${STATEMENT}\n\n* **Why:** Reasons.\n* **What:**\n  - Acts.\n  - Stays.\n* **Exceptions:** In play.`), 'part/order'),
    trait(`${STATEMENT}\n\n* **What:**\n  - Acts.\n  - Stays.\n* **Why:** Reasons.\n* **Exceptions:** In play.`),
  );
});

test('part/order: traits that keep another order and agree on it are left alone, and what is inserted keeps it', () => {
  const one = (name: string, ...kinds: readonly string[]): string => `## ${name}\n\nAster is so.\n\n${kinds.map((kind) => `### ${kind}\n\nThis is what there is to say of it.\n\n`).join('')}`;
  const text = (...traits: readonly string[]): string => `# How the assistant is\n\n${traits.join('')}`;
  const own = [one('A', 'Why', 'What', 'Exceptions'), one('B', 'Why', 'What'), one('C', 'Why', 'What', 'How')];
  assert.deepEqual(marked(text(...own, one('D', 'What', 'Why')), 'part/order'), []);
  const [how] = findings(text(...own), 'how/missing');
  assert.match(applyEdits(text(...own), how?.fixes()[0]?.edits ?? []), /### Why[^#]*### What[^#]*### How[^#]*### Exceptions/);
  const few = [one('A', 'What', 'Why', 'How'), one('B', 'Why', 'How')];
  const others = ['C', 'D', 'E'].map((name) => one(name, 'What', 'How'));
  assert.deepEqual(marked(text(...few, ...others), 'part/order'), [], 'the others go with it');
  assert.deepEqual(marked(text(...few, ...others, one('F', 'How', 'Why')), 'part/order'), ['How', 'How'], 'one does not');
  assert.deepEqual(marked(text(one('A', 'What', 'Why'), one('B', 'Why', 'What')), 'part/order'), ['What'], 'one alone keeps no order');
  assert.deepEqual(marked(text(one('A', 'Why', 'What'), one('B', 'How', 'What', 'Why'), one('C', 'What', 'Why')), 'part/order'), ['What', 'What'], 'they do not agree');
});

test('part/order: scenarios and examples stand where they like, and duplicates are no matter of order', () => {
  for (const body of [`### Examples\n\nSo.\n\n### What\n\nActs.\n\n### Scenarios\n\nThus.\n\n${WHY}`, `### What\n\nActs.\n\n${WHY}\n\n### What\n\nStays.`]) {
    assert.deepEqual(marked(trait(`${STATEMENT}\n\n${body}`), 'part/order'), [], body);
  }
});

test('part/order: nothing is moved over comments, numbers, open fences or text between parts', () => {
  const kept = [
    '### Why\n\nReasons.\n\n<!-- traits-disable-next-line -->\n\n### What\n\nActs.',
    '1. **Why:** Reasons.\n2. **What:** Acts.',
    '### Why\n\nReasons.\n\n### What\n\n```\ncode',
    '- **Why:** Reasons.\n- another point\n- **What:** Acts.',
    '**Why.** Reasons.\n\n### What\n\nActs.\n\n### How\n\nSo.\n\n**What.** Acts.\n\n### Trade-offs {#t}\n\n### What',
    'Why\n---\n\nReasons.\n\nWhat\n---\n\nActs.',
  ];
  for (const body of kept) for (const diagnostic of findings(trait(`${STATEMENT}\n\n${body}`), 'part/order')) assert.equal(diagnostic.fixable, false, body);
});

test('part/thin: a Why of a word or two is too short, one short sentence is enough, and the bound can be set', () => {
  const why = (body: string): string => trait(`${STATEMENT}\n\n### Why\n\n${body}`);
  for (const body of ['Trust.', 'Trust matters.', '- Trust\n- Safety']) assert.deepEqual(marked(why(body), 'part/thin'), [body], body);
  for (const body of ['People act on what they hear.', 'People-pleasing erodes long-term trust.', 'See [Warm](#warm).', 'Run `why`.', 'TODO', '| a |\n|---|', '因为人们会依据所听到的话行事。', 'เพราะผู้คนเชื่อสิ่งที่ได้ยิน']) assert.deepEqual(marked(why(body), 'part/thin'), [], body);
  assert.deepEqual(marked(why('因为。'), 'part/thin'), ['因为。']);
  assert.equal(marked(why('People act on what they hear.'), 'part/thin', { 'part/thin': { words: 20 } }).length, 1);
  assert.deepEqual(marked(why('Trust.'), 'part/thin', { 'part/thin': { words: 1 } }), []);
});

test('why/circular: a reason that says the trait again is found, beside what it says again', () => {
  for (const why of ['Because honesty is important.', 'It is important that Aster says what it truly believes.', 'Honesty matters: believing, and saying what is true.']) {
    const found = only(trait(`${STATEMENT}\n\n### Why\n\n${why}`), 'why/circular');
    assert.equal(found.related.length, 1, why);
  }
});

test('why/circular: a reason that adds anything to speak of is left alone', () => {
  for (const why of ['People act on what they are told.', 'An assistant that says what is not true is one that nobody can lean on.', 'Honest answers save people money.', 'Weil Menschen danach handeln.', 'It matters.']) {
    assert.deepEqual(marked(trait(`${STATEMENT}\n\n### Why\n\n${why}`), 'why/circular'), [], why);
  }
  const german = trait('Sagt die Wahrheit.\n\n### Why\n\nWeil es die Wahrheit ist und man die Wahrheit sagt.');
  assert.deepEqual(marked(german, 'why/circular'), []);
  assert.equal(marked(german, 'why/circular', { 'why/circular': { 'stop-words': ['weil', 'es', 'die', 'ist', 'und', 'man'] } }).length, 1);
});

test('what/not-observable: virtues alone are found, and named', () => {
  for (const what of ['- Is honest.\n- Is always kind and caring towards people.', 'Honesty, integrity, respect.', 'Aster is warm.', '{{model}} cares deeply about others and has empathy.']) {
    assert.deepEqual(marked(trait(`${STATEMENT}\n\n### What\n\n${what}\n\n${WHY}`), 'what/not-observable'), [what], what);
  }
  assert.match(only(trait(`${STATEMENT}\n\n### What\n\nIs honest, kind and warm.`), 'what/not-observable').message, /“honest”, “kind”, “warm”/);
});

test('what/not-observable: any behaviour, and any word that is not known, keeps it silent', () => {
  for (const what of ['- Is honest.\n- Names its sources.', 'Is honest about prices.', 'Says so kindly.', 'Ist ehrlich.', 'Acts.', 'Keeps the same tone.', '![a](b)', 'See [Warm](#warm).']) {
    assert.deepEqual(marked(trait(`${STATEMENT}\n\n### What\n\n${what}\n\n${WHY}`), 'what/not-observable'), [], what);
  }
  assert.equal(marked(trait(`${STATEMENT}\n\n### What\n\nehrlich\n\n${WHY}`), 'what/not-observable', { 'what/not-observable': { virtues: ['Ehrlich'] } }).length, 1);
});

test('statement/missing: a list, a quotation and a name that is a sentence are statements enough', () => {
  assert.deepEqual(marked(trait(WHY), 'statement/missing'), ['Honest']);
  assert.deepEqual(marked(trait(`<!-- a comment -->\n\n${WHY}`), 'statement/missing'), ['Honest']);
  assert.deepEqual(marked(trait(`***\n\n${WHY}`), 'statement/missing'), ['Honest']);
  for (const body of [`${STATEMENT}\n\n${WHY}`, `- says so\n\n${WHY}`, `> says so\n\n${WHY}`]) assert.deepEqual(marked(trait(body), 'statement/missing'), [], body);
  assert.deepEqual(marked(trait(WHY, 'Says what it takes to be true'), 'statement/missing'), []);
  for (const what of ['**What.** Says what it takes to be true.', '### What\n\nSays what it takes to be true.\n\n- Also here.']) assert.deepEqual(marked(trait(`${what}\n\n${WHY}`), 'statement/missing'), [], what);
  for (const what of ['### What\n\n- Says what it takes to be true.', '**What.**']) assert.deepEqual(marked(trait(`${what}\n\n${WHY}`), 'statement/missing'), ['Honest'], what);
  assert.deepEqual(marked('# The assistant\n\n- **Honest**\n  - **Why:** people act on it, unless it is play.\n- **Warm**: is glad.\n', 'statement/missing'), ['**Honest**']);
});

test('statement/missing: the question becomes the statement, in each form', () => {
  for (const text of [trait(WHY), trait('**Why.** Reasons.').replace('\n\n**', '\n**'), trait('- **Why:** Reasons.'), trait(WHY).replaceAll('\n', '\r\n'), trait(WHY).replace('## Honest', 'Honest\n---'), '# The assistant\n\n- **Honest**\n  - **Why:** people act on it.\n- **Warm**: is glad.\n', '# The assistant\n\n- **Honest**:\n\n  **Why.** people act on it.\n\n- **Warm**: is glad.\n']) {
    const after = fixed(text, 'statement/missing');
    assert.deepEqual(marked(after, 'statement/missing'), [], after);
    assert.match(after, /TODO: Put in one sentence/);
    assert.equal(lintText(after).some((one) => saying(one).startsWith('why/missing: “Honest”')), false, after);
  }
});

const line = fc.constantFrom('### What', '### How', '### Why', '### Why {#w}', '### Exceptions', '### Trade-offs', '#### More', '**What.**', '**Why.** Reasons.', '**How:** so', '- **Why:** reasons', '- **What:**', '  - nested', '- more', 'Says so.', 'Is honest.', '', '', '', '<!-- c -->', 'TODO: x', '<why it matters>', '…', '```', '> q', '    code', 'What\n---', 'a\\', '\\# b', '***');
const anyTrait = fc.tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\n\n', '\r\n\r\n')).map(([lines, eol]) => `# How the assistant is${eol}${eol}## Honest${eol}${lines.join(eol)}`);

test('mends keep every line, and nothing is left of what they mend', () => {
  const lines = (text: string): readonly string[] => text.split(/[\r\n]+/).filter((one) => one.trim() !== '').toSorted();
  fc.assert(
    fc.property(anyTrait, (text) => {
      for (const id of ['part/order', 'part/duplicate'] as const) {
        for (const diagnostic of findings(text, id)) {
          for (const fix of diagnostic.fixes()) {
            const after = assertFixed(text, diagnostic, fix).text;
            if (id === 'part/order') assert.deepEqual(lines(after), lines(text));
            else assert.ok(lines(after).join('').length >= lines(text).join('').length - '### Exceptions'.length, after);
          }
        }
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  );
});

test('scaffolds take away their finding, and add none but that there is a question to answer', () => {
  fc.assert(
    fc.property(anyTrait, (text) => {
      const before = lintText(text).map(saying);
      for (const id of ['part/empty', 'statement/missing'] as const) {
        for (const diagnostic of findings(text, id)) {
          for (const fix of diagnostic.fixes()) {
            const after = lintText(applyEdits(text, fix.edits));
            const count = (all: readonly string[]): number => all.filter((one) => one === saying(diagnostic)).length;
            assert.ok(count(after.map(saying)) < count(before), applyEdits(text, fix.edits));
            const added = after.filter((one) => !before.includes(saying(one)) && IDS.some((known) => known === one.ruleId)).map(({ ruleId }) => ruleId);
            assert.deepEqual(added.filter((ruleId) => ruleId !== 'part/placeholder'), [], applyEdits(text, fix.edits));
          }
        }
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  );
});
