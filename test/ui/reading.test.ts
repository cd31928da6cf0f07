/** Samples read at length, answered and taken away: in two editors at once, all of many, texts beside, notes in a thread, and a file to train on. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { chunkHashes } from '../../src/generation/stale.ts';
import { beginCommandByTitle, goToLine, openFile, runCommandByTitle } from '../host/workbench.ts';
import { answerStage, DOCUMENT } from '../support/answers.ts';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { header } from '../support/journal-records.ts';
import { clickLens, closeEditors, eventually, lens, lineAbove, lineOf, notification, onDisk, openCopy, previewAt, root, saveAs, threads, useWorkbench, writeRun } from './support.ts';

const TEXT = await readFile(join(root, 'samples', 'aster-with-people.traits.md'), 'utf8');
const HONEST = lineOf(TEXT, '## Honest');

let server: GeminiServer;

before(async () => {
  server = await startGeminiServer({ answer: (request) => (request.user.includes('Too soft') ? { text: 'It hangs the queen. Play Nf3.' } : answerStage(request)) });
});

const ui = useWorkbench({
  size: { width: 1500, height: 900 },
  env: { GEMINI_API_KEY: 'a-key-for-the-tests' },
  settings: () => ({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.runs.confirmAbove': 1000 }),
  async prepare(folder) {
    const [[traitId, chunkHash] = []] = [...chunkHashes(parseTraitsDocument(TEXT))];
    const lines = Array.from({ length: 8 }, (_, ordinal) => ({ type: 'sample', sample: { id: `${traitId}/exhibit/${ordinal}`, pipeline: 'chat', traitId, kind: 'exhibit', ordinal, chunkHash, status: ordinal === 7 ? 'dropped' : 'kept', prompt: `the message ${ordinal}`, draft: `the draft ${ordinal}`, rewrite: `the rewrite ${ordinal}`, response: `the rewrite ${ordinal}` } }));
    const journal = [header(), ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    for (const name of ['many', 'copied', 'exported']) await writeRun(folder, name, TEXT, journal);
  },
});

afterEach(() => closeEditors(ui().page));
after(() => server.close());

/** An entry of the list that is open. */
function entry(label: string | RegExp): Locator {
  return ui().page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
}

/** A document of which a run made eight samples of one trait. */
async function openPrepared(name: string): Promise<Page> {
  const { page, folder } = ui();
  await openFile(page, join(folder, `${name}.traits.md`));
  await page.locator('[id="status.editor.mode"]', { hasText: 'Traits' }).waitFor();
  return page;
}

test('in two editors on one document a thread stands once in each, and both follow what is typed in one of them', async () => {
  const { page } = ui();
  await openCopy(ui(), 'twice');
  await previewAt(page, HONEST);
  await page.keyboard.press('ControlOrMeta+Backslash');
  const groups = page.locator('.editor-group-container');
  const stands = (line: number) => async (): Promise<boolean> => {
    if ((await groups.count()) !== 2) return false;
    const above = await Promise.all((await groups.all()).map(async (group) => Promise.all((await group.locator('.review-widget').all()).map(lineAbove))));
    return above.every((lines) => lines.length === 1 && lines[0]?.startsWith(`${line} ## Honest under pressure`));
  };
  // Lines are broken anew in half the width, so the heading may have gone out of view in either.
  for (const group of ['2', '1']) {
    await page.keyboard.press(`ControlOrMeta+${group}`);
    await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
    await groups.nth(Number(group) - 1).and(page.locator('.active')).waitFor();
    await goToLine(page, HONEST);
  }
  await eventually('a thread in each editor', stands(HONEST));
  await goToLine(page, HONEST - 1);
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await eventually('both to move down', stands(HONEST + 1));
  await page.keyboard.press('ControlOrMeta+Z');
  await eventually('both to come back', stands(HONEST));
});

test('of a trait with many samples five threads are made, and a click on “Show all” makes the others', async () => {
  const page = await openPrepared('many');
  const open = (count: number) => async (): Promise<boolean> => (await threads(page).count()) === count;
  await goToLine(page, HONEST);
  await clickLens(page, /^8 samples/);
  await eventually('the first to be open', open(1));
  await lens(page, 'Show all 8').waitFor();
  await clickLens(page, /^8 samples/);
  await eventually('five to be open', open(5));
  await clickLens(page, 'Show all 8');
  await lens(page, 'Show all').waitFor({ state: 'detached' });
  await clickLens(page, /^8 samples/);
  await eventually('all to be open', open(8));
});

