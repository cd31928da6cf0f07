/** axe-core over a view in each theme: what somebody with assistive technology would stumble over. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Frame, Page } from 'playwright-core';
import { beginCommandByTitle } from '../host/workbench.ts';
import { eventually, root } from './support.ts';

const THEMES = ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast'];

/** What is serious or critical in the page that has `within` in it, as lines to read. */
async function violations(page: Page, within: string, theme: string): Promise<readonly string[]> {
  const frame = await eventually(`the page of the view in ${theme}`, async () => {
    for (const one of page.frames()) if ((await has(one, within)) && (await has(one, `body[data-vscode-theme-name="${theme}"]`))) return one;
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

async function has(frame: Frame, selector: string): Promise<boolean> {
  return (await frame.locator(selector).count().catch(() => 0)) > 0;
}

/** Chooses a theme by its name. */
export async function chooseTheme(page: Page, theme: string): Promise<void> {
  await beginCommandByTitle(page, 'Preferences: Color Theme');
  await page.locator('.quick-input-widget .input').fill(theme);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: theme }).first().click();
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Of all themes together, so that one run tells all. `within` is what only the view's page has. */
export async function violationsInEachTheme(page: Page, within: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    found.push(...(await violations(page, within, theme)).map((text) => `${theme}: ${text}`));
  }
  return found;
}
