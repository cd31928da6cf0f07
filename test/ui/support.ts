/** What the UI tests share: one workbench for a file of tests, and what a person sees and does in it. */
import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { after, afterEach, before } from 'node:test';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { journalPath } from '../../src/engine/journal-file.node.ts';
import { cacheFolder, type HostedFlavour, temporaryFolder } from '../host/hosted.ts';
import { goToLine, openFile, openWorkbench, parkPointer, type Workbench, type WorkbenchOptions } from '../host/workbench.ts';

export const root = resolve(import.meta.dirname, '../..');

/** Which VS Code the tests are driven in: the latest, or what the environment says. */
export const flavour: HostedFlavour = process.env['TRAITWRIGHT_UI_HOST'] === 'floor' ? 'floor' : 'latest';

const patienceMs = 15_000;

export interface Ui {
  readonly page: Page;
  /** The folder that is open: a copy of the samples. */
  readonly folder: string;
}

export interface UiOptions extends Pick<WorkbenchOptions, 'env' | 'size' | 'theme' | 'trusted'> {
  /** Asked for when all that was set up before is there. */
  readonly settings?: () => Readonly<Record<string, unknown>>;
  /** What else is to be in the folder before it is opened. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** Opens one workbench for all tests of a file, and leaves a picture of it where one fails. */
export function useWorkbench({ settings, prepare, ...options }: UiOptions = {}): () => Ui {
  let opened: { readonly workbench: Workbench; readonly folder: string; readonly remove: () => Promise<void> } | undefined;
  before(async () => {
    const { path, remove } = await temporaryFolder();
    const folder = join(path, 'samples');
    await cp(join(root, 'samples'), folder, { recursive: true, filter: (from) => basename(from) !== '.traits' });
    await prepare?.(folder);
    const workbench = await openWorkbench({ extension: root, ...options, settings: settings?.() ?? {}, folder, flavour });
    workbench.page.setDefaultTimeout(patienceMs);
    opened = { workbench, folder, remove };
  });
  afterEach(async (context) => {
    if (!('passed' in context) || context.passed || opened === undefined) return;
    const path = join(cacheFolder, `failed-ui-${context.name.replaceAll(/\W+/g, '-')}.png`);
    await mkdir(cacheFolder, { recursive: true });
    await opened.workbench.page.screenshot({ path, timeout: 10_000 }).catch(() => undefined);
    console.error(`What it looked like is in ${path}.`);
  });
  after(async () => {
    await opened?.workbench.close();
    await opened?.remove();
  });
  return () => {
    assert.ok(opened, 'the workbench is open');
    return { page: opened.workbench.page, folder: opened.folder };
  };
}

export interface Copy {
  /** Its name in the folder. */
  readonly file: string;
  readonly text: string;
}

/** Puts a copy of a sample with its prepared answers into the folder under a name that no other test uses, and opens it. */
export async function openCopy({ page, folder }: Ui, name: string, change: (text: string) => string = (text) => text, sample = 'aster-with-people'): Promise<Copy> {
  const text = change(await readFile(join(root, 'samples', `${sample}.traits.md`), 'utf8'));
  await cp(join(root, 'samples', `${sample}.rehearsal.yaml`), join(folder, `${name}.rehearsal.yaml`));
  await writeFile(join(folder, `${name}.traits.md`), text);
  // By its whole path: what quick open knows of the folder may be older than the file.
  await openFile(page, join(folder, `${name}.traits.md`));
  return { file: `${name}.traits.md`, text };
}

/** Writes a document with the journal of one run beside it; the journal's lines as they stand in the file. */
export async function writeRun(folder: string, name: string, text: string, journal: string): Promise<void> {
  const document = join(folder, `${name}.traits.md`);
  const path = journalPath(document, 'r1');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(document, text);
  await writeFile(path, journal);
}

/** Saves what is in the active editor, and returns what is then on disk, once that is what it should be. */
export async function saved({ page, folder }: Ui, file: string, expected: RegExp): Promise<string> {
  await page.keyboard.press('ControlOrMeta+S');
  return eventually(`${file} to be saved with ${expected}`, async () => {
    const text = await onDisk(folder, file);
    return expected.test(text) && text;
  });
}

/** Types where to save to into the file dialog that proposes such a name, a file of the folder, and accepts it. */
export async function saveAs({ page, folder }: Ui, proposed: string, file: string): Promise<void> {
  const dialog = page.locator('.quick-input-widget');
  const input = dialog.locator('.input');
  await eventually(`${proposed} to be proposed`, async () => (await input.inputValue()).endsWith(proposed));
  await input.fill(join(folder, file));
  // Before it lists the folder that was typed, and a folder within, it goes there and accepts nothing.
  await dialog.locator('.monaco-list-row', { hasText: 'evals' }).waitFor();
  await dialog.getByRole('button', { name: 'OK' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

export function onDisk(folder: string, file: string): Promise<string> {
  return readFile(join(folder, file), 'utf8');
}

/** The line, from 1, on which a heading that begins like this stands in a text. */
export function lineOf(text: string, beginning: string): number {
  const index = text.split('\n').findIndex((line) => line.startsWith(beginning));
  assert.ok(index >= 0, `a line that begins with “${beginning}”`);
  return index + 1;
}

/** What a lens over the heading of a trait says; of the first trait in view where no heading is given. */
export function lens(page: Page, title: string | RegExp): Locator {
  return page.locator('.codelens-decoration a', { hasText: title }).first();
}

/** Clicks the entry of the lens over the heading that begins like this; both must be in view. */
export async function clickLens(page: Page, title: string | RegExp, heading?: string): Promise<void> {
  const found = page.locator('.codelens-decoration a', { hasText: title });
  if (heading === undefined) return found.first().click();
  const line = page.locator('.view-line', { hasText: heading }).first();
  const index = await eventually(`a lens over “${heading}”`, async () => {
    const below = await line.boundingBox();
    const boxes = await Promise.all((await found.all()).map((entry) => entry.boundingBox()));
    const above = boxes.map((box, at) => ({ at, distance: (below?.y ?? NaN) - (box?.y ?? NaN) })).filter(({ distance }) => distance > 0 && distance < 40);
    return above.length > 0 && above.map(({ at }) => at);
  });
  return found.nth(index[0] ?? 0).click();
}

/** Previews the trait whose heading is on a line, by its lens, and waits until its samples are there. */
export async function previewAt(page: Page, line: number, summary: string | RegExp = /^3 samples/): Promise<void> {
  await goToLine(page, line);
  await clickLens(page, 'Preview scenarios');
  await lens(page, summary).waitFor();
}

/** Shows the view of the activity bar, where it is not shown. */
export async function openTraitsView(page: Page): Promise<void> {
  const tab = page.locator('.activitybar .action-item', { has: page.locator('.action-label[aria-label="Traits"]') });
  if ((await tab.getAttribute('aria-selected')) !== 'true') await tab.click();
  await page.locator('.sidebar .composite.title', { hasText: /traits/i }).waitFor();
}

/** A line of the traits view by its name. */
export function traitsRow(page: Page, name: string): Locator {
  return page.locator('.sidebar .monaco-list-row', { hasText: name }).first();
}

/** The open threads that are in view, or those whose title says this. */
export function threads(page: Page, title?: string | RegExp): Locator {
  const all = page.locator('.review-widget');
  return title === undefined ? all : all.filter({ has: page.locator('.review-title .filename', { hasText: title }) });
}

/** The line that a thread hangs under, as it is drawn, with its number: `29 ## Honest`. It must be in view, too. */
export async function lineAbove(thread: Locator): Promise<string> {
  return thread.evaluate((widget) => {
    const editor = widget.closest('.monaco-editor');
    const top = widget.getBoundingClientRect().top;
    let nearest: { readonly box: { readonly top: number; readonly bottom: number }; readonly text: string } | undefined;
    for (const line of editor?.querySelectorAll('.view-line') ?? []) {
      const box = line.getBoundingClientRect();
      // A widget begins a little way into the zone that is kept free for it.
      if (box.bottom <= top + 8 && box.bottom > (nearest?.box.bottom ?? -Infinity)) nearest = { box, text: line.textContent ?? '' };
    }
    const numbers = [...(editor?.querySelectorAll('.line-numbers') ?? [])];
    const beside = numbers.find((number) => Math.abs(number.getBoundingClientRect().top - (nearest?.box.top ?? NaN)) < 2);
    return `${beside?.textContent ?? '?'} ${nearest?.text ?? ''}`.replaceAll('\u00a0', ' ');
  });
}

/** Waits until `probe` gives something other than undefined or false; fails with `what`. */
export async function eventually<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) assert.fail(`gave up waiting for ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

/** The page inside the webview that is shown; `text` is something that it says once it is there. */
export async function webview(page: Page, text: string | RegExp): Promise<FrameLocator> {
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  await frame.getByText(text).first().waitFor();
  return frame;
}

/** A notification that says this. */
export function notification(page: Page, text: string | RegExp): Locator {
  return page.locator('.notification-toast', { hasText: text }).first();
}

/** Closes all editors without saving, so that the next test begins with none. */
export async function closeEditors(page: Page): Promise<void> {
  await parkPointer(page);
  // What a test that failed has left open.
  for (let open = 0; open < 3; open += 1) await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+K');
  await page.keyboard.press('ControlOrMeta+W');
  const dialog = page.locator('.monaco-dialog-box');
  const none = page.locator('.editor-group-container.empty').first();
  await dialog.or(none).first().waitFor();
  if (await dialog.isVisible()) await dialog.getByRole('button', { name: /don't save/i }).click();
  await none.waitFor();
  // One group goes after another, and a list that opened meanwhile would close.
  await page.locator('.editor-group-container').nth(1).waitFor({ state: 'detached' });
}
