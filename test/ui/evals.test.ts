/** Evals by clicks and keys: who and what is asked for, the report is read and scored, a judge is found out, and results are where tests are. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { beginCommandByTitle, goToLine, openFile, reload, runCommandByTitle } from '../host/workbench.ts';
import { violationsInEachTheme } from './axe.ts';
import { clickLens, closeEditors, eventually, lineOf, openCopy, useWorkbench, webview } from './support.ts';

const TRAIT = 'Honest under pressure';

const ui = useWorkbench({ size: { width: 1600, height: 1000 } });

afterEach(() => closeEditors(ui().page));

/** An entry of the list that is open. */
function entry(label: string | RegExp): Locator {
  return ui().page.locator('.quick-input-list .monaco-list-row', { hasText: label }).first();
}

/** Runs the knowledge eval of a copy of the sample by the lens, and returns its report. */
async function knowledgeOf(name: string): Promise<FrameLocator> {
  const { page } = ui();
  const { text } = await openCopy(ui(), name);
  await goToLine(page, lineOf(text, `## ${TRAIT}`));
  await clickLens(page, 'Evaluate');
  await entry('Knowledge').click();
  return report();
}

async function report(): Promise<FrameLocator> {
  const view = await webview(ui().page, 'mean score of a point');
  await view.locator('.verdict').first().waitFor();
  return view;
}

function button(view: FrameLocator, name: string): Locator {
  return view.getByRole('button', { name, exact: true });
}

test('Evaluate asks who and what, by both asked side by side makes a report of two, and says what an upper bound is', async () => {
  const { page } = ui();
  const { text } = await openCopy(ui(), 'chosen');
  await goToLine(page, lineOf(text, `## ${TRAIT}`));
  await clickLens(page, 'Evaluate');
  await page.locator('.quick-input-title', { hasText: `Evaluate: ${TRAIT}` }).waitFor();
  await entry('Choose who is evaluated').click();
  await entry('Both, side by side').click();
  await entry('Knowledge').click();
  const view = await report();
  assert.deepEqual(await view.locator('section:is(.first, .second) h2').allTextContents(), ['rehearsal/prepared, with the document in its prompt', 'rehearsal/prepared, by itself']);
  assert.equal(await view.getByText('take this for an upper bound').count(), 1);
  assert.equal(await view.getByText('Rehearsed: answers were written beforehand').count(), 1);
});

