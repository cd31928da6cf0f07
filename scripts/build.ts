/** Bundles the extension, its views, the command line, and the suite that runs inside VS Code, into dist/. */
import { readdir, rm } from 'node:fs/promises';
import { build } from 'esbuild';
import { BUNDLED, SHIPPED, VIEWS } from './bundle-options.ts';

const views = (await readdir('src/view', { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
await rm('dist', { recursive: true, force: true });
await Promise.all([
  // One build for both faces: what they share, and what loads later, is in chunks of its own.
  build({
    ...SHIPPED,
    entryPoints: { extension: 'src/editor/extension.ts', cli: 'src/cli/main.ts', 'patterns-worker': 'src/patterns/worker.node.ts' },
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    splitting: true,
  }),
  build({ ...VIEWS, entryPoints: Object.fromEntries(views.map((name) => [name, `src/view/${name}/main.ts`])), outdir: 'dist/views' }),
  build({
    ...BUNDLED,
    entryPoints: { index: 'test/editor/index.ts', restricted: 'test/editor/restricted.ts', installed: 'test/editor/installed.ts' },
    outdir: 'dist/test',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    external: ['vscode', 'mocha', '@copilotkit/aimock'],
  }),
]);
