/** Opens the hosted workbench in a browser page for scripts that click through the extension and look at it. */
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { type HostedFlavour, startHosted, type WindowContent } from './hosted.ts';

const waitMs = 30_000;

const THEMES = { light: 'Default Light Modern', dark: 'Default Dark Modern', 'high-contrast': 'Default High Contrast' };

export type Theme = keyof typeof THEMES;

export interface WorkbenchOptions extends WindowContent {
  /** The folder of the extension's package.json. */
  extension: string;
  theme?: Theme;
  size?: { width: number; height: number };
  /** User settings, on top of those that keep the window tidy. */
  settings?: Readonly<Record<string, unknown>>;
  env?: NodeJS.ProcessEnv;
  flavour?: HostedFlavour;
  /** False leaves the folder restricted; true when left out. */
  trusted?: boolean;
  signal?: AbortSignal;
}

export interface Workbench {
  readonly page: Page;
  close(): Promise<void>;
}

/** Opens a folder with the extension, and returns once the workbench is there. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const server = await startHosted({
    flavour: options.flavour ?? 'latest',
    extension: options.extension,
    env: options.env,
    trusted: options.trusted,
    signal: options.signal,
    settings: {
      'workbench.colorTheme': THEMES[options.theme ?? 'light'],
      ...options.settings,
    },
  });
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    await server.stop();
  };
  try {
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 }, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    page.setDefaultTimeout(waitMs);
    await page.goto(server.url(options));
    await workbenchIsThere(page);
    return { page, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Loads the window anew by its command, with which VS Code keeps first what it keeps. */
export async function reload(page: Page): Promise<void> {
  const gone = page.waitForEvent('framenavigated', (frame) => frame === page.mainFrame());
  await accept(page, '>Developer: Reload Window', 'Developer: Reload Window');
  await gone;
  await workbenchIsThere(page);
}

async function workbenchIsThere(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .statusbar-item').first().waitFor();
}

/** Opens a file by its name, or its path in the workspace, through quick open. */
export async function openFile(page: Page, name: string): Promise<void> {
  await pick(page, name, name);
  await page.locator(`.tab.active[data-resource-name="${name.split('/').at(-1)}"]`).waitFor();
}

/** Runs a command by its title as the palette shows it, such as `Traits: Show Log`. */
export async function runCommandByTitle(page: Page, title: string): Promise<void> {
  await pick(page, `>${title}`, title);
}

/** The same for a command that goes on with a list to choose from. */
export async function beginCommandByTitle(page: Page, title: string): Promise<void> {
  await accept(page, `>${title}`, title);
  await page.locator('.quick-input-widget .input[placeholder*="Type the name of a command"]').waitFor({ state: 'hidden' });
}

/** Puts the cursor there, and what it is in into view. Lines and columns count from 1. */
export async function goToLine(page: Page, line: number, column = 1): Promise<void> {
  // Where it was clicked before, the pointer would show a tip.
  await parkPointer(page);
  // Before it says where it would go, Enter goes nowhere.
  await entryAfter(page, 'Control+G', `:${line}:${column}`, String(line));
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Puts the pointer where it shows no tip and no hover. */
export async function parkPointer(page: Page): Promise<void> {
  const size = page.viewportSize();
  if (size !== null) await page.mouse.move(size.width / 2, size.height - 5);
}

/** Waits until what a selector names is visible, and returns it. */
export async function visible(page: Page, selector: string): Promise<Locator> {
  const found = page.locator(selector).first();
  await found.waitFor();
  return found;
}

/** Types into quick open and accepts the entry that says `label`. */
async function pick(page: Page, text: string, label: string): Promise<void> {
  await accept(page, text, label);
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

async function accept(page: Page, text: string, label: string): Promise<void> {
  const entry = await entryAfter(page, 'F1', text, label.split('/').at(-1) ?? label);
  await entry.click();
}

/**
 * Types into the quick input that a key opens, and gives the first entry that says `label`. While a window comes up an
 * editor may take the focus, which closes the input: it is opened again then.
 */
async function entryAfter(page: Page, key: string, text: string, label: string): Promise<Locator> {
  const input = page.locator('.quick-input-widget .input');
  const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
  for (let left = 3; ; left -= 1) {
    await page.keyboard.press(key);
    const patience = left === 0 ? {} : { timeout: 4000 };
    try {
      await input.fill(text, patience);
      await entry.waitFor(patience);
      return entry;
    } catch (error) {
      if (left === 0) throw error;
      // Open and slow: what was typed is typed again.
      if (await input.isVisible()) await page.keyboard.press('Escape');
    }
  }
}
