/** The rules about traits as a whole, chunks, style, names, links, front matter and suppressions: what each finds, and what it leaves alone. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RuleSetting } from '../../src/document/front-matter.ts';
import { DocumentParser, parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, applyMends, type Diagnostic, lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules.ts';
import { NameFinder } from '../../src/lint/rules/nearest.ts';
import { withoutCode, withoutLinks, withoutQuotations } from '../../src/document/plain-text.ts';
import { suppress } from '../../src/lint/suppression.ts';
import { fixOf, lintText, only, ruleIds } from './helpers.ts';

const runs = Number(process.env['RUNS'] ?? 200);

function findings(ruleId: string, text: string, setting?: RuleSetting): readonly Diagnostic[] {
  return lintText(text, setting === undefined ? {} : { [ruleId]: setting }).filter((diagnostic) => diagnostic.ruleId === ruleId);
}

/** What a rule underlines. */
function underlined(ruleId: string, text: string, setting?: RuleSetting): readonly string[] {
  return findings(ruleId, text, setting).map(({ range }) => text.slice(range.start, range.end));
}

/** The text after the first fix of the first finding, and what kind of fix it is. */
function fixed(ruleId: string, text: string): readonly [string, string] {
  const [first] = findings(ruleId, text);
  assert.ok(first !== undefined, `no ${ruleId}`);
  const fix = fixOf(first);
  return [applyEdits(text, fix.edits), fix.kind];
}

const trait = (name: string, body = '', statement = `Aster is ${name}.`): string => `## ${name}\n\n${statement}\n\n### Why\n\nBecause of it.\n${body === '' ? '' : `\n${body}\n`}\n`;
const aster = (...traits: readonly string[]): string => `---\ntraits: 1\nmodel: Aster\nprovider: Example Labs\n---\n\n# How Aster is\n\n${traits.join('')}`;

test('the samples have no finding of any rule, and other Markdown none of these', async () => {
  const root = new URL('../../', import.meta.url);
  for (const name of (await readdir(new URL('samples/', root))).filter((file) => file.endsWith('.traits.md') && !file.startsWith('short-list'))) {
    assert.deepEqual(ruleIds(await readFile(new URL(`samples/${name}`, root), 'utf8')), [], name);
  }
  const rest = /^(?:traits|chunk|style|names|links|suppression)\/|^front-matter\/unknown-key$/;
  for (const name of ['test/lint/fixtures/readme.md', 'test/lint/fixtures/essay.md', 'test/lint/fixtures/changelog.md', 'test/grammar/ordinary.md', 'README.md', 'ARCHITECTURE.md', 'docs/format.md']) {
    assert.deepEqual(ruleIds(await readFile(new URL(name, root), 'utf8')).filter((id) => rest.test(id)), [], name);
  }
});

const ORIGINAL = 'Aster tells people the price of each plan before they pay for anything.';

test('traits/overlap: traits that differ in a few words are found at the later one, and the first is named', () => {
  const text = aster(trait('Open about price', '', ORIGINAL), trait('Patient', '', 'Aster explains it again.'), trait('Plain about price', '', ORIGINAL.replace('each plan', 'every plan')));
  const [found, ...more] = findings('traits/overlap', text);
  assert.deepEqual(more, []);
  assert.equal(found && text.slice(found.range.start, found.range.end), 'Plain about price');
  assert.deepEqual(found?.related.map(({ range }) => text.slice(range.start, range.end)), ['Open about price']);
});

test('links/unresolved: where only the way to make an anchor differs, it is said as information', () => {
  const found = (anchor: string): readonly string[] =>
    lintText(`# A\n\n## 1.2 Honest & open\n\nSee [it](#${anchor}).\n`).flatMap(({ ruleId, severity }) => (ruleId === 'links/unresolved' ? [severity] : []));
  assert.deepEqual(found('12-honest-and'), ['warning']);
  assert.deepEqual(found('1-2-honest-open'), ['information']);
  assert.deepEqual(found('12-honest--open'), []);
});

test('traits/overlap: while statements are edited the same is found as in the text at once', () => {
  let percent = 60;
  const word = fc.constantFrom('alpha', 'bravo', 'charlie', 'delta', 'echo', 'foxtrot', 'golf');
  const statements = fc.array(fc.array(word, { minLength: 4, maxLength: 7 }), { minLength: 3, maxLength: 6 });
  const documentOf = (said: readonly (readonly string[])[]): string => `# Aster\n\n${said.map((words, index) => `## T${index}\n\n${words.join(' ')}.\n\n**Why:** so.\n`).join('\n')}`;
  const found = (document: TraitsDocument): unknown => lint(document, { 'traits/overlap': { percent } }).flatMap(({ ruleId, message, range }) => (ruleId === 'traits/overlap' ? [{ message, range }] : []));
  fc.assert(
    fc.property(statements, fc.array(fc.tuple(fc.nat(), fc.array(word, { minLength: 4, maxLength: 7 })), { maxLength: 6 }), fc.integer({ min: 20, max: 100 }), (first, edits, share) => {
      percent = share;
      const parser = new DocumentParser();
      let said = first;
      found(parser.parse(documentOf(said)));
      for (const [at, words] of edits) {
        said = said.with(at % said.length, words);
        const afterEdit = found(parser.parse(documentOf(said)));
        // Another document in between, so that nothing is known of this one.
        lintText('# None');
        assert.deepEqual(afterEdit, found(parseTraitsDocument(documentOf(said))));
        found(parser.parse(documentOf(said)));
      }
    }),
  );
});

