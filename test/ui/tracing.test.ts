/** From a sample back to the sentence that caused it, and from the document to what no sample rests on. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { goToLine, openFile, runCommandByTitle } from '../host/workbench.ts';
import { answerStage, DOCUMENT } from '../support/answers.ts';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { clickLens, closeEditors, eventually, lens, lineOf, onDisk, openCopy, previewAt, threads, useWorkbench, webview } from './support.ts';

const GAP = 'what to do when a friend asks for a lie';

let server: GeminiServer;

before(async () => {
  server = await startGeminiServer({ answer: withGap });
});

const ui = useWorkbench({
  env: { GEMINI_API_KEY: 'a-key-for-the-tests' },
  settings: () => ({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.runs.confirmAbove': 1000 }),
});

afterEach(() => closeEditors(ui().page));
after(() => server.close());

/** Every critique says that the document leaves something open. */
function withGap(request: GeminiServerRequest): { readonly text: string } {
  const answer = answerStage(request);
  return answer.text.startsWith('{"axes"') ? { text: JSON.stringify({ ...(JSON.parse(answer.text) as object), document_gap: { missing: GAP, part: 'exceptions' } }) } : answer;
}

/** What is written after the ends of lines, which is no text of the document. */
function afterLines(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(`[...document.querySelectorAll('.view-lines span')].map((span) => getComputedStyle(span, '::after').content).filter((text) => text.includes('covered'))`);
}

test('a quote of a critique leads to the line that it is from', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'quoted');
  await previewAt(page, lineOf(text, '## Honest'));
  const link = threads(page).first().locator('a', { hasText: /^line \d+$/ }).first();
  const line = /\d+/.exec((await link.textContent()) ?? '')?.[0];
  // The thread is longer than the window.
  await page.mouse.move(700, 700);
  await eventually('the link to come into view', async () => {
    await page.mouse.wheel(0, 100);
    return ((await link.boundingBox())?.y ?? Infinity) < 600;
  });
  await link.click();
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line},` }).waitFor();
});

test('the lines that samples rest on are marked when somebody asks for it, and not any more when they ask again', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'covered');
  await previewAt(page, lineOf(text, '## Honest'));
  await clickLens(page, /^3 samples/);
  await clickLens(page, /^3 samples/);
  await runCommandByTitle(page, 'Traits: Toggle What Samples Rest On');
  await goToLine(page, lineOf(text, 'An opinion that bends'));
  await eventually('a count at the end of a line', async () => (await afterLines(page)).some((shown) => /covered by \d sample/.test(shown)));
  await runCommandByTitle(page, 'Traits: Toggle What Samples Rest On');
  await eventually('the counts to go', async () => (await afterLines(page)).length === 0);
});

test('what no sample touched is listed, sentence by sentence', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'untouched');
  await previewAt(page, lineOf(text, '## Honest'));
  await runCommandByTitle(page, 'Traits: What No Sample Touched');
  const view = await webview(page, 'What no sample touched');
  await view.getByText('Honest under pressure').first().waitFor();
});

test('where a critique blames the document, the lightbulb of the thread inserts a line to write on', async () => {
  const { page, folder } = ui();
  const model = 'gemini/gemini-3.8-flash';
  const path = join(folder, 'open.traits.md');
  await writeFile(path, `---\nmodels:\n  generator: ${model}\n  critic: ${model}\n  judge: ${model}\n---\n\n${DOCUMENT}`);
  await openFile(page, path);
  await clickLens(page, 'Preview scenarios', '## Honest');
  await lens(page, /^3 samples/).waitFor();
  await threads(page).first().locator('.head .action-label[aria-label="Insert What the Document Leaves Open"]').click();
  await page.keyboard.press('ControlOrMeta+S');
  await eventually('the line to be there', async () => (await onDisk(folder, 'open.traits.md')).includes(`- TODO: ${GAP}`));
});
