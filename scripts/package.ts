/** Makes the VSIX, the file that VS Code installs, with the checks that the Marketplace makes. `--base-url URL` is where this folder can be read on the web. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundlePackage } from './bundle-package.ts';
import { galleryText } from './gallery-text.ts';

const root = resolve(import.meta.dirname, '..');
const most = 1_500_000;

/** What of package.json is of use in this folder alone. */
const OF_THIS_FOLDER = ['private', 'bin', 'scripts', 'dependencies', 'devDependencies', 'allowScripts'];

const { values } = parseArgs({ options: { 'base-url': { type: 'string' }, out: { type: 'string' } } });
const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
const out = resolve(values.out ?? join(root, `${String(manifest['name'])}-${String(manifest['version'])}.vsix`));
const baseUrl = values['base-url'];
// A gallery finds pictures and pages at an address on the web. Where there is none, it is shown none.
const hasAddress = baseUrl !== undefined || manifest['repository'] !== undefined;

run(root, join(root, 'scripts', 'build.ts'));
const staged = await mkdtemp(join(tmpdir(), 'traitwright-package-'));
try {
  // .vscodeignore says what of these is packaged.
  const texts = (await readdir(root)).filter((name) => /^package\.nls(?:\.[\w-]+)?\.json$/.test(name));
  for (const name of [...texts, '.vscodeignore', 'LICENSE', 'docs', 'l10n', 'media', 'samples', 'syntaxes', 'templates', join('dist', 'views')]) {
    if (existsSync(join(root, name))) await cp(join(root, name), join(staged, name), { recursive: true });
  }
  await writeFile(join(staged, 'package.json'), `${JSON.stringify({ ...manifest, ...Object.fromEntries(OF_THIS_FOLDER.map((key) => [key, undefined])) }, undefined, 2)}\n`);
  for (const page of ['README.md', 'CHANGELOG.md']) {
    const text = await readFile(join(root, page), 'utf8');
    await writeFile(join(staged, page), hasAddress ? text : galleryText(text));
  }
  await bundlePackage(join(staged, 'dist'));
  run(
    staged,
    join(root, 'node_modules', '@vscode', 'vsce', 'vsce'),
    'package',
    `--out=${out}`,
    // All that it depends on is bundled.
    '--no-dependencies',
    ...(baseUrl === undefined ? [] : [`--baseContentUrl=${baseUrl}`, `--baseImagesUrl=${baseUrl}`]),
    // There is no address to name.
    ...(manifest['repository'] === undefined ? ['--allow-missing-repository'] : []),
  );
} finally {
  await rm(staged, { recursive: true });
}
const { size } = await stat(out);
if (size > most) throw new Error(`${out} has ${size} bytes, and may have ${most}. What has grown is shown by: unzip -lv ${out}`);

/** Nobody is there to answer, so what the script would ask is an error. */
function run(folder: string, script: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(process.execPath, [script, ...args], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${script} ended with ${status}.`);
}
