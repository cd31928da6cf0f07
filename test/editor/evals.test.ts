/** In VS Code: evals are items of the Testing view, run on rehearsed answers, and are saved, shown and scored. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EvalName } from '../../src/evals/eval.ts';
import type { EvalReport } from '../../src/evals/report.ts';
import { api, closeAll, eventually, messages, type Messages, openSample, openText, workspaceUri } from './support.ts';

const SAMPLE = 'aster-with-people.traits.md';
const FOLDER = '.traits/aster-with-people/evals';

suite('evals', () => {
  let said: Messages;

  setup(async () => {
    said = await messages();
    await removed();
  });
  teardown(async () => {
    said.restore();
    await closeAll();
    await removed();
  });

  async function removed(): Promise<void> {
    await vscode.workspace.fs.delete(workspaceUri(FOLDER), { recursive: true }).then(undefined, () => undefined);
    await vscode.workspace.fs.delete(workspaceUri('.traits/aster-with-people/annotations.jsonl')).then(undefined, () => undefined);
  }

  async function run(uri: vscode.Uri, name: EvalName): Promise<EvalReport> {
    const { evaluation } = await api();
    const report = await (await evaluation.runs()).run({ uri, name, traitIds: [], controller: new AbortController() });
    assert.ok(report, said.all.join('\n'));
    return report;
  }

  async function item(uri: vscode.Uri): Promise<vscode.TestItem> {
    const { evaluation } = await api();
    return eventually('the document in the Testing view', () => {
      const found = evaluation.testing.controller.items.get(uri.toString());
      return found !== undefined && found.children.size > 0 ? found : undefined;
    });
  }

  test('each trait of a document is a test item with its three evals, at its heading', async () => {
    const { uri } = await openSample(SAMPLE);
    const document = await item(uri);
    const traits = [...document.children].map(([, trait]) => trait);
    assert.equal(traits.length, 9);
    const [honest] = traits;
    assert.equal(honest?.label, 'Honest under pressure');
    assert.equal(honest?.range?.start.line, 28);
    assert.deepEqual([...(honest?.children ?? [])].map(([, { label }]) => label), ['Knowledge', 'Over-triggering', 'Trade-offs']);
  });

  test('items follow the document as it is edited', async () => {
    const document = await openText('evals.traits.md', '# Set\n\n## Kind\n\nIs kind.\n\n### Why\nIt helps.\n\n## Plain\n\nIs plain.\n\n### Why\nIt is read.\n');
    const names = async (): Promise<string> => [...(await item(document.uri)).children].map(([, { label }]) => label).join();
    assert.equal(await names(), 'Kind,Plain');
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(2, 3, 2, 7), 'Gentle');
    await vscode.workspace.applyEdit(edit);
    await eventually('the new name', async () => (await names()) === 'Gentle,Plain');
    await vscode.workspace.fs.delete(document.uri);
  });

  test('a rehearsed eval is saved beside the document, says that it is rehearsed, and costs nothing', async () => {
    const { uri } = await openSample(SAMPLE);
    const report = await run(uri, 'knowledge');
    assert.equal(report.rehearsed, true);
    assert.equal(report.ended, 'done');
    assert.equal(report.sides[0]?.subject.withDocument, true);
    const files = await vscode.workspace.fs.readDirectory(workspaceUri(FOLDER));
    assert.deepEqual(files.map(([name]) => name), [`${report.run}.jsonl`]);
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(`${FOLDER}/${report.run}.jsonl`)));
    assert.match(text, /"eval":"knowledge"/);
  });

  test('the latest figures stand over each trait, with how many they are of', async () => {
    const { uri } = await openSample(SAMPLE);
    const report = await run(uri, 'over-trigger');
    const figure = report.sides[0]?.traits.find(({ traitId }) => traitId === 'honest')?.figure;
    assert.ok(figure !== undefined && figure.n > 0);
    const expected = `unasked ${figure.k} of ${figure.n} (rehearsed)`;
    await eventually(expected, async () => {
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      return lenses.some(({ command, range }) => range.start.line === 28 && command?.title === expected);
    });
  });

  test('results that were saved are in the Testing view as soon as the document is opened', async () => {
    const opened = await openSample(SAMPLE);
    const report = await run(opened.uri, 'over-trigger');
    const document = await item(opened.uri);
    for (const { traitId, figure } of report.sides[0]?.traits ?? []) {
      if (figure.n === 0) continue;
      const leaf = [...document.children].map(([id, trait]) => (id.endsWith(`#${traitId}`) ? trait.children.get('over-trigger') : undefined)).find((found) => found !== undefined);
      await eventually(`the figure of ${traitId}`, () => leaf?.description === `${figure.k} of ${figure.n}, rehearsed`);
    }
  });

  test('results of an earlier text say so beside their tests, until the text is again what it was', async () => {
    const { uri } = await openSample(SAMPLE);
    await run(uri, 'trade-offs');
    const document = await item(uri);
    const descriptions = (): readonly string[] => [...document.children].flatMap(([, trait]) => trait.children.get('trade-offs')?.description ?? []).filter((text) => text !== '');
    await eventually('the figures', () => descriptions().length > 0 && descriptions().every((text) => !text.includes('earlier')));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(uri, new vscode.Position(0, 0), '\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('of an earlier text', () => descriptions().every((text) => text.includes('of an earlier text')));
    const back = new vscode.WorkspaceEdit();
    back.delete(uri, new vscode.Range(0, 0, 1, 0));
    await vscode.workspace.applyEdit(back);
    await eventually('of the text as it is', () => descriptions().every((text) => !text.includes('earlier')));
  });

  test('an item keeps its results when its trait gets another name', async () => {
    const document = await openText('named.traits.md', '# Set\n\n## Kind {#kind}\n\nIs kind.\n');
    const [trait] = [...(await item(document.uri)).children].map(([, one]) => one);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(2, 3, 2, 7), 'Gentle');
    await vscode.workspace.applyEdit(edit);
    await eventually('the new name', async () => [...(await item(document.uri)).children].some(([, { label }]) => label === 'Gentle'));
    const [after] = [...(await item(document.uri)).children].map(([, one]) => one);
    assert.equal(after, trait);
    await vscode.workspace.fs.delete(document.uri);
  });

  test('a score of a verdict is kept, and counts in the agreement with the judge', async () => {
    const { uri } = await openSample(SAMPLE);
    const report = await run(uri, 'knowledge');
    const { annotations, evaluation } = await api();
    const { scoredRecord } = await import('../../src/evals/agreement.ts');
    const { readEval } = await import('../../src/evals/results.node.ts');
    const verdict = report.answers.flatMap(({ verdicts }) => verdicts).find(({ value }) => value === 2);
    assert.ok(verdict);
    (await evaluation.reports()).show({ document: uri, journal: report.journal, against: null, traitId: null });
    await annotations.add(uri, scoredRecord(report, verdict.id, 1, new Date()));
    const after = await readEval(report.journal, uri.fsPath);
    assert.equal(after.agreement.n, 1);
    assert.deepEqual(after.agreement.disagreements, [verdict.id]);
  });

  test('a document with no prepared answers is not rehearsed: it says so, and nothing is written', async () => {
    const { uri } = await openSample('short-list.traits.md');
    const { evaluation } = await api();
    const report = await (await evaluation.runs()).run({ uri, name: 'knowledge', traitIds: [], controller: new AbortController() });
    assert.equal(report, undefined);
    assert.ok(said.all.length > 0);
  });

  test('Open Eval Report says what to do where there is none', async () => {
    const { uri } = await openSample(SAMPLE);
    await vscode.commands.executeCommand('traits.openEvalReport', uri);
    assert.deepEqual(said.all, ['No eval of this document was run yet.']);
    assert.deepEqual(said.choices, [['Evaluate…']]);
  });
});
