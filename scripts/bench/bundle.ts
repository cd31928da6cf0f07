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

/** What VS Code waits for to activate the extension: its entry, and what that imports statically. `after` is what loads by itself right after. */
export async function loadedByActivation(): Promise<Loaded & { readonly after: Loaded }> {
  const { metafile } = await build({
    ...SHIPPED,
    entryPoints: { extension: 'src/editor/extension.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    splitting: true,
    write: false,
    metafile: true,
  });
  const atOnce = staticallyImported(metafile, ['dist/extension.js']);
  const started = Object.keys(metafile.outputs).filter((path) => LOADED_AFTER.includes(metafile.outputs[path]?.entryPoint ?? ''));
  if (started.length !== LOADED_AFTER.length) throw new Error(`expected chunks of ${LOADED_AFTER.join(' and ')}`);
  const after = new Set([...staticallyImported(metafile, started)].filter((path) => !atOnce.has(path)));
  return { ...sum(metafile, atOnce), after: sum(metafile, after) };
}

/** What the extension imports as soon as it is active, without being asked for anything. */
const LOADED_AFTER: readonly string[] = ['surfaces', 'language', 'traits-view', 'authoring', 'eval-commands'].map((name) => `src/editor/${name}.ts`);

function sum(metafile: Metafile, paths: ReadonlySet<string>): Loaded {
  const outputs = [...paths].flatMap((path) => metafile.outputs[path] ?? []);
  const sources = new Map<string, number>();
  for (const [input, { bytesInOutput }] of outputs.flatMap((output) => Object.entries(output.inputs))) {
    if (bytesInOutput > 0) sources.set(sourceOf(input), (sources.get(sourceOf(input)) ?? 0) + bytesInOutput);
  }
  return { size: outputs.reduce((total, { bytes }) => total + bytes, 0), sources: new Map([...sources].toSorted(([, a], [, b]) => b - a)) };
}

/** The chunks themselves, and what they import statically. */
function staticallyImported(metafile: Metafile, chunks: readonly string[]): ReadonlySet<string> {
  const reached = new Set(chunks);
  for (const path of reached) {
    for (const { path: imported, kind } of metafile.outputs[path]?.imports ?? []) {
      if (kind === 'import-statement' && imported in metafile.outputs) reached.add(imported);
    }
  }
  return reached;
}

/** `yaml` for node_modules/yaml/…, also where it lies in another package's folder; `src/lint` for a file of our own. */
function sourceOf(input: string): string {
  const packaged = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
  return packaged ?? input.split('/', 2).join('/');
}
