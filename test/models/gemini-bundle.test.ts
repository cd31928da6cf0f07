/** That Gemini still works where it is shipped, in a bundle: it loads its libraries late, and they are of two module systems. */

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { SHIPPED } from '../../scripts/bundle-options.ts';
import type * as Gemini from '../../src/models/gemini.ts';
import { ask, assertFailed, KEY, NEVER, serve, setEnvironment } from './gemini-support.ts';

test('the bundled models call the Developer API and look for the credentials of Vertex AI', async (t) => {
  // Within the project, whose package.json says that these are ES modules.
  const cache = join(import.meta.dirname, '../../.cache');
  await mkdir(cache, { recursive: true });
  const outdir = await mkdtemp(join(cache, 'gemini-'));
  t.after(() => rm(outdir, { recursive: true }));
  await build({ ...SHIPPED, entryPoints: ['src/models/gemini.ts'], splitting: true, outdir });
  const bundled = (await import(pathToFileURL(join(outdir, 'gemini.js')).href)) as typeof Gemini;

  const server = await serve(t, {});
  const developer = bundled.createGeminiModel({ model: 'gemini-test', apiKey: KEY, baseUrl: server.baseUrl });
  assert.equal((await developer.generate(ask('Hello'), NEVER)).status, 'ok');
  setEnvironment(t, { HOME: outdir, CLOUDSDK_CONFIG: undefined, GOOGLE_APPLICATION_CREDENTIALS: undefined, METADATA_SERVER_DETECTION: 'none' });
  const vertex = bundled.createVertexModel({ model: 'gemini-test', project: 'my-project' });
  assertFailed(await vertex.generate(ask('Hello'), NEVER), 'no-key', /No Google Cloud credentials were found/);
});