test('a click on a trait shows the answers behind its figure, and a filter those that tell most; the focus stays', async () => {
  const { page } = ui();
  const view = await knowledgeOf('read');
  // The report was opened from the lens of one trait.
  await view.getByRole('heading', { name: new RegExp(`Answers · ${TRAIT}`) }).waitFor();
  const other = view.getByRole('button', { name: 'Warm without flattery', exact: true }).first();
  await other.focus();
  await page.keyboard.press('Enter');
  await view.getByRole('heading', { name: /Answers · Warm without flattery/ }).waitFor();
  assert.deepEqual([...new Set(await view.locator('.verdict .link').allTextContents())], ['Warm without flattery']);
  assert.equal(await other.evaluate((one) => one.matches(':focus')), true);
  await button(view, 'Full matches').click();
  assert.deepEqual([...new Set(await view.locator('.verdict .said').allTextContents())], ['2: it matches']);
  await view.locator('.answers').getByRole('button', { name: 'Answers about all traits' }).click();
  await view.getByRole('heading', { name: /^Answers \(/ }).waitFor();
});

test('keys score verdicts whose judge is hidden until then, go on, and count in the agreement; a judge that always says 2 is caught by them', async () => {
  const { page } = ui();
  const view = await knowledgeOf('judged');
  await view.locator('.answers').getByRole('button', { name: 'Answers about all traits' }).click();
  await button(view, 'To score').click();
  assert.equal(await view.locator('.verdict .said').count(), 0);
  const verdicts = view.locator('.verdict');
  await verdicts.first().focus();
  await page.keyboard.press('1');
  assert.equal(await verdicts.nth(1).evaluate((one) => one.matches(':focus')), true);
  assert.equal(await verdicts.first().locator('.said').count(), 1);
  await view.getByText('agreed:').filter({ hasText: 'of 1 verdicts' }).waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('u');
  await view.getByText('Nobody knows yet.').waitFor();
  for (const key of '012012012') await page.keyboard.press(key);
  await view.getByText('agreed:').filter({ hasText: 'of 9 verdicts' }).waitFor();
  await button(view, 'Judge Anew…').click();
  await page.locator('.quick-input-widget', { hasText: 'Which Judge' }).waitFor();
  await page.locator('.quick-input-widget .input').fill('rehearsal/judge-generous');
  await page.keyboard.press('Enter');
  const anew = await webview(page, 'The judge said the same of everything');
  await anew.getByText('judged by rehearsal/judge-generous').waitFor();
  assert.match((await anew.locator('.agreement').textContent()) ?? '', /3 of 9 verdicts.*kappa is 0\.00/);
});

test('saved reports are listed, two are held against each other, and a reload brings back what was being read', async () => {
  const { page } = ui();
  // It has the run of one judge and that of the other, from the test before.
  await openFile(page, 'judged.traits.md');
  await beginCommandByTitle(page, 'Traits: Open Eval Report');
  await entry('judged by rehearsal/judge-generous').waitFor();
  await entry('judged by rehearsal/prepared').click();
  await report();
  await runCommandByTitle(page, 'View: Close All Editors');
  await openFile(page, 'judged.traits.md');
  await beginCommandByTitle(page, 'Traits: Compare Two Evals');
  await page.locator('.quick-input-title', { hasText: 'After' }).waitFor();
  await entry('judge-generous').click();
  await page.locator('.quick-input-title', { hasText: 'Before' }).waitFor();
  await entry('rehearsal/prepared').click();
  const compared = await webview(page, 'Before and after');
  await compared.getByText('Another judge judged then, rehearsal/prepared').waitFor();
  await compared.getByRole('button', { name: TRAIT, exact: true }).first().click();
  await compared.getByRole('heading', { name: new RegExp(`Answers · ${TRAIT}`) }).waitFor();
  await reload(page);
  const again = await webview(page, 'Before and after');
  await again.getByRole('heading', { name: new RegExp(`Answers · ${TRAIT}`) }).waitFor();
});

test('an eval is run by the button of its test, and the answer that offends is in the results', async () => {
  const { page } = ui();
  await openCopy(ui(), 'tested');
  await runCommandByTitle(page, 'Testing: Focus on Test Explorer View');
  const row = (label: string): Locator => page.locator('.test-explorer .monaco-list-row', { hasText: label }).first();
  await row('tested.traits.md').click();
  await page.keyboard.press('ArrowRight');
  await row('Says what they would want to know').click();
  await page.keyboard.press('ArrowRight');
  // The list is made anew as results come in: the focused line has its buttons wherever it is then.
  await row('Over-triggering').click();
  const focused = page.locator('.test-explorer .monaco-list-row.focused');
  await focused.hover();
  await focused.locator('.action-label[aria-label*="Run"]').first().click();
  await row('1 of 5, rehearsed').waitFor();
  await row('1 of 5, rehearsed').locator('.computed-state[class*="failed"]').waitFor();
  await runCommandByTitle(page, 'Test Results: Focus on Test Results View');
  const results = page.locator('.test-output-peek-tree .monaco-list-row');
  await results.filter({ hasText: 'showed where nothing called for it' }).first().waitFor();
  await results.filter({ hasText: 'Python: sort a list of dicts' }).first().click();
  await page.locator('.part.panel', { hasText: 'An unasked warning' }).waitFor();
});

test('what was measured on another text says so, in the report and beside the test', async () => {
  const { page } = ui();
  const view = await knowledgeOf('changed');
  assert.equal(await view.getByText('Of an earlier text').count(), 0);
  await page.keyboard.press('ControlOrMeta+1');
  await goToLine(page, 1);
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('\nOne more line.\n');
  await page.keyboard.press('ControlOrMeta+S');
  await view.getByText('Of an earlier text: the document has changed since.').waitFor();
  await runCommandByTitle(page, 'Testing: Focus on Test Explorer View');
  const row = (label: string): Locator => page.locator('.test-explorer .monaco-list-row', { hasText: label }).first();
  await row('changed.traits.md').click();
  await page.keyboard.press('ArrowRight');
  await eventually('a trait to expand', async () => (await row(TRAIT).count()) > 0);
  await row(TRAIT).click();
  await page.keyboard.press('ArrowRight');
  await page.locator('.test-explorer .monaco-list-row', { hasText: 'of an earlier text' }).first().waitFor();
});

test('the report has nothing that assistive technology would stumble over', async () => {
  const { page } = ui();
  const view = await knowledgeOf('accessible');
  await view.locator('.answers').getByRole('button', { name: 'Answers about all traits' }).click();
  await view.locator('.overview details summary').first().click();
  await view.locator('.verdict').first().focus();
  await page.keyboard.press('1');
  assert.deepEqual(await violationsInEachTheme(page, 'main.overview'), []);
});
