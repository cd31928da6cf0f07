/** Takes the pictures of the walkthrough, media/walkthrough/, for every kind of theme; light ones do for high contrast on white. */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { goToLine, openFile, openWorkbench, runCommandByTitle, visible } from '../test/host/workbench.ts';
import { smallPng } from './small-png.ts';

/** As large as the walkthrough shows them beside its text. */
const size = { width: 760, height: 480 };
/** Without the status bar, which tells of no step. */
const clip = { x: 0, y: 0, width: size.width, height: size.height - 30 };

const THEMES: Readonly<Record<string, string>> = {
  light: 'Default Light Modern',
  dark: 'Default Dark Modern',
  contrast: 'Default High Contrast',
};

/** Only what a step is about. */
const SETTINGS = {
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'editor.scrollBeyondLastLine': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.layoutControl.enabled': false,
};

/** `root` is the folder of package.json, `images` where the pictures go. */
export async function walkthroughPictures(root: string, images: string): Promise<void> {
  await mkdir(images, { recursive: true });
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-pictures-'));
  const workspace = join(folder, 'samples');
  try {
    for (const [theme, colorTheme] of Object.entries(THEMES)) {
      await rm(workspace, { recursive: true, force: true });
      await cp(join(root, 'samples'), workspace, { recursive: true, filter: (path) => !path.includes('.traits/') && !path.endsWith('.traits') });
      const workbench = await openWorkbench({ extension: root, folder: workspace, size, settings: { ...SETTINGS, 'workbench.colorTheme': colorTheme } });
      const { page } = workbench;
      const take = async (step: string): Promise<void> => {
        const name = `${step}-${theme}.png`;
        await writeFile(join(images, name), smallPng(await page.screenshot({ clip, animations: 'disabled', caret: 'hide' })));
        console.log(name);
      };
      try {
        await steps(page, take);
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
}

async function steps(page: Page, take: (step: string) => Promise<void>): Promise<void> {
  await runCommandByTitle(page, 'View: Close Primary Side Bar').catch(() => page.keyboard.press('Escape'));
  await openFile(page, 'short-list.traits.md');
  await page.locator('.squiggly-info, .squiggly-warning, .squiggly-hint').first().waitFor({ state: 'attached' });
  await page.locator('.codelens-decoration').nth(6).waitFor();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ControlOrMeta+.');
  await page.locator('.action-widget', { hasText: 'Expand' }).waitFor();
  await take('findings');
  await page.keyboard.press('Escape');

  await openFile(page, 'aster-with-people.traits.md');
  await goToLine(page, 29);
  await page.locator('.codelens-decoration a', { hasText: 'Preview scenarios' }).first().waitFor();
  await take('open');

  await page.locator('.codelens-decoration a', { hasText: 'Preview scenarios' }).first().click();
  await visible(page, '.review-widget .body');
  await page.locator('.codelens-decoration a', { hasText: '3 samples: 3 kept' }).waitFor();
  await runCommandByTitle(page, 'Notifications: Clear All Notifications');
  await page.locator('.notification-toast').first().waitFor({ state: 'detached' });
  await take('preview');
  await page.mouse.move(size.width / 2, size.height / 2);
  const critique = page.locator('.review-comment', { hasText: 'Critique: revise' }).first();
  for (let turns = 0; ((await critique.boundingBox())?.y ?? 0) > 70 && turns < 60; turns += 1) await page.mouse.wheel(0, 60);
  await take('judge');

  await runCommandByTitle(page, 'View: Show Testing');
  await page.locator('.test-explorer .monaco-list-row', { hasText: 'aster' }).first().waitFor();
  await page.locator('.test-explorer .monaco-list-row').first().click();
  await page.keyboard.press('ArrowRight');
  await page.locator('.test-explorer .monaco-list-row').nth(3).waitFor();
  await take('eval');
  await runCommandByTitle(page, 'View: Close Primary Side Bar');

  await runCommandByTitle(page, 'View: Close All Editors');
  for (const [step, title, first] of [['own', 'Traits: New Traits Document', 'One trait'], ['models', 'Traits: Select Models', 'Generator']] as const) {
    // It asks at once, where any other command's palette closes.
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget .input').fill(`>${title}`);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().click();
    await page.locator('.quick-input-list .monaco-list-row', { hasText: first }).waitFor();
    await take(step);
    await page.keyboard.press('Escape');
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }
}
