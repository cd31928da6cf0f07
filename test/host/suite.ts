/** Runs the in-host test suite inside a real VS Code and brings back its output and exit code. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';
import { desktopProgram, startDesktop } from './desktop.ts';
import { cacheFolder, type HostedFlavour, startHosted, temporaryFolder, writeSettings } from './hosted.ts';
import { testEnd, testMark } from './inside.ts';
import { exitCode, lastOutput, stopTree, withDeadline } from './processes.ts';

/** Where a screenshot of a hosted run that did not end in time is left. */
export const failedScreenshot = join(cacheFolder, 'failed-host.png');

export interface SuiteOptions {
  host: HostedFlavour | 'desktop';
  /** The folder to open; the tests get a copy of it. */
  workspace: string;
  /** The folder of the extension's package.json. */
  extension: string;
  /** A VSIX that is installed beside it, as a user would; only in a hosted VS Code. */
  vsix?: string;
  /** The bundled suite, a module with `run(): Promise<void>`. */
  tests: string;
  /** Folders of more extensions, which the tests need. */
  besides?: readonly string[];
  /** False leaves the workspace restricted; true when left out. */
  trusted?: boolean;
  /** Added to the environment of the extension host; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** How long the whole run may take once VS Code is installed. */
  deadlineMs?: number;
  signal?: AbortSignal;
}

/** Runs the suite in one host, its output going to stdout, and returns the exit code: 0 when every test passed. */
export async function runSuite(options: SuiteOptions): Promise<number> {
  return options.host === 'desktop' ? runDesktop(options) : runHosted(options, options.host);
}

async function runHosted(options: SuiteOptions, flavour: HostedFlavour): Promise<number> {
  const { extension, vsix, tests, besides, trusted, env, signal } = options;
  const server = await startHosted({ flavour, extension, vsix, tests, besides, trusted, env, signal });
  try {
    const folder = join(server.dataFolder, 'workspace');
    await cp(options.workspace, folder, { recursive: true });
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const printed: string[] = [];
      let complete = false;
      await page.exposeFunction('codeAutomationLog', (_level: string, args: unknown[]) => {
        const line = format(...args);
        printed.push(line.split('\n', 5).join('\n')); // The rest of a stack trace is VS Code's.
        if (!line.startsWith(testMark)) return; // The workbench's own log: of use only when things go wrong.
        if (line === testEnd) complete = true;
        else console.log(line.slice(testMark.length));
      });
      const lastPrinted = (): string => printed.slice(-20).join('\n');
      const code = new Promise<number>((resolve, reject) => {
        page.once('crash', () => reject(new Error('The browser page of the hosted VS Code crashed.')));
        server.exited.then(() => reject(new Error(`The hosted VS Code ended before its tests:\n${server.output()}`)), reject);
        const exposed = page.exposeFunction('codeAutomationExit', (value: number) => resolve(value));
        exposed.then(() => page.goto(server.url({ folder }))).catch(reject);
      });
      const result = await withDeadline(code, deadlineMs(options), options.signal, async () => {
        await saveScreenshot(page);
        return `${late(options)} A screenshot is in ${failedScreenshot}. The last it printed:\n${lastPrinted()}`;
      });
      if (!complete) throw new Error(`VS Code (${options.host}) ended before its tests did. It printed:\n${lastPrinted()}`);
      return result;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
  }
}

async function runDesktop(options: SuiteOptions): Promise<number> {
  const program = await desktopProgram();
  if (!program) throw new Error('The desktop suite needs a desktop VS Code: install one, or set TRAITWRIGHT_VSCODE to one.');
  const { path: dataFolder, remove } = await temporaryFolder();
  try {
    const folder = join(dataFolder, 'workspace');
    await cp(options.workspace, folder, { recursive: true });
    await writeSettings(dataFolder);
    const { extension, tests, besides, trusted, env } = options;
    const child = startDesktop(program, { folder, extension, tests, besides, trusted, dataFolder, env });
    const output = lastOutput(child);
    child.stdout?.pipe(process.stdout, { end: false });
    child.stderr?.pipe(process.stderr, { end: false });
    try {
      const describe = (): string => `${late(options)} The last it printed:\n${output()}`;
      return await withDeadline(exitCode(child), deadlineMs(options), options.signal, describe);
    } finally {
      await stopTree(child);
    }
  } finally {
    await remove();
  }
}

function deadlineMs(options: SuiteOptions): number {
  return options.deadlineMs ?? 900_000;
}

function late(options: SuiteOptions): string {
  return `The suite in VS Code (${options.host}) had not ended after ${deadlineMs(options) / 1000} s.`;
}

async function saveScreenshot(page: Page): Promise<void> {
  // A page that hangs is no reason to hide that the suite did.
  await page.screenshot({ path: failedScreenshot, timeout: 10_000 }).catch(() => undefined);
}
