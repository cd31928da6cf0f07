/** Records docs/images/loop.gif: the loop from a trait to its samples and back, clicked through in the real workbench. */
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { goToLine, openFile, openWorkbench, runCommandByTitle } from '../test/host/workbench.ts';
import { encodeGif, type Frame } from './gif.ts';

const root = resolve(import.meta.dirname, '..');
const target = process.argv[2] ?? join(root, 'docs', 'images', 'loop.gif');
const size = { width: 1060, height: 660 };
const ADDED = ' What may move it is an argument, and it says which one did.';

/** Takes pictures of a page with a pointer, since screenshots have none. */
class Recorder {
  readonly shots: { readonly png: Buffer; readonly ms: number }[] = [];
  private readonly page: Page;
  private at = { x: size.width * 0.7, y: size.height * 0.7 };

  constructor(page: Page) {
    this.page = page;
  }

  async hold(ms: number): Promise<void> {
    this.shots.push({ png: await this.page.screenshot({ caret: 'initial' }), ms });
  }

  async click(what: Locator): Promise<void> {
    const box = await what.boundingBox();
    if (box === null) throw new Error(`not in view: ${what.toString()}`);
    const to = { x: box.x + Math.min(box.width / 2, 60), y: box.y + box.height / 2 };
    const from = this.at;
    const steps = 7;
    for (let step = 1; step <= steps; step += 1) {
      // Slower at both ends, as a hand is.
      const share = (1 - Math.cos((Math.PI * step) / steps)) / 2;
      this.at = { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
      await this.page.mouse.move(this.at.x, this.at.y);
      await this.pointer('');
      await this.hold(step === steps ? 350 : 45);
    }
    await this.pointer('pressed');
    await this.hold(140);
    await this.page.mouse.click(this.at.x, this.at.y);
    await this.pointer('');
  }

  async type(text: string): Promise<void> {
    for (const part of text.match(/.{1,3}/gs) ?? []) {
      await this.page.keyboard.type(part);
      await this.hold(90);
    }
  }

  /** Turns the wheel until `isThere`. Of the way only some pictures are taken, since each has the whole window anew. */
  async wheel(by: number, isThere: () => Promise<boolean>): Promise<void> {
    for (let turns = 1; turns < 60 && !(await isThere()); turns += 1) {
      await this.page.mouse.wheel(0, by);
      await this.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
      if (turns % 7 === 0) await this.hold(130);
    }
  }

  private async pointer(state: string): Promise<void> {
    await this.page.evaluate(`{
      let pointer = document.getElementById('recorded-pointer');
      if (!pointer) {
        pointer = document.createElement('div');
        pointer.id = 'recorded-pointer';
        Object.assign(pointer.style, { position: 'fixed', zIndex: 100000, pointerEvents: 'none', width: '16px', height: '22px', background: '#111', outline: 'none', clipPath: 'polygon(0 0, 0 80%, 24% 62%, 42% 100%, 58% 92%, 41% 56%, 74% 54%)' });
        document.body.append(pointer);
      }
      Object.assign(pointer.style, { left: '${this.at.x}px', top: '${this.at.y}px', background: '${state === 'pressed' ? '#0063d3' : '#111'}' });
    }`);
  }
}

async function loop(page: Page): Promise<Recorder> {
  await openFile(page, 'aster-with-people.traits.md');
  await runCommandByTitle(page, 'View: Toggle Primary Side Bar Visibility');
  await goToLine(page, 29);
  const preview = page.locator('.codelens-decoration a', { hasText: 'Preview scenarios' }).first();
  await preview.waitFor();
  // The heading near the top, so that there is room for what comes under it.
  await page.mouse.move(size.width / 2, size.height / 2);
  for (let turns = 0; turns < 20 && ((await preview.boundingBox())?.y ?? 0) > 190; turns += 1) await page.mouse.wheel(0, 60);
  const recorder = new Recorder(page);
  await recorder.hold(900);

  await recorder.click(preview);
  const thread = page.locator('.review-widget').first();
  await thread.waitFor();
  await recorder.hold(200);
  await page.locator('.codelens-decoration a', { hasText: '3 samples: 3 kept' }).waitFor();
  await dismiss(page);
  await recorder.hold(1600);

  const critique = thread.locator('.review-comment', { has: page.locator('.author', { hasText: /^Critique: / }) }).first();
  await page.mouse.move(size.width / 2, size.height / 2);
  await recorder.wheel(90, async () => ((await critique.boundingBox())?.y ?? 0) < 130);
  await recorder.hold(1800);

  await recorder.click(critique.locator('a', { hasText: /^line \d+/ }).first());
  await page.locator('[id="status.editor.selection"]', { hasText: /Ln (?!29)/ }).waitFor();
  await recorder.hold(900);
  // Once to the end of the line as it is wrapped, and again to that of the line.
  await page.keyboard.press('End');
  await page.keyboard.press('End');
  await recorder.type(ADDED);
  await recorder.hold(700);

  await page.mouse.move(size.width / 2, size.height / 2);
  await recorder.wheel(-160, async () => ((await thread.locator('.head').boundingBox())?.y ?? -1) > 150);
  await page.locator('.review-title .filename', { hasText: 'stale' }).first().waitFor();
  await recorder.hold(1300);
  await recorder.click(thread.locator('.action-label[aria-label="Regenerate Sample"]'));
  await page.locator('.review-title .filename').filter({ hasNotText: 'stale' }).first().waitFor();
  await dismiss(page);
  await recorder.hold(1200);
  await recorder.click(thread.locator('.action-label[aria-label^="Accept Sample"]'));
  await page.locator('.review-title .filename', { hasText: 'accepted' }).first().waitFor();
  await recorder.hold(2200);
  return recorder;
}

/** Takes away what a run says at its end, which would hide the rest. */
async function dismiss(page: Page): Promise<void> {
  const close = page.locator('.notification-toast .codicon-notifications-clear').first();
  if (await close.waitFor({ timeout: 2_000 }).then(() => true, () => false)) {
    // By the keyboard, which leaves the pointer where it is.
    await runCommandByTitle(page, 'Notifications: Clear All Notifications');
  }
}

/** The pixels of pictures, decoded by the browser. */
async function decoded(page: Page, recorder: Recorder): Promise<readonly Frame[]> {
  const blank = await page.context().newPage();
  const frames: Frame[] = [];
  for (const { png, ms } of recorder.shots) {
    const pixels = await blank.evaluate<string>(`(async () => {
      const bytes = Uint8Array.from(atob('${png.toString('base64')}'), (character) => character.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let text = '';
      for (let at = 0; at < data.length; at += 30000) text += String.fromCharCode(...data.subarray(at, at + 30000));
      return btoa(text);
    })()`);
    frames.push({ rgba: new Uint8Array(Buffer.from(pixels, 'base64')), ms });
  }
  return frames;
}

const folder = await mkdtemp(join(tmpdir(), 'traitwright-recording-'));
try {
  const workspace = join(folder, 'samples');
  await cp(join(root, 'samples'), workspace, { recursive: true, filter: (path) => !path.includes('.traits/') && !path.endsWith('.traits') });
  const workbench = await openWorkbench({
    extension: root,
    folder: workspace,
    size,
    settings: { 'editor.minimap.enabled': false, 'editor.stickyScroll.enabled': false, 'editor.cursorBlinking': 'solid', 'editor.fontSize': 13, 'breadcrumbs.enabled': false },
  });
  try {
    const recorder = await loop(workbench.page);
    const frames = await decoded(workbench.page, recorder);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, encodeGif(frames, size.width, size.height));
    const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
    console.log(`${target}: ${frames.length} pictures, ${seconds.toFixed(1)} s, ${Math.round((await stat(target)).size / 1000)} KB`);
    // For looking at it one by one.
    const apart = process.env['TRAITWRIGHT_FRAMES'];
    if (apart !== undefined) for (const [index, { png }] of recorder.shots.entries()) await writeFile(join(apart, `${String(index).padStart(3, '0')}.png`), png);
  } catch (error) {
    await workbench.page.screenshot({ path: join(tmpdir(), 'traitwright-recording-failed.png') });
    throw error;
  } finally {
    await workbench.close();
  }
} finally {
  await rm(folder, { recursive: true });
}
