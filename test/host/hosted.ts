/** Gets and runs a real VS Code that comes from npm: code-server, the workbench in a browser with the same extension host. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { exitCode, lastOutput, onInterrupt, runCommand, spawnTree, stopTree, withDeadline } from './processes.ts';

/** Which VS Code: the newest we test on, or the oldest that package.json's `engines.vscode` admits. */
export type HostedFlavour = 'latest' | 'floor';

const releases = {
  latest: { vscode: '1.139.1', codeServer: '4.139.1', node: undefined },
  // This version hangs on Node 24, and its two native modules come as source only.
  floor: { vscode: '1.104.0', codeServer: '4.104.0', node: '22.23.2' },
};
const nativeModules = ['native-watchdog', '@vscode/spdlog'];
const ripgrep = { name: `@vscode/ripgrep-${process.platform}-${process.arch}`, version: '1.18.0' };
const startDeadlineMs = 60_000;

/** The folder for everything that is fetched or kept between runs; git ignores it. */
export const cacheFolder = resolve(import.meta.dirname, '../../.cache');

/** User settings that keep everything off the screen that is not about the extension. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.startupPrompt': 'never',
  'telemetry.telemetryLevel': 'off',
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** The extension that VS Code loads from its own folder. */
export interface ExtensionUnderTest {
  /** The folder of its package.json. */
  extension: string;
  /** A module with `run(): Promise<void>`; the extension host runs it and ends. */
  tests?: string;
  /** Folders of more extensions, which tests need. */
  besides?: readonly string[] | undefined;
}

/** What a window shows. */
export interface WindowContent {
  folder: string;
  file?: string;
}

export interface HostedServer {
  /** This server's own files; a subfolder made in it goes away with them. */
  readonly dataFolder: string;
  /** The address that opens a window. */
  url(content: WindowContent): string;
  /** The end of what the server printed. */
  output(): string;
  /** Settles when the server has ended, whatever the reason. */
  readonly exited: Promise<void>;
  stop(): Promise<void>;
}

export interface HostedOptions extends ExtensionUnderTest {
  flavour: HostedFlavour;
  /** A VSIX that is installed first, as a user would. */
  vsix?: string | undefined;
  /** Kept between runs; without it the server gets a temporary folder, removed when it stops. */
  dataFolder?: string;
  /** More user settings, for a data folder that has none yet. */
  settings?: Readonly<Record<string, unknown>>;
  /** Added to the environment of the extension host; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv | undefined;
  /** False opens folders as nobody has vouched for them; true when left out. */
  trusted?: boolean | undefined;
  /** A free port when left out. */
  port?: number;
  signal?: AbortSignal | undefined;
}

/** Starts a server on the loopback address and waits until it answers; an interrupt of this process ends it tidily. */
export async function startHosted(options: HostedOptions): Promise<HostedServer> {
  const { node, main } = await installHosted(options.flavour, options.signal);
  const kept = options.dataFolder;
  const { path: dataFolder, remove } = kept ? { path: kept, remove: async () => {} } : await temporaryFolder();
  const extensions = join(dataFolder, 'extensions');
  await writeSettings(dataFolder, options.settings);
  // The workbench loads one extension under development and no more.
  for (const installed of [...(options.tests ? [] : [options.extension]), ...(options.besides ?? [])]) await linkExtension(extensions, installed);
  if (options.vsix !== undefined) await runCommand(node, [main, `--install-extension=${resolve(options.vsix)}`, '--force', `--extensions-dir=${extensions}`, `--user-data-dir=${join(dataFolder, 'user')}`], { signal: options.signal });
  // Whoever reaches the port has a terminal on this machine: only the address that is printed lets one in.
  const token = randomUUID();
  const tokenFile = join(dataFolder, 'token');
  await writeFile(tokenFile, token, { mode: 0o600 });
  const child = spawnTree(
    node,
    [
      main,
      '--host=127.0.0.1',
      `--port=${options.port ?? 0}`,
      `--user-data-dir=${join(dataFolder, 'user')}`,
      `--extensions-dir=${extensions}`,
      `--connection-token-file=${tokenFile}`,
      '--accept-server-license-terms',
      // Without it the workbench ignores the tests named in its address; with it, it shows no notifications.
      ...(options.tests ? ['--enable-smoke-test-driver'] : []),
      '--disable-telemetry',
      ...((options.trusted ?? true) ? ['--disable-workspace-trust'] : []),
      '--disable-getting-started-override',
      '--force-disable-user-env',
    ],
    { env: { ...process.env, ...options.env } },
  );
  const output = lastOutput(child);
  const exited = exitCode(child).then(() => undefined);
  const stop = async (): Promise<void> => {
    await stopTree(child);
    await remove();
  };
  try {
    const ready = new Promise<string>((found, failed) => {
      child.stdout?.on('data', () => {
        const port = /Extension host agent listening on (\d+)\s/.exec(output())?.[1];
        if (port) found(`http://127.0.0.1:${port}`);
      });
      exited.then(() => failed(new Error(`The hosted VS Code ended before it was ready:\n${output()}`)), failed);
    });
    const late = (): string => `The hosted VS Code was not ready after ${startDeadlineMs / 1000} s:\n${output()}`;
    const origin = await withDeadline(ready, startDeadlineMs, options.signal, late);
    return { dataFolder, url: (content) => windowUrl(origin, token, options, content), output, exited, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function windowUrl(origin: string, token: string, loaded: ExtensionUnderTest, content: WindowContent): string {
  const uri = (path: string): string => `vscode-remote://${new URL(origin).host}${pathToFileURL(path).pathname}`;
  const payload = [
    ...(loaded.tests ? [['extensionDevelopmentPath', uri(loaded.extension)]] : []),
    ...(loaded.tests ? [['extensionTestsPath', uri(loaded.tests)]] : []),
    ...(content.file ? [['openFile', uri(content.file)]] : []),
    ['skipWelcome', 'true'],
  ];
  const folder = decodeURIComponent(pathToFileURL(content.folder).pathname);
  const query = new URLSearchParams({ tkn: token, folder, payload: JSON.stringify(payload) }).toString();
  return `${origin}/?${query.replaceAll('%2F', '/').replaceAll('%3A', ':').replaceAll('%2C', ',')}`; // Easier to read.
}

/** Makes the extension an installed one, the way VS Code finds it when it has no list of what is installed yet. */
async function linkExtension(extensions: string, extension: string): Promise<void> {
  await mkdir(extensions, { recursive: true });
  const link = join(extensions, basename(extension));
  for (const stale of [link, join(extensions, 'extensions.json'), join(extensions, '.obsolete')]) {
    await rm(stale, { force: true }); // Of an earlier start from the same data folder.
  }
  await symlink(extension, link, 'junction');
}

/** A new folder with a name that begins like this; it goes away when removed or when the process is interrupted. */
export async function temporaryFolder(
  prefix = join(tmpdir(), 'traitwright-host-'),
): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(prefix);
  const rmFolder = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 5 });
  const forget = onInterrupt(rmFolder);
  return { path, remove: () => rmFolder().finally(forget) };
}

