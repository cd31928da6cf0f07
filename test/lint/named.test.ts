/** What a document is told that is one of traits by the name of its file alone, as newcomers write them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, type Diagnostic, lint } from '../../src/lint/lint.ts';
import { assertFixed, fixOf } from './helpers.ts';

function named(text: string): readonly Diagnostic[] {
  return lint(parseTraitsDocument(text, LANGUAGES), {}, true);
}

/** `rule severity "where it stands"`, of the rules whose ids match. */
function told(text: string, ids = /./): readonly string[] {
  return named(text).filter(({ ruleId }) => ids.test(ruleId)).map(({ ruleId, severity, range }) => `${ruleId} ${severity} “${text.slice(range.start, range.end)}”`);
}

const section = (name: string, text: string): string => `## ${name}\n\n${text}\n\n`;
const names = ['Honest', 'Kind', 'Calm', 'Brief', 'Curious'];

test('a list of traits is told so whatever its title, its items and what stands before them', () => {
  for (const text of ['# Wren\n\n- honest\n- kind\n', 'Wren should be:\n\n* honest\n* kind to everybody\n', '1. Honest: says so\n2. Kind\n', '# Shopping\n\n- **Honest**: says so.\n']) {
    assert.deepEqual(named(text).map(({ ruleId, severity }) => `${ruleId} ${severity}`), ['document/short-list warning'], text);
  }
});

test('a document in which no trait is found is told so, and one that has just been made is not', () => {
  assert.deepEqual(told('# Wren\n\nIt is honest.\n'), ['document/no-traits information “Wren”']);
  assert.deepEqual(told('It is honest.\n'), ['document/no-traits information “”']);
  for (const empty of ['', '\n\n', '---\nmodel: Wren\n---\n']) assert.deepEqual(told(empty), [], JSON.stringify(empty));
  assert.deepEqual(lint(parseTraitsDocument('# Tool\n\nIt runs.\n')), []);
});

test('what no trait of many says is told once, at the title, and nothing is lost in mending it', () => {
  const text = `# Wren\n\n${names.map((name) => section(name, 'It should say so.')).join('')}`;
  const missing = ['exceptions/missing information', 'how/missing hint', 'trade-offs/missing information', 'why/missing warning'];
  assert.deepEqual(told(text), missing.map((one) => `${one} “Wren”`));
  for (const diagnostic of named(text)) {
    const fix = fixOf(diagnostic);
    const fixed = applyEdits(text, fix.edits);
    assert.equal(fixed.match(/TODO/g)?.length, names.length, fixed);
    assert.deepEqual(named(fixed).filter(({ ruleId }) => ruleId === diagnostic.ruleId), [], fixed);
    assert.deepEqual(parseTraitsDocument(fixed).traits.map(({ name }) => name), names, fixed);
  }
});

test('as soon as some traits say it, the others are told apart, and so are few traits', () => {
  const reasons = (count: number, of: number): string => `# Wren\n\n${Array.from({ length: of }, (_, index) => section(`Trait ${index}`, `It should say so${index < count ? ', because it helps' : ''}.`)).join('')}`;
  assert.equal(told(reasons(0, 4), /^why/).length, 4);
  assert.equal(told(reasons(1, 5), /^why/).length, 4);
  assert.deepEqual(told(reasons(1, 20), /^why/), ['why/missing warning “Wren”']);
  assert.match(named(reasons(1, 20)).find(({ ruleId }) => ruleId === 'why/missing')?.message ?? '', /^In 19 of the 20 traits nothing says why/);
  assert.equal(told(reasons(3, 20), /^why/).length, 17);
});

test('a rule that is off says nothing of all traits either, and a suppression silences it', () => {
  const body = `# Wren\n\n${names.map((name) => section(name, 'It should say so.')).join('')}`;
  assert.deepEqual(told(`---\nlint:\n  why/missing: off\n---\n\n${body}`, /^why/), []);
  assert.deepEqual(told(`<!-- traits-disable-next-line why/missing -->\n${body}`, /why|suppression/), []);
});

test('a trait that speaks in absolutes is told so also where no trait has exceptions', () => {
  const text = `# Wren\n\n${names.map((name, index) => section(name, index === 1 ? 'It never lies.' : 'It should say so.')).join('')}`;
  assert.deepEqual(told(text, /^exceptions/), ['exceptions/missing information “Wren”', 'exceptions/missing warning “Kind”']);
});

test('an absolute with a condition, or that is no rule, makes nothing worse', () => {
  const severity = (text: string): string | undefined => named(`# Wren\n\n${section('A', text)}`).find(({ ruleId }) => ruleId === 'exceptions/missing')?.severity;
  for (const text of ["There's always more to do.", 'People can always leave.', 'It is never a know-it-all.', 'Wren never stays away from a topic solely because it is hard.', 'Wren always calls for help if somebody is hurt.', 'If somebody is hurt, Wren always calls.', 'One that always agrees is no use.', 'Wren says “never” to nobody.']) {
    assert.equal(severity(text), 'information', text);
  }
  for (const text of ['Wren never lies.', 'It always says so, even when it hurts.', 'Wren tells the truth, always.', 'If it can, it helps. It never lies.']) assert.equal(severity(text), 'warning', text);
});

test('a trait that has only its name is told one thing, and so is a heading without a name', () => {
  assert.deepEqual(told('# Wren\n\n## Honest\n\nSays so.\n\n### Why\n\nBecause people act on it.\n\n## Curious\n\n## \n', /missing/).filter((one) => !one.includes('Honest')), ['statement/missing information “Curious”', 'statement/missing information “”']);
});

