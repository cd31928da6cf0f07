/** Bundles the extension, the command line, and the suite that runs inside VS Code, into dist/. */
import { rm } from 'node:fs/promises';
import { build, type BuildOptions } from 'esbuild';

const shared: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  external: ['vscode'],
  logLevel: 'warning',
  legalComments: 'none',
};

await rm('dist', { recursive: true, force: true });
await Promise.all([
  // One build for both faces: what they share, and what loads later, is in chunks of its own.
  build({
    ...shared,
    entryPoints: { extension: 'src/editor/extension.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    format: 'esm',
    splitting: true,
    minify: true,
    metafile: true,
    // The SDK's dependencies are CommonJS and ask for Node's modules with `require`.
    banner: { js: "import { createRequire as nodeRequire } from 'node:module'; const require = nodeRequire(import.meta.url);" },
  }),
  build({
    ...shared,
    entryPoints: { index: 'test/editor/index.ts' },
    outdir: 'dist/test',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode', 'mocha', '@copilotkit/aimock'],
  }),
]);