test('traits/overlap: how much counts as nearly the same can be set, and short statements say too little to tell', () => {
  const halfway = aster(trait('Open', '', ORIGINAL), trait('Frank', '', 'Aster tells people the price of each repair before mechanics begin work.'));
  assert.deepEqual(underlined('traits/overlap', halfway), []);
  assert.deepEqual(underlined('traits/overlap', halfway, { percent: 20 }), ['Frank']);
  assert.deepEqual(underlined('traits/overlap', aster(trait('Kind', '', 'Be kind.'), trait('Kindly', '', 'Be kind.'))), []);
  assert.deepEqual(underlined('traits/overlap', `# Recipes\n\n## Bread\n\n${ORIGINAL}\n\n## Bread again\n\n${ORIGINAL}\n`), []);
});

test('traits/overlap: names and statements that are still to be written say nothing yet', () => {
  const question = 'TODO: In one sentence, what does the model do that shows this?';
  assert.deepEqual(underlined('traits/overlap', aster(trait('Open about price', '', question), trait('Open about prices', '', `**${question}**`))), []);
  assert.deepEqual(underlined('traits/overlap', aster(trait('TODO: Which quality, in two or three words?', '', ORIGINAL), trait('TODO: Which one?', '', ORIGINAL))), ['TODO: Which one?']);
});

test('traits/overlap: words that carry nothing in another language can be named, and then do not count', () => {
  const text = aster(trait('Uno', '', 'Aster dice la verità che conosce anche quando nessuno la chiede.'), trait('Due', '', 'Aster ripara le cose che trova anche quando nessuno la chiede.'));
  assert.deepEqual(underlined('traits/overlap', text, { percent: 40 }), ['Due']);
  assert.deepEqual(underlined('traits/overlap', text, { percent: 40, 'stop-words': ['Che', 'anche', 'quando', 'nessuno', 'la', 'le'] }), []);
  assert.deepEqual(underlined('traits/overlap', text, { percent: 40 }), ['Due'], 'what was found with other words is not kept');
});

test('traits/overlap: numbers of sections and tags of HTML are no words', () => {
  const text = aster(trait('2.5.3 Costs', '', '<a id="s2-5-3-costs"></a>\n\nIt hides the effects.'), trait('2.13.3 Costs', '', '<a id="s2-5-3-costs"></a>\n\nIt confuses readers.'));
  assert.deepEqual(underlined('traits/overlap', text), []);
  assert.deepEqual(underlined('traits/overlap', aster(trait('1. Open about price', '', ORIGINAL), trait('2) Open about price', '', ORIGINAL))), ['2) Open about price']);
});

test('traits/overlap: finds just the pairs that a comparison of each with each would find', () => {
  const word = fc.constantFrom('amber', 'birch', 'cloud', 'delta', 'ember', 'frost', 'grove', 'haven', 'ivory', 'jolly', 'krill', 'lemon');
  const statements = fc.array(fc.uniqueArray(word, { minLength: 4, maxLength: 9 }), { minLength: 2, maxLength: 9 });
  fc.assert(
    fc.property(statements, fc.integer({ min: 20, max: 100 }), (all, percent) => {
      const text = aster(...all.map((words, index) => trait(`T${index}`, '', `${words.join(' ')}.`)));
      const sets = all.map((words, index) => new Set([...words, `T${index}`]));
      const alike = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
        const both = [...a].filter((one) => b.has(one)).length;
        return both / (a.size + b.size - both);
      };
      const expected = sets.flatMap((set, index) => (set.size >= 5 && sets.slice(0, index).some((other) => other.size >= 5 && alike(set, other) >= percent / 100) ? [`T${index}`] : []));
      assert.deepEqual(underlined('traits/overlap', text, { percent }), expected);
    }),
    { numRuns: runs },
  );
});

test('traits/duplicate-id: the second of two traits is an error, and its fix leaves every link where it leads', () => {
  const text = aster('## A {#x}\n\nIt is.\n\n### Why\n\nReasons.\n\n', '## B {.y #x k=v} ##\n\nIt is.\n\n### Why\n\nReasons.\n\n', '## C {#x-2}\n\nIt is.\n\n### Why\n\nSee [A](#x).\n');
  assert.deepEqual(findings('traits/duplicate-id', text).map(({ severity }) => severity), ['error']);
  assert.deepEqual(underlined('traits/duplicate-id', text), ['#x']);
  const [after, kind] = fixed('traits/duplicate-id', text);
  assert.equal(after, text.replace('{.y #x k=v}', '{.y #x-3 k=v}'));
  assert.equal(kind, 'scaffold');
  assert.deepEqual(underlined('traits/duplicate-id', after), []);
});

