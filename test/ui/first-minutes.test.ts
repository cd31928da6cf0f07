/** The first minutes of somebody who has just installed the extension, by what they can click. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { beginCommandByTitle, goToLine, openFile, runCommandByTitle } from '../host/workbench.ts';
import { clickLens, closeEditors, eventually, lens, openTraitsView, threads, useWorkbench } from './support.ts';

const ui = useWorkbench();

afterEach(() => closeEditors(ui().page));

test('where no document is open, the traits view offers a sample, which previews with no key', async () => {
  const { page } = ui();
  await openTraitsView(page);
  await page.locator('.pane-body .monaco-button', { hasText: 'Open Sample' }).click();
  await choose(page, 'How Aster treats people');
  await choose(page, 'This workspace');
  await page.locator('.tab.active', { hasText: 'aster-with-people' }).waitFor();
  await goToLine(page, 33);
  await clickLens(page, 'Preview scenarios');
  await lens(page, '3 samples: 3 kept').waitFor();
  assert.match((await threads(page).first().locator('.filename').textContent()) ?? '', /rehearsed: written beforehand, no model called/);
});

test('the walkthrough opens a sample with its first button', async () => {
  const { page } = ui();
  await runCommandByTitle(page, 'Traits: Get Started');
  const steps = page.locator('.gettingStartedContainer .step-list-container');
  await steps.getByText('Choose models').waitFor();
  await page.locator('.gettingStartedContainer .monaco-button', { hasText: 'Open Sample' }).click();
  await page.locator('.tab', { hasText: 'aster-with-people.traits.md' }).waitFor();
  await page.locator('.view-line', { hasText: '# How Aster treats people' }).first().waitFor();
});

test('a new document begins as a template, with its first blank selected and what is left to write as findings', async () => {
  const { page } = ui();
  await beginCommandByTitle(page, 'Traits: New Traits Document');
  await page.locator('.quick-input-list .monaco-list-row').first().click();
  await page.locator('[id="status.editor.mode"]', { hasText: 'Traits' }).waitFor();
  // It may begin below what is in sight.
  await page.locator('[id="status.problems"][aria-label*="Warnings"]').waitFor();
  await page.locator('[id="status.editor.selection"]', { hasText: 'selected' }).waitFor();
  await page.keyboard.type('Wren');
  await page.locator('.view-line', { hasText: /^model:\s*Wren$/ }).first().waitFor();
});

test('a list in Markdown becomes a traits document that keeps its sentences', async () => {
  const { page, folder } = ui();
  await writeFile(join(folder, 'ideas.md'), '# Ideas\n\n- Patient: it explains again, because people learn at their own pace.\n- Frank\n');
  await openFile(page, join(folder, 'ideas.md'));
  await runCommandByTitle(page, 'Traits: Import Markdown or List as Traits Document');
  await page.locator('[id="status.editor.mode"]', { hasText: 'Traits' }).waitFor();
  await eventually('both traits and the sentence to be there', async () => {
    const text = await page.locator('.monaco-editor .view-lines').last().textContent();
    return ['## Patient', 'It explains again', '## Frank'].every((expected) => (text ?? '').replaceAll('\u00a0', ' ').includes(expected));
  });
});

test('Select Models says which model does what, and who decided that', async () => {
  const { page } = ui();
  await beginCommandByTitle(page, 'Traits: Select Models');
  const generator = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Generator' });
  await generator.waitFor();
  assert.match((await generator.textContent()) ?? '', /rehearsal.*workspace settings/);
  await page.keyboard.press('Escape');
});

async function choose(page: ReturnType<typeof ui>['page'], text: string): Promise<void> {
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
}
