/** Runs every check there is: types, lint, generated files, unit tests, and the suite inside a real VS Code. */
import { spawnSync } from 'node:child_process';
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

/** Three minutes on two cores: one window for each file, and two of them at once. */
function clicks(title: string, host: 'latest' | 'floor'): void {
  process.env['TRAITWRIGHT_UI_HOST'] = host;
  step(title, process.execPath, '--test', '--test-concurrency=2', '--test-timeout=90000', 'test/ui/*.test.ts');
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
clicks('By clicks and keys in the workbench.', 'latest');
// The oldest version that the extension supports takes a while to install the first time.
if (process.env['CI'] !== undefined) {
  await suite('In VS Code, the oldest that is supported.', 'floor');
  clicks('By clicks and keys in the oldest workbench.', 'floor');
  step('Packaged, and in a VS Code that has the package installed.', process.execPath, 'scripts/test-package.ts');
}

// Last, so that its count closes the output.
step('Unit tests.', 'npm', 'run', '--silent', 'test:unit');
