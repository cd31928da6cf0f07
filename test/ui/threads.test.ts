/** What can be done with a sample where its trait is written: each action by the click that a person would make. */
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { goToLine, openFile, reload } from '../host/workbench.ts';
import { answerStage, DOCUMENT } from '../support/answers.ts';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { clickLens, closeEditors, eventually, lens, lineOf, onDisk, openCopy, previewAt, threads, useWorkbench } from './support.ts';

let server: GeminiServer;

before(async () => {
  server = await startGeminiServer({ answer: (request) => (request.user.includes('Too soft') ? { text: 'It hangs the queen. Play Nf3.' } : answerStage(request)) });
});

const ui = useWorkbench({
  env: { GEMINI_API_KEY: 'a-key-for-the-tests' },
  settings: () => ({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.runs.confirmAbove': 1000 }),
});

afterEach(() => closeEditors(ui().page));
after(() => server.close());

/** A rehearsed preview of the first trait; returns the thread that is open. */
async function previewed(name: string): Promise<{ readonly file: string; readonly thread: Locator }> {
  const { file, text } = await openCopy(ui(), name);
  await previewAt(ui().page, lineOf(text, '## Honest'));
  return { file, thread: threads(ui().page).first() };
}

async function act(thread: Locator, action: string): Promise<void> {
  await thread.locator('.head').hover();
  await thread.locator(`.head .action-label[aria-label^="${action}"]`).click();
}

/** By the list behind the three dots, which has every action. */
async function choose(thread: Locator, action: string): Promise<void> {
  await act(thread, 'More Actions on Sample...');
  await thread.page().locator('.quick-input-list .monaco-list-row', { hasText: action }).click();
}

async function decisions(file: string): Promise<readonly string[]> {
  const path = join(ui().folder, '.traits', file.replace('.traits.md', ''), 'annotations.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => /"(accepted|rejected|withdrawn)"/.exec(line)?.[1] ?? []);
}

function title(page: Page, text: RegExp): Promise<void> {
  return threads(page, text).first().waitFor();
}

test('a sample is accepted, rejected and left undecided with the icons of its thread, and each is kept', async () => {
  const { page } = ui();
  const { file, thread } = await previewed('decided');
  await act(thread, 'Accept Sample');
  await title(page, /accepted by a person/);
  await act(thread, 'Reject Sample');
  await title(page, /rejected by a person/);
  await act(thread, 'Withdraw Decision');
  await eventually('the title to name no person', async () => !/by a person/.test((await thread.locator('.filename').textContent()) ?? 'by a person'));
  await eventually('all three to be on disk', async () => (await decisions(file)).join() === 'accepted,rejected,withdrawn');
});

test('Compare opens the draft beside the rewrite in the diff editor of VS Code', async () => {
  const { page } = ui();
  const { thread } = await previewed('compared');
  await act(thread, 'Compare Draft and Rewrite');
  const diff = page.locator('.monaco-diff-editor');
  await diff.locator('.editor.original', { hasText: 'sense you' }).waitFor();
  await diff.locator('.editor.modified', { hasText: 'Count the ways to lose' }).waitFor();
});

test('Pin Scenario writes the scenario under its trait, and undo takes it out again', async () => {
  const { page, folder } = ui();
  const { file, thread } = await previewed('pinned');
  await choose(thread, 'Pin Scenario');
  const pinned = (text: string): boolean => (text.split('## Warm')[0] ?? '').split('```yaml scenario').length === 3 && text.includes('ive been arguing about monty hall');
  await save(page);
  await eventually('the block to be in the document', async () => pinned(await onDisk(folder, file)));
  // The keyboard is in the document again.
  await goToLine(page, 29);
  await page.keyboard.press('ControlOrMeta+Z');
  await save(page);
  await eventually('the block to be gone', async () => !(await onDisk(folder, file)).includes('ive been arguing about monty hall'));
});

test('the icons on a comment are there as soon as its sample is finished, and the one to pin goes once it is pinned', async () => {
  const { page } = ui();
  const { thread } = await previewed('icons');
  const scenario = thread.locator('.review-comment').first();
  const icon = (action: string): Locator => scenario.locator(`.comment-actions .action-label[aria-label^="${action}"]`);
  await scenario.hover();
  await icon('Show What Was Sent').waitFor();
  await icon('Pin Scenario').click();
  await page.locator('.notification-list-item', { hasText: 'The scenario is pinned in' }).locator('.monaco-button', { hasText: 'Show' }).click();
  await page.locator('.view-line', { hasText: 'yaml scenario' }).first().waitFor();
  await goToLine(page, 29);
  await icon('Pin Scenario').waitFor({ state: 'detached' });
});

test('Show What Was Sent shows the words that the model was given', async () => {
  const { page } = ui();
  const { thread } = await previewed('sent');
  await choose(thread, 'Show What Was Sent');
  await page.locator('.tab.active', { hasText: 'What was sent' }).waitFor();
  await page.locator('.view-line', { hasText: 'You plan training examples for Aster' }).first().waitFor();
});

test('Copy As puts a line that trainers read into the clipboard', async () => {
  const { page } = ui();
  const { thread } = await previewed('copied');
  await choose(thread, 'Copy As');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Line of JSON' }).click();
  const copied = await eventually('the clipboard to hold it', async () => {
    const text = await page.evaluate<string>('navigator.clipboard.readText()');
    return text.startsWith('{') && text;
  });
  const { messages } = JSON.parse(copied) as { readonly messages: readonly { readonly role: string; readonly content: string }[] };
  assert.deepEqual(messages.map(({ role }) => role), ['user', 'assistant']);
  assert.match(messages[1]?.content ?? '', /^Count the ways to lose/);
});

test('what a person replies leads a rewrite of its own, and stays in the thread', async () => {
  const { page, folder } = ui();
  const model = 'gemini/gemini-3.8-flash';
  const path = join(folder, 'replied.traits.md');
  await writeFile(path, `---\nmodels:\n  generator: ${model}\n  critic: ${model}\n  judge: ${model}\n---\n\n${DOCUMENT}`);
  await openFile(page, path);
  await clickLens(page, 'Preview scenarios', '## Warm');
  await lens(page, /^3 samples/).waitFor();
  const thread = threads(page).first();
  await choose(thread, 'Reply and Rewrite');
  await page.locator('.quick-input-widget .input').fill('Too soft: say what to play.');
  await page.keyboard.press('Enter');
  await thread.getByText('It hangs the queen. Play Nf3.').waitFor();
  await thread.getByText('Too soft: say what to play.').first().waitFor();
});

test('Regenerate makes one sample anew, and leaves the others alone', async () => {
  const { page, folder } = ui();
  const { file, thread } = await previewed('regenerated');
  const runs = async (): Promise<number> => readdir(join(folder, '.traits', file.replace('.traits.md', ''), 'runs')).then((names) => names.filter((name) => name.endsWith('.jsonl')).length);
  assert.equal(await runs(), 1);
  await act(thread, 'Regenerate Sample');
  await eventually('a run of its own', async () => (await runs()) === 2);
  await lens(page, /^3 samples: 3 kept/).waitFor();
});

test('after a reload the count of samples is over their trait, and a click brings their threads back', async () => {
  const { page } = ui();
  const { file, thread } = await previewed('restored');
  await act(thread, 'Accept Sample');
  await title(page, /accepted by a person/);
  await reload(page);
  await openFile(page, join(ui().folder, file));
  await goToLine(page, 29);
  await clickLens(page, /^3 samples/);
  await title(page, /Exhibit · kept · accepted by a person/);
});

async function save(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+S');
}
