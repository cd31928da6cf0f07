/** In a VS Code that is set to German the extension speaks German: over a trait, in its thread, in the palette, in the view and in the panels. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { beginCommandByTitle, goToLine, openFile, reload, runCommandByTitle } from '../host/workbench.ts';
import { clickLens, lens, lineOf, onDisk, openTraitsView, root, threads, traitsRow, useWorkbench, webview } from './support.ts';

const FILE = 'aster-with-people.traits.md';

/** The translations, so that a better word for something is no fault here. */
const [OF_CODE, OF_MANIFEST] = await Promise.all(['l10n/bundle.l10n.de.json', 'package.nls.de.json'].map(async (name) => JSON.parse(await readFile(join(root, name), 'utf8')) as Readonly<Record<string, string>>));

const ui = useWorkbench({ size: { width: 1500, height: 900 } });

/** What the code says in English, or the manifest by a key, in German. */
function german(text: string, ...given: readonly string[]): string {
  const translated = OF_CODE?.[text] ?? OF_MANIFEST?.[text];
  assert.ok(translated !== undefined && translated !== text, `a translation of “${text}”`);
  return given.reduce((said, value, index) => said.replace(`{${index}}`, value), translated);
}

test('whoever has VS Code in German previews a trait, judges a sample and reads the panels in German', async () => {
  const { page, folder } = ui();
  // As a language pack sets it, of which there is none here: VS Code's own words stay English.
  await page.addInitScript(() => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: 'de' }));
  await reload(page);
  await openFile(page, FILE);
  await goToLine(page, lineOf(await onDisk(folder, FILE), '## Honest'));
  await clickLens(page, german('Preview scenarios'));
  await lens(page, german('{0} samples', '3')).waitFor();
  const thread = threads(page, german('Exhibit')).first();
  await thread.getByText(german('Scenario')).first().waitFor();
  await thread.locator('.head').hover();
  await thread.locator(`.head .action-label[aria-label^="${german('traits.sample.accept')}"]`).click();
  await threads(page, german('accepted by a person')).first().waitFor();
  await openTraitsView(page);
  await traitsRow(page, german('Runs')).waitFor();
  await runCommandByTitle(page, `Traits: ${german('traits.showSamples')}`);
  const samples = await webview(page, german('{0} samples', '3'));
  await samples.getByRole('button', { name: german('Spot-check…') }).waitFor();
  await runCommandByTitle(page, 'View: Close Editor');
  await beginCommandByTitle(page, `Traits: ${german('traits.findPatterns')}`);
  await page.locator('.quick-input-title', { hasText: german('Find Patterns: Which Runs') }).waitFor();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: german('{0} kept', '3') }).waitFor();
  await page.keyboard.press('Enter');
  const patterns = await webview(page, german('Patterns'));
  await patterns.getByRole('button', { name: german('Ask Models…') }).waitFor();
});
