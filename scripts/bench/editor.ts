/** Measures the editor under load, in a real VS Code: a document with 200 traits and 10,000 samples, by what a person waits for. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { goToLine, openFile, openWorkbench, runCommandByTitle } from '../../test/host/workbench.ts';
import { writeManySamples } from '../../test/support/many-samples.ts';
import { atMost, type BenchmarkReport, printReport, type Reach, rounded, type Row } from './report.ts';
import { median, quantile } from './statistics.ts';

const TRAITS = 200;
const SAMPLES = 10_000;
const FRAMES = 240;
const KEYS = 40;
const THREADS = 50;
/** A display's own, at 60 a second. */
const FRAME_MS = 1000 / 60;

const root = resolve(import.meta.dirname, '../..');

async function benchmark(folder: string): Promise<BenchmarkReport> {
  console.error(`Writing ${SAMPLES} samples with their calls.`);
  const { document } = await writeManySamples(folder, { traits: TRAITS, samples: SAMPLES });
  const text = await readFile(document, 'utf8');
  const workbench = await openWorkbench({ extension: root, folder, size: { width: 1400, height: 900 }, settings: { 'editor.minimap.enabled': false } });
  const { page } = workbench;
  try {
    await openFile(page, 'many.traits.md');
    await page.locator('.codelens-decoration a', { hasText: 'Preview scenarios' }).first().waitFor();
    const memory: Row[] = [await memoryRow('with the document open')];

    console.error('Opening the panel.');
    const opened: number[] = [];
    let view: FrameLocator | undefined;
    for (let round = 0; round < 3; round += 1) {
      if (view !== undefined) await closePanel(page);
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget .input').fill('>Traits: Show Samples');
      const command = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Traits: Show Samples' }).first();
      await command.waitFor();
      const start = performance.now();
      await command.click();
      view = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
      await view.locator('.row[id]').first().waitFor();
      opened.push(performance.now() - start);
      await view.locator('.status', { hasText: `${SAMPLES.toLocaleString('en')} samples` }).waitFor();
    }
    memory.push(await memoryRow(`with all ${SAMPLES.toLocaleString('en')} samples in the panel`));
    if (view === undefined) throw new Error('the panel did not open');

    console.error('Scrolling.');
    const frames = { empty: await frameTimes(page, 'empty'), plain: await frameTimes(page, 'plain'), list: await frameTimes(page, 'list'), jumps: await frameTimes(page, 'jumps') };
    memory.push(await memoryRow('after scrolling'));
    await closePanel(page);

    console.error('Typing.');
    const alone = await keystrokes(page, text);
    const shown = await openThreads(page, text);
    const among = await keystrokes(page, text);
    await runCommandByTitle(page, 'Traits: Clear Previews');
    const again = await keystrokes(page, text);
    const without = [...alone, ...again];
    return {
      benchmark: 'editor',
      rows: [
        ...[opened[0] ?? NaN, median(opened.slice(1))].map((ms, index): Row => ({ 'samples panel, from the click on its command to the first rows': index === 0 ? 'for the first time' : 'again, median', ms: rounded(ms) })),
        frameRow('an empty page', frames.empty),
        frameRow('a plain box of a thousand lines', frames.plain),
        frameRow('the samples, 100 pixels a frame', frames.list),
        frameRow('the samples, 5,000 pixels a frame', frames.jumps),
        keyRow('without threads', without),
        keyRow(`with ${shown} threads`, among),
        ...memory,
      ],
      reach: [
        atMost('samples panel, until there are rows', opened[0] ?? NaN, 2000, 'ms'),
        ...smooth(frames),
        atMost(`keystroke with ${shown} threads against the same with none, median`, median(among) / median(without), 1.5),
      ],
    };
  } finally {
    await workbench.close();
  }
}