test('labels that newcomers write say what they stand over', () => {
  const trait = `## Honest\n\n**What it means:** Honesty.\n\n**How it shows:** Always so.\n\n**Why it matters:** Readers plan by it.\n\n**When it conflicts with Kind:** Honest.\n\n**When not:** In a game.\n`;
  assert.deepEqual(told(`# Wren\n\n${trait}`, /missing$/), []);
  assert.deepEqual(told(`# Wren\n\n${trait.replaceAll(/\*\*([^*]+):\*\*/g, '### $1\n\n').replace('Why it matters', 'Why')}`, /missing$/), []);
  assert.deepEqual(told('# Wren\n\n## Why and how\n\nHonesty.\n', /missing$/).length, 5, 'the name of a trait is no label in it');
});

test('items that say what it does are a What, and qualities are none', () => {
  const what = (text: string): readonly string[] => told(`# Wren\n\n${section('A', text)}`, /^what/);
  for (const text of ['- Acknowledges feelings before solving problems\n- Uses warm words', 'Use short words.', '- Brief: answers in one line']) assert.deepEqual(what(text), [], text);
  for (const text of ['Friendly, concise, professional.', '- How do you sound to other people?', '- warm\n- kind', '```\nUse short words.\n```\n\nHonesty.']) assert.equal(what(text).length, 1, text);
});

test('prose that is long may give its reason in any words: there it is information, and the message says on what it rests', () => {
  const [short] = named(`# W\n\n${section('A', 'It should.')}`).filter(({ ruleId }) => ruleId === 'why/missing');
  const [long] = named(`# W\n\n${section('A', 'It should say what is so. '.repeat(15))}`).filter(({ ruleId }) => ruleId === 'why/missing');
  assert.deepEqual([short?.severity, long?.severity], ['warning', 'information']);
  assert.match(long?.message ?? '', /^“A” does not say why, as far as its words tell: /);
});

const GERMAN = '# Amsel\n\n## Ehrlich\n\nAmsel sagt, was stimmt. Wenn sie etwas nicht weiß, sagt sie das. Die Leser sind oft Kinder, und auf das, was man ihnen sagt, ist für sie Verlass.\n';

test('a document in another language is told to say so, and not what it lacks by English words', () => {
  assert.deepEqual(told(GERMAN), ['document/language warning “Amsel”']);
  const [diagnostic] = named(GERMAN);
  const fixed = applyEdits(GERMAN, fixOf(diagnostic ?? assert.fail()).edits);
  assert.equal(parseTraitsDocument(fixed, LANGUAGES).vocabulary.language, 'de');
  assert.deepEqual(told(fixed, /language/), []);
  assert.deepEqual(told(`# 小雀\n\n## 诚实\n\n${'小雀说的是真话，不知道的时候就说不知道，因为读者相信它说的话。'.repeat(3)}\n`), ['document/language warning “小雀”']);
  assert.deepEqual(told('# Merle\n\n## Honnête\n\nMerle dit ce qui est vrai, et dit aussi ce que les gens ne veulent pas entendre. Pour les enfants qui le lisent, une erreur est pire que des silences dans les réponses.\n'), ['document/language warning “Merle”']);
  assert.deepEqual(lint(parseTraitsDocument(GERMAN)), [], 'of other Markdown nothing is asked');
});

test('English with a few words of another language is English, and so is what has few words', () => {
  for (const text of ['Do not lie. Do not flatter. Do not hide errors. Do not mock. Do not shout. Do not rush people.', 'Wren says und, der, nicht, ist, sie and das to readers of German, and the same to those of any other language that it knows for sure.', 'Honest und kind.', 'Acknowledges feelings before solving problems.']) {
    assert.deepEqual(told(`# W\n\n${section('A', text)}`, /language/), [], text);
  }
});

test('parts out of order and the only label are told of as in a document whose front matter says what it is', () => {
  const trait = (name: string): string => section(name, 'Wren is.\n\n### Why\n\nBecause people act on it.\n\n### What\n\n- Says so.');
  assert.ok(told(`# W\n\n${section('A', 'Wren is.')}${section('B', 'Wren is.')}${trait('C')}`, /^part\/order/).length === 1);
});

test('a fix at the title also mends a document of items', () => {
  const items = names.map((name) => `- **${name}**: should say so.\n  - What: says so.\n`).join('');
  const text = `# Wren\n\n${items}`;
  const diagnostic = lint(parseTraitsDocument(text, LANGUAGES)).find(({ ruleId }) => ruleId === 'why/missing') ?? assert.fail();
  assertFixed(text, diagnostic, fixOf(diagnostic));
});

test('placeholders without a value, a mistyped key, traits that overlap and another model are told of by the name of the file alone', () => {
  const body = `# Wren\n\n${section('Honest', 'Wren tells people what is so about books, shelves and opening hours.')}`;
  assert.deepEqual(told(`${body}${section('Kind', 'It greets {{reader}}.')}`, /^names/), ['names/placeholder warning “{{reader}}”']);
  assert.deepEqual(told(`---\nmodell: Wren\n---\n\n${body}`, /^front-matter/), ['front-matter/unknown-key warning “modell”']);
  assert.deepEqual(told(`${body}${section('Open', 'Wren tells people what is so about books, shelves and opening hours.')}`, /^traits/), ['traits/overlap information “Open”']);
  assert.deepEqual(lint(parseTraitsDocument(`${body}${section('Kind', 'It greets {{reader}}.')}`)), [], 'of other Markdown nothing is asked');
});

test('a paragraph that begins with a label and a colon says its part', () => {
  const text = '# Wren\n\n## Honest\n\nSays what is so.\n\nWhy: a wrong figure is copied into ten other documents.\n\n## Kind\n\nIs warm with people.\n';
  assert.deepEqual(named(text).filter(({ ruleId }) => ruleId === 'why/missing').map(({ message }) => /“(.*?)”/.exec(message)?.[1]), ['Kind']);
});
