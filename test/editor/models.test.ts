/** Which models are called, with what, and at whose word: roles, endpoints, cost, cache, and keys that stay where they are kept. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, messages, type Messages, openText, traitwright, workspaceUri } from './support.ts';

const KEY = 'AIza-planted-key-of-the-tests-0123456789';
const OTHER_KEY = 'sk-planted-key-of-the-tests-0123456789';

async function setUser(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('traits').update(name, value, vscode.ConfigurationTarget.Global);
}

function preview(document: vscode.TextDocument): Thenable<unknown> {
  return vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
}

suite('Models', () => {
  let server: GeminiServer | undefined;
  let said: Messages;

  suiteSetup(async () => {
    const { keys } = await api();
    await keys.store('gemini', KEY);
    await keys.store('openai', OTHER_KEY);
  });

  setup(async () => {
    await forgetAnswers();
    said = await messages();
  });

  teardown(async () => {
    said.restore();
    await vscode.commands.executeCommand('traits.cancelRuns');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
    for (const name of ['openai.baseUrl', 'runs.confirmAbove', 'runs.budget', 'prices']) await setUser(name, undefined);
  });

  test('a document’s own models go before the settings', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('own-models.traits.md', `---\nmodels:\n  critic: gemini/of-the-document\n---\n\n${DOCUMENT}`);
    await preview(document);
    assert.deepEqual([...new Set(server.requests.map(({ model }) => model))].toSorted(), ['of-the-document', 'test-model']);
  });

  test('a document cannot say where calls go: a name that is no provider’s is refused, and nothing is sent', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('elsewhere.traits.md', `---\nmodels:\n  generator: elsewhere/model\n---\n\n${DOCUMENT}`);
    await preview(document);
    assert.match(said.all[0] ?? '', /^The generator, by the front matter: Unknown model/);
    assert.deepEqual(server.requests, []);
  });

  test('a workspace cannot set where calls go, what they may cost, or what they are said to cost', async () => {
    const names = ['gemini.baseUrl', 'openai.baseUrl', 'ollama.baseUrl', 'vertex.project', 'vertex.location', 'runs.confirmAbove', 'runs.budget', 'prices'];
    const { contributes } = traitwright().packageJSON as { contributes: { configuration: { properties: Record<string, { scope: string }> } } };
    assert.deepEqual(names.filter((name) => contributes.configuration.properties[`traits.${name}`]?.scope !== 'machine'), []);
    server = await startGeminiServer({ answer: answerStage });
    const settings = workspaceUri('.vscode/settings.json');
    await vscode.workspace.fs.writeFile(settings, new TextEncoder().encode(JSON.stringify({ 'traits.gemini.baseUrl': server.baseUrl, 'traits.models.judge': 'gemini/marker' })));
    try {
      const read = (name: string): unknown => vscode.workspace.getConfiguration('traits').get(name);
      await eventually('the file to be read', () => read('models.judge') === 'gemini/marker');
      assert.equal(read('gemini.baseUrl'), '');
    } finally {
      await vscode.workspace.fs.delete(settings);
      await eventually('the file to be gone', () => vscode.workspace.getConfiguration('traits').get('models.judge') !== 'gemini/marker');
    }
  });

  test('where there is nothing to rehearse no run begins, and what to do is said once', async () => {
    await useGemini(undefined);
    const document = await openText('unprepared.traits.md', DOCUMENT);
    await preview(document);
    assert.equal(said.all.length, 1);
    assert.match(said.all[0] ?? '', /^No prepared answers for the rehearsal model: expected them in unprepared\.rehearsal\.yaml/);
    assert.deepEqual(said.choices[0], ['Select Models']);
    assert.deepEqual((await api()).previews.shown(document.uri), []);
  });

  test('the scenarios of a preview begin from what is drawn, each from something else', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    await preview(await openText('drawn.traits.md', DOCUMENT));
    const [file = ''] = await readdir(workspaceUri('.traits/drawn/runs').fsPath);
    const records = (await readFile(join(workspaceUri('.traits/drawn/runs').fsPath, file), 'utf8')).trim().split('\n').map((line) => JSON.parse(line) as { type: string; sample?: { draw?: object } });
    const draws = records.flatMap(({ type, sample }) => (type === 'sample' ? JSON.stringify(sample?.draw) : []));
    assert.equal(new Set(draws).size, 3);
  });

  test('a run is confirmed when its estimate is above the threshold, and not begun where nobody says yes', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    await setUser('prices', { 'gemini/*': { input: 1000, output: 1000 } });
    const document = await openText('dear.traits.md', DOCUMENT);
    await preview(document);
    assert.match(said.all[0] ?? '', /^Run scenarios for “Honest”\?/);
    assert.match(said.details[0] ?? '', /^About \$\d.*\d+ calls\. It is an estimate/);
    assert.deepEqual(server.requests, []);
    said.answer('Run');
    await preview(document);
    assert.ok(server.requests.length > 0);
  });

  test('a run ends at its budget, and what is finished is kept', async () => {
    server = await startGeminiServer({ answer: (request) => ({ ...answerStage(request), usage: { inputTokens: 1000, outputTokens: 1000 } }) });
    await useGemini(server);
    await setUser('prices', { 'gemini/*': { input: 10, output: 10 } });
    await setUser('runs.budget', 0.2);
    await setUser('runs.confirmAbove', 100);
    await preview(await openText('budget.traits.md', DOCUMENT));
    assert.ok(server.requests.length > 0 && server.requests.length < 12, String(server.requests.length));
    await eventually('it to be said', () => said.all.some((message) => message.startsWith('The budget of $0.20 for a run is used up')));
  });

  test('a budget needs prices: without them no run begins', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    await setUser('runs.budget', 0.2);
    await preview(await openText('unpriced.traits.md', DOCUMENT));
    assert.match(said.all[0] ?? '', /^A budget needs prices, and the price of gemini\/test-model is not known/);
    // What cannot be read is not taken for none.
    await setUser('runs.budget', '0.2');
    await preview(await openText('unread.traits.md', DOCUMENT));
    assert.match(said.all[1] ?? '', /^traits\.runs\.budget is "0\.2"/);
    assert.deepEqual(server.requests, []);
  });

  test('the same run again sends nothing, until new samples are asked for', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('again.traits.md', DOCUMENT.replace('on what they are told', 'on what they are told, again and again'));
    await preview(document);
    const first = server.requests.length;
    said.answer('Make New Ones');
    await preview(document);
    await eventually('new samples', () => (server?.requests.length ?? 0) >= 2 * first);
    const kept = said.all.filter((message) => message.includes('those of an earlier run'));
    assert.equal(kept.length, 1);
  });

  test('a second writer waits for the first one, says so, and can be cancelled', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('two-windows.traits.md', DOCUMENT.replace('on what they are told', 'on what they are told by two'));
    const writer = await otherWriter(document.uri);
    try {
      const cancelled = preview(document);
      await eventually('it to be said', () => said.progress.some((message) => message.includes('Another run over this document is under way')));
      await vscode.commands.executeCommand('traits.cancelRuns');
      await cancelled;
      assert.deepEqual(server.requests, []);
      const waiting = preview(document);
      await eventually('it to be said again', () => said.progress.filter((message) => message.includes('Another run')).length === 2);
      await writer.end();
      await waiting;
      assert.ok(server.requests.length > 0);
    } finally {
      await writer.end();
    }
  });

  test('each model is called once to test the connection, and what failed is said with what mends it', async () => {
    server = await startGeminiServer({ answer: ({ model }) => (model === 'closed' ? { status: 401, message: `bad key ${KEY}` } : { text: 'ready' }) });
    await useGemini(server);
    await openText('connection.traits.md', `---\nmodels:\n  critic: gemini/closed\n---\n\n${DOCUMENT}`);
    const tested = await vscode.commands.executeCommand<{ model: string; test: { ok: boolean; message: string } }[]>('traits.testConnection');
    assert.deepEqual(tested.map(({ model, test }) => [model, test.ok]), [['gemini/test-model', true], ['gemini/closed', false]]);
    assert.equal(server.requests.length, 2);
    await eventually('it to be said', () => said.choices.some((choices) => choices.join() === 'Set API Key,Select Models,Show Log'));
    assert.ok(said.all.every((message) => !message.includes(KEY)));
  });

  test('the picker lists what the providers have, and what is chosen goes where the role is set', async () => {
    server = await startGeminiServer({ answer: answerStage, models: [{ name: 'models/gemini-of-the-list', displayName: 'Of the List', supportedGenerationMethods: ['generateContent'] }] });
    await useGemini(server);
    await openText('picked.traits.md', DOCUMENT);
    const picker = await picking(['Critic']);
    try {
      const done = vscode.commands.executeCommand('traits.selectModels');
      await eventually('the list', () => picker.labels().includes('gemini/gemini-of-the-list'));
      picker.accept('gemini/gemini-of-the-list');
      await done;
    } finally {
      picker.restore();
    }
    const set = vscode.workspace.getConfiguration('traits').inspect<string>('models.critic');
    assert.deepEqual([set?.workspaceValue, set?.globalValue], ['gemini/gemini-of-the-list', undefined]);
  });

  test('where a key is missing, it is said for which provider, with the ways out', async () => {
    await setUser('openai.baseUrl', undefined);
    const { keys } = await api();
    await keys.store('openai', '');
    try {
      await preview(await openText('keyless.traits.md', `---\nmodels:\n  generator: openai/a\n  critic: openai/a\n  judge: openai/a\n---\n\n${DOCUMENT}`));
      assert.match(said.all[0] ?? '', /^No API key for OpenAI: set one, or choose another model/);
      assert.deepEqual(said.choices[0], ['Set API Key', 'Select Models']);
    } finally {
      await keys.store('openai', OTHER_KEY);
    }
  });

  test('no key is in any file, message or thread after a run in which much went wrong', async () => {
    let calls = 0;
    const { log } = await api();
    const logged: string[] = [];
    const asItWas = { info: log.info.bind(log), warn: log.warn.bind(log), error: log.error.bind(log) };
    // Not every VS Code that this runs in writes its logs to files.
    const keep = (message: string | Error, ...more: unknown[]): void => void logged.push([message, ...more].map((part) => (part instanceof Error ? `${part.stack}` : String(part))).join(' '));
    Object.assign(log, { info: keep, warn: keep, error: keep });
    server = await startGeminiServer({
      answer: (request) => {
        calls += 1;
        const sent = JSON.stringify(request.headers);
        // Servers may echo what they were sent, into errors and into answers.
        if (calls % 5 === 0) return { status: 400, message: `bad request with ${sent}` };
        if (calls % 7 === 0) return { text: `Your key is ${KEY}. ${sent}` };
        return answerStage(request);
      },
    });
    await useGemini(server);
    const document = await openText('planted.traits.md', DOCUMENT);
    await preview(document);
    await vscode.commands.executeCommand('traits.testConnection');
    Object.assign(log, asItWas);
    assert.ok(logged.some((line) => line.startsWith('Run ')) && logged.some((line) => line.startsWith('Test of ')), 'what is logged is seen');
    server.requests.forEach(({ headers }) => assert.equal(headers['x-goog-api-key'], KEY));
    const threads = (await api()).previews.shown(document.uri);
    const texts = [...logged, ...said.all, ...said.details, ...said.progress, ...threads.flatMap(({ label, comments }) => [label, ...comments])];
    assert.deepEqual(texts.filter((text) => text.includes(KEY)), []);
    // The workspace lies in the folder that has all else of this VS Code: settings, logs, the storage of extensions.
    const files = await filesBelow(join(workspaceUri('').fsPath, '..'));
    for (const there of [/planted.*\.jsonl$/, /answers.*\.json$/, /settings\.json$/]) assert.ok(files.some((file) => there.test(file)), String(there));
    const leaks: string[] = [];
    for (const file of files) {
      const bytes = await readFile(file).catch(() => Buffer.alloc(0));
      if ([KEY, OTHER_KEY].some((key) => bytes.includes(key))) leaks.push(file);
    }
    assert.deepEqual(leaks, []);
  });
});

interface Picker {
  /** Of all that is shown, separators too. */
  labels(): readonly string[];
  accept(label: string): void;
  restore(): void;
}

