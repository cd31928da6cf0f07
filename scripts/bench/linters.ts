/** The linters that are compared, each as its own documentation recommends to run it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { LinterModule } from './bundle.ts';

const require = createRequire(import.meta.url);

/** Those that run in the process. */
export const LINTERS = ['traitwright', 'markdownlint', 'remark-lint'] as const;
export type LinterName = (typeof LINTERS)[number];

/** Lints a text that it knows nothing of yet, and returns the number of findings. */
export type Lint = (text: string) => number;

export function isLinter(name: string | undefined): name is LinterName {
  return LINTERS.some((known) => known === name);
}

/** Loads one and no other. `bundle` is the URL of ours. */
export async function loadLinter(name: LinterName, bundle: string): Promise<Lint> {
  switch (name) {
    case 'traitwright': {
      const { DocumentParser, lint } = await loadTraitwright(bundle);
      return (text) => lint(new DocumentParser().parse(text)).length;
    }
    case 'markdownlint': {
      const { lint } = await import('markdownlint/sync');
      return (text) => lint({ strings: { text } })['text']?.length ?? 0;
    }
    case 'remark-lint': {
      const { remark } = await import('remark');
      const { default: recommended } = await import('remark-preset-lint-recommended');
      const { VFile } = await import('vfile');
      const processor = remark().use(recommended).freeze();
      return (text) => {
        const file = new VFile(text);
        // Parsed and checked, and not written out as Markdown again, which linting does not need.
        processor.runSync(processor.parse(file), file);
        return file.messages.length;
      };
    }
  }
}

export async function loadTraitwright(bundle: string): Promise<LinterModule> {
  return (await import(bundle)) as LinterModule;
}

/** The version that is installed. */
export function versionOf(name: string): string {
  const folder = packageFolder(name);
  if (folder === undefined) throw new Error(`${name} is not installed`);
  return (JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Looked for by hand: a package need not let others import its package.json. */
function packageFolder(name: string): string | undefined {
  return require.resolve.paths(name)?.map((folder) => join(folder, name)).find((folder) => existsSync(folder));
}

/** rumdl's program itself, with its defaults: started by the wrapper in its package, it would pay for a Node process. */
export class Rumdl {
  private readonly program: string;

  constructor() {
    const platform = `${process.platform}-${process.arch}`;
    const folder = packageFolder(`@rumdl/cli-${platform}`) ?? packageFolder(`@rumdl/cli-${platform}-musl`);
    if (folder === undefined) throw new Error(`rumdl is not installed for ${platform}`);
    this.program = join(folder, process.platform === 'win32' ? 'rumdl.exe' : 'rumdl');
  }

  /** One process over one file. It prints nothing, so that no time goes into printing. */
  run(file: string): void {
    const { status, error } = spawnSync(this.program, ['check', '--no-config', '--no-cache', '--silent', file], { stdio: 'ignore' });
    if (error !== undefined) throw error;
    // 1 stands for findings.
    if (status !== 0 && status !== 1) throw new Error(`rumdl ended with ${status}`);
  }

  findings(file: string): number {
    const options = ['check', '--no-config', '--no-cache', '--output-format', 'json', '--fail-on', 'never', file];
    return (JSON.parse(execFileSync(this.program, options, { encoding: 'utf8', maxBuffer: 1 << 28 })) as readonly unknown[]).length;
  }
}
