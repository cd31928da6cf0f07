/** Bundles the extension as it is packaged: without the command line, and in few chunks. */
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type BuildOptions, type BuildResult, type Metafile, type Plugin } from 'esbuild';
import { SHIPPED } from './bundle-options.ts';

const root = resolve(import.meta.dirname, '..');

/** What is loaded right after activation, and so before anything that loads when it is needed. */
const SURFACES = 'src/editor/surfaces.ts';

type Bundled = BuildResult<{ metafile: true; write: boolean }>;

/**
 * Writes the extension and its thread into `outdir`, unless `write` is false.
 *
 * A bundler cuts a chunk for each set of entries that share some modules, and knows of no order in which they load. The
 * surfaces are there before the others, so each of those is made to import them: what they share with them is then one
 * chunk, that of the surfaces, instead of some fifty. They load no more than before.
 */
export async function bundlePackage(outdir: string, write = true): Promise<readonly Bundled[]> {
  const options = { ...SHIPPED, entryPoints: { extension: 'src/editor/extension.ts' }, outdir, chunkNames: 'chunks/[name]-[hash]', splitting: true, metafile: true } satisfies BuildOptions;
  const { metafile } = await build({ ...options, write: false });
  const later = loadedLater(metafile);
  return Promise.all([
    build({ ...options, write, plugins: [...(SHIPPED.plugins ?? []), afterSurfaces(later)] }),
    // A thread has nothing of what is loaded already.
    build({ ...SHIPPED, entryPoints: { 'patterns-worker': 'src/patterns/worker.node.ts' }, outdir, metafile: true, write }),
  ]);
}

/** Our own modules that are loaded when they are needed, and are no part of the surfaces. */
function loadedLater({ inputs, outputs }: Metafile): ReadonlySet<string> {
  const withSurfaces = new Set([SURFACES]);
  for (const path of withSurfaces) {
    for (const { path: imported, kind } of inputs[path]?.imports ?? []) if (kind !== 'dynamic-import') withSurfaces.add(imported);
  }
  const entries = Object.values(outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  return new Set(entries.filter((path) => path.startsWith('src/') && path !== 'src/editor/extension.ts' && !withSurfaces.has(path)).map((path) => join(root, path)));
}

function afterSurfaces(later: ReadonlySet<string>): Plugin {
  return {
    name: 'after-surfaces',
    setup(bundler) {
      bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
        if (!later.has(path)) return undefined;
        return { loader: 'ts', contents: `import ${JSON.stringify(join(root, SURFACES))};\n${await readFile(path, 'utf8')}` };
      });
    },
  };
}
