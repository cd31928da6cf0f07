/** The views as assistive technology finds them: axe-core's rules hold in light, dark and high-contrast themes. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { beginCommandByTitle, openFile, runCommandByTitle } from '../host/workbench.ts';
import { writeManySamples } from '../support/many-samples.ts';
import { eventually, root, useWorkbench, webview } from './support.ts';

const THEMES = ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast'];

const ui = useWorkbench({ prepare: async (folder) => void (await writeManySamples(folder, { traits: 6, samples: 60, calls: false })) });

/** What is serious or critical in the webview that is in front, as lines to read. */
async function violations(): Promise<readonly string[]> {
  const { page } = ui();
  const frame = await eventually('the page of the view', async () => {
    for (const one of page.frames()) if ((await one.locator('body > .toolbar').count().catch(() => 0)) > 0) return one;
    return undefined;
  });
  // By the debugger: the view's own policy lets no script in, and need not for this.
  await frame.evaluate(await readFile(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8'));
  // The page around it, its title and language are VS Code's.
  const result = await frame.evaluate<AxeResults>("axe.run(document.body, { resultTypes: ['violations'], rules: { 'document-title': { enabled: false }, region: { enabled: false } } })");
  return result.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary?.replaceAll('\n', ' ') ?? ''}`));
}

/** Of all themes together, so that one run tells all. */
async function inEachTheme(): Promise<readonly string[]> {
  const { page } = ui();
  const found: string[] = [];
  for (const theme of THEMES) {
    await beginCommandByTitle(page, 'Preferences: Color Theme');
    await page.locator('.quick-input-widget .input').fill(theme);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    found.push(...(await violations()).map((text) => `${theme}: ${text}`));
  }
  return found;
}

test('the samples panel and its charts', async () => {
  const { page } = ui();
  await openFile(page, 'many.traits.md');
  await runCommandByTitle(page, 'Traits: Show Samples');
  const view = await webview(page, /60 samples/);
  await view.locator('.row[id]').first().waitFor();
  const ofList = await inEachTheme();
  await view.getByRole('button', { name: 'Charts' }).click();
  await view.getByText('Of the 60 samples that are listed.').waitFor();
  const ofCharts = await inEachTheme();
  assert.deepEqual([...ofList, ...ofCharts], []);
});
