/** That a key stays where it came from, whatever goes wrong. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerAll, chat, ENV, folderWithSample, KEY, serve, THREE_OF_HONEST } from './generate-support.ts';
import { run } from './support.ts';

test('no key is printed or in any file after a run in which much went wrong, though the endpoint echoes it', async (t) => {
  const cwd = await folderWithSample(t);
  let calls = 0;
  const server = await serve(t, (request) => {
    calls += 1;
    const sent = JSON.stringify(request.headers);
    assert.ok(sent.includes(KEY));
    if (calls % 5 === 0) return { status: 400, message: `bad request with ${sent}` };
    if (calls % 3 === 0 && request.schema === undefined) return { text: `Your key is ${KEY}. ${sent}` };
    return answerAll(request);
  });
  const ran = await run(chat(...THREE_OF_HONEST, '--model', 'gemini/test', '--base-url', server.baseUrl), { cwd, env: { ...ENV, XDG_CACHE_HOME: join(cwd, 'cache') } });
  assert.equal(ran.code, 1, ran.stderr);
  assert.doesNotMatch(`${ran.stdout}${ran.stderr}`, new RegExp(KEY));
  const files = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const there of [/\.jsonl$/, /cache.*\.json$/]) assert.ok(files.some((file) => there.test(file)), String(there));
  const leaks: string[] = [];
  for (const file of files) if ((await readFile(file)).includes(KEY)) leaks.push(file);
  assert.deepEqual(leaks, []);
});
