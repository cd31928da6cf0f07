/** *Find Patterns* in VS Code: what is looked at, what the report shows, what models add to it, and what can be done about it. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { PatternsPanel } from '../../src/editor/patterns-panel.ts';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { plantedRun } from '../support/planted-run.ts';
import { DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, messages, type Messages, openText, workspaceUri } from './support.ts';

const KEY = 'AIza-planted-key-of-the-tests-0123456789';
const RUN = '.traits/habits/runs/2026-03-02-planted.jsonl';
const VALIDATION = 'known/validation-opening';

/** Names one pattern in each scan, merges them, and marks by the words of the answer. */
function answer({ user }: GeminiServerRequest): { text: string } {
  const json = (value: unknown): { text: string } => ({ text: JSON.stringify(value) });
  if (user.startsWith('You look for what')) return json({ patterns: [{ name: 'Offers help', definition: 'It offers help at the end.', examples: [{ sample: 1, quote: 'Let me know if you would like me to help' }] }] });
  if (user.startsWith('Several readers')) return json({ clusters: [{ items: [...user.matchAll(/Item (s\d+\.\d+):/g)].map(([, id]) => id), name: 'Offers help', definition: 'It offers help at the end.', positive_examples: [], negative_examples: [] }] });
  const sample = user.slice(user.indexOf('This is the sample:'));
  const has = sample.includes('Let me know if');
  const names = [...user.matchAll(/Pattern (p\d+):\n<pattern(?:-\d+)?>\n(.+)\n/g)];
  return json(Object.fromEntries(names.map(([, key = '', name]) => [key, has && name === 'Offers help' ? { quote: 'Let me know if', mark: 'strict' } : { quote: '', mark: 'absent' }])));
}

/** Takes the place of the picks and dialogs: every pick as it stands, and these answers. */
async function answering(given: { readonly input?: string; readonly save?: string; readonly open?: readonly string[] }): Promise<() => void> {
  const { window } = await api();
  const { showQuickPick, showInputBox, showSaveDialog, showOpenDialog } = window;
  Object.assign(window, {
    showQuickPick: async (items: unknown, { canPickMany = false }: vscode.QuickPickOptions) => {
      const all = (await items) as readonly vscode.QuickPickItem[];
      return canPickMany ? all.filter(({ picked }) => picked === true) : all[0];
    },
    showInputBox: () => Promise.resolve(given.input),
    showSaveDialog: () => Promise.resolve(given.save === undefined ? undefined : workspaceUri(given.save)),
    showOpenDialog: () => Promise.resolve(given.open?.map(workspaceUri)),
  });
  return () => void Object.assign(window, { showQuickPick, showInputBox, showSaveDialog, showOpenDialog });
}

