/** Who may import whom: the core stands alone, `vscode` stays in the editor, and Node's modules stay where they are named. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { test } from 'node:test';

const source = resolve(import.meta.dirname, '../src');

/** What each folder may import from, besides itself. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  document: [],
  lint: ['document'],
  language: ['document'],
  models: [],
  prompts: ['document', 'models'],
  engine: ['models'],
  generation: ['document', 'models', 'prompts', 'engine'],
  statistics: [],
  evals: ['document', 'models', 'prompts', 'engine', 'generation', 'statistics'],
  dataset: ['engine'],
  patterns: ['document', 'models', 'prompts', 'engine', 'dataset', 'statistics'],
  // Of the core's folders, the types of what a view shows.
  view: ['statistics', 'dataset', 'patterns', 'evals'],
  editor: ['view', 'document', 'lint', 'language', 'models', 'prompts', 'engine', 'generation', 'statistics', 'dataset', 'patterns', 'evals'],
  cli: ['document', 'lint', 'language', 'models', 'prompts', 'engine', 'generation', 'statistics', 'dataset', 'patterns', 'evals'],
};

interface Import {
  readonly file: string;
  readonly from: string;
}

function imports(): readonly Import[] {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((file) => {
    const text = readFileSync(resolve(source, file), 'utf8');
    const found = text.matchAll(/(?:^(?:import|export)\b[^;]*?\bfrom\s*|\bimport\(\s*|^import\s+)'([^']+)'/gm);
    return [...found].map((match) => ({ file: file.replaceAll('\\', '/'), from: match[1] ?? '' }));
  });
}

function folderOf(file: string): string {
  return file.split('/', 1)[0] ?? '';
}

test('every folder of the source has its place in the order', () => {
  const folders = readdirSync(source, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  assert.deepEqual(folders.toSorted(), Object.keys(ALLOWED).toSorted());
});

test('imports point one way', () => {
  const wrong = imports()
    .filter(({ from }) => from.startsWith('.'))
    .map(({ file, from }) => ({ file, to: relative(source, resolve(source, dirname(file), from)).replaceAll('\\', '/') }))
    .filter(({ file, to }) => !(file.startsWith('cli/') && to === '../package.json'))
    .filter(({ file, to }) => folderOf(file) !== folderOf(to) && !(ALLOWED[folderOf(file)] ?? []).includes(folderOf(to)));
  assert.deepEqual(wrong, []);
});

test('only the editor imports vscode', () => {
  assert.deepEqual(imports().filter(({ file, from }) => from === 'vscode' && folderOf(file) !== 'editor'), []);
});

test("Node's modules are imported by the command line and by adapters named for it", () => {
  const wrong = imports().filter(({ file, from }) => from.startsWith('node:') && folderOf(file) !== 'cli' && !file.endsWith('.node.ts'));
  assert.deepEqual(wrong, []);
});

test('the check sees the imports that are there', () => {
  assert.ok(imports().some(({ file, from }) => folderOf(file) === 'editor' && from === 'vscode'));
  assert.ok(imports().some(({ file, from }) => file === 'models/gemini.ts' && from === '@google/genai'));
});
