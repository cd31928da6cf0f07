/** Opens the sample documents in VS Code with the extension from this folder: the desktop one, else one in the browser. */
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { desktopProgram, startDesktop } from '../test/host/desktop.ts';
import { cacheFolder, startHosted, writeSettings } from '../test/host/hosted.ts';
import { exitCode } from '../test/host/processes.ts';

// The browser keeps its side of the state, such as a stored API key, per address: so the same port when it is free.
const usualPort = 8147;

const extension = resolve(import.meta.dirname, '..');
const folder = join(extension, 'samples');

const content = { folder, ...(await firstSample()) };
const desktop = await desktopProgram();
if (desktop) {
  const dataFolder = join(cacheFolder, 'start', 'desktop');
  await writeSettings(dataFolder);
  console.log('VS Code opens with the samples. Close its window to end.');
  process.exitCode = await exitCode(startDesktop(desktop, { ...content, extension, dataFolder }));
} else {
  const dataFolder = join(cacheFolder, 'start', 'hosted');
  const port = (await isFree(usualPort)) ? usualPort : 0;
  const server = await startHosted({ flavour: 'latest', extension, dataFolder, port });
  console.log(`\nTraitwright is running. Open this address in your browser:\n\n  ${server.url(content)}\n\nPress Ctrl-C to end.`);
  await server.exited;
}

async function firstSample(): Promise<{ file?: string }> {
  const name = (await readdir(folder)).filter((entry) => entry.endsWith('.traits.md')).sort()[0];
  return name ? { file: join(folder, name) } : {};
}

function isFree(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const probe = createServer()
      .once('error', () => answer(false))
      .listen(port, '127.0.0.1', () => probe.close(() => answer(true)));
  });
}