/** Picks these roles, one after the other, and hands over the picker of models, in the place of VS Code's own. */
async function picking(roles: readonly string[]): Promise<Picker> {
  const { window } = await api();
  const { createQuickPick, showQuickPick } = window;
  const left = [...roles];
  let accepted: (() => void) | undefined;
  const none = (): vscode.Disposable => new vscode.Disposable(() => undefined);
  const picker = {
    items: [] as readonly vscode.QuickPickItem[],
    activeItems: [] as readonly vscode.QuickPickItem[],
    selectedItems: [] as readonly vscode.QuickPickItem[],
    value: '',
    show: () => undefined,
    dispose: () => undefined,
    onDidChangeValue: none,
    onDidTriggerButton: none,
    onDidHide: none,
    onDidAccept(listener: () => void) {
      accepted = listener;
      return none();
    },
  };
  const pickRole = async (items: readonly vscode.QuickPickItem[]): Promise<vscode.QuickPickItem | undefined> => {
    const role = left.shift();
    return items.find(({ label }) => label === role);
  };
  Object.assign(window, { createQuickPick: () => picker, showQuickPick: pickRole });
  return {
    labels: () => picker.items.map(({ label }) => label),
    accept(label) {
      picker.selectedItems = picker.items.filter((item) => item.label === label);
      accepted?.();
    },
    restore: () => void Object.assign(window, { createQuickPick, showQuickPick }),
  };
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...(await filesBelow(path)));
    else if (entry.isFile()) found.push(path);
  }
  return found;
}

/** Another process that writes about a document: what it leaves there is all that we see of one. */
async function otherWriter(document: vscode.Uri): Promise<{ end(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  await once(child, 'spawn');
  const folder = vscode.Uri.joinPath(document, '..', '.traits', document.path.slice(document.path.lastIndexOf('/') + 1).replace('.traits.md', ''));
  const claim = { pid: child.pid, host: hostname(), since: new Date().toISOString(), process: '', namespace: '' };
  try {
    claim.namespace = readlinkSync('/proc/self/ns/pid');
  } catch {}
  const file = vscode.Uri.joinPath(folder, `writer-${child.pid}-1.lock`);
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${JSON.stringify(claim)}\n`));
  return {
    async end() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill();
        await exited;
      }
      await rm(file.fsPath, { force: true });
    },
  };
}
