/** Makes the VSIX and runs a smoke test in a VS Code that has it installed, and knows nothing of this folder. */
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runSuite } from '../test/host/suite.ts';
import { temporaryFolder } from '../test/host/hosted.ts';

const root = resolve(import.meta.dirname, '..');
const { path: folder, remove } = await temporaryFolder();
try {
  const vsix = join(folder, 'traitwright.vsix');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'package.ts'), `--out=${vsix}`], { stdio: 'inherit' });
  if (status !== 0) throw new Error('There is no package to test.');
  const views = (await readdir(join(root, 'src', 'view'), { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  process.exitCode = await runSuite({
    host: 'latest',
    workspace: join(root, 'samples'),
    // Whose tests they are: the workbench runs none of an extension that is installed.
    extension: join(root, 'test', 'host', 'chat-models'),
    vsix,
    tests: join(root, 'dist', 'test', 'installed.cjs'),
    env: { GEMINI_API_KEY: undefined, OPENAI_API_KEY: undefined, TRAITWRIGHT_VIEWS: views.join(' ') },
  });
} finally {
  await remove();
}