/** Where this machine draws an empty page 60 times a second the list is to as well; in any case it is held to the plain box. */
function smooth({ empty, plain, list }: { readonly empty: readonly number[]; readonly plain: readonly number[]; readonly list: readonly number[] }): readonly Reach[] {
  const reachesIt = median(empty) < FRAME_MS * 1.05;
  return [
    ...(reachesIt ? [atMost('frame of the scrolled samples, median', median(list), 16.8, 'ms')] : []),
    atMost(`frame of the scrolled samples against that of an empty page${reachesIt ? '' : ', which does not reach 60 a second here'}, median`, median(list) / median(empty), 1.1),
    atMost('frame of the scrolled samples against that of a plain box, 95th percentile', quantile(list, 0.95) / quantile(plain, 0.95), 1.5),
  ];
}

function frameRow(what: string, frames: readonly number[]): Row {
  const late = frames.filter((ms) => ms > FRAME_MS * 1.05).length / frames.length;
  return { 'frames of the webview while scrolling': what, 'median ms': rounded(median(frames)), 'p95 ms': rounded(quantile(frames, 0.95)), '% late': rounded(100 * late), frames: frames.length };
}

function keyRow(what: string, keys: readonly number[]): Row {
  return { 'from a key to the next frame that shows it': what, 'median ms': rounded(median(keys)), 'p95 ms': rounded(quantile(keys, 0.95)), keys: keys.length };
}

/** Milliseconds from frame to frame, as the page itself is told of them, while something scrolls by so much in each. */
async function frameTimes(page: Page, what: 'empty' | 'plain' | 'list' | 'jumps'): Promise<readonly number[]> {
  const counted = await Promise.all(page.frames().map(async (frame) => ({ frame, scrollers: await frame.locator('.scroller[role=listbox]').count() })));
  const frame = counted.find(({ scrollers }) => scrollers > 0)?.frame;
  if (frame === undefined) throw new Error('the page of the panel is gone');
  // A text, since functions here are not checked with a browser's types.
  return frame.evaluate<readonly number[]>(
    `(() => {
      const wish = ${JSON.stringify({ what, frames: FRAMES })};
      const scroller = document.querySelector('.scroller');
      let scrolled = scroller;
      if (wish.what === 'plain') {
        scrolled = document.createElement('div');
        scrolled.className = 'bench-plain';
        scroller.parentElement.append(scrolled);
        for (let line = 0; line < 1000; line += 1) {
          const row = document.createElement('div');
          row.textContent = 'Line ' + line + ' of a plain box, as long as most lines of a list are, more or less.';
          row.className = 'row';
          scrolled.append(row);
        }
        for (const [name, value] of [['position', 'absolute'], ['inset', '0'], ['overflow', 'auto'], ['zIndex', '9']]) scrolled.style[name] = value;
        for (const row of scrolled.children) for (const [name, value] of [['position', 'static'], ['height', '48px']]) row.style[name] = value;
      }
      const by = { empty: 0, plain: 100, list: 100, jumps: 5000 }[wish.what];
      scrolled.scrollTop = 0;
      return new Promise((resolve) => {
        const times = [];
        const step = (time) => {
          times.push(time);
          const end = scrolled.scrollHeight - scrolled.clientHeight;
          scrolled.scrollTop = scrolled.scrollTop + by > end ? 0 : scrolled.scrollTop + by;
          if (times.length <= wish.frames) return requestAnimationFrame(step);
          if (wish.what === 'plain') scrolled.remove();
          // The first few warm up.
          resolve(times.slice(1).map((at, index) => at - times[index]).slice(5));
        };
        requestAnimationFrame(step);
      });
    })()`,
  );
}

