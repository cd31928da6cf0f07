/** How the shipped code is bundled: for the build, and for what measures it. */
import { resolve } from 'node:path';
import type { BuildOptions } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

export const BUNDLED: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  // yaml's entry for Node is CommonJS, of which nothing can be left out.
  alias: { yaml: resolve(root, 'node_modules/yaml/browser/index.js') },
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