test('traits/duplicate-id: on a heading that is no trait it is a warning, and names alone are no ids', () => {
  const text = aster(trait('A').replace('### Why', '### Why {#why}'), trait('B').replace('### Why', '### Why {#why}'), trait('B'));
  assert.deepEqual(findings('traits/duplicate-id', text).map(({ severity }) => severity), ['warning']);
});

const part = (depth: number, name: string): string => `${'#'.repeat(depth)} ${name}\n\nAs it is, in so many words.\n\n`;

test('traits/level: a part beside the traits is put back into the trait before it', () => {
  const text = `# T\n\n## A\n\nIs.\n\n${part(3, 'Why')}${part(3, 'What')}## B\n\nIs.\n\n${part(3, 'What')}${part(2, 'Why')}## C\n\nIs.\n\n${part(3, 'Why')}`;
  assert.deepEqual(findings('traits/level', text).map(({ severity }) => severity), ['warning']);
  assert.deepEqual(underlined('traits/level', text), ['Why']);
  assert.deepEqual(fixed('traits/level', text), [text.replace('\n## Why', '\n### Why'), 'mend']);
});

test('traits/level: a section about the whole document is no stray part', () => {
  const a = `## A\n\nIs.\n\n${part(3, 'Why')}`;
  assert.deepEqual(underlined('traits/level', `# T\n\n${part(2, 'Why')}${a}`), [], 'before the traits');
  assert.deepEqual(underlined('traits/level', `# T\n\n${a}${part(2, 'Why')}`), [], 'the trait has that part');
  assert.deepEqual(underlined('traits/level', `# T\n\n${a}${part(2, 'Exceptions')}`), [], 'no trait has that part');
  assert.deepEqual(underlined('traits/level', `# T\n\n${a}## B\n\nIs.\n\n${part(3, 'How')}${part(2, 'Why {.context}')}`), [], 'it says that it is context');
});

test('traits/level: traits that one part too far up turned into text are found, and the level can be set', () => {
  const text = `# T\n\n## Group\n\nIs.\n\n${part(3, 'Why')}### A\n\nIs.\n\n${part(4, 'Why')}### B\n\nIs.\n\n${part(4, 'Why')}`;
  assert.deepEqual(underlined('traits/level', text), ['A']);
  const [after, kind] = fixed('traits/level', text);
  assert.equal(after, `---\ntraits: 1\ntrait-level: 3\n---\n\n${text}`);
  assert.equal(kind, 'scaffold');
  assert.deepEqual(parseTraitsDocument(after).traits.map(({ name }) => name), ['A', 'B']);
  assert.deepEqual(underlined('traits/level', `---\ntrait-level: 2\n---\n${text}`), [], 'who sets the level has decided');
  const mostly = `${text}## C\n\nIs.\n\n${part(3, 'Why')}## D\n\nIs.\n\n${part(3, 'Why')}`;
  assert.deepEqual(findings('traits/level', mostly).map(({ fixable }) => fixable), [false]);
});

test('traits/level: the only label is named where it makes most of what were traits into none', () => {
  const leaf = (name: string): string => `### ${name}\n\nThe assistant should do so, as asked.\n\n`;
  const leaves = ['A', 'B', 'C'].map(leaf).join('');
  const group = (label: string): string => `# T\n\n## One\n\nThe assistant is so.\n\n${label}${leaves}## Two\n\n${leaves.replaceAll(/### ./g, '$&2')}`;
  for (const [label, named] of [['**Why.** So it is.\n\n', '**Why.**'], ['### Why\n\nSo it is.\n\n', 'Why'], ['- Why: so it is.\n\n', 'Why:']] as const) {
    const [found, ...more] = findings('traits/level', group(label));
    assert.equal(found?.severity, 'information', label);
    assert.equal(more.length, 0);
    assert.deepEqual(underlined('traits/level', group(label)), [named]);
  }
  const [after] = fixed('traits/level', group('**Why.** So it is.\n\n'));
  assert.equal(parseTraitsDocument(after).traits.length, 6);
  const below = `# T\n\n${leaves.replaceAll('###', '##')}## D\n\nThe assistant must.\n\n## Group\n\n### X\n\nThe assistant is so.\n\n**Why.** It is.\n`;
  assert.deepEqual(underlined('traits/level', below), ['**Why.**']);
});

test('traits/level: a label that leaves the traits as they are, or one of several, is not named', () => {
  const leaf = (name: string, body = ''): string => `## ${name}\n\nThe assistant should do so, as asked.\n\n${body}`;
  const leaves = ['A', 'B', 'C', 'D'].map((name) => leaf(name)).join('');
  assert.deepEqual(underlined('traits/level', `# T\n\n${leaves}${leaf('E', '**Why.** It is.\n\n')}`), []);
  const deep = leaves.replaceAll('##', '###');
  assert.deepEqual(underlined('traits/level', `# T\n\n${leaf('E', `**Why.** It is.\n\n${deep}`)}${leaf('F', '**Why.** It is.\n\n')}`), []);
  assert.deepEqual(underlined('traits/level', `---\ntrait-level: 2\n---\n\n# T\n\n${leaf('E', `**Why.** It is.\n\n${deep}`)}`), []);
  assert.deepEqual(underlined('traits/level', `# A tool\n\n## Use\n\nRun it.\n\n### Why\n\nIt is fast.\n\n${deep.replaceAll('The assistant should', 'You can')}## Licence\n\nMIT.\n\n## Thanks\n\nTo all.\n`), []);
});

