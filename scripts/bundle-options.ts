/** How the shipped code is bundled: for the build, and for what measures it. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * Leaves out two halves of yaml that nothing here needs.
 *
 * What makes and writes YAML: all that asks for it is a key that is a mapping or a list, where a file of rehearsed
 * answers becomes plain values, which says of any error that the file cannot be read. And the types that YAML 1.1 had
 * besides those of YAML 1.2, such as sets and dates: they come into play by tags and directives alone.
 */
const yamlIsOnlyRead: Plugin = {
  name: 'yaml-is-only-read',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]dist[\\/](?:stringify[\\/].*|doc[\\/]createNode|parse[\\/]cst-visit)\.js$/ }, async ({ path }) => {
      const exported = /^export \{([^}]*)\}/m.exec(await readFile(path, 'utf8'))?.[1]?.split(',') ?? [];
      const names = exported.map((name) => `unwritten as ${name.trim()}`).join(', ');
      return { contents: `function unwritten() { throw new Error('expected keys to be plain text'); } export { ${names} };` };
    });
    bundler.onLoad({ filter: /[\\/]yaml[\\/]browser[\\/]dist[\\/]schema[\\/]tags\.js$/ }, ({ path }) => ({
      contents: "import { schema } from './core/schema.js'; export const coreKnownTags = {}; export const getTags = () => schema.slice();",
      resolveDir: dirname(path),
    }));
  },
};

/** The two thousand names of characters that HTML has, as one text: as an object they take a sixth more. */
const namesAreText: Plugin = {
  name: 'names-are-text',
  setup(bundler) {
    bundler.onLoad({ filter: /[\\/]character-entities[\\/]index\.js$/ }, async ({ path }) => {
      const { characterEntities } = (await import(pathToFileURL(path).href)) as { readonly characterEntities: Readonly<Record<string, string>> };
      // No name and no character is a space.
      const text = JSON.stringify(Object.entries(characterEntities).flat().join(' '));
      return { contents: `export const characterEntities = Object.fromEntries(${text}.matchAll(/(\\w+) ([^ ]+)/g).map(([, name, character]) => [name, character]));` };
    });
  },
};

export const BUNDLED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // yaml's entry for Node is CommonJS, of which nothing can be left out.
  alias: { yaml: resolve(root, 'node_modules/yaml/browser/index.js') },
  plugins: [yamlIsOnlyRead, namesAreText],
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};

export const SHIPPED: BuildOptions = {
  ...BUNDLED,
  format: 'esm',
  minify: true,
  // The SDK's dependencies are CommonJS and ask for Node's modules with `require`.
  banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
};

/** What runs inside a webview. Each is one file, since the page's policy lets nothing load another. */
export const VIEWS: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'browser',
  target: 'es2023',
  format: 'iife',
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
};
