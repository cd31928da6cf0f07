/** Makes the VSIX, the file that VS Code installs, with the checks that the Marketplace makes. `--base-url URL` is where this folder can be read on the web. */
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { galleryText } from './gallery-text.ts';

const root = resolve(import.meta.dirname, '..');
const most = 1_500_000;

const { values } = parseArgs({ options: { 'base-url': { type: 'string' }, out: { type: 'string' }, 'no-build': { type: 'boolean' } } });
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { readonly name: string; readonly version: string; readonly repository?: unknown };
const out = resolve(values.out ?? join(root, `${manifest.name}-${manifest.version}.vsix`));

if (values['no-build'] !== true) run('scripts/build.ts');
// A gallery finds pictures and pages at an address of the web. Where there is none, it is shown none.
const hasAddress = values['base-url'] !== undefined || manifest.repository !== undefined;
const gallery = join('dist', 'gallery');
await mkdir(join(root, gallery), { recursive: true });
for (const page of ['README.md', 'CHANGELOG.md']) {
  const text = await readFile(join(root, page), 'utf8');
  await writeFile(join(root, gallery, page), hasAddress ? text : galleryText(text));
}
run(
  join('node_modules', '@vscode', 'vsce', 'vsce'),
  'package',
  `--out=${out}`,
  `--readme-path=dist/gallery/README.md`,
  `--changelog-path=dist/gallery/CHANGELOG.md`,
  // All that it depends on is bundled.
  '--no-dependencies',
  ...(values['base-url'] === undefined ? [] : [`--baseContentUrl=${values['base-url']}`, `--baseImagesUrl=${values['base-url']}`]),
  // There is no address to name.
  ...(manifest.repository === undefined ? ['--allow-missing-repository'] : []),
);
const { size } = await stat(out);
if (size > most) {
  console.error(`${out} has ${size} bytes, and may have ${most}: see what has grown with unzip -lv.`);
  process.exitCode = 1;
}

function run(script: string, ...args: readonly string[]): void {
  // Nobody is there to answer, so what would be asked is an error.
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
}
