/** The suite that runs inside VS Code in a restricted workspace: loads the tests once mocha is there. */
import { runMocha } from '../host/inside.ts';

export function run(): Promise<void> {
  return runMocha(() => import('./restricted.test.ts'));
}
