/** On the same text, the editor and the command line find the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { api, closeAll, eventually, traitwright, workspaceUri } from './support.ts';

interface Found {
  readonly ruleId: string;
  readonly severity: string;
  readonly message: string;
  readonly range: unknown;
  readonly related: readonly { readonly range: unknown; readonly message: string }[];
}

/** By the file's path in the workspace. */
type FoundByFile = Readonly<Record<string, readonly Found[]>>;

const FOLDER = 'both';
const MARKER = / *<!-- expect: [^>]* -->$/gm;
const SEVERITIES = ['error', 'warning', 'information', 'hint'];

const inWorkspace = (path: string): string => join(workspaceUri('.').fsPath, path);

/** Writes the fixtures of the rules and the samples into the workspace, each with both kinds of line endings; their paths. */
async function writeDocuments(): Promise<readonly string[]> {
  const root = traitwright().extensionPath;
  const paths: string[] = [];
  for (const from of ['test/lint/fixtures', 'samples']) {
    const names = (await readdir(join(root, from))).filter((name) => name.endsWith('.md') && (from !== 'samples' || name.endsWith('.traits.md')));
    for (const name of names) {
      const text = (await readFile(join(root, from, name), 'utf8')).replaceAll('\r\n', '\n').replace(MARKER, '');
      for (const [endings, written] of [['lf', text], ['crlf', text.replaceAll('\n', '\r\n')]] as const) {
        const path = `${FOLDER}/${from}/${endings}/${name.replace(/(?:\.traits)?\.md$/, '.traits.md')}`;
        await mkdir(dirname(inWorkspace(path)), { recursive: true });
        await writeFile(inWorkspace(path), written);
        paths.push(path);
      }
    }
  }
  return paths;
}

/** Runs the built program in the workspace; what it writes to stdout. */
async function commandLine(...args: readonly string[]): Promise<string> {
  const program = join(traitwright().extensionPath, 'dist', 'cli.js');
  return new Promise((resolve, reject) => {
    // In a desktop VS Code the program that runs this is Electron.
    const options = { cwd: workspaceUri('.').fsPath, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [program, 'lint', FOLDER, ...args], options, (error, stdout, stderr) => {
      if (error === null || error.code === 1) resolve(stdout);
      else reject(new Error(stderr, { cause: error }));
    });
  });
}

async function foundByCommandLine(paths: readonly string[]): Promise<FoundByFile> {
  const all: (Found & { file: string })[] = JSON.parse(await commandLine('--format', 'json'));
  const of = (path: string): Found[] =>
    all.filter(({ file }) => file === path).map(({ ruleId, severity, message, range, related }) => ({ ruleId, severity, message, range, related }));
  return Object.fromEntries(paths.map((path) => [path, of(path)]));
}

function foundByEditor(paths: readonly string[]): FoundByFile {
  const plain = ({ start, end }: vscode.Range): unknown => ({ start: { line: start.line, character: start.character }, end: { line: end.line, character: end.character } });
  return Object.fromEntries(
    paths.map((path) => {
      const uri = workspaceUri(path);
      const found = vscode.languages.getDiagnostics(uri).map(({ code, severity, message, range, relatedInformation = [] }) => {
        assert.ok(relatedInformation.every(({ location }) => location.uri.toString() === uri.toString()));
        return {
          ruleId: String(typeof code === 'object' ? code.value : code),
          severity: SEVERITIES[severity] ?? '',
          message,
          range: plain(range),
          related: relatedInformation.map((other) => ({ range: plain(other.location.range), message: other.message })),
        };
      });
      return [path, found];
    }),
  );
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

suite('The editor and the command line', () => {
  let paths: readonly string[] = [];

  suiteSetup(async () => {
    await api();
    paths = await writeDocuments();
  });

  suiteTeardown(async () => {
    await closeAll();
    await rm(inWorkspace(FOLDER), { recursive: true });
  });

  test('find the same in every fixture of the rules and every sample', async () => {
    assert.ok(paths.length >= 28);
    const waiting = new Set(paths.map((path) => workspaceUri(path).toString()));
    // Also where nothing is found: that is told as well.
    const told = vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => waiting.delete(uri.toString())));
    for (const path of paths) await vscode.workspace.openTextDocument(workspaceUri(path));
    await eventually('every document to be linted', () => waiting.size === 0);
    told.dispose();
    const expected = await foundByCommandLine(paths);
    assert.ok(new Set(Object.values(expected).flatMap((found) => found.map(({ ruleId }) => ruleId))).size > 10);
    assert.deepEqual(foundByEditor(paths), expected);
  });

  test('follow the same project file and baseline', async () => {
    const before = foundByEditor(paths);
    const project = {
      rules: { 'why/missing': 'error', 'document/short-list': 'off' },
      overrides: [{ files: ['both/samples/**', 'lead-ins.*'], rules: { 'what/missing': 'off', 'document/short-list': 'hint' } }],
      baseline: 'both-baseline.json',
    };
    try {
      await commandLine('--write-baseline', 'both-baseline.json');
      // What was found at another severity is as old.
      await writeFile(inWorkspace(`${FOLDER}/test/lint/fixtures/lf/since.traits.md`), '# T\n\n## A\n\nAster answers.\n\n### What\n\n- It does.\n');
      await writeFile(inWorkspace('traitwright.json'), JSON.stringify(project));
      const since = `${FOLDER}/test/lint/fixtures/lf/since.traits.md`;
      await vscode.workspace.openTextDocument(workspaceUri(since));
      const expected = await foundByCommandLine([...paths, since]);
      assert.ok(expected[since]?.some(({ ruleId, severity }) => ruleId === 'why/missing' && severity === 'error'));
      await eventually('the same to be found', () => same(foundByEditor([...paths, since]), expected)).catch(() => assert.deepEqual(foundByEditor([...paths, since]), expected));

      await writeFile(inWorkspace('both-baseline.json'), '{"version": 1, "findings": []}');
      const all = await foundByCommandLine(paths);
      assert.notDeepEqual(all, before);
      await eventually('the baseline to be gone', () => same(foundByEditor(paths), all)).catch(() => assert.deepEqual(foundByEditor(paths), all));
    } finally {
      await rm(inWorkspace('traitwright.json'));
      await rm(inWorkspace('both-baseline.json'), { force: true });
    }
    await eventually('all to be as it was', () => same(foundByEditor(paths), before));
  });
});
