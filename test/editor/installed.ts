/** The suite that runs inside a VS Code that has the VSIX installed: loads the tests once mocha is there. */
import { runMocha } from '../host/inside.ts';

export function run(): Promise<void> {
  return runMocha(() => import('./installed.test.ts'));
}
