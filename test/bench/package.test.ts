/** How the extension is cut into chunks for its package: few, and none that brings what is not needed yet. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { build, type Metafile } from 'esbuild';
import { SHIPPED } from '../../scripts/bundle-options.ts';
import { bundlePackage } from '../../scripts/bundle-package.ts';

const views = readdirSync(new URL('../../src/view/', import.meta.url), { withFileTypes: true }).filter((entry) => entry.isDirectory());
const bundled = (await bundlePackage('dist', false)).map(({ metafile }) => metafile);

test('there are so few scripts that vsce has nothing to say about it', () => {
  const scripts = bundled.flatMap(({ outputs }) => Object.keys(outputs)).length + views.length;
  assert.ok(scripts <= 100, `${scripts} scripts`);
});

test('what loads when it is needed loads no sooner than if each set of shared modules had a chunk', async () => {
  const [packaged] = bundled;
  assert.ok(packaged !== undefined);
  const { metafile: cut } = await build({ ...SHIPPED, entryPoints: { extension: 'src/editor/extension.ts' }, outdir: 'dist', splitting: true, write: false, metafile: true });
  for (const entry of ['src/editor/extension.ts', 'src/editor/surfaces.ts']) assert.deepEqual(modulesOf(packaged, entry), modulesOf(cut, entry), entry);
});

/** All modules that are there once an entry has loaded. */
function modulesOf({ outputs }: Metafile, entry: string): readonly string[] {
  const reached = new Set(Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === entry));
  assert.equal(reached.size, 1, entry);
  for (const path of reached) {
    for (const { path: imported, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement' && imported in outputs) reached.add(imported);
  }
  return [...reached].flatMap((path) => Object.entries(outputs[path]?.inputs ?? {}).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? [input] : []))).toSorted();
}
