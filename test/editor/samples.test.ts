/** What the samples panel is told and does: everything beside the document, in step with it, and nothing that is not so. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { SamplesPanels } from '../../src/editor/samples-panel.ts';
import { SamplesSession } from '../../src/editor/samples-session.ts';
import type { JournalRecord } from '../../src/engine/journal.ts';
import { chunkHashes } from '../../src/generation/stale.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import type { Detail, Row, ToView } from '../../src/view/samples/messages.ts';
import { header } from '../support/journal-records.ts';
import { DOCUMENT } from './generated.ts';
import { api, closeAll, eventually, openText, traitwright, workspaceUri } from './support.ts';

const HASHES = chunkHashes(parseTraitsDocument(DOCUMENT));

function made(ordinal: number, more: object = {}): JournalRecord {
  const traitId = 'honest';
  return { type: 'sample', sample: { id: `${traitId}/exhibit/${ordinal}`, pipeline: 'chat', traitId, kind: 'exhibit', ordinal, chunkHash: HASHES.get(traitId) ?? '', status: 'kept', quotes: [], ...more } } as JournalRecord;
}

const encoded = (lines: readonly object[]): Uint8Array => new TextEncoder().encode(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

/** A panel's side of things: what it was told, put together as the view does. */
class Told {
  rows = new Map<string, Row>();
  detail: Detail | undefined;
  document: Extract<ToView, { type: 'document' }> | undefined;
  problems: string[] = [];
  givenBack: string | undefined;
  found: string[] = [];
  searched = false;

  take = (message: ToView): void => {
    switch (message.type) {
      case 'document':
        this.document = message;
        return;
      case 'rows':
        if (message.all) this.rows.clear();
        for (const key of message.removed) this.rows.delete(key);
        for (const row of message.rows) this.rows.set(row.key, row);
        return;
      case 'detail':
        this.detail = message.detail;
        return;
      case 'problem':
        this.problems.push(message.problem);
        this.givenBack = message.comment;
        return;
      case 'found':
        this.found.push(...message.keys);
        this.searched = message.done;
        return;
      case 'costs':
      case 'showTrait':
        return;
    }
  };
}

