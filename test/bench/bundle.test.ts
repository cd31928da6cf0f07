/** What is shipped: bundled and with halves of packages left out, it does what the sources do, and loads when it should. */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { linterBundle, type LinterModule, loadedByActivation } from '../../scripts/bench/bundle.ts';
import { documentedRules } from '../../scripts/generate.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { lint } from '../../src/lint/lint.ts';

const folder = mkdtempSync(join(tmpdir(), 'traitwright-bundle-'));
after(() => rmSync(folder, { recursive: true }));

const fixtures = new URL('../lint/fixtures/', import.meta.url);
const yaml = [
  'a: 1.50\nb: 0x1F\nc: 1e3\nd: .inf\ne: yes\nf: ~\ng: 2001-12-14\nh: 0o17\ni: TRUE\nj: "\\u00e9"\nk: \'it\'\'s\'',
  'a: |+\n  two\n  lines\n\nb: >-\n  folded\n  text\nc: [x, {y: z}]\nd: {e: f, g}\n? {h: i}\n: j\n? [k]\n: l\n? m',
  'a: &b {c: d}\ne: *b\n<<: *b\nf: *unknown\ng: !!set {h, i}\nj: !!binary aGk=\nk: !own l\nm: !!str 1\nn: !!int x',
  'trait-level: 2\nsections:\n  why: [Warum\nlint: {how/missing: off}\na: b: c\n  d',
  'a: "\\x"\na: `b`\n\tc: d\n- e',
  '%YAML 1.1\nmodel: yes',
].map((lines) => `---\n${lines}\n---\n\n# T\n\n## Honest\n\n### Why\n\nSo.\n\n\`\`\`yaml scenario\n${lines}\n\`\`\`\n`);

/** Characters by name: plain ones, those that need escapes in code, pairs, and one that there is none of. */
const references = '# T\n\n## Honest\n\nIt &amp; &nbsp;&copy; &quot;&bsol;&apos;&Tab;&NewLine; &NotEqualTilde;&bne;&Afr;&fjlig; &CounterClockwiseContourIntegral; &no;\n\n### Why\n\nSo.\n';

const bundle = await linterBundle(folder);

test('the bundled linter reads what the linter reads, and finds what it finds', async () => {
  const bundled = (await import(bundle.url)) as LinterModule;
  const documents = readdirSync(fixtures).filter((name) => name.endsWith('.md')).map((name) => readFileSync(new URL(name, fixtures), 'utf8'));
  for (const text of [...documents, ...yaml, references]) {
    const ours = parseTraitsDocument(text);
    const theirs = new bundled.DocumentParser().parse(text);
    assert.deepEqual(theirs.frontMatter, ours.frontMatter, text.slice(0, 300));
    assert.deepEqual(theirs.traits, ours.traits, text.slice(0, 300));
    assert.deepEqual(found(bundled.lint(theirs)), found(lint(ours)), text.slice(0, 300));
  }
});

function found(diagnostics: ReturnType<typeof lint>): readonly string[] {
  return diagnostics.map(({ ruleId, range: { start, end }, message }) => `${ruleId} ${start}-${end}: ${message}`);
}

test('VS Code waits for little to be loaded, and no model SDK is loaded before it is needed', async () => {
  const { size, sources, after: later } = await loadedByActivation();
  assert.ok(size < 10_000, `${size} bytes`);
  assert.deepEqual([...sources.keys()], ['src/editor']);
  assert.ok(later.sources.has('src/lint') && later.sources.has('src/language'));
  assert.deepEqual([...later.sources.keys()].filter((source) => /genai|zod|p-queue|statistics/.test(source)), []);
  assert.ok(later.size < 600_000, `${later.size} bytes right after`);
});

test('what stands on the page of a rule is not in the bundle', async () => {
  const text = readFileSync(fileURLToPath(bundle.url), 'utf8');
  for (const { rule, page } of await documentedRules()) {
    const [line = ''] = page.why.split('\n');
    assert.ok(!text.includes(line), rule.meta.id);
  }
});
