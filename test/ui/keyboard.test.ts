/** The whole loop without a mouse: preview, judge, mend, make anew, and judge again in the panel. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { goToLine } from '../host/workbench.ts';
import { closeEditors, eventually, lens, lineOf, onDisk, openCopy, threads, useWorkbench, webview } from './support.ts';

const ui = useWorkbench();

afterEach(() => closeEditors(ui().page));

/** Types into the palette and presses Enter once the first entry is what was asked for. */
async function palette(text: string, entry: string): Promise<void> {
  const { page } = ui();
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget .input').waitFor();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type(text);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: entry }).waitFor();
  await page.keyboard.press('Enter');
}

test('everything is reached by keys', async () => {
  const { page, folder } = ui();
  const file = 'aster-with-people.traits.md';
  const before = await onDisk(folder, file);
  await palette(file, file);
  await page.locator(`.tab.active[data-resource-name="${file}"]`).waitFor();
  await palette(`:${lineOf(before, '## Honest')}`, `${lineOf(before, '## Honest')}`).catch(() => undefined);
  await palette('>Traits: Preview Scenarios', 'Preview Scenarios');
  await threads(page, /Exhibit · kept/).first().waitFor();

  await palette('>Traits: Accept Sample', 'Accept Sample');
  await threads(page, /accepted by a person/).first().waitFor();

  await page.keyboard.press('End');
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.keyboard.type('It is steady.');
  await page.keyboard.press('ControlOrMeta+S');
  await eventually('the edit to be on disk', async () => (await onDisk(folder, file)).includes('It is steady.'));
  await threads(page, /stale/).first().waitFor();
  await palette('>Traits: Regenerate Stale Samples', 'Regenerate Stale Samples');
  await eventually('nothing to be stale', async () => (await threads(page, /stale/).count()) === 0);

  await palette('>Traits: Show Samples', 'Show Samples');
  const view = await webview(page, 'Export…');
  await view.locator('.row.selected').waitFor();
  await view.getByRole('listbox').waitFor();
  await page.keyboard.press('r');
  await eventually('the verdict to be on disk', async () => (await readFile(join(folder, '.traits', 'aster-with-people', 'annotations.jsonl'), 'utf8')).includes('"rejected"'));
});

test('samples are gone through and judged one by one, by keys alone', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'stepped');
  await goToLine(page, lineOf(text, '## Honest'));
  await palette('>Traits: Preview Scenarios', 'Preview Scenarios');
  await lens(page, /^3 samples/).waitFor();

  await chord('j');
  await inThread(/^Exhibit · kept/);
  await chord('j');
  await inThread(/^Exception · kept/);
  await page.keyboard.press('a');
  await inThread(/^Exception · kept · accepted by a person/);
  await page.keyboard.press('k');
  await inThread(/^Exhibit · kept/);
  await page.keyboard.press('r');
  await inThread(/^Exhibit · kept · rejected by a person/);
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await inThread(/^Trade-off · kept/);

  // In the text again, the keys of the text are about the sample that is open.
  await page.keyboard.press('Escape');
  await eventually('no thread to be open', async () => (await threads(page).count()) === 0);
  await chord('k');
  await inThread(/^Exception/);
  await goToLine(page, lineOf(text, '## Honest') + 2);
  await chord('x');
  await threads(page, /^Exception · kept · rejected by a person/).first().waitFor();
});

test('what is typed into a reply is no key', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'replied');
  await goToLine(page, lineOf(text, '## Honest'));
  await palette('>Traits: Preview Scenarios', 'Preview Scenarios');
  await lens(page, /^3 samples/).waitFor();
  await chord('j');
  await inThread(/^Exhibit · kept/);
  const thread = threads(page).first();
  await thread.locator('.review-thread-reply-button').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('jark');
  await thread.locator('.comment-form .view-line', { hasText: 'jark' }).waitFor();
  assert.match((await thread.locator('.filename').textContent()) ?? '', /^Exhibit · kept · rehearsed/);
  // VS Code asks before it throws a reply away.
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('Delete');
  await thread.locator('.comment-form .view-line', { hasText: 'jark' }).waitFor({ state: 'detached' });
});

/** Ctrl+K, and then a letter. */
async function chord(letter: string): Promise<void> {
  const { page } = ui();
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press(letter);
}

/** Waits until the keyboard is in the one thread that is open, and its title says this; it begins in view. */
async function inThread(title: RegExp): Promise<void> {
  const { page } = ui();
  await eventually(`the keyboard to be in a thread that says ${title}`, async () => {
    const open = await threads(page).all();
    const [thread] = open;
    if (thread === undefined || open.length !== 1 || !title.test((await thread.locator('.filename').textContent()) ?? '')) return false;
    const box = await thread.boundingBox();
    return (await thread.locator('*:focus').count()) > 0 && box !== null && box.y > 100 && box.y < 400;
  });
}
