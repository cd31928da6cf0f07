/** Bundles for benchmarks what users run, with the options of scripts/build.ts, and tells what is in it. */
import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { SHIPPED } from '../bundle-options.ts';

const root = resolve(import.meta.dirname, '../..');

/** What `linterBundle` exports. */
export type LinterModule = Pick<typeof import('../../src/document/traits-document.ts'), 'DocumentParser'> &
  Pick<typeof import('../../src/lint/lint.ts'), 'lint' | 'lintInSteps'> &
  Pick<typeof import('../../src/lint/rules.ts'), 'RULES'>;

/** Writes the parser and the linter into `folder` as one minified file; its URL, and its size in bytes. */
export async function linterBundle(folder: string): Promise<{ readonly url: string; readonly size: number }> {
  const outfile = join(folder, 'linter.mjs');
  const contents = `
    export { DocumentParser } from './src/document/traits-document.ts';
    export { lint, lintInSteps } from './src/lint/lint.ts';
    export { RULES } from './src/lint/rules.ts';`;
  await build({ ...SHIPPED, stdin: { contents, resolveDir: root, loader: 'ts' }, outfile });
  return { url: pathToFileURL(outfile).href, size: (await stat(outfile)).size };
}

export interface Loaded {
  /** In bytes, minified. */
  readonly size: number;
  /** Bytes by source: the name of a package, or a folder of this one. Largest first. */
  readonly sources: ReadonlyMap<string, number>;
}

/** What activation loads: the extension's entry, and what that imports statically. */
export async function loadedByActivation(): Promise<Loaded> {
  const { metafile } = await build({
    ...SHIPPED,
    entryPoints: { extension: 'src/editor/extension.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    splitting: true,
    write: false,
    metafile: true,
  });
  const outputs = staticallyImported(metafile, 'dist/extension.js').flatMap((path) => metafile.outputs[path] ?? []);
  const sources = new Map<string, number>();
  for (const [input, { bytesInOutput }] of outputs.flatMap((output) => Object.entries(output.inputs))) {
    if (bytesInOutput > 0) sources.set(sourceOf(input), (sources.get(sourceOf(input)) ?? 0) + bytesInOutput);
  }
  return { size: outputs.reduce((sum, { bytes }) => sum + bytes, 0), sources: new Map([...sources].toSorted(([, a], [, b]) => b - a)) };
}

function staticallyImported(metafile: Metafile, entry: string): readonly string[] {
  const reached = new Set([entry]);
  for (const path of reached) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && imported in metafile.outputs) reached.add(imported);
    }
  }
  return [...reached];
}

/** `yaml` for node_modules/yaml/…, also where it lies in another package's folder; `src/lint` for a file of our own. */
function sourceOf(input: string): string {
  const packaged = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return packaged ?? input.split('/', 2).join('/');
}
