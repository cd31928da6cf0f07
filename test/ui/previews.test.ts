/** Samples under their trait, as a person meets them: what opens, and where it stays while the text around it changes. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { goToLine } from '../host/workbench.ts';
import { clickLens, closeEditors, eventually, lineAbove, lineOf, openCopy, previewAt, saved, threads, useWorkbench } from './support.ts';

const ui = useWorkbench();

afterEach(() => closeEditors(ui().page));

test('a click on the lens over a trait shows its samples under its heading, and opens the first alone', async () => {
  const { page } = ui();
  const { file, text } = await openCopy(ui(), 'opens');
  await previewAt(page, lineOf(text, '## Honest'), '3 samples: 3 kept');
  assert.equal(await threads(page).count(), 1);
  assert.match(await lineAbove(threads(page).first()), /^29 ## Honest under pressure/);
  // Nothing takes the keyboard away from who writes.
  await page.keyboard.press('End');
  await page.keyboard.type('!');
  await saved(ui(), file, /^## Honest under pressure \{#honest\}!$/m);
});

test('a click on the count of samples opens all threads, and another closes them', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'toggles');
  await previewAt(page, lineOf(text, '## Honest'));
  await clickLens(page, /^3 samples/);
  await eventually('all three to be open', async () => (await threads(page).count()) === 3);
  await clickLens(page, /^3 samples/);
  await eventually('all to be closed', async () => (await threads(page).count()) === 0);
});

test('a thread stays under its heading while lines are typed above, when that is undone, and when its trait is moved', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'moves');
  const line = lineOf(text, '## Honest');
  await previewAt(page, line);
  const isUnder = (where: number) => async (): Promise<boolean> => (await lineAbove(threads(page).first())).startsWith(`${where} ## Honest under pressure`);
  await goToLine(page, line - 1);
  await page.keyboard.press('ControlOrMeta+Shift+Enter');
  await eventually('the thread to move down with its heading', isUnder(line + 1));
  await page.keyboard.press('ControlOrMeta+Z');
  await eventually('the thread to come back', isUnder(line));
  await goToLine(page, line);
  await page.keyboard.press('Alt+ArrowUp');
  await eventually('the thread to go up with the line', isUnder(line - 1));
});
