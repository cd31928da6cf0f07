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
  /** Of `lint`, what follows the last step. */
  readonly check: number;
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
  const { DocumentParser, lint } = await loadTraitwright(bundle);
  const load = performance.now() - start;
  const parsing = new DocumentParser().parseInSteps(text);
  const steps: number[] = [];
  for (;;) {
    const { result: step, milliseconds } = timed(() => parsing.next());
    steps.push(milliseconds);
    if (step.done !== true) continue;
    const check = timed(() => lint(step.value)).milliseconds;
    return { load, lint: steps.reduce((sum, each) => sum + each, check), steps, check };
  }
}
