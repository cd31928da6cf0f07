/** The report on patterns by clicks and keys: which runs, what is over its threshold, the samples that have it, and what is done about it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { beginCommandByTitle, openFile } from '../host/workbench.ts';
import { plantedRun } from '../support/planted-run.ts';
import { violationsInEachTheme } from './axe.ts';
import { closeEditors, eventually, lineOf, notification, onDisk, root, saveAs, useWorkbench, webview, writeRun } from './support.ts';

const TEXT = await readFile(join(root, 'samples', 'aster-with-people.traits.md'), 'utf8');
const HABIT = 'Opens with emotional validation';

const ui = useWorkbench({
  size: { width: 1600, height: 1000 },
  async prepare(folder) {
    const rehearsal = await readFile(join(root, 'samples', 'aster-with-people.rehearsal.yaml'), 'utf8');
    await writeRun(folder, 'habits', TEXT, plantedRun(rehearsal, { count: 200, traits: ['honest', 'warm'] }).journal);
    await writeRun(folder, 'few', TEXT, plantedRun(rehearsal, { count: 3, traits: ['honest'] }).journal);
  },
});

afterEach(() => closeEditors(ui().page));

async function open(name: string): Promise<void> {
  const { page, folder } = ui();
  await openFile(page, join(folder, `${name}.traits.md`));
  await page.locator('[id="status.editor.mode"]', { hasText: 'Traits' }).waitFor();
}

/** The report on the run of a document, which is asked for by the palette. */
async function reportOf(name = 'habits', kept = 192): Promise<FrameLocator> {
  const { page } = ui();
  await open(name);
  await beginCommandByTitle(page, 'Traits: Find Patterns');
  await page.locator('.quick-input-title', { hasText: 'Which Runs' }).waitFor();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: `${kept} kept` }).waitFor();
  await page.keyboard.press('Enter');
  return webview(page, `${kept} samples`);
}

/** The bars of the chart. */
function bars(view: FrameLocator): Locator {
  return view.locator('.list [role=option]');
}

function chosen(view: FrameLocator, name: string): Promise<void> {
  return view.locator('[role=option][aria-selected=true]', { hasText: name }).waitFor();
}

function button(view: FrameLocator, name: string | RegExp): Locator {
  return view.getByRole('button', { name, exact: true });
}

/** What is said at the top; somebody who cannot see it hears it besides. */
function verdict(view: FrameLocator, text: string): Promise<void> {
  return view.locator('.verdict', { hasText: text }).waitFor();
}

/** How many samples are shown of the pattern, and how many have it. */
async function samplesOf(view: FrameLocator, count: number): Promise<void> {
  await view.getByRole('heading', { name: `Samples that have it: ${count}` }).waitFor();
}

test('Find Patterns asks which runs, and shows each pattern as a bar and in words, the most frequent first', async () => {
  const view = await reportOf();
  await chosen(view, HABIT);
  const texts = await bars(view).allTextContents();
  const shares = texts.map((text) => Number.parseFloat(text));
  assert.deepEqual(shares, shares.toSorted((a, b) => b - a));
  assert.ok(texts.every((text) => /\d+ of 192, [\d.]+–[\d.]+%/.test(text)), texts.join('\n'));
  const over = texts.filter((text) => text.includes('over the threshold of 20.0%')).length;
  await verdict(view, `Patterns: ${texts.length}. Over the threshold of 20.0% or their own: ${over}.`);
});

test('another threshold judges the same counts anew, and the chart is narrowed to what is over it', async () => {
  const { page } = ui();
  const view = await reportOf();
  const threshold = view.getByLabel('Threshold in %');
  await threshold.fill('60');
  await page.keyboard.press('Enter');
  await verdict(view, ', none over its threshold.');
  await bars(view).filter({ hasText: HABIT }).getByText('97 of 192').waitFor();
  await view.getByLabel('Over the threshold only').check();
  await view.getByText('No pattern fits what is chosen above').waitFor();
  await threshold.fill('40');
  await page.keyboard.press('Enter');
  await chosen(view, HABIT);
  assert.equal(await bars(view).count(), 1);
});

