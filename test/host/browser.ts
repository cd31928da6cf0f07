/** Finds a Chromium-based browser on this machine, or installs one, and starts it headless for the hosted VS Code. */
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { isExecutable, onPath, runCommand } from './processes.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Starts a headless browser. */
export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser() ?? (await installBrowser()),
    args: [
      '--no-sandbox', // It only ever opens our own loopback server, and containers run as root.
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    // The server's own handler ends the process on an interrupt, and the browser goes with it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function findBrowser(): string | undefined {
  const named = process.env['TRAITWRIGHT_CHROMIUM'];
  if (named && !isExecutable(named)) throw new Error(`TRAITWRIGHT_CHROMIUM is ${named}, which is not a program. ${advice}`);
  return named || onPath(names) || usualPlaces().find(isExecutable);
}

function usualPlaces(): string[] {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`);
  }
  if (process.platform !== 'win32') return [];
  const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].map((name) => process.env[name] ?? '');
  const programs = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
  return programs.flatMap((program) => roots.map((root) => join(root, program)));
}

async function installBrowser(): Promise<string> {
  if (onPath(['apt-get'])) {
    const root = process.getuid?.() === 0;
    const sudo = root ? [] : ['sudo', '-n'];
    if (root || (await runCommand('sudo', ['-n', 'true']).then(() => true, () => false))) {
      console.log('No Chromium, Chrome or Edge found: installing Chromium with apt-get ...');
      for (const args of [['update'], ['install', '-y', 'chromium']]) {
        const [command = '', ...rest] = [...sudo, 'apt-get', ...args];
        await runCommand(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
      }
      const installed = findBrowser();
      if (installed) return installed;
    }
  }
  throw new Error(`No Chromium, Chrome or Edge was found on this machine. ${advice}`);
}

const advice = 'Install one of them, or set TRAITWRIGHT_CHROMIUM to the path of one.';
