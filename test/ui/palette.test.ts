/** The palette lists what there is to do, and no more. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { openFile, runCommandByTitle } from '../host/workbench.ts';
import { answerStage, DOCUMENT } from '../support/answers.ts';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { clickLens, closeEditors, eventually, lens, useWorkbench } from './support.ts';

let server: GeminiServer;

before(async () => {
  // Plans come, and the answers that are asked for after them never do.
  server = await startGeminiServer({ answer: (request) => (request.schema === undefined ? new Promise(() => undefined) : answerStage(request)) });
});

const ui = useWorkbench({ env: { GEMINI_API_KEY: 'a-key-for-the-tests' }, settings: () => ({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.runs.confirmAbove': 1000 }) });

afterEach(() => closeEditors(ui().page));
after(() => server.close());

/** The commands of ours that the palette lists for what is typed, as far as they are in sight. Something always is. */
async function listed(page: Page, typed: string): Promise<readonly string[]> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget .input').fill(`>${typed}`);
  const rows = page.locator('.quick-input-list .monaco-list-row');
  await rows.first().waitFor();
  const labels = await rows.evaluateAll((found) => found.map((row) => row.getAttribute('aria-label') ?? ''));
  await page.keyboard.press('Escape');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  return labels.filter((text) => text.startsWith('Traits: ')).map((text) => text.replace(/^Traits: ([^,]*).*$/s, '$1'));
}

async function isListed(page: Page, title: string): Promise<boolean> {
  return (await listed(page, `Traits: ${title}`)).includes(title);
}

test('without a document the palette lists what begins one, and nothing of samples and runs', async () => {
  const { page } = ui();
  // Only once the extension is there does it list anything of it.
  const commands = await eventually('what begins a document', async () => {
    const found = await listed(page, 'Traits: ');
    return ['New Traits Document', 'Open Sample', 'Get Started'].every((command) => found.includes(command)) && found;
  });
  assert.deepEqual(commands.filter((command) => /Cancel|Preview|Evaluate|Coverage|Sample of|Regenerate/.test(command)), []);
});

test('Cancel Runs is listed while a run is under way, ends it, and is gone', async () => {
  const { page, folder } = ui();
  const model = 'gemini/test-model';
  const path = join(folder, 'waiting.traits.md');
  await writeFile(path, `---\nmodels:\n  generator: ${model}\n  critic: ${model}\n  judge: ${model}\n---\n\n${DOCUMENT}`);
  await openFile(page, path);
  await eventually('the document to be in front', () => isListed(page, 'Document Coverage'));
  assert.equal(await isListed(page, 'Cancel Runs'), false);
  await clickLens(page, 'Preview scenarios', '## Honest');
  await lens(page, /under way/).waitFor();
  await runCommandByTitle(page, 'Traits: Cancel Runs');
  await lens(page, /3 cancelled/).waitFor();
  await eventually('it to be listed no more', async () => !(await isListed(page, 'Cancel Runs')));
});
