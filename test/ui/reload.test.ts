/** What the window shows is there again after it was loaded anew, as somebody left it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { journalPath } from '../../src/engine/journal-file.node.ts';
import { chunkHashes } from '../../src/generation/stale.ts';
import { beginCommandByTitle, goToLine, openFile, reload, runCommandByTitle } from '../host/workbench.ts';
import { header } from '../support/journal-records.ts';
import { plantedRun } from '../support/planted-run.ts';
import { clickLens, closeEditors, eventually, lineOf, openCopy, root, useWorkbench, webview } from './support.ts';

const ui = useWorkbench({
  async prepare(folder) {
    const text = await readFile(join(root, 'samples', 'aster-with-people.traits.md'), 'utf8');
    const [[traitId, chunkHash] = []] = [...chunkHashes(parseTraitsDocument(text))];
    const lines = Array.from({ length: 12 }, (_, number) => ({ type: 'sample', sample: { id: `${traitId}/exhibit/${number}`, traitId, kind: 'exhibit', ordinal: number, chunkHash, status: 'kept', prompt: `the message ${number}`, rewrite: `the rewrite ${number}`, response: `the rewrite ${number}` } }));
    await run(folder, 'read', text, [header(), ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
    const rehearsal = await readFile(join(root, 'samples', 'aster-with-people.rehearsal.yaml'), 'utf8');
    await run(folder, 'habits', text, plantedRun(rehearsal, { count: 200, traits: ['honest', 'warm'] }).journal);
  },
});

async function run(folder: string, name: string, text: string, journal: string): Promise<void> {
  const document = join(folder, `${name}.traits.md`);
  await writeFile(document, text);
  await mkdir(dirname(journalPath(document, 'r1')), { recursive: true });
  await writeFile(journalPath(document, 'r1'), journal);
}

afterEach(() => closeEditors(ui().page));

async function open(name: string): Promise<Page> {
  const { page, folder } = ui();
  await openFile(page, join(folder, `${name}.traits.md`));
  await page.locator('.statusbar-item', { hasText: 'Traits' }).first().waitFor();
  return page;
}

test('the samples panel has the search, the order and the sample that was read', async () => {
  const page = await open('read');
  await runCommandByTitle(page, 'Traits: Show Samples');
  const before = await webview(page, '12 samples');
  await before.locator('.scroller').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('message 1');
  await before.getByText('3 of 12 samples').waitFor();
  await before.locator('.row', { hasText: 'the message 11' }).click();
  await before.getByText('the rewrite 11').waitFor();
  await reload(page);
  const after = await webview(page, '3 of 12 samples');
  await after.locator('.row.selected', { hasText: 'the message 11' }).waitFor();
  await after.getByText('the rewrite 11').waitFor();
});

test('the report on patterns has its files, and the pattern that was looked at', async () => {
  const page = await open('habits');
  await beginCommandByTitle(page, 'Traits: Find Patterns');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: '192 kept' }).waitFor();
  await page.keyboard.press('Enter');
  const before = await webview(page, /192/);
  const second = before.locator('[role=option]').nth(1);
  await second.click();
  const name = await eventually('the name of the pattern', async () => (await before.locator('[role=option][aria-selected=true]').textContent()) ?? undefined);
  await reload(page);
  const after = await webview(page, /192/);
  await after.locator('[role=option][aria-selected=true]', { hasText: name }).waitFor();
});

test('the report of an eval has its figures, and the trait whose answers were read', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'evaluated');
  await goToLine(page, lineOf(text, '## Honest'));
  await clickLens(page, 'Evaluate');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Knowledge' }).first().click();
  const before = await webview(page, 'mean score of a point');
  const other = before.locator('.trait button.name[aria-pressed=false]').first();
  const name = (await other.textContent()) ?? '';
  await other.click();
  await before.locator('.trait.picked', { hasText: name }).waitFor();
  await reload(page);
  const after = await webview(page, 'mean score of a point');
  await after.locator('.trait.picked', { hasText: name }).waitFor();
});
