/** The views as assistive technology finds them: axe-core's rules hold in light, dark and high-contrast themes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFile, runCommandByTitle } from '../host/workbench.ts';
import { writeManySamples } from '../support/many-samples.ts';
import { violationsInEachTheme } from './axe.ts';
import { useWorkbench, webview } from './support.ts';

const ui = useWorkbench({ prepare: async (folder) => void (await writeManySamples(folder, { traits: 6, samples: 60, calls: false })) });

test('the samples panel and its charts', async () => {
  const { page } = ui();
  await openFile(page, 'many.traits.md');
  await runCommandByTitle(page, 'Traits: Show Samples');
  const view = await webview(page, /60 samples/);
  await view.locator('.row[id]').first().waitFor();
  const ofList = await violationsInEachTheme(page, 'body > .toolbar');
  await view.getByRole('button', { name: 'Charts' }).click();
  await view.getByText('Of the 60 samples that are listed.').waitFor();
  const ofCharts = await violationsInEachTheme(page, 'body > .toolbar');
  assert.deepEqual([...ofList, ...ofCharts], []);
});
