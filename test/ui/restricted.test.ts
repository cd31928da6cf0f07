/** A folder that nobody has vouched for: findings are there, and what would call a model says why it does not. */
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { goToLine, openFile } from '../host/workbench.ts';
import { clickLens, notification, threads, useWorkbench } from './support.ts';

const ui = useWorkbench({ trusted: false });

test('the list is linted, a click on a lens is refused with the reason, and the way out is a button', async () => {
  const { page, folder } = ui();
  await openFile(page, 'short-list.traits.md');
  await page.locator('.squiggly-warning, .squiggly-info').first().waitFor();
  await openFile(page, 'aster-with-people.traits.md');
  await goToLine(page, 29);
  await clickLens(page, 'Preview scenarios');
  const refusal = notification(page, 'No model is called in a restricted workspace');
  await refusal.getByRole('button', { name: /Trust/ }).waitFor();
  assert.equal(await threads(page).count(), 0);
  await assert.rejects(access(join(folder, '.traits')));
});
