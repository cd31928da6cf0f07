/** Runs every check there is: types, lint, generated files, unit tests, and the suite inside a real VS Code. */
import { spawn, spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { desktopProgram } from '../test/host/desktop.ts';
import { type SuiteOptions, runSuite } from '../test/host/suite.ts';

const root = resolve(import.meta.dirname, '..');

function step(title: string, command: string, ...args: readonly string[]): void {
  console.log(`\n${title}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

async function suite(title: string, host: SuiteOptions['host'], trusted = true): Promise<void> {
  console.log(`\n${title}`);
  const code = await runSuite({
    host,
    workspace: join(root, 'samples'),
    extension: root,
    besides: [join(root, 'test', 'host', 'chat-models')],
    tests: join(root, 'dist', 'test', trusted ? 'index.cjs' : 'restricted.cjs'),
    trusted,
    env: { GEMINI_API_KEY: undefined, OPENAI_API_KEY: undefined },
  });
  if (code !== 0) process.exit(code);
}

/**
 * Three minutes on two cores: one window for each file, and two of them at once. A file that fails is run once more, by
 * itself, and that is said: on a busy machine a list may move under the pointer between its place and the click.
 */
async function clicks(title: string, host: 'latest' | 'floor'): Promise<void> {
  console.log(`\n${title}`);
  const waiting = globSync('test/ui/*.test.ts', { cwd: root }).toSorted();
  const failed: string[] = [];
  const testFile = (file: string): Promise<boolean> =>
    new Promise((done, reject) => {
      const child = spawn(process.execPath, ['--test', '--test-timeout=90000', file], { cwd: root, env: { ...process.env, TRAITWRIGHT_UI_HOST: host }, stdio: ['ignore', 'pipe', 'inherit'] });
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
      child.on('error', reject).on('close', (status) => {
        console.log(`${file}\n${said}`);
        done(status === 0);
      });
    });
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) if (!(await testFile(file))) failed.push(file);
  };
  await Promise.all([work(), work()]);
  for (const file of failed) {
    console.log(`Once more, by itself: ${file}`);
    if (!(await testFile(file))) process.exit(1);
  }
}

const bin = (name: string): string => join(root, 'node_modules', '.bin', name);

step('Types.', bin('tsc'));
step('Types of the core, without the globals of Node or VS Code.', bin('tsc'), '-p', 'src/tsconfig.core.json');
step('Types of the views, which run in a browser.', bin('tsc'), '-p', 'src/view/tsconfig.json');
step('Lint.', bin('oxlint'), '--type-aware');
step('Generated pages, settings and schema.', process.execPath, 'scripts/generate.ts', '--check');
step('Build.', process.execPath, 'scripts/build.ts');

// A desktop VS Code where there is one to use, else the one from npm, which is the latest at its last update here.
const desktop = await desktopProgram();
const newest = desktop === undefined ? 'latest' : 'desktop';
await suite(desktop === undefined ? 'In VS Code, latest.' : 'In the desktop VS Code.', newest);
await suite('The same, in a restricted workspace.', newest, false);
await clicks('By clicks and keys in the workbench.', 'latest');
// The oldest version that the extension supports takes a while to install the first time.
if (process.env['CI'] !== undefined) {
  await suite('In VS Code, the oldest that is supported.', 'floor');
  await clicks('By clicks and keys in the oldest workbench.', 'floor');
  step('Packaged, and in a VS Code that has the package installed.', process.execPath, 'scripts/test-package.ts');
}

// Last, so that its count closes the output.
step('Unit tests.', 'npm', 'run', '--silent', 'test:unit');