test('traits/level: a label above subsections of one name, which are text of the traits, is not named, and no fix makes traits of them', () => {
  const says = (name: string, label = '', marks = '##'): string =>
    `${marks} ${name}\n\nThe assistant should do so.\n\n${label}${marks}# The problem\n\nIt is hard.\n\n${marks}# The response\n\nIt is done.\n\n`;
  const unlabelled = ['B', 'C', 'D'].map((name) => says(name)).join('');
  for (const label of ['**Why.** So it is.\n\n', '### Why\n\nSo it is.\n\n']) {
    const text = `# T\n\n${says('A', label)}${unlabelled}`;
    assert.deepEqual(parseTraitsDocument(text).traits.map(({ name }) => name), ['A', 'B', 'C', 'D']);
    assert.deepEqual(underlined('traits/level', text), []);
  }
  const deeper = ['A', 'B', 'C', 'D'].map((name) => says(name, '', '###')).join('');
  const above = `# T\n\n## Group\n\nThe assistant is so.\n\n${deeper}## Calm\n\nThe assistant is calm.\n\n**Why.** It is.\n`;
  const [found] = findings('traits/level', above);
  assert.deepEqual(found?.related.map(({ message }) => message), ['A', 'B', 'C', 'D'].map((name) => `“${name}” is no trait.`));
  assert.equal(found?.fixable, false);
});

test('traits/level: no fix for the only label makes a trait of a subtitle', () => {
  const leaf = (name: string): string => `### ${name}\n\nThe assistant should do so.\n\n`;
  const text = (subtitle: string): string => `# T\n\n${subtitle}## One\n\nThe assistant is so.\n\n**Why.** It is.\n\n${['A', 'B', 'C', 'D', 'E'].map(leaf).join('')}`;
  assert.deepEqual(findings('traits/level', text('')).map(({ fixable }) => fixable), [true]);
  assert.deepEqual(findings('traits/level', text('### What we hope for\n\nIt is a hope.\n\n')).map(({ fixable }) => fixable), [false]);
});

test('traits/level: one part deeper than the others is information, and subsections of a part are left alone', () => {
  const text = `# T\n\n## A\n\nIs.\n\n${part(3, 'What')}${part(4, 'Why')}${part(3, 'How')}#### A case\n\nOf it.\n`;
  assert.deepEqual(findings('traits/level', text).map(({ severity }) => severity), ['information']);
  assert.deepEqual(fixed('traits/level', text), [text.replace('#### Why', '### Why'), 'mend']);
});

test('chunk/too-long: says what the chunk is made of, and pinned scenarios do not count', () => {
  const long = 'Says so in words. '.repeat(40);
  const text = aster(trait('A', `### How\n\n${long}`), trait('B'));
  assert.deepEqual(underlined('chunk/too-long', text), []);
  const [found, ...more] = findings('chunk/too-long', text, { maximum: 150 });
  assert.deepEqual(more, []);
  assert.match(found?.message ?? '', /^The chunk of “A” is about 1\d\d tokens \(characters \/ 4, an estimate\): expected at most 150\. It has about 1\d\d tokens of its own, \d+ of what/);
  const pinned = aster(trait('A', `### Scenarios\n\n\`\`\`yaml scenario\nwhat: ${long}\nhow: so\nwhy: so\n\`\`\``));
  assert.deepEqual(underlined('chunk/too-long', pinned, { maximum: 150 }), []);
});

test('chunk/too-long: while trade-offs are edited each chunk is as long as in the text at once', () => {
  const entry = fc.tuple(fc.constantFrom('Over [B](#b)', 'Yields to [C](#c)', 'With [A](#a)', 'Over [D](#d)', 'With [B](#b) and [C](#c)'), fc.nat({ max: 300 })).map(([to, more]) => `- **${to}** ${'x'.repeat(more)}.\n`);
  const entries = fc.array(entry, { maxLength: 3 });
  const documentOf = (all: readonly (readonly string[])[]): string =>
    `---\ntraits: 1\n---\n\n# Aster\n\n${all.map((some, index) => `## ${'ABC'.charAt(index)} {#${'abc'.charAt(index)}}\n\nSays so${' and so'.repeat(index)}.\n\n### Trade-offs\n\n${some.join('')}`).join('\n')}`;
  const found = (document: TraitsDocument): unknown => lint(document, { 'chunk/too-long': { maximum: 100 } }).flatMap(({ ruleId, message, range }) => (ruleId === 'chunk/too-long' ? [{ message, range }] : []));
  fc.assert(
    fc.property(fc.array(entries, { minLength: 3, maxLength: 3 }), fc.array(fc.tuple(fc.nat({ max: 2 }), entries), { maxLength: 6 }), (first, edits) => {
      const parser = new DocumentParser();
      let all = first;
      found(parser.parse(documentOf(all)));
      for (const [at, changed] of edits) {
        all = all.with(at, changed);
        const afterEdit = found(parser.parse(documentOf(all)));
        // Another document in between, so that nothing is known of this one.
        lintText('# None');
        assert.deepEqual(afterEdit, found(parseTraitsDocument(documentOf(all))));
        found(parser.parse(documentOf(all)));
      }
    }),
  );
});

