/**
 * Lints one file as the first thing that a process does, when nothing is compiled yet, and prints what it took as JSON:
 * `first-run.ts LINTER FILE BUNDLE`.
 */
import { readFileSync } from 'node:fs';
import { isLinter, type LinterName, loadLinter, loadTraitwright } from './linters.ts';
import { timed } from './statistics.ts';

/** In milliseconds. */
export interface FirstRun {
  /** Until the linter's modules were there. */
  readonly load: number;
  readonly lint: number;
}

/** The same of our linter, in the steps in which the editor takes it. */
export interface FirstRunInSteps extends FirstRun {
  /** Between one yield of the parser and the next. */
  readonly steps: readonly number[];
  /** Between one yield of the linter and the next. */
  readonly checks: readonly number[];
}

const [name, file = '', bundle = ''] = process.argv.slice(2);
if (!isLinter(name)) throw new Error(`no linter is called ${name}`);
const text = readFileSync(file, 'utf8');
console.log(JSON.stringify(name === 'traitwright' ? await inSteps() : await atOnce(name)));

async function atOnce(linter: LinterName): Promise<FirstRun> {
  const start = performance.now();
  const lint = await loadLinter(linter, bundle);
  const load = performance.now() - start;
  return { load, lint: timed(() => lint(text)).milliseconds };
}

async function inSteps(): Promise<FirstRunInSteps> {
  const start = performance.now();
  const { DocumentParser, lintInSteps } = await loadTraitwright(bundle);
  const load = performance.now() - start;
  const parsed = drain(new DocumentParser().parseInSteps(text));
  const linted = drain(lintInSteps(parsed.value));
  const all = [...parsed.steps, ...linted.steps];
  return { load, lint: all.reduce((sum, each) => sum + each, 0), steps: parsed.steps, checks: linted.steps };
}

function drain<T>(work: Generator<undefined, T, undefined>): { readonly value: T; readonly steps: readonly number[] } {
  const steps: number[] = [];
  for (;;) {
    const { result: step, milliseconds } = timed(() => work.next());
    steps.push(milliseconds);
    if (step.done === true) return { value: step.value, steps };
  }
}
