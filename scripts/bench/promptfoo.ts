/**
 * promptfoo, which `npm run bench:engine` compares with. It has some three hundred packages, so it is none of ours: it is
 * installed from npm when it is first needed, a pinned version, into `.cache/`, and no script of any package is run.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const PROMPTFOO_VERSION = '0.123.1';

const cache = resolve(import.meta.dirname, '../../.cache/promptfoo');
const folder = join(cache, PROMPTFOO_VERSION);

/** Installs it where it is not there yet. Throws when npm cannot. */
export function installPromptfoo(): void {
  if (existsSync(folder)) return;
  console.error(`Installing promptfoo ${PROMPTFOO_VERSION} from npm into ${folder}.`);
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(`${folder}.partial-`);
  try {
    const app = join(partial, 'app');
    mkdirSync(app);
    // Its optional packages are the SDKs of other providers, browsers and the like.
    install(app, `promptfoo@${PROMPTFOO_VERSION}`, '--omit=optional');
    // Of them all it needs one, the SQLite of this platform. A folder further out is where Node looks for it next.
    const { version } = JSON.parse(readFileSync(join(app, 'node_modules', 'libsql', 'package.json'), 'utf8')) as { readonly version: string };
    install(partial, `libsql@${version}`);
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

function install(at: string, ...what: readonly string[]): void {
  writeFileSync(join(at, 'package.json'), '{ "private": true }\n');
  const options = ['--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...what, ...options], { cwd: at, stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
}

/**
 * Has the calls made by Gemini's protocol at `url`, one for each text, and the answers written into `home`, which is
 * where promptfoo keeps what is its own as well; milliseconds from the start of the process to its end. Without its
 * cache, its database, its table and its telemetry, all of which take time.
 */
export async function runPromptfoo(home: string, url: string, texts: readonly string[], concurrency: number): Promise<number> {
  const config = join(home, 'promptfoo.json');
  writeFileSync(
    config,
    JSON.stringify({
      prompts: ['{{text}}'],
      providers: [{ id: 'google:gemini-bench', config: { apiKey: 'no-key-of-anybody', apiBaseUrl: url } }],
      tests: texts.map((text) => ({ vars: { text } })),
    }),
  );
  const program = join(folder, 'app', 'node_modules', 'promptfoo', 'dist', 'src', 'entrypoint.js');
  const quiet = ['--no-cache', '--no-write', '--no-table', '--no-progress-bar', '--no-share'];
  const args = [program, 'eval', '--config', config, '--max-concurrency', String(concurrency), '--output', join(home, 'answers.jsonl'), ...quiet];
  const env = {
    ...process.env,
    HOME: home,
    USERPROFILE: home,
    PROMPTFOO_CONFIG_DIR: join(home, '.promptfoo'),
    PROMPTFOO_DISABLE_TELEMETRY: '1',
    PROMPTFOO_DISABLE_UPDATE: '1',
    PROMPTFOO_DISABLE_SHARING: '1',
    PROMPTFOO_DISABLE_REMOTE_GENERATION: '1',
  };
  const start = performance.now();
  const child = spawn(process.execPath, args, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise((end, fail) => child.once('error', fail).once('close', end));
  const milliseconds = performance.now() - start;
  if (code !== 0) throw new Error(`promptfoo ended with ${String(code)}: ${said.trim()}`);
  return milliseconds;
}