test('chunk/too-long: what all chunks have in common is found once', () => {
  const text = aster(trait('A'), trait('B'), trait('C')).replace('# How Aster is\n', `# How Aster is\n\n${'It is a long story. '.repeat(50)}\n`);
  const found = findings('chunk/too-long', text, { maximum: 150 });
  assert.equal(found.length, 1);
  assert.match(found[0]?.message ?? '', /^What stands before the first trait/);
});

test('style/vague: it is how often such words come that counts, outside quotations, code and links', () => {
  const vague = 'Aster gives suitable help as needed, in an appropriate tone.';
  assert.deepEqual(underlined('style/vague', aster(trait('A', '', vague))), ['suitable']);
  assert.deepEqual(underlined('style/vague', aster(trait('A', '', vague.replace('suitable ', '')))), []);
  assert.deepEqual(underlined('style/vague', aster(trait('A', '', `${vague} ${'It says what it does and to whom, and when it does something else. '.repeat(20)}`))), []);
  assert.deepEqual(underlined('style/vague', aster(trait('A', '', 'It is “appropriate”, `suitable`, "reasonable", and [as needed](#a). It is adequate.'))), []);
  assert.deepEqual(underlined('style/vague', aster(trait('A', '', 'Aster is nett, ganz nett und sehr nett.')), { words: ['nett'] }), ['nett']);
  assert.deepEqual(underlined('style/vague', `# Soup\n\n## Salt\n\n${vague}\n`), []);
});

test('style/monotony: items that open with the same words are found at the first of them', () => {
  const list = (openings: readonly string[]): string => `### How\n\n${openings.map((opening) => `- ${opening} of it.`).join('\n')}`;
  const same = ['**When asked** for a view', 'When asked again', 'when  asked at all', 'Speaks'];
  assert.deepEqual(underlined('style/monotony', aster(trait('A', list(same)))), ['When asked']);
  assert.deepEqual(underlined('style/monotony', aster(trait('A', list(same.slice(0, 3))))), [], 'too few');
  assert.deepEqual(underlined('style/monotony', aster(trait('A', list(['When asked', 'When told', 'When seen', 'When heard'])))), [], 'one word is no pattern');
  assert.deepEqual(underlined('style/monotony', aster(trait('A', list(['When told', 'When asked', 'When heard', 'When seen']))), { words: 1 }), ['When']);
  assert.deepEqual(underlined('style/monotony', aster(trait('A', list(same).replace('### How', '### Trade-offs')))), []);
});

test('names/model: a name that is not in the front matter is found, and not where it is right to name it', () => {
  const named = (sentence: string): readonly string[] => underlined('names/model', aster(trait('A', '', sentence)));
  assert.deepEqual(named('Claude says so. OpenAI made it; GPT-4o did.'), ['Claude', 'OpenAI', 'GPT-4o']);
  for (const right of [
    'It does not pretend to be `Claude`.',
    'People come to it from other assistants, ChatGPT among them.',
    'Unlike ChatGPT it stays.',
    'It says that it is not Gemini.',
    'A user asks “Are you ChatGPT?” and it answers.',
    'See [Claude](https://claude.ai) or https://openai.com/OpenAI.',
    'A painting by Claude Monet is a painting, and a llama is none.',
    'Llama farms are far away, as the file CLAUDE.md says.',
    'It reads what Claude Code wrote, and what the OpenAI SDK returns.',
    'It runs wherever Claude Code, Codex or the Gemini CLI does.',
    'Developers of open models (LLaMA, Mistral, Qwen) can use the same rules.',
  ]) assert.deepEqual(named(right), [], right);
  assert.deepEqual(underlined('names/model', aster(trait('A', '> Claude said so.\n\nOr not.'))), []);
  assert.deepEqual(underlined('names/model', aster(trait('A', '', 'Botley says so.')), { names: ['Botley'] }), ['Botley']);
});

test('names/model: the names of the makers of the model itself are its own', () => {
  const text = aster(trait('A', '', 'ChatGPT is made by OpenAI. Claude is here.')).replace('Aster\nprovider: Example Labs', 'GPT-5');
  assert.deepEqual(underlined('names/model', text), ['Claude']);
  for (const model of ['claude-sonnet-4', 'sonnet', 'Opus 4']) assert.deepEqual(underlined('names/model', text.replace('GPT-5', model)), ['ChatGPT', 'OpenAI'], model);
  assert.deepEqual(underlined('names/model', text.replace('GPT-5', 'gpt-4o')), ['Claude']);
});

test('names/model: the fix writes the name of the front matter, for a person to choose', () => {
  const text = aster(trait('A', '', 'Claude says so.'));
  assert.deepEqual(fixed('names/model', text), [text.replace('Claude', 'Aster'), 'scaffold']);
});

