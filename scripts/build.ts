/** Bundles the extension, the command line, and the suite that runs inside VS Code, into dist/. */
import { rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { BUNDLED, SHIPPED } from './bundle-options.ts';

await rm('dist', { recursive: true, force: true });
await Promise.all([
  // One build for both faces: what they share, and what loads later, is in chunks of its own.
  build({
    ...SHIPPED,
    entryPoints: { extension: 'src/editor/extension.ts', cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
  }),
  build({
    ...BUNDLED,
    entryPoints: { index: 'test/editor/index.ts', restricted: 'test/editor/restricted.ts' },
    outdir: 'dist/test',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode', 'mocha', '@copilotkit/aimock'],
  }),
]);