test('Documents writes a text and opens it beside, to be read only, and no address in it is a link', async () => {
  const { page, folder } = ui();
  const { file } = await openCopy(ui(), 'texts');
  const linked = 'See https://example.org and [this](command:workbench.action.quit).';
  const prepared = await onDisk(folder, 'texts.rehearsal.yaml');
  await writeFile(join(folder, 'texts.rehearsal.yaml'), prepared.replace('**r/DIYUK** · posted', `${linked} **r/DIYUK** · posted`));
  await writeFile(join(folder, 'linked.md'), `${linked}\n`);
  await goToLine(page, HONEST);
  await clickLens(page, 'Documents');
  const [own, beside] = [0, 1].map((index) => page.locator('.editor-group-container').nth(index)) as [Locator, Locator];
  const line = beside.locator('.view-line', { hasText: 'https://example.org' }).first();
  await line.waitFor();
  // The keyboard stays with the document.
  await page.locator('.editor-group-container.active .tab.active', { hasText: file }).waitFor();
  // The same words in Markdown, so that it is known when links would be there.
  await openFile(page, join(folder, 'linked.md'));
  await eventually('both links in Markdown', async () => (await own.locator('.detected-link').count()) >= 2);
  assert.equal(await beside.locator('.detected-link').count(), 0);
  const words = await line.textContent();
  await line.click();
  await page.keyboard.type('x');
  await page.locator('.monaco-editor-overlaymessage', { hasText: 'read-only' }).waitFor();
  assert.equal(await line.textContent(), words);
});

test('what is typed into a thread is kept with it as a note, or leads a rewrite, by the button that is clicked', async () => {
  const { page, folder } = ui();
  const model = 'gemini/gemini-3.8-flash';
  const path = join(folder, 'answered.traits.md');
  await writeFile(path, `---\nmodels:\n  generator: ${model}\n  critic: ${model}\n  judge: ${model}\n---\n\n${DOCUMENT}`);
  await openFile(page, path);
  await clickLens(page, 'Preview scenarios', '## Warm');
  await lens(page, /^3 samples/).waitFor();
  const thread = threads(page).first();
  const answer = async (text: string, button: string): Promise<void> => {
    await thread.locator('.review-thread-reply-button').click();
    await thread.locator('.comment-form .monaco-editor.focused').waitFor();
    await page.keyboard.type(text);
    await thread.locator('.form-actions').getByRole('button', { name: button }).click();
  };
  const sent = server.requests.length;
  await answer('Good enough to keep.', 'Add Note');
  await thread.locator('.review-comment', { hasText: 'Good enough to keep.' }).waitFor();
  assert.equal(server.requests.length, sent);
  await answer('Too soft: say what to play.', 'Reply and Rewrite');
  await thread.getByText('It hangs the queen. Play Nf3.').waitFor();
  await thread.locator('.review-comment', { hasText: 'Too soft: say what to play.' }).first().waitFor();
});

test('the icons on an answer show what was sent for it, and copy it', async () => {
  const page = await openPrepared('copied');
  await goToLine(page, HONEST);
  await clickLens(page, /^8 samples/);
  const answer = threads(page).first().locator('.review-comment', { hasText: 'the rewrite 0' }).first();
  const act = async (action: string): Promise<void> => {
    await answer.hover();
    await answer.locator(`.comment-actions .action-label[aria-label^="${action}"]`).click();
  };
  await act('Copy Sample As');
  await entry('Plain text').click();
  await eventually('the clipboard to hold it', async () => (await page.evaluate<string>('navigator.clipboard.readText()')).includes('the rewrite 0'));
  await act('Show What Was Sent');
  await page.locator('.tab.active', { hasText: 'What was sent' }).waitFor();
  // Its journal has samples alone.
  await page.locator('.view-line', { hasText: 'No call was made for this sample' }).first().waitFor();
});

test('Export goes through its lists to a file of lines that trainers read, with those alone that were kept', async () => {
  const { page, folder } = ui();
  await openPrepared('exported');
  await beginCommandByTitle(page, 'Traits: Export Samples');
  const step = async (title: string): Promise<void> => page.locator('.quick-input-title', { hasText: title }).waitFor();
  await step('Which Runs');
  await entry('7 of 8 kept').waitFor();
  await page.keyboard.press('Enter');
  await step('Format');
  await entry('trl-messages').click();
  await step('How');
  await entry('Only what a person accepted').waitFor();
  await page.keyboard.press('Enter');
  await saveAs(ui(), 'exported.trl-messages.jsonl', 'taken.jsonl');
  await notification(page, 'Exported to taken.jsonl (7)').getByRole('button', { name: 'Open Data Card' }).click();
  await page.locator('.tab.active', { hasText: 'taken.card.md' }).waitFor();
  const lines = (await onDisk(folder, 'taken.jsonl')).trimEnd().split('\n').map((line) => JSON.parse(line) as { readonly messages: readonly { readonly role: string; readonly content: string }[] });
  assert.deepEqual(
    lines.map(({ messages }) => messages.map(({ role, content }) => `${role}: ${content}`).join('; ')).toSorted(),
    Array.from({ length: 7 }, (_, number) => `user: the message ${number}; assistant: the rewrite ${number}`),
  );
});

test('Show Log opens the output of the extension', async () => {
  const { page } = ui();
  await runCommandByTitle(page, 'Traits: Show Log');
  await page.locator('.part.panel .composite.title .action-item.checked', { hasText: 'Output' }).waitFor();
  await page.locator('.part.panel select option:checked', { hasText: 'Traitwright' }).first().waitFor({ state: 'attached' });
});
