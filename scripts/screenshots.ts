/** Takes the pictures of docs/images/, and those of the walkthrough, by clicking through the real workbench; shows also that the clicks work. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { beginCommandByTitle, goToLine, openFile, openWorkbench, parkPointer, runCommandByTitle, visible } from '../test/host/workbench.ts';
import { plantedRun } from '../test/support/planted-run.ts';
import { walkthroughPictures } from './walkthrough-pictures.ts';

const root = resolve(import.meta.dirname, '..');
const images = process.argv[2] ?? join(root, 'docs', 'images');
const size = { width: 1280, height: 860 };

await mkdir(images, { recursive: true });
const folder = await mkdtemp(join(tmpdir(), 'traitwright-pictures-'));
const workspace = join(folder, 'samples');
try {
  for (const theme of ['light', 'dark'] as const) {
    // Anew each time: the workbench saves what the fix has done.
    await cp(join(root, 'samples'), workspace, { force: true, recursive: true, filter: (path) => !path.includes('.traits/') && !path.endsWith('.traits') });
    const workbench = await openWorkbench({ extension: root, folder: workspace, theme, size });
    const { page } = workbench;
    try {
      await preview(page, theme);
      await shortList(page, theme);
      await links(page, theme);
      await completion(page, theme);
      await coverage(page, theme);
      await evaluation(page, theme);
      await patterns(page, theme);
    } catch (error) {
      await page.screenshot({ path: join(images, 'failed.png') });
      throw error;
    } finally {
      await workbench.close();
    }
  }
} finally {
  await rm(folder, { recursive: true });
}
await walkthroughPictures(root, process.argv[2] ?? join(root, 'media', 'walkthrough'));

async function picture(page: Page, name: string): Promise<void> {
  await parkPointer(page);
  await page.screenshot({ path: join(images, `${name}.png`) });
  console.log(`${name}.png`);
}

/** The lens over the first trait is clicked, and the samples appear under its heading. */
async function preview(page: Page, theme: string): Promise<void> {
  await openFile(page, 'aster-with-people.traits.md');
  await goToLine(page, 29);
  await page.locator('.codelens-decoration a', { hasText: 'Preview scenarios' }).first().click();
  await visible(page, '.review-widget .body');
  await page.locator('.codelens-decoration a', { hasText: '3 samples: 3 kept' }).waitFor();
  await picture(page, `preview-${theme}`);
  const critique = page.locator('.review-comment', { hasText: 'Critique: revise' }).first();
  await page.mouse.move(size.width / 2, size.height / 2);
  for (let turns = 0; ((await critique.boundingBox())?.y ?? 0) > 160 && turns < 50; turns += 1) await page.mouse.wheel(0, 100);
  await picture(page, `critique-${theme}`);
}

/** The whole document is a bare list: the finding, and the fix that expands it. */
async function shortList(page: Page, theme: string): Promise<void> {
  await openFile(page, 'short-list.traits.md');
  await runCommandByTitle(page, 'Problems: Focus on Problems View');
  await page.locator('.markers-panel .monaco-list-row', { hasText: 'document/short-list' }).waitFor();
  await openFile(page, 'short-list.traits.md');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ControlOrMeta+.');
  await page.locator('.action-widget', { hasText: 'Expand' }).waitFor();
  await picture(page, `short-list-${theme}`);
  await page.keyboard.press('Enter');
  await page.locator('.view-line', { hasText: '## Honest' }).first().waitFor();
}

/** The card of a trait that a trade-off names. */
async function links(page: Page, theme: string): Promise<void> {
  await openFile(page, 'calder-at-work.traits.md');
  await goToLine(page, 52, 24);
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+I');
  await page.locator('.monaco-hover', { hasText: 'full account' }).first().waitFor();
  await page.screenshot({ path: join(images, `hover-${theme}.png`) });
  console.log(`hover-${theme}.png`);
}

/** What may stand after a lead-in, in a new entry of the trade-offs. */
async function completion(page: Page, theme: string): Promise<void> {
  await page.keyboard.press('Escape');
  await runCommandByTitle(page, 'View: Hide Panel');
  await goToLine(page, 54);
  // Once to the end of the line as it is wrapped, and again to that of the line.
  await page.keyboard.press('End');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  // The list goes on by itself, a moment later.
  await page.locator('.view-line', { hasText: /^-\s*$/ }).first().waitFor();
  await page.keyboard.type('**Yields to [');
  await page.keyboard.press('Control+Space');
  await page.locator('.suggest-widget.visible .monaco-list-row').nth(3).waitFor();
  await picture(page, `completion-${theme}`);
  await page.keyboard.press('Escape');
}

/** An eval of both the model by itself and with the document: its report, and the Testing view. */
async function evaluation(page: Page, theme: string): Promise<void> {
  await runCommandByTitle(page, 'View: Close All Editors');
  await openFile(page, 'aster-with-people.traits.md');
  await goToLine(page, 29);
  const choose = async (label: string): Promise<void> => page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first().click();
  await page.locator('.codelens-decoration a', { hasText: 'Evaluate' }).first().click();
  await choose('Choose who is evaluated');
  await choose('Both, side by side');
  await choose('Knowledge');
  const report = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  await report.getByText('mean score of a point').first().waitFor();
  await runCommandByTitle(page, 'View: Maximize Editor Group and Hide Side Bars');
  await report.getByRole('heading', { name: 'Answers' }).waitFor();
  await picture(page, `eval-${theme}`);
  await runCommandByTitle(page, 'View: Close All Editors');
  await openFile(page, 'aster-with-people.traits.md');
  await goToLine(page, 29);
  await runCommandByTitle(page, 'Testing: Focus on Test Explorer View');
  await page.locator('.test-explorer .monaco-list-row').first().click();
  await page.keyboard.press('ArrowRight');
  await page.locator('.test-explorer .monaco-list-row', { hasText: 'Honest under pressure' }).first().click();
  await page.keyboard.press('ArrowRight');
  await page.locator('.test-explorer .monaco-list-row', { hasText: 'rehearsed' }).first().waitFor();
  await picture(page, `testing-${theme}`);
}

/** The table of traits by parts, rendered beside its document. */
async function coverage(page: Page, theme: string): Promise<void> {
  await openFile(page, 'calder-at-work.traits.md');
  await runCommandByTitle(page, 'Traits: Document Coverage');
  const rendered = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await rendered.getByText('8 traits, 8 with every part.').waitFor();
  await picture(page, `coverage-${theme}`);
}

/** What five hundred samples repeat, in an editor of its own. Habits are planted, so that there is something to see. */
async function patterns(page: Page, theme: string): Promise<void> {
  const runs = join(workspace, '.traits', 'aster-with-people', 'runs');
  // The previews that were taken before are not looked at.
  await rm(runs, { recursive: true, force: true });
  await mkdir(runs, { recursive: true });
  const { journal } = plantedRun(await readFile(join(workspace, 'aster-with-people.rehearsal.yaml'), 'utf8'));
  await writeFile(join(runs, '2026-03-02-planted.jsonl'), journal);
  await runCommandByTitle(page, 'View: Close All Editors');
  await openFile(page, 'aster-with-people.traits.md');
  await beginCommandByTitle(page, 'Traits: Find Patterns');
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
  const report = page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame');
  await report.locator('.sample').first().waitFor();
  await runCommandByTitle(page, 'View: Maximize Editor Group and Hide Side Bars');
  await report.locator('.sample').first().waitFor();
  await picture(page, `patterns-${theme}`);
}