/** Writes the user settings of a VS Code data folder, unless it has some: those given, over those that keep it tidy. */
export async function writeSettings(dataFolder: string, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
  // Settings of the scope `machine` are read from a file of their own where the extensions run on a server.
  for (const [scope, content] of [['User', { ...quietSettings, ...settings }], ['Machine', settings]] as const) {
    const file = join(dataFolder, 'user', scope, 'settings.json');
    await mkdir(join(file, '..'), { recursive: true });
    if (!existsSync(file)) await writeFile(file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

/** Installs this flavour into the cache, unless it is there, and says which Node runs which file. */
async function installHosted(flavour: HostedFlavour, signal?: AbortSignal): Promise<{ node: string; main: string }> {
  const release = releases[flavour];
  const folder = join(cacheFolder, 'vscode', release.vscode);
  if (!existsSync(folder)) await installInto(folder, flavour, signal);
  return {
    node: release.node ? await nodeProgram(folder) : process.execPath,
    main: join(folder, serverFolder, 'out', 'server-main.js'),
  };
}

const serverFolder = join('node_modules', 'code-server', 'lib', 'vscode');

async function installInto(folder: string, flavour: HostedFlavour, signal: AbortSignal | undefined): Promise<void> {
  const release = releases[flavour];
  console.log(`Installing VS Code ${release.vscode} (code-server ${release.codeServer} from npm) into ${folder} ...`);
  await mkdir(join(folder, '..'), { recursive: true });
  const { path: partial, remove } = await temporaryFolder(`${folder}.partial-`); // A rename needs the same disk.
  const npm = (at: string, args: string[], env?: NodeJS.ProcessEnv): Promise<void> =>
    runCommand('npm', [...args, '--loglevel=error', '--no-audit', '--no-fund'], {
      cwd: join(partial, at),
      env: { ...process.env, ...env },
      signal,
    });
  try {
    await writeFile(join(partial, 'package.json'), '{ "private": true }\n');
    const node = release.node ? [`${nodePackage}@${release.node}`, `${ripgrep.name}@${ripgrep.version}`] : [];
    await npm('.', ['install', '--ignore-scripts', `code-server@${release.codeServer}`, ...node]);
    for (const at of [serverFolder, join(serverFolder, 'extensions')]) {
      await npm(at, ['install', '--ignore-scripts', '--omit=dev']);
    }
    if (release.node) {
      // Its own ripgrep is downloaded by an install script; without one, no file is ever found.
      const bin = join(partial, serverFolder, 'node_modules', '@vscode', 'ripgrep', 'bin');
      await cp(join(partial, 'node_modules', ripgrep.name, 'bin'), bin, { recursive: true });
      console.log(`Building ${nativeModules.join(' and ')} for it ...`);
      // The headers to build against are in the npm package of that Node.
      const env = { npm_config_nodedir: join(partial, 'node_modules', nodePackage) };
      await npm(serverFolder, ['rebuild', ...nativeModules], env).catch((cause: unknown) => {
        throw new Error(`Building needs python3, make and a C++ compiler; on Debian: apt-get install python3 make g++`, {
          cause,
        });
      });
    }
    await rename(partial, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // Else another run was faster, and its copy is as good.
    });
    console.log(`Installed VS Code ${release.vscode}.`);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new Error(`Could not install VS Code ${release.vscode} into ${folder}.`, { cause });
  } finally {
    await remove();
  }
}

// The same naming as the npm package `node` uses for the builds it installs.
const nodePackage = [
  process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node',
  process.platform === 'win32' ? 'win' : process.platform,
  process.arch,
].join('-');

async function nodeProgram(folder: string): Promise<string> {
  const at = join(folder, 'node_modules', nodePackage);
  const manifest = JSON.parse(await readFile(join(at, 'package.json'), 'utf8')) as { bin: { node: string } };
  return join(at, manifest.bin.node);
}