test('the samples that have a pattern are read to the last, or of one trait alone, and each leads to its line and its trait', async () => {
  const { page } = ui();
  const view = await reportOf();
  await samplesOf(view, 97);
  const cards = view.locator('article');
  for (const [shown, more] of [[20, 20], [40, 20], [60, 20], [80, 17]]) {
    await eventually(`${shown} samples`, async () => (await cards.count()) === shown);
    await button(view, `Show ${more} More`).click();
  }
  await eventually('all samples', async () => (await cards.count()) === 97);
  await view.getByRole('button', { name: /^Show \d+ More$/ }).waitFor({ state: 'hidden' });
  assert.equal(await cards.filter({ has: view.locator('mark') }).count(), 97);
  await view.locator('button.part', { hasText: 'warm' }).click();
  await view.getByRole('heading', { name: 'Samples of warm that have it: 62' }).waitFor();
  const card = cards.first();
  const line = card.getByRole('button', { name: /line \d+$/ });
  const number = /\d+$/.exec((await line.textContent()) ?? '')?.[0];
  await line.click();
  await page.locator('.tab.active', { hasText: 'r1.jsonl' }).first().waitFor();
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${number},` }).waitFor();
  await card.getByRole('button', { name: 'Trait warm' }).first().click();
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${lineOf(TEXT, '## Warm')},` }).waitFor();
});

test('samples are left out of a copy, which is on disk, listed line by line, and compared with what it was made of in a table for everybody', async () => {
  const { page, folder } = ui();
  const view = await reportOf();
  await chosen(view, HABIT);
  await button(view, 'Leave Out Samples…').click();
  await page.locator('.quick-input-widget', { hasText: 'Of what is left, how many percent may have' }).waitFor();
  await page.locator('.quick-input-widget .input').fill('10');
  await page.keyboard.press('Enter');
  await saveAs(ui(), 'r1.fewer.jsonl', 'fewer.jsonl');
  const told = view.locator('details.written summary');
  const [, out, left] = /Left out: (\d+) samples\. (\d+) were written to fewer\.jsonl/.exec((await told.textContent()) ?? '') ?? [];
  assert.equal(Number(out) + Number(left), 192);
  assert.equal(await view.locator('.dropped li').count(), Number(out));
  const copy = await onDisk(folder, 'fewer.jsonl');
  assert.equal(copy.split('\n').filter((line) => line.startsWith('{"type":"sample"') && line.includes('"kept"')).length, Number(left));
  await button(view, 'Compare…').click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'the copy that was written' }).click();
  const row = view.getByRole('row').filter({ hasText: HABIT });
  await row.getByText(/^−\d+\.\d points/).waitFor();
  assert.deepEqual(await violationsInEachTheme(page, 'main.comparison'), []);
  await button(view, 'Back to the Report').click();
  await chosen(view, HABIT);
});

test('critiques of later runs are told of a habit, in a list that opens', async () => {
  const { page } = ui();
  const view = await reportOf();
  await chosen(view, HABIT);
  await button(view, 'Tell Critiques').click();
  await notification(page, 'From the next run on, critiques look for them').getByRole('button', { name: 'Open List' }).click();
  await page.locator('.tab.active', { hasText: 'patterns.json' }).waitFor();
  await page.locator('.view-line', { hasText: 'known/validation-opening' }).first().waitFor();
});

test('the arrow keys go through the chart as soon as it is there, and what is read goes with them', async () => {
  const { page } = ui();
  const view = await reportOf();
  await view.locator('.list:focus').waitFor();
  const names = await bars(view).locator('.name').allTextContents();
  const reads = async (index: number): Promise<void> => {
    await chosen(view, names.at(index) ?? '');
    await view.getByRole('heading', { name: names.at(index) ?? '', exact: true }).waitFor();
  };
  await reads(0);
  await page.keyboard.press('ArrowDown');
  await reads(1);
  await page.keyboard.press('End');
  await reads(-1);
  await page.keyboard.press('ArrowUp');
  await reads(-2);
  await page.keyboard.press('Home');
  await reads(0);
});

test('where there are no samples, or nothing is repeated, it says what to do next', async () => {
  const { page } = ui();
  await openFile(page, 'short-list.traits.md');
  await beginCommandByTitle(page, 'Traits: Find Patterns');
  const none = notification(page, 'There are no samples of this document yet. Preview a trait');
  await none.getByRole('button', { name: 'Choose Files…' }).waitFor();
  const view = await reportOf('few', 3);
  await verdict(view, 'Nothing is repeated enough to be listed.');
  await view.getByText('ask models for what is only in the meaning').waitFor();
  assert.equal(await button(view, 'Leave Out…').isDisabled(), true);
});

test('the report has nothing that assistive technology would stumble over', async () => {
  const { page } = ui();
  const view = await reportOf();
  await view.locator('article mark').first().waitFor();
  assert.deepEqual(await violationsInEachTheme(page, 'main.chart'), []);
});
