/** Tokenises text with the traits grammar, or with plain Markdown, and states what scopes its words have. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

const TRAITS = 'text.html.markdown.traits';
const MARKDOWN = 'text.html.markdown';
const traitsGrammar = fileURLToPath(new URL('../../syntaxes/traits.tmLanguage.json', import.meta.url));

/** The grammars that the traits grammar stands on, and some that fences embed. */
const packaged: Record<string, string> = {
  'text.html.markdown': 'markdown',
  'text.html.derivative': 'html-derivative',
  'text.html.basic': 'html',
  'source.yaml': 'yaml',
  'source.json': 'json',
};

/**
 * The grammars that a VS Code brings, when VSCODE_EXTENSIONS names its folder of built-in extensions. Without it the
 * packaged ones are used, which come from the same sources.
 */
function builtIn(folder: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder)) {
    const manifest = join(folder, name, 'package.json');
    if (!existsSync(manifest)) continue;
    const { contributes } = JSON.parse(readFileSync(manifest, 'utf8')) as {
      contributes?: { grammars?: { scopeName: string; path: string; injectTo?: string[] }[] };
    };
    for (const grammar of contributes?.grammars ?? []) {
      if (!grammar.injectTo) found[grammar.scopeName] ??= join(folder, name, grammar.path);
    }
  }
  return found;
}

const builtInFolder = process.env['VSCODE_EXTENSIONS'];
const paths: Record<string, string> = builtInFolder
  ? builtIn(builtInFolder)
  : Object.fromEntries(
      Object.entries(packaged).map(([scope, file]) => [
        scope,
        fileURLToPath(import.meta.resolve(`tm-grammars/grammars/${file}.json`)),
      ]),
    );
paths[TRAITS] = traitsGrammar;

await oniguruma.loadWASM(readFileSync(fileURLToPath(import.meta.resolve('vscode-oniguruma/release/onig.wasm'))));

const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (sources) => new oniguruma.OnigScanner(sources),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) => {
    const path = paths[scope];
    return path ? textmate.parseRawGrammar(readFileSync(path, 'utf8'), path) : null;
  },
});

async function load(scope: string): Promise<textmate.IGrammar> {
  const grammar = await registry.loadGrammar(scope);
  assert.ok(grammar, `no grammar for ${scope}`);
  return grammar;
}

const grammars = { traits: await load(TRAITS), markdown: await load(MARKDOWN) };

/** For each character of the text, line breaks included, its scopes from the outside in, without the root. */
export function scopesOf(text: string, language: 'traits' | 'markdown' = 'traits'): string[][] {
  const scopes: string[][] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = grammars[language].tokenizeLine(line, state);
    for (const token of result.tokens) {
      const end = Math.min(token.endIndex, line.length);
      for (let i = token.startIndex; i < end; i++) scopes.push(token.scopes.slice(1));
    }
    scopes.push([]);
    state = result.ruleStack;
  }
  return scopes.slice(0, -1);
}

/** A row is the words to look at (where they first stand in the text) and the scopes they have. */
export type Row = readonly [words: string, expected: string];

/**
 * Checks every row against the text. What is expected is scope prefixes from the outside in, with others allowed
 * between; one that begins with `!` may be nowhere.
 */
export function check(text: string, rows: readonly Row[]): void {
  const scopes = scopesOf(text);
  for (const [words, expected] of rows) {
    const start = text.indexOf(words);
    assert.notEqual(start, -1, `the text has no ${JSON.stringify(words)}`);
    for (let i = start; i < start + words.length; i++) {
      const problem = mismatch(scopes[i] ?? [], expected);
      assert.ok(!problem, `${JSON.stringify(words)}: ${problem} in [${scopes[i]?.join(' ')}]`);
    }
  }
}

function mismatch(actual: readonly string[], expected: string): string | undefined {
  let from = 0;
  for (const item of expected.split(' ')) {
    const has = (scope: string, prefix: string): boolean => scope === prefix || scope.startsWith(`${prefix}.`);
    if (item.startsWith('!')) {
      const hit = actual.find((scope) => has(scope, item.slice(1)) || scope.endsWith(item.slice(1)));
      if (hit) return `unwanted ${hit}`;
      continue;
    }
    const at = actual.findIndex((scope, index) => index >= from && has(scope, item));
    if (at === -1) return `no ${item}`;
    from = at + 1;
  }
  return undefined;
}

/** Asserts that the traits grammar gives the text what Markdown gives it, apart from scopes of its own. */
export function sameAsMarkdown(text: string, own: 'none' | 'added'): void {
  const plain = scopesOf(text, 'markdown');
  const traits = scopesOf(text, 'traits');
  for (let i = 0; i < text.length; i++) {
    const ours = traits[i] ?? [];
    const kept = own === 'none' ? ours : ours.filter((scope) => !scope.endsWith('.traits'));
    if (kept.join(' ') === (plain[i] ?? []).join(' ')) continue;
    const line = text.slice(text.lastIndexOf('\n', i - 1) + 1).split('\n', 1)[0];
    assert.deepEqual(kept, plain[i], `at ${JSON.stringify(text[i])} (offset ${i}) in the line ${JSON.stringify(line)}`);
  }
}