suite('Samples panel', () => {
  const open: SamplesSession[] = [];
  let number = 0;

  async function session(lines: readonly object[]): Promise<{ readonly told: Told; readonly panel: SamplesSession; readonly document: vscode.TextDocument; readonly journal: vscode.Uri }> {
    number += 1;
    const name = `panel-${number}`;
    const document = await openText(`${name}.traits.md`, DOCUMENT);
    const journal = workspaceUri(`.traits/${name}/runs/r1.jsonl`);
    if (lines.length > 0) await vscode.workspace.fs.writeFile(journal, encoded(lines));
    const { samplesPanel } = await api();
    const told = new Told();
    const panel = new SamplesSession(document.uri, samplesPanel, told.take);
    open.push(panel);
    await panel.begin();
    return { told, panel, document, journal };
  }

  teardown(async () => {
    for (const panel of open.splice(0)) panel.dispose();
    await closeAll();
  });

  suiteTeardown(async () => {
    for (let past = 1; past <= number; past += 1) await vscode.workspace.fs.delete(workspaceUri(`.traits/panel-${past}`), { recursive: true }).then(undefined, () => undefined);
  });

  test('every sample beside the document is listed, and what was made from another text is stale', async () => {
    const { told } = await session([header(), made(0, { prompt: 'first' }), made(1, { prompt: 'second', chunkHash: 'before' }), made(2, { traitId: 'no-more' })]);
    assert.deepEqual([...told.rows.values()].map(({ opening, freshness }) => [opening, freshness]), [['first', 'current'], ['second', 'stale'], ['', 'gone']]);
    assert.ok(told.document?.traits.some(({ id }) => id === 'honest'));
  });

  test('a document without runs has no samples, and its traits to begin with', async () => {
    const { told } = await session([]);
    assert.equal(told.rows.size, 0);
    assert.ok((told.document?.traits.length ?? 0) > 0);
  });

  test('samples that a run writes appear while it is under way', async () => {
    const { told, journal } = await session([header(), made(0)]);
    await vscode.workspace.fs.writeFile(journal, encoded([header(), made(0), made(1)]));
    await eventually('one more sample', () => told.rows.size === 2);
  });

  test('the first run of a document, by another program, appears', async () => {
    const { told, journal } = await session([]);
    await vscode.workspace.fs.writeFile(journal, encoded([header(), made(0)]));
    await eventually('its sample', () => told.rows.size === 1);
    await vscode.workspace.fs.writeFile(journal, encoded([header(), made(0), made(1)]));
    await eventually('one more sample', () => told.rows.size === 2);
  });

  test('an edit of the trait makes its samples stale, and undoing it current again', async () => {
    const { told, document } = await session([header(), made(0)]);
    const freshness = (): string | undefined => [...told.rows.values()][0]?.freshness;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(DOCUMENT.indexOf('## Honest') + DOCUMENT.slice(DOCUMENT.indexOf('## Honest')).indexOf('\n\n') + 2), 'Indeed. ');
    await vscode.workspace.applyEdit(edit);
    await eventually('it to be stale', () => freshness() === 'stale');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    await eventually('it to be current', () => freshness() === 'current');
  });

  test('a judgement is kept beside the runs, shown, and can be taken back', async () => {
    const { told, panel, document } = await session([header(), made(0)]);
    const decision = (): string | undefined => told.rows.get('r1 honest/exhibit/0')?.decision;
    await panel.take({ type: 'decide', key: 'r1 honest/exhibit/0', decision: 'rejected' });
    await eventually('the judgement', () => decision() === 'rejected');
    const { annotations } = await api();
    assert.equal((await annotations.of(document.uri)).of('r1', 'honest/exhibit/0', HASHES.get('honest') ?? '')?.verdict, 'rejected');
    await panel.take({ type: 'decide', key: 'r1 honest/exhibit/0', decision: '' });
    await eventually('it to be taken back', () => decision() === '');
  });

  test('what is judged elsewhere is shown here', async () => {
    const { told, document } = await session([header(), made(0)]);
    const { annotations } = await api();
    await annotations.add(document.uri, { type: 'accepted', at: '2026-01-31T10:12:00.000Z', run: 'r1', sample: 'honest/exhibit/0', chunkHash: HASHES.get('honest') ?? '' });
    await eventually('the judgement', () => told.rows.get('r1 honest/exhibit/0')?.decision === 'accepted');
  });

  test('a judgement that cannot be kept is said, and not shown as if it were', async () => {
    const { told, panel } = await session([header(), made(0)]);
    const before = [...told.rows.values()];
    await panel.take({ type: 'decide', key: 'no such sample', decision: 'accepted' });
    assert.match(told.problems.join(), /not there any more/);
    assert.deepEqual([...told.rows.values()], before);
  });

  test('a comment is kept, counted and shown with the sample', async () => {
    const { told, panel } = await session([header(), made(0)]);
    await panel.take({ type: 'open', key: 'r1 honest/exhibit/0' });
    await panel.take({ type: 'comment', key: 'r1 honest/exhibit/0', text: 'Rather long.' });
    await eventually('the comment', () => told.detail?.remarks.some(({ text }) => text === 'Rather long.') === true && told.rows.get('r1 honest/exhibit/0')?.comments === 1);
  });

  test('a comment that cannot be kept comes back with its words', async () => {
    const { told, panel } = await session([header(), made(0)]);
    await panel.take({ type: 'comment', key: 'no such sample', text: 'Rather long.' });
    assert.match(told.problems.join(), /not there any more/);
    assert.equal(told.givenBack, 'Rather long.');
  });

  test('a quote leads to the line where its words stand now, and one that stands nowhere to none', async () => {
    const sentence = DOCUMENT.split('\n').find((line) => line.startsWith('People act')) ?? '';
    assert.notEqual(sentence, '');
    const { told, panel, document } = await session([header(), made(0, { quotes: [{ text: sentence }, { text: 'No such words stand here.' }] })]);
    await panel.take({ type: 'open', key: 'r1 honest/exhibit/0' });
    const line = document.getText().split('\n').indexOf(sentence) + 1;
    assert.deepEqual(told.detail?.quotes.map((quote) => quote.line), [line, null]);
    await panel.take({ type: 'reveal', key: 'r1 honest/exhibit/0', quote: 0 });
    await eventually('the line', () => vscode.window.activeTextEditor?.document === document && vscode.window.activeTextEditor.selection.start.line === line - 1);
    await panel.take({ type: 'reveal', key: 'r1 honest/exhibit/0', quote: 1 });
    assert.match(told.problems.join(), /not in the document any more/);
  });

  test('a search finds words that stand only inside a sample', async () => {
    const { told, panel } = await session([header(), made(0, { draft: 'The Ledger was off.' }), made(1)]);
    await panel.take({ type: 'search', query: 'ledger was' });
    assert.ok(told.searched);
    assert.deepEqual(told.found, ['r1 honest/exhibit/0']);
  });

  test('characters that hide or turn text are named, wherever a sample has them', async () => {
    const evil = 'a\u202Eb\u0007c';
    const { told, panel } = await session([header({ models: { generator: evil, critic: evil, judge: evil } }), made(0, { prompt: evil, draft: evil, reason: evil, critique: { quotes: [evil], axes: { [evil]: { sentence: evil, verdict: 'fail' } }, verdict: 'fail' }, quotes: [{ text: evil }], ratings: { [evil]: { reason: evil, holds: false } }, documentType: evil, models: { generator: evil, critic: evil, judge: evil } })]);
    await panel.take({ type: 'open', key: 'r1 honest/exhibit/0' });
    const all = JSON.stringify([...told.rows.values(), told.detail, told.document]);
    assert.ok(all.includes('a[U+202E]b[U+0007]c'));
    assert.doesNotMatch(all, /[\u202E\u0007]|\\u0007|\\u202e/i);
  });

  test('where what was decided cannot be read, that is said, and the samples are listed', async () => {
    const name = `panel-${number + 1}`;
    await vscode.workspace.fs.createDirectory(workspaceUri(`.traits/${name}/annotations.jsonl`));
    const { told } = await session([header(), made(0)]);
    assert.equal(told.rows.size, 1);
    assert.match(told.document?.unread.join() ?? '', /annotations\.jsonl cannot be read/);
  });

  test('a sample is shown under its trait in the document', async () => {
    const { panel, document } = await session([header(), made(0, { prompt: 'first', draft: 'an answer', response: 'an answer' })]);
    await panel.take({ type: 'sample', key: 'r1 honest/exhibit/0', what: 'open' });
    const { previews } = await api();
    await eventually('its thread', () => previews.shown(document.uri).some(({ traitId }) => traitId === 'honest'));
  });

  test('a file among the runs that is no journal is named, and the others are listed', async () => {
    const { told, journal } = await session([header(), made(0)]);
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(journal, '..', 'a.jsonl'), encoded([{ type: 'something' }]));
    await eventually('it to be named', () => told.document?.unread.some((problem) => /not the journal of a run/.test(problem)) === true);
    assert.equal(told.rows.size, 1);
  });

  test('a panel that was open before a reload is that of its document again, and one of which nothing is known goes', async () => {
    const { document } = await session([header(), made(0)]);
    const { samplesPanel } = await api();
    const panels = new SamplesPanels(traitwright().extensionUri, samplesPanel);
    const gone = new Set<vscode.WebviewPanel>();
    const restored = (state: unknown): vscode.WebviewPanel => {
      const panel = vscode.window.createWebviewPanel('traits.samples', 'before', vscode.ViewColumn.Beside);
      panel.onDidDispose(() => gone.add(panel));
      panels.restore(panel, state);
      return panel;
    };
    try {
      const again = restored({ uri: document.uri.toString(), selected: 'r1 honest/exhibit/0' });
      assert.match(again.title, /panel-\d+\.traits\.md/);
      for (const state of [undefined, 7, {}, { uri: 7 }, { uri: 'no address' }, { uri: document.uri.toString() }]) assert.ok(gone.has(restored(state)), JSON.stringify(state));
      assert.equal(gone.has(again), false);
    } finally {
      panels.dispose();
    }
  });

  test('the command opens one panel for a document, beside it', async () => {
    const { document } = await session([header(), made(0)]);
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    const tabs = (): number => vscode.window.tabGroups.all.flatMap((group) => group.tabs).filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('traits.samples')).length;
    await vscode.commands.executeCommand('traits.showSamples');
    await eventually('the panel', () => tabs() === 1);
    await vscode.commands.executeCommand('traits.showSamples', document.uri, 'honest');
    assert.equal(tabs(), 1);
  });
});