/** Types in the first trait, one key after another, and takes it back. Milliseconds until the frame after the text has changed. */
async function keystrokes(page: Page, text: string): Promise<readonly number[]> {
  await goToLine(page, lineOf(text, 'The model says what it means, number 0.'), 20);
  await page.locator('.monaco-editor.focused').first().waitFor();
  await page.evaluate(`
    window.traitwrightBench = [];
    const editor = document.querySelector('.monaco-editor.focused');
    let pressed;
    editor.addEventListener('keydown', () => { pressed ??= performance.now(); }, true);
    new MutationObserver(() => {
      const from = pressed;
      if (from === undefined) return;
      pressed = undefined;
      requestAnimationFrame(() => setTimeout(() => window.traitwrightBench.push(performance.now() - from)));
    }).observe(editor.querySelector('.view-lines'), { childList: true, subtree: true, characterData: true });
  `);
  for (let key = 1; key <= KEYS; key += 1) {
    await page.keyboard.press('x');
    await page.waitForFunction(`window.traitwrightBench.length >= ${key}`);
  }
  for (let key = 0; key < KEYS; key += 1) await page.keyboard.press('Backspace');
  return page.evaluate<readonly number[]>(`window.traitwrightBench.slice(5, ${KEYS})`);
}

/** Opens the threads of earlier samples, trait by trait, until there are so many; returns how many. */
async function openThreads(page: Page, text: string): Promise<number> {
  const open = (): Promise<number> => page.locator('.review-widget').count();
  for (let trait = 0; trait < TRAITS; trait += 1) {
    const before = await open();
    if (before >= THREADS) return before;
    await goToLine(page, lineOf(text, `## Trait ${trait} `));
    // The first click shows those of the trait, with one open, and the second opens them all.
    for (const more of [1, 2]) {
      await (await lensOver(page, `## Trait ${trait} `)).click();
      await page.waitForFunction(`document.querySelectorAll('.review-widget').length >= ${before + more}`);
    }
  }
  return open();
}

/** The count of samples over a heading, once it is there; both are in view. */
async function lensOver(page: Page, heading: string): Promise<Locator> {
  const line = page.locator('.view-line', { hasText: heading }).first();
  for (let tries = 0; tries < 200; tries += 1) {
    const below = await line.boundingBox();
    for (const lens of await page.locator('.codelens-decoration a', { hasText: /samples/ }).all()) {
      const distance = (below?.y ?? 0) - ((await lens.boundingBox())?.y ?? 0);
      if (distance > 0 && distance < 40) return lens;
    }
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(resolve))');
  }
  throw new Error(`no samples are counted over “${heading}”`);
}

async function closePanel(page: Page): Promise<void> {
  const tab = page.locator('.tab', { hasText: 'Samples: many.traits.md' });
  await tab.click({ button: 'middle' });
  await tab.waitFor({ state: 'detached' });
}

function lineOf(text: string, beginning: string): number {
  return text.split('\n').findIndex((line) => line.startsWith(beginning)) + 1;
}

/** What the process of the extensions has in memory, where the system tells. */
async function memoryRow(when: string): Promise<Row> {
  const status = await extensionHostStatus();
  const of = (name: string): number | string => {
    const kilobytes = new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status ?? '')?.[1];
    return kilobytes === undefined ? 'not known' : rounded(Number(kilobytes) / 1000);
  };
  return { 'process of the extensions': when, 'MB in memory': of('VmRSS'), 'MB at most': of('VmHWM') };
}

/** Of the one that this process has started, by way of the server; on Linux. */
async function extensionHostStatus(): Promise<string | undefined> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--type=extensionHost') && (await isOurs(pid))) return readFile(`/proc/${pid}/status`, 'utf8').catch(() => undefined);
  }
  return undefined;
}

async function isOurs(pid: string): Promise<boolean> {
  for (let at = pid; at !== '0' && at !== '1'; ) {
    if (at === String(process.pid)) return true;
    const status = await readFile(`/proc/${at}/status`, 'utf8').catch(() => '');
    at = /^PPid:\s*(\d+)/m.exec(status)?.[1] ?? '0';
  }
  return false;
}

const folder = await mkdtemp(join(tmpdir(), 'traitwright-bench-'));
try {
  printReport(await benchmark(folder), process.argv.includes('--json'));
} finally {
  await rm(folder, { recursive: true });
}