suite('Patterns', () => {
  let said: Messages;
  let restore: () => void = () => undefined;
  let server: GeminiServer | undefined;

  suiteSetup(async () => {
    const { keys } = await api();
    await keys.store('gemini', KEY);
    const rehearsal = new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri('aster-with-people.rehearsal.yaml')));
    const { journal } = plantedRun(rehearsal, { count: 200, traits: ['honest', 'warm'] });
    await vscode.workspace.fs.writeFile(workspaceUri(RUN), new TextEncoder().encode(journal));
    await openText('habits.traits.md', DOCUMENT);
  });
  setup(async () => {
    said = await messages();
    restore = await answering({});
  });
  teardown(async () => {
    said.restore();
    restore();
    for (const panel of (await api()).patterns.open) panel.dispose();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });
  suiteTeardown(async () => {
    await closeAll();
    for (const name of ['.traits/habits', 'habits.traits.md', 'fewer.jsonl', 'plain.jsonl', '.traits/plain.jsonl', 'empty.traits.md']) {
      await vscode.workspace.fs.delete(workspaceUri(name), { recursive: true, useTrash: false }).then(undefined, () => undefined);
    }
  });

  async function find(...given: unknown[]): Promise<PatternsPanel> {
    const panel = await vscode.commands.executeCommand<PatternsPanel | undefined>('traits.findPatterns', ...given);
    assert.ok(panel, said.all.join('\n'));
    return panel;
  }

  test('looks through the runs of a document, and says which habits are over the threshold, and in which trait', async () => {
    const { shown } = await find(workspaceUri('habits.traits.md'));
    const { report, document, busy, problem } = shown;
    assert.deepEqual([document, busy, problem], ['habits.traits.md', undefined, undefined]);
    assert.ok(vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label === 'Patterns: habits')), 'a run is named after its time, which says nothing');
    // Of two hundred samples one in 23 was dropped.
    assert.equal(report?.samples, 192);
    const finding = report?.findings.find(({ id }) => id === VALIDATION);
    assert.equal(finding?.alarm, 'overall');
    assert.ok((finding?.byTrait['warm']?.rate ?? 0) > (finding?.byTrait['honest']?.rate ?? 1));
  });

  test('looks through files that were chosen in the explorer, and has one report for the same files', async () => {
    const line = (index: number): string => JSON.stringify({ messages: [{ role: 'user', content: `q${index}` }, { role: 'assistant', content: `Certainly! Thing number ${index} is as it is.` }] });
    await vscode.workspace.fs.writeFile(workspaceUri('plain.jsonl'), new TextEncoder().encode(`${Array.from({ length: 30 }, (_, index) => line(index)).join('\n')}\n`));
    const first = await find(workspaceUri('plain.jsonl'), [workspaceUri('plain.jsonl')]);
    assert.deepEqual([first.shown.files, first.shown.document, first.shown.report?.samples], [['plain.jsonl'], undefined, 30]);
    const second = await find(workspaceUri('plain.jsonl'));
    assert.equal(second, first);
    // With a document its runs are looked at, too, and a file that was chosen twice is read once.
    const both = await find(workspaceUri('plain.jsonl'), ['plain.jsonl', 'habits.traits.md', RUN].map(workspaceUri));
    assert.deepEqual([both.shown.files, both.shown.report?.samples], [['plain.jsonl', RUN], 222]);
  });

  test('of a document without samples it says what to do next', async () => {
    await openText('empty.traits.md', DOCUMENT);
    assert.equal(await vscode.commands.executeCommand('traits.findPatterns', workspaceUri('empty.traits.md')), undefined);
    assert.match(said.all[0] ?? '', /^There are no samples of this document yet\. Preview a trait/);
    assert.deepEqual(said.choices[0], ['Choose Files…']);
  });

  test('a file that holds no samples is told in the report', async () => {
    await vscode.workspace.fs.writeFile(workspaceUri('plain.jsonl'), new TextEncoder().encode('{"foo": 1}\n'));
    const { shown } = await find(workspaceUri('plain.jsonl'));
    assert.match(shown.problem ?? '', /plain\.jsonl: it is JSON of no known format/);
    assert.deepEqual([shown.report, shown.busy], [undefined, undefined]);
  });

  test('a line opens beside the report, and a trait in its document', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    await panel.take({ type: 'open', file: 0, line: 3 });
    assert.deepEqual([vscode.window.activeTextEditor?.document.uri.path.endsWith(RUN), vscode.window.activeTextEditor?.selection.active.line], [true, 2]);
    await panel.take({ type: 'reveal', file: 0, traitId: 'honest' });
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.lineAt(editor.selection.active.line).text, '## Honest {#honest}');
    await panel.take({ type: 'reveal', file: 0, traitId: 'gone' });
    assert.match(said.all[0] ?? '', /has no trait gone any more/);
    // A notification would make a link of it that runs a command.
    await panel.take({ type: 'reveal', file: 0, traitId: '[go](command:workbench.action.quit)' });
    assert.match(said.all[1] ?? '', /has no trait \[go\] \(command/);
  });

  test('models are asked after it was confirmed, what they find stands beside, and costs nothing the second time', async () => {
    await forgetAnswers();
    server = await startGeminiServer({ answer });
    await useGemini(server);
    const panel = await find(workspaceUri('habits.traits.md'));
    await panel.ask();
    // Nobody said yes: the price of the model is not known, so it asks.
    assert.deepEqual([server.requests.length, panel.shown.report?.model], [0, undefined]);
    assert.match(said.all.at(-1) ?? '', /^Ask models what .*2026-03-02-planted\.jsonl repeats\?$/);
    assert.match(said.details.at(-1) ?? '', /6 scans of 30 samples by gemini\/test-model, then 192 samples are rated/);
    said.answer('Run');
    await panel.ask();
    const model = panel.shown.report?.model;
    const offers = model?.findings.find(({ id }) => id === 'found/offers-help');
    assert.deepEqual([model?.ended, model?.findings.length, offers?.strict.n, offers?.unparsed], ['done', 10, 192, 0]);
    assert.equal(offers?.strict.k, (await readFile(workspaceUri(RUN).fsPath, 'utf8')).split('\n').filter((line) => line.includes('"kept"') && line.includes('Let me know if')).length);
    assert.match(await readFile(model?.journal ?? '', 'utf8'), /^\{"type":"header".*"pipeline":"patterns"/);
    const sent = server.requests.length;
    await panel.ask();
    assert.deepEqual([server.requests.length, panel.shown.report?.model?.findings.length], [sent, 10]);
  });

  test('who finds patterns again while models are asked is shown the report, and ends nothing', async () => {
    await forgetAnswers();
    server = await startGeminiServer({ answer });
    await useGemini(server);
    const panel = await find(workspaceUri('habits.traits.md'));
    said.answer('Run');
    const asked = panel.ask();
    assert.equal(panel.shown.busy?.what, 'models');
    assert.equal(await find(workspaceUri('habits.traits.md')), panel);
    await asked;
    assert.deepEqual([panel.shown.report?.model?.ended, panel.shown.busy], ['done', undefined]);
  });

  test('nothing is rehearsed: with the rehearsal model it says which models to choose', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    await panel.ask();
    assert.equal(panel.shown.report?.model, undefined);
    assert.ok(said.all.length > 0, 'it is said');
  });

  test('samples are left out of a copy, which is listed, and is compared with what it was made of', async () => {
    restore();
    restore = await answering({ input: '10', save: 'fewer.jsonl' });
    const panel = await find(workspaceUri('habits.traits.md'));
    await panel.take({ type: 'leave-out', patternId: VALIDATION });
    const { written, report } = panel.shown;
    assert.ok(written);
    assert.equal(written.dropped.length + written.left, report?.samples);
    assert.ok(written.dropped.every(({ patternId }) => patternId === VALIDATION));
    await panel.take({ type: 'compare' });
    const rate = panel.shown.comparison?.fast.find(({ id }) => id === VALIDATION);
    assert.ok((rate?.before.rate ?? 0) > 0.3 && (rate?.after.rate ?? 1) <= 0.1, JSON.stringify(rate));
    await panel.take({ type: 'close-comparison' });
    assert.equal(panel.shown.comparison, undefined);
    await panel.take({ type: 'leave-out', patternId: VALIDATION });
    assert.match(said.all.at(-1) ?? '', /^Nothing was written\. That file is there already/);
  });

  test('critiques of later runs are told of a pattern', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    await panel.take({ type: 'tell-critiques', patternId: VALIDATION });
    const list = JSON.parse(await readFile(workspaceUri('.traits/habits/patterns.json').fsPath, 'utf8')) as { patterns: readonly { name: string }[] };
    assert.deepEqual(list.patterns.map(({ name }) => name), [VALIDATION]);
    assert.match(said.all.at(-1) ?? '', /^Added to \.traits\/habits\/patterns\.json: 1\./);
    await panel.take({ type: 'tell-critiques', patternId: VALIDATION });
    assert.match(said.all.at(-1) ?? '', /^Critiques are told of it already/);
  });

  test('another threshold is another judgement of the same counts', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    const before = panel.shown.report?.findings.map(({ overall }) => overall.k);
    await panel.take({ type: 'threshold', percent: 90 });
    assert.deepEqual(panel.shown.report?.findings.map(({ overall }) => overall.k), before);
    assert.deepEqual(panel.shown.report?.findings.filter(({ alarm }) => alarm === 'overall'), []);
  });

  test('a report that a reload took is brought back with its threshold; one that nobody can read is closed', async () => {
    const { patterns } = await api();
    const made = (): vscode.WebviewPanel => vscode.window.createWebviewPanel('traits.patterns', 'x', vscode.ViewColumn.One);
    await patterns.restore(made(), { files: [workspaceUri(RUN).toString()], threshold: 0.6, looking: { part: '' } });
    assert.deepEqual(patterns.open.map(({ shown }) => [shown.report?.threshold, shown.report?.samples]), [[0.6, 192]]);
    const other = made();
    let isClosed = false;
    other.onDidDispose(() => (isClosed = true));
    await patterns.restore(other, { files: 'no list' });
    assert.deepEqual([isClosed, patterns.open.length], [true, 1]);
    const another = made();
    isClosed = false;
    another.onDidDispose(() => (isClosed = true));
    await patterns.restore(another, { files: ['no address'], threshold: 0.2 });
    assert.deepEqual([isClosed, patterns.open.length], [true, 1]);
  });

  test('a report that is closed while it scans says nothing any more', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    const again = panel.scan();
    panel.dispose();
    await again;
    assert.deepEqual([said.all, (await api()).patterns.open], [[], []]);
  });

  test('a scan is cancelled at once, and says nothing went wrong', async () => {
    const panel = await find(workspaceUri('habits.traits.md'));
    const again = panel.scan();
    await panel.take({ type: 'cancel' });
    await again;
    assert.deepEqual([panel.shown.busy, panel.shown.problem, panel.shown.report?.samples], [undefined, undefined, 192]);
  });
});
