/** The part of the in-host suite that runs inside VS Code's extension host: mocha, and a mark on what it prints. */
import { format } from 'node:util';

/**
 * Begins each line that the suite logs. The workbench sends its own log the same way, and this invisible character
 * is how the runner tells the two apart.
 */
export const testMark = '\u2063';

/** The last line that the suite logs: without it, VS Code ended before the tests did, whatever its exit code says. */
export const testEnd = `${testMark}The suite in VS Code has ended.`;

/**
 * Runs the tests that `load` defines with mocha's `suite` and `test`, and fails when one of them does. One that fails is
 * run once more, and that is said with why: on a busy machine VS Code itself may take longer than a test waits.
 */
export async function runMocha(load: () => Promise<unknown>): Promise<void> {
  const print = console.log.bind(console);
  // Defined, because VS Code's own console ignores assignments.
  Object.defineProperty(console, 'log', { value: (...args: unknown[]) => print(testMark + format(...args)) });
  // Mocha takes hold of console.log when it is loaded, so it comes after.
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'tdd', color: false, timeout: 30_000, retries: 1, forbidOnly: process.env['CI'] !== undefined });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  await load();
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve).on('retry', (test: Mocha.Test, error: unknown) => console.log(`Once more: ${test.fullTitle()}\n${String(error)}`));
  });
  print(testEnd);
  if (failures > 0) throw new Error(`${failures} of the tests failed.`);
}
