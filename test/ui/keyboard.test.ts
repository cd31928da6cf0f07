/** The whole loop without a mouse: preview, judge, mend, make anew, and judge again in the panel. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventually, lineOf, onDisk, threads, useWorkbench, webview } from './support.ts';

const ui = useWorkbench();

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
  const choice = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Exhibit' }).first();
  await choice.waitFor();
  await page.keyboard.press('Enter');
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