test('names/model: where the front matter has no name, two that are mixed are found at the rarer, and only in a document about a model', () => {
  const mixed = '---\ntraits: 1\n---\n\n# How the assistant is\n\n## A\n\nClaude should say so.\n\n## B\n\nClaude should ask.\n\n## C\n\nChatGPT should wait.\n';
  assert.deepEqual(underlined('names/model', mixed), ['ChatGPT']);
  assert.deepEqual(findings('names/model', mixed).map(({ severity }) => severity), ['information']);
  assert.deepEqual(underlined('names/model', '# A library\n\n## Install\n\nIt speaks to OpenAI.\n\n## Use\n\nAnthropic works, too.\n'), []);
});

test('names/placeholder: one that the front matter does not have is found wherever it stands, and not in code', () => {
  const text = aster(trait('A', '', 'What {{model}} does, {{Model}} does; `{{x}}`, {{{y}}} and ${{ z }} are none.')).replace('# How Aster is', '# How {{name}} is');
  assert.deepEqual(underlined('names/placeholder', text), ['{{name}}', '{{Model}}']);
  const [, second] = findings('names/placeholder', text);
  assert.deepEqual(second?.fixes().map(({ kind, title }) => `${kind}: ${title}`), ['mend: Change to {{model}}', 'scaffold: Add `Model` to the front matter']);
});

test('names/placeholder: the key can be added where there is no front matter, and templates of another kind are left alone', () => {
  const text = `# How {{model}} is\n\n${trait('A')}`;
  assert.deepEqual(fixed('names/placeholder', text), [`---\ntraits: 1\nmodel: TODO\n---\n\n${text}`, 'scaffold']);
  assert.deepEqual(underlined('names/placeholder', '# {{title}}\n\n## {{heading}}\n\nDear {{name}}, we write to you.\n'), []);
  assert.deepEqual(underlined('names/placeholder', '---\ntitle: Post\n---\n\n# {{title}}\n\nDear {{name}}, we write to you.\n'), []);
});

test('links/unresolved: anchors may be ids, slugs, ids of HTML, and headings in quotes', () => {
  const text = [
    '# Title here', '## Named {#given}', '### Same', '### Same', '<a id="html"></a><a name=named></a>', '> ## In a *quote*', '- ## In a list',
    '[a](#given) [?](#same) [b](#same-1) [c](#title-here) [d](#html) [e](#named) [f](#in-a-quote) [g](#in-a-list) [h](#) [i](#top) [j](other.md#x) [k](https://example.org/#x)',
  ].join('\n\n');
  assert.deepEqual(underlined('links/unresolved', `${text}\n`), []);
  assert.deepEqual(underlined('links/unresolved', `${text}\n\n[a](#gone), [b](<#in%20it>) and [c](#same-2 "title").\n\n[x]: #away\n`), ['#gone', '#in%20it', '#same-2', '#away']);
});

test('links/unresolved: what is in code is no link, in a block, a span or indented', () => {
  const text = '# T\n\n`[a](#x)` and ``[b][c] ` ``\n\n```md\n[a](#x)[^1]\n```\n\n    [a](#x)\n\n<!-- [a](#x) -->\n\n- item\n\n      [a](#x)\n';
  assert.deepEqual(underlined('links/unresolved', text), ['#x'], 'in a list, indentation may be text');
});

test('links/unresolved: the heading that is meant is named, and taken by itself where only spelling differs', () => {
  const text = (anchor: string): string => `# T\n\n## Warm at heart {#warm}\n\nSee [it](#${anchor}).\n`;
  assert.deepEqual(fixed('links/unresolved', text('Warm')), [text('warm'), 'mend']);
  assert.deepEqual(fixed('links/unresolved', text('warm-at-heart')), [text('warm'), 'mend']);
  assert.deepEqual(fixed('links/unresolved', text('warmm')), [text('warm'), 'scaffold']);
  assert.deepEqual(findings('links/unresolved', text('zzzz')).map(({ fixable }) => fixable), [false]);
});

test('links/unresolved: references and footnotes need a definition, and brackets that are neither do not', () => {
  const text = '# T\n\nSee [the text][Ref], [that][gone], [this][], [it][Foo  Bar].[^1] And more.[^note]\n\n[ref]: https://example.org\n[FOO bar]: x\n[^1]: So.\n';
  assert.deepEqual(underlined('links/unresolved', text), ['gone', 'this', '[^note]']);
  assert.deepEqual(underlined('links/unresolved', '# T\n\nIn rows[i][j], matrix [0][1], a set [^abc] or [^abc]+ and \\[a][b]; [sic] [x](y).\n'), []);
});

test('links/unresolved: footnotes that were lost all at once are one finding', () => {
  const found = findings('links/unresolved', '# T\n\nOne.[^a] Two.[^b] Three.[^c]\n');
  assert.deepEqual(found.map(({ related }) => related.length), [2]);
});

