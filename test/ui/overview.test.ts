/** The document from above: the traits view, the language status, and runs from before their cost is agreed to until after their end. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { openFile, parkPointer } from '../host/workbench.ts';
import { answerStage, DOCUMENT } from '../support/answers.ts';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { clickLens, closeEditors, eventually, lens, lineOf, notification, openCopy, openTraitsView, threads, traitsRow, useWorkbench } from './support.ts';

let server: GeminiServer;
let answer: (request: GeminiServerRequest) => { text: string } | Promise<{ text: string }> = answerStage;

before(async () => {
  server = await startGeminiServer({ answer: async (request) => ({ ...(await answer(request)), usage: { inputTokens: 1000, outputTokens: 500 } }) });
});

const ui = useWorkbench({
  env: { GEMINI_API_KEY: 'a-key-for-the-tests' },
  settings: () => ({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.runs.confirmAbove': 0.001 }),
});

afterEach(() => closeEditors(ui().page));
after(() => server.close());

/** A document whose own front matter names a model that costs money, and whose calls go to the server here. */
async function openPriced(name: string): Promise<void> {
  const model = 'gemini/gemini-3.8-flash';
  const { page, folder } = ui();
  const path = join(folder, `${name}.traits.md`);
  await writeFile(path, `---\nmodels:\n  generator: ${model}\n  critic: ${model}\n  judge: ${model}\n---\n\n${DOCUMENT}`);
  await openFile(page, path);
}

test('the traits view lists what there is of each trait, and a click on a part goes to its line', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'listed');
  await openTraitsView(page);
  const row = traitsRow(page, 'Warm without flattery');
  await row.locator('.monaco-tl-twistie').click();
  await traitsRow(page, 'Exceptions').click();
  const there = text.split('\n').indexOf('### Exceptions', lineOf(text, '## Warm')) + 1;
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${there},` }).waitFor();
});

test('a trait is previewed from its line of the view, which then has its samples, and the run that made them', async () => {
  const { page } = ui();
  await openCopy(ui(), 'from-the-view');
  await openTraitsView(page);
  const row = traitsRow(page, 'Owns its mistakes');
  await row.hover();
  await row.locator('.action-label[aria-label^="Preview Scenarios"]').click();
  await eventually('its samples to be counted', async () => (await row.getAttribute('aria-label'))?.includes('3 samples'));
  await traitsRow(page, 'Runs').locator('.monaco-tl-twistie').click();
  const run = page.locator('.sidebar .monaco-list-row[aria-label*="rehearsed"]').first();
  await run.hover();
  await run.locator('.action-label[aria-label^="Open Journal"]').click();
  await page.locator('.tab.active', { hasText: '.jsonl' }).waitFor();
});

test('the language status says how many traits are complete', async () => {
  const { page } = ui();
  await openCopy(ui(), 'status');
  await page.locator('[id="status.languageStatus"]').hover();
  await page.locator('.hover-language-status', { hasText: '9 traits, 9 complete' }).waitFor();
  await parkPointer(page);
});

test('what a run will cost is asked beforehand, and nothing is sent when the answer is no', async () => {
  const { page } = ui();
  await openPriced('refused');
  const sent = server.requests.length;
  await clickLens(page, 'Preview scenarios', '## Honest');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.waitFor();
  assert.match((await dialog.textContent()) ?? '', /\$0\.\d+ to \$0\.\d+, 2\d calls/);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  assert.equal(server.requests.length, sent);
  assert.equal(await threads(page).count(), 0);
});

test('a run that is agreed to fills its threads, and says at its end and in the status what it cost', async () => {
  const { page } = ui();
  await openPriced('agreed');
  await clickLens(page, 'Preview scenarios', '## Honest');
  await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run' }).click();
  await lens(page, /^3 samples/).waitFor();
  await page.locator('.statusbar-item', { hasText: /3 kept, \$0\.\d+/ }).waitFor();
  await page.locator('[id="status.languageStatus"]').hover();
  await page.locator('.hover-language-status', { hasText: /\$0\.\d+ in \d run/ }).waitFor();
  await parkPointer(page);
});

test('progress counts samples while a run goes on, and Cancel ends it at once with what there is', async () => {
  const { page } = ui();
  await openPriced('cancelled');
  answer = (request) => (request.schema === undefined ? new Promise(() => undefined) : answerStage(request));
  try {
    await clickLens(page, 'Preview scenarios', '## Warm');
    await page.locator('.monaco-dialog-box').getByRole('button', { name: 'Run' }).click();
    const progress = notification(page, 'Scenarios for “Warm”');
    await progress.getByText(/of 3 samples/).waitFor();
    await lens(page, /under way/).waitFor();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await lens(page, /3 cancelled/).waitFor();
    await threads(page, /cancelled/).first().getByText('is Qh5 good here?').first().waitFor();
  } finally {
    answer = answerStage;
  }
});
