/** The samples panel: finding samples among many, and judging them without the mouse. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { openFile, reload, runCommandByTitle } from '../host/workbench.ts';
import { writeManySamples } from '../support/many-samples.ts';
import { eventually, useWorkbench, webview } from './support.ts';

const ui = useWorkbench({ prepare: async (folder) => void (await writeManySamples(folder, { traits: 6, samples: 60, calls: false })) });

/** The panel, opened where it is not open yet; without any filters. */
async function panel(): Promise<FrameLocator> {
  const { page } = ui();
  if (!(await page.locator('.tab', { hasText: 'Samples: many.traits.md' }).isVisible())) {
    await openFile(page, 'many.traits.md');
    await runCommandByTitle(page, 'Traits: Show Samples');
  }
  const view = await webview(page, 'Export…');
  const end = view.getByRole('button', { name: 'End spot check' });
  if (await end.isVisible()) await end.click();
  const list = view.getByRole('button', { name: 'List', exact: true });
  if (await list.isVisible()) await list.click();
  const clear = view.getByRole('button', { name: 'Clear filters' });
  if (await clear.isVisible()) await clear.click();
  await view.locator('.status', { hasText: '60 samples' }).waitFor();
  return view;
}

function judged(view: FrameLocator, count: number): Locator {
  return view.locator('strong', { hasText: `${count} of 3 judged` });
}

async function listed(view: FrameLocator): Promise<number> {
  const text = (await view.locator('.status').first().textContent()) ?? '';
  return Number(/^[\d,]+/.exec(text)?.[0]?.replaceAll(',', ''));
}

async function annotations(): Promise<string> {
  return readFile(join(ui().folder, '.traits', 'many', 'annotations.jsonl'), 'utf8').catch(() => '');
}

test('a filter lists the samples of one trait and says how many there are', async () => {
  const view = await panel();
  await view.getByLabel('Trait', { exact: true }).selectOption({ label: 'Trait 2 (10)' });
  await view.locator('.status', { hasText: '10 of 60 samples' }).waitFor();
  const facts = await view.locator('.row[id] .facts').allTextContents();
  assert.ok(facts.every((text) => text.includes('Trait 2')), facts.join());
});

test('another order brings the dearest to the top, and groups have headings with counts', async () => {
  const view = await panel();
  await view.getByLabel('Order').selectOption({ label: 'Dearest first' });
  const cost = async (index: number): Promise<number> => Number(/\$([\d.]+)/.exec((await view.locator('.row[id] .facts').nth(index).textContent()) ?? '')?.[1] ?? 0);
  await eventually('the order', async () => (await cost(0)) >= (await cost(1)) && (await cost(1)) >= (await cost(2)));
  await view.getByLabel('Groups').selectOption({ label: 'Grouped by kind' });
  await view.locator('.heading:visible', { hasText: 'exception' }).first().waitFor();
  await view.getByLabel('Groups').selectOption({ label: 'No groups' });
  await view.getByLabel('Order').selectOption({ label: 'In the document’s order' });
});

test('the search goes through whole samples, and finds nothing where there is nothing', async () => {
  const view = await panel();
  const search = view.getByLabel('Search in samples');
  await search.fill('number 4');
  await view.locator('.status', { hasText: '10 of 60 samples' }).waitFor();
  await search.fill('zyzzyva');
  await view.getByText('No sample has all that is chosen above.').waitFor();
  assert.equal(await listed(view), 0);
});

test('a spot check is judged with single keys, goes on by itself, and takes a key back', async () => {
  const { page } = ui();
  const view = await panel();
  await view.getByRole('button', { name: 'Spot-check' }).click();
  await view.locator('dialog[open] input[type=number]').first().fill('3');
  await page.keyboard.press('Enter');
  await judged(view, 0).waitFor();
  await page.keyboard.press('a');
  await judged(view, 1).waitFor();
  await page.keyboard.press('r');
  await judged(view, 2).waitFor();
  await page.keyboard.press('u');
  await judged(view, 1).waitFor();
  await page.keyboard.press('r');
  await page.keyboard.press('a');
  await judged(view, 3).waitFor();
  await eventually('the verdicts to be on disk', async () => {
    const text = await annotations();
    return text.split('"accepted"').length === 3 && text.includes('"rejected"');
  });
  await view.getByRole('button', { name: 'End spot check' }).click();
  await view.locator('.status', { hasText: '2 accepted, 1 rejected' }).waitFor();
});

test('a comment is written and kept without the mouse', async () => {
  const { page } = ui();
  const view = await panel();
  await view.getByRole('listbox').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('c');
  await page.keyboard.type('It lectures.');
  await page.keyboard.press('ControlOrMeta+Enter');
  await eventually('the comment to be on disk', async () => (await annotations()).includes('It lectures.'));
  await view.getByText('It lectures.').first().waitFor();
});

test('a quote leads to its line in the document', async () => {
  const { page } = ui();
  const view = await panel();
  await view.getByLabel('Trait', { exact: true }).selectOption({ label: 'Trait 3 (10)' });
  await view.getByRole('button', { name: /Show line \d+ of the document/ }).first().click();
  const document = await readFile(join(ui().folder, 'many.traits.md'), 'utf8');
  const line = document.split('\n').findIndex((text) => text.includes('says what it means, number 3')) + 1;
  await page.locator('[id="status.editor.selection"]', { hasText: `Ln ${line},` }).waitFor();
});

test('charts count what is listed, and a bar leads back to its samples', async () => {
  const view = await panel();
  await view.getByRole('button', { name: 'Charts' }).click();
  await view.getByText('Of the 60 samples that are listed.').waitFor();
  await view.locator('.charts').getByRole('button', { name: /Trait 5/ }).first().click();
  await view.locator('.status', { hasText: '10 of 60 samples' }).waitFor();
});

test('Export says of which run how many are kept, and then asks for a format', async () => {
  const { page } = ui();
  const view = await panel();
  await view.getByRole('button', { name: 'Export' }).click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: /\d+ of 60 kept/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-list .monaco-list-row').nth(3).waitFor();
  await page.keyboard.press('Escape');
});

test('a reload keeps what was chosen', async () => {
  const { page } = ui();
  const view = await panel();
  await view.getByLabel('Trait', { exact: true }).selectOption({ label: 'Trait 1 (10)' });
  await view.locator('.status', { hasText: '10 of 60 samples' }).waitFor();
  await reload(page);
  const again = await webview(page, /10 of 60 samples/);
  assert.equal(await again.getByLabel('Trait', { exact: true }).inputValue(), '=trait-1');
});