test('links/unresolved: what a trade-off names is reported by the rule about trade-offs alone', () => {
  const text = aster(trait('A', '### Trade-offs\n\n- **Over [Warm](#warm)** in substance.\n- With [Nobody][x] here.\n\n[x]: #nobody'));
  assert.deepEqual(underlined('links/unresolved', text), ['#nobody']);
  assert.ok(ruleIds(text).includes('trade-offs/unknown-trait'));
});

test('front-matter/unknown-key: what is close to a key is a warning, others are information, and placeholders are known', () => {
  const text = (keys: string, body = ''): string => `---\ntraits: 1\n${keys}\n---\n\n# T\n${body}`;
  const found = (source: string): readonly string[] => findings('front-matter/unknown-key', source).map(({ severity, range }) => `${severity} ${source.slice(range.start, range.end)}`);
  assert.deepEqual(found(text('Model: a\nprovder: b\nauthor: c\nx-mine: d\n"odd key": e')), ['warning Model', 'warning provder', 'information author', 'information "odd key"']);
  assert.deepEqual(found(text('audience: students', '\nFor {{audience}}.\n')), []);
  assert.deepEqual(found('---\ntitle: A post\ndate: 2026-01-01\ntags: [a]\n---\n\n# T\n\nText.\n'), []);
  assert.deepEqual(fixed('front-matter/unknown-key', text('Trait-Level: leaf')), [text('trait-level: leaf'), 'mend']);
  assert.deepEqual(fixed('front-matter/unknown-key', text('provder: b')), [text('provider: b'), 'scaffold']);
  assert.deepEqual(fixed('front-matter/unknown-key', text('author: b')), [text('x-author: b'), 'scaffold']);
});

test('front-matter/unknown-key: a rule that does not exist is found at its id', () => {
  const text = '---\nlint:\n  why/mising: off\n  Why/Missing: off\n  zzz: off\n  why/circular: { severity: off }\n---\n\n# T\n';
  assert.deepEqual(underlined('front-matter/unknown-key', text), ['why/mising', 'Why/Missing', 'zzz']);
  assert.deepEqual(findings('front-matter/unknown-key', text).map((one) => one.fixes().map(({ kind }) => kind)), [['scaffold'], ['mend'], []]);
});

test('front-matter/invalid: wrong options are found at their values, and options that do not exist at their names', () => {
  const text = '---\nlint:\n  chunk/too-long: { maximum: lots, minimum: 3, severity: loud }\n  style/vague:\n    words: fine\n    at-least: 2\n---\n\n# T\n';
  assert.deepEqual(underlined('front-matter/invalid', text), ['lots', 'minimum', 'loud', 'fine']);
  assert.deepEqual(lintText('# T\n', { 'chunk/too-long': { maximum: 'lots' } }), [], 'what is wrong in the settings is not in the document');
});

const doubtful = '## A\n\nThe assistant should, at the expense of time.\n';

test('suppression/unused: what silences something stays, what does not is found by rule, and taken out', () => {
  const text = (comment: string): string => `# The assistant\n\n${comment}${doubtful}`;
  assert.deepEqual(underlined('suppression/unused', text('<!-- traits-disable-next-line why/missing -->\n')), []);
  assert.deepEqual(fixed('suppression/unused', text('<!-- traits-disable-next-line why/missing, part/empty -->\n')), [text('<!-- traits-disable-next-line why/missing -->\n'), 'mend']);
  for (const scope of ['next-line', 'file']) {
    const comment = `<!-- traits-disable-${scope} part/empty -->\n`;
    assert.deepEqual(underlined('suppression/unused', text(comment)), [comment.trim()]);
    assert.deepEqual(fixed('suppression/unused', text(comment)), [text(''), 'mend']);
  }
  assert.deepEqual(fixed('suppression/unused', `${text('')}\nText <!-- traits-disable-file part/empty --> here.\n`), [`${text('')}\nText here.\n`, 'mend']);
});

test('suppression/unused: what ends a stretch goes with what began it, unless it ends another', () => {
  const text = (...lines: readonly string[]): string => `# The assistant\n\n${lines.join('\n\n')}\n\n${doubtful}`;
  assert.deepEqual(fixed('suppression/unused', text('<!-- traits-disable part/empty -->', '<!-- traits-enable part/empty -->')), [text('', '').replace('\n\n\n\n\n\n', '\n\n\n\n'), 'mend']);
  const [after] = fixed('suppression/unused', text('<!-- traits-disable part/empty -->', '<!-- traits-disable why/missing -->', doubtful, '<!-- traits-enable -->'));
  assert.match(after, /<!-- traits-enable -->/);
  assert.deepEqual(underlined('suppression/unused', text('<!-- traits-enable why/missing -->')), ['<!-- traits-enable why/missing -->']);
});

