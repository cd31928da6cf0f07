/** The inline preview in VS Code: threads under the right heading, wherever it moves; cancel; what is kept on disk. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, openSample, openText, workspaceUri } from './support.ts';

async function journals(name: string): Promise<readonly Record<string, unknown>[][]> {
  const folder = workspaceUri(`.traits/${name}/runs`);
  const files = await vscode.workspace.fs.readDirectory(folder);
  const texts = await Promise.all(files.map(([file]) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, file))));
  return texts.map((bytes) => new TextDecoder().decode(bytes).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>));
}

function same(found: readonly number[], expected: readonly number[]): boolean {
  return found.length === expected.length && found.every((line, index) => line === expected[index]);
}

function headingLine(document: vscode.TextDocument, name: string): number {
  const line = Array.from({ length: document.lineCount }, (_, index) => index).find((index) => document.lineAt(index).text.startsWith(`## ${name}`));
  assert.notEqual(line, undefined, `a heading “${name}”`);
  return line ?? -1;
}

suite('Preview scenarios', () => {
  let server: GeminiServer | undefined;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(forgetAnswers);

  teardown(async () => {
    await vscode.commands.executeCommand('traits.cancelRuns');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });

  test('shows each sample under its trait, from a model called over HTTP', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('threads.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const threads = (await api()).previews.shown(document.uri);
    // In the order of their kinds, whichever was finished first.
    assert.deepEqual(threads.map(({ label }) => label), ['Exhibit · kept', 'Exception · kept', 'Exhibit · kept']);
    assert.ok(threads.every(({ line }) => line === headingLine(document, 'Honest')));
    assert.deepEqual(threads.map(({ expanded }) => expanded), [true, false, false]);
    const steps = threads[0]?.comments.map((comment) => comment.split('\n', 1)[0]);
    assert.deepEqual(steps, ['Scenario', 'Default response', 'Draft', 'Critique: revise', 'Rewrite', 'Kept']);
    assert.ok(server.requests.every(({ headers }) => headers['x-goog-api-key'] === 'a-key-for-the-tests'));
  });

  test('traces a quote to its line, and says of one that is not there that it is not', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('quotes.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const critique = (await api()).previews.shown(document.uri)[0]?.comments.find((comment) => comment.startsWith('Critique')) ?? '';
    assert.match(critique, /People act on what they are told.* \(\[line 17\]/);
    assert.match(critique, /This is nowhere in it.*\(not in the document\)/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), 'A line.\n\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('the link to follow its sentence', async () => (await api()).previews.shown(document.uri)[0]?.comments.some((comment) => comment.includes('[line 19]')));
  });

  test('keeps the threads at their heading when lines are inserted above, and when that is undone', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('moves.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const { previews } = await api();
    const lines = (): readonly number[] => previews.shown(document.uri).map(({ line }) => line);
    const before = headingLine(document, 'Honest');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), 'A line.\n\nAnother.\n\n');
    await vscode.workspace.applyEdit(edit);
    assert.equal(headingLine(document, 'Honest'), before + 4);
    await eventually('the threads to follow', () => same(lines(), [before + 4, before + 4, before + 4]));
    await vscode.commands.executeCommand('undo');
    await eventually('the threads to come back', () => same(lines(), [before, before, before]));
    const cut = new vscode.WorkspaceEdit();
    cut.delete(document.uri, new vscode.Range(2, 0, headingLine(document, 'Honest'), 0));
    await vscode.workspace.applyEdit(cut);
    await eventually('the threads to move up', () => same(lines(), [2, 2, 2]));
  });

  test('keeps the samples of a trait that is cut for it, and gives them to no other', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('cut.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const { previews } = await api();
    const labels = (): readonly string[] => previews.shown(document.uri).map(({ label }) => label);
    const warm = new vscode.Range(headingLine(document, 'Warm'), 0, headingLine(document, 'Honest'), 0);
    const text = document.getText(warm);
    const cut = new vscode.WorkspaceEdit();
    cut.delete(document.uri, warm);
    await vscode.workspace.applyEdit(cut);
    await eventually('the threads to say that their trait is gone', () => labels().length === 3 && labels().every((label) => label.includes('its trait is not in the document')));
    assert.deepEqual(previews.shown(document.uri).map(({ traitId }) => traitId), ['warm', 'warm', 'warm']);
    const paste = new vscode.WorkspaceEdit();
    paste.insert(document.uri, document.positionAt(document.getText().length), `\n${text}`);
    await vscode.workspace.applyEdit(paste);
    await eventually('the threads to find it where it was pasted', () => previews.shown(document.uri).every(({ line }) => line === headingLine(document, 'Warm')));
    assert.ok(labels().every((label) => !label.includes('not in the document')), labels().join());
  });

  test('follows a trait whose id is edited, and says that its samples are stale', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('renamed.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const edit = new vscode.WorkspaceEdit();
    const at = document.positionAt(document.getText().indexOf('#warm}') + 1);
    edit.insert(document.uri, at, 'kindly-');
    await vscode.workspace.applyEdit(edit);
    const { previews } = await api();
    const shown = await eventually('the threads to follow', () => {
      const threads = previews.shown(document.uri);
      return threads.length === 3 && threads.every(({ traitId }) => traitId === 'kindly-warm') && threads;
    });
    assert.ok(shown.every(({ label }) => label.includes('stale')), shown.map(({ label }) => label).join());
  });

  test('stops at once when it is cancelled, and keeps what there was', async () => {
    server = await startGeminiServer({ answer: (request) => (request.schema === undefined ? new Promise(() => undefined) : answerStage(request)) });
    await useGemini(server);
    const document = await openText('cancelled.traits.md', DOCUMENT);
    const run = vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const waiting = await eventually('a call to wait for its answer', () => server?.requests.find(({ schema }) => schema === undefined));
    await vscode.commands.executeCommand('traits.cancelRuns');
    await run;
    assert.equal(await waiting.ended, 'hung-up');
    const threads = (await api()).previews.shown(document.uri);
    assert.ok(threads.length > 0 && threads.every(({ label }) => label.includes('cancelled')), threads.map(({ label }) => label).join());
    assert.ok(threads[0]?.comments.some((comment) => comment.includes('Qh5')), 'the scenario that was there is shown');
    const [journal] = await journals('cancelled');
    assert.equal(journal?.at(-1)?.['type'], 'summary');
    assert.equal(journal?.at(-1)?.['ended'], 'cancelled');
  });

  test('journals every call beside the document, and no key', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('kept.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const [journal] = await journals('kept');
    assert.ok(journal);
    const count = (type: string): number => journal.filter((record) => record['type'] === type).length;
    assert.equal(count('call'), server.requests.length);
    assert.equal(count('sample'), 3);
    assert.ok(!JSON.stringify(journal).includes('a-key-for-the-tests'));
  });

  test('says of rehearsed samples that no model was called', async () => {
    await useGemini(undefined);
    const document = await openSample('aster-with-people.traits.md');
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const threads = (await api()).previews.shown(document.uri);
    assert.equal(threads.length, 3);
    assert.ok(threads.every(({ label }) => label.includes('written beforehand, no model called')));
  });

  test('shows generated text as text: no link, image or command comes of it', async () => {
    const hostile = '[run](command:workbench.action.quit) ![x](http://127.0.0.1/x.png) <img src=x> https://example.com www.example.com **b** \u202Eevil\n# h\n- i';
    const planted = (request: GeminiServerRequest): { text: string } => {
      const { text } = answerStage(request);
      // In every text of every stage; what is not JSON is replaced whole.
      return { text: request.schema === undefined ? hostile : text.replaceAll(/"(what|how|why|prompt|sentence|reason)":"[^"]+"/g, (_all, key: string) => `"${key}":${JSON.stringify(hostile)}`) };
    };
    server = await startGeminiServer({ answer: planted });
    await useGemini(server);
    const document = await openText('hostile.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'warm');
    const [thread] = (await api()).previews.shown(document.uri);
    assert.ok(thread);
    assert.ok(thread.comments.length >= 6 && thread.comments.every((comment) => !comment.includes('\u202E')));
    // Drafts and rewrites are no Markdown at all. Of the rest, the only links are those to lines.
    const markdown = thread.markdown.join('\n').replaceAll(/\(\[line \d+\]\([^)]*\)\)/g, '');
    assert.ok(markdown.includes('evil'));
    assert.doesNotMatch(markdown, /(?<!\\)\]\(|<img|https:|www\.|(?<!\\)\*\*b|^# h|^- i/m);
  });
});
