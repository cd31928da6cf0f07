/** Judging in the samples panel: by single keys that never fire while somebody types, blind where that is wanted, and safe from what samples hold. */
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, test } from 'node:test';
import type { FrameLocator, Locator } from 'playwright-core';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { journalPath } from '../../src/engine/journal-file.node.ts';
import { chunkHashes } from '../../src/generation/stale.ts';
import { openFile, runCommandByTitle } from '../host/workbench.ts';
import { header } from '../support/journal-records.ts';
import { closeEditors, eventually, root, useWorkbench, webview } from './support.ts';

const TEXT = await readFile(join(root, 'samples', 'aster-with-people.traits.md'), 'utf8');
const HASHES = [...chunkHashes(parseTraitsDocument(TEXT))];
const QUOTE = 'An opinion that bends to insistence tells the listener only how hard they insisted.';

/** What somebody may put into a journal so that it is run, followed or misread. */
const HOSTILE = '<img src=x onerror="top.document.title=\'owned\'"><script>top.document.title="owned"</script>[x](command:workbench.action.quit) <a href="javascript:alert(1)">x</a> https://example.org \u202Etxet denrut\u202C \u001b[31mred';

const ui = useWorkbench({
  async prepare(folder) {
    await write(folder, 'judged', 12, () => ({}));
    await write(folder, 'hostile', 3, (number) => (number === 1 ? { prompt: 'x'.repeat(1_000_000) } : { prompt: HOSTILE, draft: HOSTILE, rewrite: HOSTILE, reason: HOSTILE, documentType: HOSTILE, plan: { what: HOSTILE, how: HOSTILE, why: HOSTILE }, ratings: { [HOSTILE]: { reason: HOSTILE, holds: false } } }));
  },
});

/** A document with samples of all its traits, of which every fourth was dropped. */
async function write(folder: string, name: string, samples: number, more: (number: number) => object): Promise<void> {
  const document = join(folder, `${name}.traits.md`);
  await writeFile(document, TEXT);
  const path = journalPath(document, 'r1');
  await mkdir(dirname(path), { recursive: true });
  const lines = Array.from({ length: samples }, (_, number) => {
    const [traitId, chunkHash] = HASHES[number % HASHES.length] as readonly [string, string];
    const dropped = number % 4 === 3;
    return { type: 'sample', sample: { id: `${traitId}/exhibit/${number}`, pipeline: 'chat', traitId, kind: 'exhibit', ordinal: number, chunkHash, status: dropped ? 'dropped' : 'kept', prompt: `the message ${number}`, draft: `the draft ${number}, with a needle${number} in it`, rewrite: `the rewrite ${number}`, response: `the rewrite ${number}`, critique: { quotes: [QUOTE], axes: { naturalness: { sentence: 'It is stiff.', verdict: 'revise' } }, verdict: 'revise' }, quotes: [{ text: QUOTE }], ...more(number) } };
  });
  await writeFile(path, [header(), ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''));
}

afterEach(() => closeEditors(ui().page));

async function shown(name: string): Promise<FrameLocator> {
  const { page, folder } = ui();
  await openFile(page, join(folder, `${name}.traits.md`));
  await page.locator('.statusbar-item', { hasText: 'Traits' }).first().waitFor();
  await runCommandByTitle(page, 'Traits: Show Samples');
  const view = await webview(page, 'samples');
  await row(view, 'selected').waitFor();
  return view;
}

function row(view: FrameLocator, what: string): Locator {
  return view.locator(`.row.${what}`).first();
}

async function opening(view: FrameLocator): Promise<string> {
  return (await row(view, 'selected').locator('.opening').textContent()) ?? '';
}

/** What is kept of the judgements, in order. */
async function decided(name: string): Promise<readonly string[]> {
  const path = join(ui().folder, '.traits', name, 'annotations.jsonl');
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '').map((line) => (JSON.parse(line) as { readonly type: string }).type).slice(1);
}

test('single keys go through the samples, judge them, and take it back', async () => {
  const { page } = ui();
  const view = await shown('judged');
  await view.locator('.scroller').focus();
  const first = await opening(view);
  await page.keyboard.press('j');
  assert.notEqual(await opening(view), first);
  await page.keyboard.press('a');
  await view.locator('.row.selected.accepted').waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('r');
  await view.locator('.row.selected.rejected').waitFor();
  await page.keyboard.press('u');
  await view.locator('.row.rejected').waitFor({ state: 'detached' });
  await page.keyboard.press('c');
  await page.keyboard.type('a r u j k are letters here');
  await page.keyboard.press('ControlOrMeta+Enter');
  await view.getByText('a r u j k are letters here').waitFor();
  await eventually('all of it to be kept', async () => (await decided('judged')).join() === 'accepted,rejected,withdrawn,comment');
});

test('while somebody searches, letters are letters; words that stand only inside a sample are found', async () => {
  const { page } = ui();
  const view = await shown('judged');
  const before = await decided('judged');
  await view.locator('.scroller').focus();
  await page.keyboard.press('/');
  await page.keyboard.type('needle7');
  await view.getByText('1 of 12 samples').waitFor();
  assert.equal(await opening(view), 'the message 7');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  assert.deepEqual(await decided('judged'), before);
});

test('a spot check hides what the judge said, goes on by itself, and ends with how far one agrees', async () => {
  const { page } = ui();
  const view = await shown('judged');
  await view.getByRole('button', { name: 'Spot-check…' }).click();
  await page.keyboard.type('4');
  await page.keyboard.press('Enter');
  await view.getByText('0 of 4 judged').waitFor();
  assert.equal(await view.getByText('It is stiff.').count(), 0);
  const seen = new Set<string>();
  for (let count = 1; count <= 4; count += 1) {
    seen.add(await opening(view));
    await page.keyboard.press('a');
    await view.getByText(`${count} of 4 judged`).first().waitFor();
  }
  assert.equal(seen.size, 4);
  await view.getByText(/You and the pipeline agree on \d of \d/).waitFor();
  await view.getByRole('button', { name: 'End spot check' }).click();
  await view.getByRole('button', { name: 'Charts' }).click();
  await view.getByText('What became of them, by kind').waitFor();
});

test('nothing in a hostile sample becomes markup, runs, or leads anywhere, and a line of a megabyte is cut', async () => {
  const { page } = ui();
  const view = await shown('hostile');
  await view.getByText('[U+202E]txet denrut[U+202C]').first().waitFor();
  assert.equal(await view.locator('a, img, iframe, object, embed, form[action], body script[src]:not([src$="/samples.js"])').count(), 0);
  assert.doesNotMatch(await page.title(), /owned/);
  await view.locator('.row', { hasText: 'xxxx' }).click();
  await view.getByRole('button', { name: /Show the other 980,000 characters/ }).waitFor();
  assert.equal(await view.locator('body').evaluate((body) => body.scrollWidth <= body.clientWidth), true);
});