test('suppression/unused: a rule that does not exist is a warning, a rule that is off is not counted, a reason is no rule', () => {
  const text = (rules: string): string => `# The assistant\n\n<!-- traits-disable-next-line ${rules} -->\n${doubtful}`;
  assert.deepEqual(findings('suppression/unused', text('why/mising')).map(({ severity }) => severity), ['warning']);
  assert.deepEqual(fixed('suppression/unused', text('Why/Missing')), [text('why/missing'), 'mend']);
  assert.deepEqual(underlined('suppression/unused', text('why/missing -- since it is plain')), []);
  assert.deepEqual(underlined('suppression/unused', text('-- since why/mising is plain')), []);
  assert.deepEqual(fixed('suppression/unused', text('why/missing, part/empty -- since it is plain')), [text('why/missing -- since it is plain'), 'mend']);
  const off = lintText(text('part/empty'), { 'part/empty': 'off' }).filter(({ ruleId }) => ruleId === 'suppression/unused');
  assert.deepEqual(off, []);
  assert.deepEqual(underlined('suppression/unused', text('why/missing suppression/unused')), []);
});

test('suppression/unused is the last rule, since it looks at what the others found', () => {
  assert.equal(RULES.at(-1)?.meta.id, 'suppression/unused');
});

const ids = ['why/missing', 'exceptions/missing', 'part/empty', 'no/such'] as const;
const comment = fc
  .tuple(fc.constantFrom('disable-next-line', 'disable', 'enable', 'disable-file'), fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }))
  .map(([directive, rules]) => `<!-- traits-${[directive, ...rules].join(' ')} -->`);
const suppressed = fc.array(fc.oneof({ weight: 2, arbitrary: comment }, { weight: 1, arbitrary: fc.constantFrom(...'ABC').map((name) => doubtful.replace('A', name)) }), { maxLength: 9 });

test('several suppressions can stand above the line that they are about', () => {
  const text = '---\ntraits: 1\n---\n\n# T\n\n<!-- traits-disable-next-line why/missing -->\n\n<!-- traits-disable-next-line exceptions/missing -->\n## A\n\nIt should, at the expense of time.\n';
  assert.deepEqual(ruleIds(text, only('why/missing', 'exceptions/missing', 'suppression/unused')), []);
});

test('a suppression silences what the comments around a finding say, whatever they are', () => {
  fc.assert(
    fc.property(suppressed, (blocks) => {
      const document = parseTraitsDocument(`# The assistant\n\n${blocks.join('\n\n')}\n`);
      const all = Array.from(document.text.matchAll(/^## ./gm), ({ index }) => ids.map((ruleId) => ({ ruleId, range: { start: index, end: index + 1 } }))).flat();
      const kept = all.filter(({ ruleId, range }) => {
        let disabled = false;
        for (const { scope, rules, range: at } of document.suppressions) {
          if (rules.length > 0 && !rules.includes(ruleId)) continue;
          if (scope === 'file') return false;
          if (scope === 'next-line' && at.end <= range.start && document.text.slice(at.end, range.start).replaceAll(/<!--.*?-->/g, '').trim() === '') return false;
          if (scope !== 'next-line' && at.start <= range.start) disabled = scope === 'from-here';
        }
        return !disabled;
      });
      assert.deepEqual(suppress(document, all).kept, kept);
    }),
    { numRuns: runs },
  );
});

test('taking out the suppressions that silence nothing brings no finding back, and comes to an end', () => {
  const others = (text: string): readonly string[] => ruleIds(text).filter((id) => id !== 'suppression/unused');
  fc.assert(
    fc.property(suppressed, (blocks) => {
      let text = `# The assistant\n\n${blocks.join('\n\n')}\n`;
      const before = others(text);
      for (let round = 0; ; round += 1) {
        const parsed = parseTraitsDocument(text);
        const { text: after, applied } = applyMends(parsed, lint(parsed).filter(({ ruleId }) => ruleId === 'suppression/unused'));
        if (applied === 0) break;
        assert.ok(round < 20, after);
        text = after;
        assert.deepEqual(others(text), before, text);
      }
      const left = lintText(text).filter(({ ruleId, severity }) => ruleId === 'suppression/unused' && severity !== 'warning');
      assert.deepEqual(left, [], text);
    }),
    { numRuns: runs },
  );
});

test('what is blanked out keeps its length and its lines', () => {
  const piece = fc.constantFrom('`', '``', '```', '~~~', '\n', '\n\n', '    ', '\t', '- ', '> ', '<!--', '-->', '[a](b)', '[a][b]', '"', '“', '”', 'https://x.y', 'word ', '\r\n');
  fc.assert(
    fc.property(fc.oneof(fc.array(piece, { maxLength: 40 }).map((all) => all.join('')), fc.string({ unit: 'binary' })), (text) => {
      for (const blanked of [withoutCode(text), withoutLinks(text), withoutQuotations(text)]) {
        assert.equal(blanked.length, text.length);
        assert.equal(blanked.replaceAll(/[^\r\n]/g, ' '), text.replaceAll(/[^\r\n]/g, ' '));
      }
    }),
    { numRuns: runs },
  );
});

test('a name is found by any spelling of it, and never by one that is far', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{3,9}(-[a-z]{1,5})?$/), { minLength: 1, maxLength: 8 }), fc.nat(), (names, index) => {
      const name = names[index % names.length] ?? '';
      const finder = new NameFinder(names);
      assert.deepEqual(finder.nearest(name.toUpperCase().replace('-', '_')), { name, certain: true });
      assert.equal(finder.nearest('0123456789'), undefined);
    }),
    { numRuns: runs },
  );
});
