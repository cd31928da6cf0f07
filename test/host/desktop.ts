/** Finds a desktop VS Code on this machine, or downloads one, and starts it with the extension under development. */
import type { ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { downloadAndUnzipVSCode, SilentReporter } from '@vscode/test-electron';
import { cacheFolder, type ExtensionUnderTest, type WindowContent } from './hosted.ts';
import { isExecutable, onPath, spawnTree } from './processes.ts';

const downloadPatienceMs = 5_000;

/** The program of a desktop VS Code that can open a window here; `undefined`, and one line saying why, when there is none. */
export async function desktopProgram(): Promise<string | undefined> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    console.log('No desktop VS Code: this machine has no display.');
    return undefined;
  }
  const named = process.env['TRAITWRIGHT_VSCODE'];
  if (named && !isExecutable(named)) {
    throw new Error(`TRAITWRIGHT_VSCODE is ${named}, which is not a program. Set it to the path of VS Code, or unset it.`);
  }
  const found = named || candidates().find(isExecutable);
  if (found) return found;
  console.log('No desktop VS Code found: downloading one ...');
  try {
    const cachePath = join(cacheFolder, 'vscode-test');
    return await downloadAndUnzipVSCode({ cachePath, timeout: downloadPatienceMs, reporter: new SilentReporter() });
  } catch (error) {
    console.log(`Could not download VS Code (${error instanceof Error ? error.message : String(error)}).`);
    return undefined;
  }
}

/** Starts a desktop VS Code with a data folder of its own; it ends when its window is closed or its tests are done. */
export function startDesktop(
  program: string,
  target: ExtensionUnderTest & WindowContent & { dataFolder: string; trusted?: boolean | undefined; env?: NodeJS.ProcessEnv | undefined },
): ChildProcess {
  const args = [
    target.folder,
    ...(target.file ? [target.file] : []),
    ...[target.extension, ...(target.besides ?? [])].map((path) => `--extensionDevelopmentPath=${path}`),
    ...(target.tests ? [`--extensionTestsPath=${target.tests}`] : []),
    `--user-data-dir=${join(target.dataFolder, 'user')}`,
    `--extensions-dir=${join(target.dataFolder, 'extensions')}`,
    '--disable-extensions', // Only others': the one under development is loaded all the same.
    ...((target.trusted ?? true) ? ['--disable-workspace-trust'] : []),
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), // Chromium refuses to run as root without it.
  ];
  // In a terminal of VS Code this variable is set, and would start the program as a plain Node.
  return spawnTree(program, args, { env: { ...process.env, ...target.env, ELECTRON_RUN_AS_NODE: undefined } });
}

function candidates(): string[] {
  if (process.platform === 'darwin') {
    const apps = ['/Applications', join(homedir(), 'Applications')];
    const programs = ['Code', 'Electron'].map((name) => `Visual Studio Code.app/Contents/MacOS/${name}`);
    return apps.flatMap((root) => programs.map((program) => join(root, program)));
  }
  const command = onPath(process.platform === 'win32' ? ['code.cmd'] : ['code']);
  // The command is a script in the installation's `bin` folder, and returns at once: the program itself is above it.
  const installed = command ? [dirname(dirname(realpathSync(command)))] : [];
  if (process.platform === 'win32') {
    const local = join(process.env['LOCALAPPDATA'] ?? '', 'Programs', 'Microsoft VS Code');
    const shared = join(process.env['ProgramFiles'] ?? '', 'Microsoft VS Code');
    return [...installed, local, shared].map((folder) => join(folder, 'Code.exe'));
  }
  return [...installed, '/usr/share/code', '/snap/code/current/usr/share/code'].map((folder) => join(folder, 'code'));
}
