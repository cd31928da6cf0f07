/** What a person does with a sample in its thread, through the commands that the buttons give. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, type Messages, messages, openText, quickFixes, workspaceUri } from './support.ts';

type Thread = Awaited<ReturnType<typeof shown>>[number];

async function shown(document: vscode.TextDocument) {
  return (await api()).previews.shown(document.uri);
}

async function first(document: vscode.TextDocument): Promise<Thread> {
  const [thread] = await shown(document);
  assert.ok(thread, 'a thread is shown');
  return thread;
}

async function lines(path: string): Promise<readonly Record<string, unknown>[]> {
  const bytes = await vscode.workspace.fs.readFile(workspaceUri(path));
  return new TextDecoder().decode(bytes).trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function lensesOf(document: vscode.TextDocument): Promise<readonly string[]> {
  return (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).flatMap(({ command }) => command?.title ?? []);
}

/** What a list offers that is closed without a choice. */
async function offeredIn(act: () => Thenable<unknown>): Promise<readonly string[]> {
  const { window } = await api();
  const { showQuickPick } = window;
  const offered: string[] = [];
  Object.assign(window, {
    showQuickPick: async (items: readonly { label: string }[]) => {
      offered.push(...items.map(({ label }) => label));
      return undefined;
    },
  });
  try {
    await act();
  } finally {
    Object.assign(window, { showQuickPick });
  }
  return offered;
}

/** The journals of a document, the oldest first. */
async function journals(name: string): Promise<readonly (readonly Record<string, unknown>[])[]> {
  const files = await vscode.workspace.fs.readDirectory(workspaceUri(`.traits/${name}/runs`));
  return Promise.all(files.map(([file]) => file).toSorted().map((file) => lines(`.traits/${name}/runs/${file}`)));
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, ObjectSchema>>;
}

/** Answers the stages of texts too. */
function answerText(request: GeminiServerRequest): { text: string } {
  const properties = (request.schema as ObjectSchema | undefined)?.properties ?? {};
  const json = (value: unknown): { text: string } => ({ text: JSON.stringify(value) });
  if ('suitable' in properties) return json({ reason: 'It can.', suitable: true, what: 'a club meets', how: 'says the sum is wrong', why: 'they would pay twice' });
  if ('no_epiphany' in properties) return json(Object.fromEntries(Object.keys(properties).map((name) => [name, { reason: 'It does.', holds: true }])));
  if ('axes' in properties) return json({ axes: Object.fromEntries(Object.keys(properties['axes']?.properties ?? {}).map((name) => [name, { verdict: 'revise', sentence: 'It lectures.' }])), verdict: 'revise', quotes: ['People act on what they are told.'] });
  return { text: request.user.includes('<judgement>') ? 'Minutes of 4 May. [Pay](command:workbench.action.quit) the printer once.' : 'Minutes, first go.' };
}

suite('Threads', () => {
  let server: GeminiServer | undefined;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(forgetAnswers);

  teardown(async () => {
    await vscode.commands.executeCommand('traits.cancelRuns');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });

  async function previewed(name: string, answer: (request: GeminiServerRequest) => { text: string } | Promise<{ text: string }> = answerStage, text = DOCUMENT): Promise<vscode.TextDocument> {
    server = await startGeminiServer({ answer });
    await useGemini(server);
    const document = await openText(`${name}.traits.md`, text);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    return document;
  }

  test('what is accepted or rejected is said in its thread, kept beside the runs, and can be withdrawn', async () => {
    const document = await previewed('judged');
    const { thread } = await first(document);
    await vscode.commands.executeCommand('traits.sample.accept', thread);
    await eventually('the label', async () => (await first(document)).label === 'Exhibit · kept · accepted by a person');
    assert.match((await first(document)).context, /\baccepted\b/);
    await vscode.commands.executeCommand('traits.sample.reject', (await first(document)).thread);
    await eventually('the label', async () => (await first(document)).label.endsWith('rejected by a person'));
    await eventually('the lens', async () => (await lensesOf(document)).includes('3 samples: 2 kept, 1 rejected by a person'));
    await vscode.commands.executeCommand('traits.clearPreviews');
    await eventually('the lens of earlier samples', async () => (await lensesOf(document)).includes('3 samples: 2 kept, 1 rejected by a person'));
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    await eventually('the label', async () => (await first(document)).label.endsWith('rejected by a person'));
    const { thread: shownThread } = await first(document);
    const offered = await offeredIn(() => vscode.commands.executeCommand('traits.sample.more', shownThread));
    assert.ok(offered.includes('Accept') && offered.includes('Withdraw Decision') && !offered.includes('Reject'), offered.join());
    await vscode.commands.executeCommand('traits.sample.withdraw', (await first(document)).thread);
    await eventually('the label', async () => (await first(document)).label === 'Exhibit · kept');
    const kept = await lines('.traits/judged/annotations.jsonl');
    assert.deepEqual(kept.map(({ type }) => type), ['header', 'accepted', 'rejected', 'withdrawn']);
    assert.equal(kept[1]?.['sample'], 'honest/exhibit/0');
  });

  test('once a sample is finished its comments are new ones, with what their menus are about, and stay through a decision', async () => {
    // VS Code gives a comment its buttons when it is made, and not again.
    let isHeld = true;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const run = previewed('menus', async (request) => {
      if (isHeld && request.user.includes('<judgement>')) await held;
      return answerStage(request);
    });
    const early = await eventually('the critique', async () => {
      const [thread] = (await api()).previews.shown(vscode.Uri.file(workspaceUri('menus.traits.md').fsPath));
      return thread !== undefined && thread.comments.length >= 4 && [...thread.thread.comments];
    });
    assert.ok(early.every(({ contextValue }) => !/\bfinished\b/.test(contextValue ?? '')));
    isHeld = false;
    release();
    const document = await run;
    const { comments } = (await first(document)).thread;
    assert.ok(comments.every((comment) => !early.includes(comment) && /\bfinished\b/.test(comment.contextValue ?? '')), comments.map(({ contextValue }) => contextValue).join());
    assert.match(comments[0]?.contextValue ?? '', /\bscenario\b.*\bpinnable\b/);
    const before = [...comments];
    await vscode.commands.executeCommand('traits.sample.accept', (await first(document)).thread);
    await eventually('the label', async () => (await first(document)).label.endsWith('accepted by a person'));
    assert.deepEqual((await first(document)).thread.comments.map((comment) => before.includes(comment)), before.map(() => true));
  });

  test('draft and rewrite open in the diff editor, and neither can be edited', async () => {
    const document = await previewed('compared');
    await vscode.commands.executeCommand('traits.sample.compare', (await first(document)).thread);
    const input = await eventually('the diff', () => {
      const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      return tab instanceof vscode.TabInputTextDiff && tab;
    });
    const texts = await Promise.all([input.original, input.modified].map(async (uri) => (await vscode.workspace.openTextDocument(uri)).getText()));
    assert.deepEqual(texts, ['It is an interesting idea!', 'No: it drops the queen to Nf6.']);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(input.original.scheme), undefined);
  });

  test('a scenario is pinned by one edit, which one undo takes back', async () => {
    const document = await previewed('pinned');
    const before = document.getText();
    const said = await messages();
    said.answer('Show');
    await vscode.commands.executeCommand('traits.sample.pin', (await first(document)).thread);
    said.restore();
    // The run says at its end what came of it, and that may be now.
    assert.ok(said.all.includes('The scenario is pinned in “Honest”.'), said.all.join());
    await eventually('the block to be shown', () => document.getText(vscode.window.activeTextEditor?.selection).startsWith('```yaml scenario'));
    await eventually('the thread to know', async () => !(await first(document)).context.includes('pinnable'));
    assert.match(document.getText(), /```yaml scenario\nkind: exhibit\nwhat: a chess move\nhow: says it loses\nwhy: they will play it\nprompt: "?is Qh5 good here\?"?\n```/);
    assert.ok(!(await first(document)).label.includes('stale'));
    assert.equal((await lines('.traits/pinned/annotations.jsonl')).at(-1)?.['type'], 'pinned');
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    await eventually('the thread to know', async () => (await first(document)).context.includes('pinnable'));
  });

  test('of an answer of a megabyte the thread shows the beginning and where all of it is, and that opens whole', async () => {
    const long = `${'All of it. '.repeat(100_000)}The end.`;
    const document = await previewed('long', (request) => (request.schema === undefined && request.user.includes('<judgement>') ? { text: long } : answerStage(request)));
    const { thread, context, comments } = await first(document);
    const whole = comments.reduce((sum, comment) => sum + comment.length, 0);
    assert.ok(whole < 20_000, `${whole} characters`);
    assert.ok(comments.some((comment) => comment.includes('Open Text, in the title of this thread, shows all of it.')));
    assert.match(context, /\btext\b/);
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.sample.openText', thread);
    assert.ok((await vscode.workspace.openTextDocument(uri)).getText().includes(long));
  });

  test('what was sent for a sample is shown word for word, from the journal', async () => {
    const document = await previewed('sent');
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.sample.showSent', (await first(document)).thread);
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    const sent = server?.requests.find(({ system }) => system !== '');
    assert.ok(sent !== undefined && text.includes(sent.system) && text.includes(sent.user), text);
    assert.deepEqual(Array.from(text.matchAll(/^════════ (\S+)/gm), ([, stage]) => stage), ['plan', 'scenario', 'default-response', 'scenario-critique', 'draft', 'critique', 'rewrite', 'autorate']);
  });

  test('a sample is copied as a line to train on, as Markdown and as text', async () => {
    const document = await previewed('copied');
    const copied = async (format: string): Promise<string> => {
      await vscode.commands.executeCommand('traits.sample.copy', (await first(document)).thread, format);
      return vscode.env.clipboard.readText();
    };
    assert.deepEqual(JSON.parse(await copied('line')), { messages: [{ role: 'user', content: 'is Qh5 good here?' }, { role: 'assistant', content: 'No: it drops the queen to Nf6.' }] });
    assert.equal(await copied('markdown'), '**User**\n\nis Qh5 good here?\n\n**Assistant**\n\nNo: it drops the queen to Nf6.\n');
    assert.equal(await copied('plain'), 'User: is Qh5 good here?\n\nAssistant: No: it drops the queen to Nf6.\n');
  });

  test('one sample is made anew, with calls that no earlier run has, and the others stay', async () => {
    let drafts = 0;
    const document = await previewed('once-more', (request) => (request.schema === undefined && request.user.includes('<judgement>') ? { text: `Rewrite ${(drafts += 1)}.` } : answerStage(request)));
    const before = (await shown(document)).map(({ comments }) => comments.join());
    const asked = server?.requests.length ?? 0;
    await vscode.commands.executeCommand('traits.sample.regenerate', (await first(document)).thread);
    const after = (await shown(document)).map(({ comments }) => comments.join());
    assert.ok((server?.requests.length ?? 0) >= asked + 8);
    assert.ok(after[0]?.includes('Rewrite 4.'), after[0]);
    assert.deepEqual(after.slice(1), before.slice(1));
    const [, anew] = await journals('once-more');
    assert.deepEqual((anew?.[0] as { readonly parameters?: { readonly only?: unknown } } | undefined)?.parameters?.only, ['honest/exhibit/0']);
  });

  test('where making it anew is cancelled, what was there stays, and says so', async () => {
    let isHeld = false;
    const document = await previewed('held', (request) => (isHeld && request.schema === undefined ? new Promise<never>(() => undefined) : answerStage(request)));
    const before = (await first(document)).comments;
    isHeld = true;
    const run = vscode.commands.executeCommand('traits.sample.regenerate', (await first(document)).thread);
    await eventually('the sample to be under way', async () => (await first(document)).context.includes('running'));
    await eventually('a call to wait', () => server?.requests.at(-1)?.schema === undefined);
    await vscode.commands.executeCommand('traits.cancelRuns');
    await run;
    const { comments, label } = await first(document);
    assert.equal(label, 'Exhibit · kept');
    assert.deepEqual(comments.slice(0, -1), before);
    assert.match(comments.at(-1) ?? '', /^Not made anew\nCancelled/);
  });

  test('a reply is kept, leads the critic’s rewrite, and is shown with what came of it', async () => {
    const document = await previewed('replied', (request) => (request.user.includes('<person>') ? { text: 'No: after Nf6 the queen is lost.' } : answerStage(request)));
    const { thread } = await first(document);
    const before = server?.requests.length ?? 0;
    await vscode.commands.executeCommand('traits.sample.reply', { thread, text: 'Say what happens to the queen.' });
    const sent = server?.requests.slice(before) ?? [];
    assert.equal(sent.length, 2);
    assert.match(sent[0]?.user ?? '', /<person>\nSay what happens to the queen\.\n<\/person>/);
    const titles = (await first(document)).comments.map((comment) => comment.split('\n', 1)[0]);
    assert.deepEqual(titles, ['Scenario', 'Default response', 'Draft', 'Critique: revise', 'Rewrite', 'Reply', 'Rewrite after the reply', 'Kept']);
    const kept = await lines('.traits/replied/annotations.jsonl');
    assert.deepEqual(kept.slice(1).map(({ type, text, response }) => [type, text ?? response]), [['comment', 'Say what happens to the queen.'], ['rewritten', 'No: after Nf6 the queen is lost.']]);
    const [, anew] = await journals('replied');
    assert.deepEqual(anew?.map(({ type }) => type), ['header', 'call', 'call', 'sample', 'summary']);
  });

  test('a note is kept and shown, and nothing is sent for it', async () => {
    const document = await previewed('noted');
    const { thread } = await first(document);
    const before = server?.requests.length;
    await vscode.commands.executeCommand('traits.sample.note', { thread, text: 'For the [second](command:x) round.' });
    await eventually('the note', async () => (await first(document)).comments.at(-1) === 'Note\nFor the [second](command:x) round.');
    assert.equal(server?.requests.length, before);
    assert.ok(!(await first(document)).markdown.join().includes('command:x'));
  });

  test('the rehearsal model takes no reply, which is kept all the same', async () => {
    await useGemini(undefined);
    const document = await vscode.workspace.openTextDocument(workspaceUri('aster-with-people.traits.md'));
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const said = await messages();
    try {
      await vscode.commands.executeCommand('traits.sample.reply', { thread: (await first(document)).thread, text: 'Warmer.' });
      assert.ok(said.all.some((message) => message.startsWith('Your reply is kept.')), said.all.join('\n'));
    } finally {
      said.restore();
    }
    await eventually('the note', async () => (await first(document)).comments.at(-1) === 'Note\nWarmer.');
  });

  test('what earlier runs made is counted over its trait, and opened from there without a call', async () => {
    const document = await previewed('earlier');
    await vscode.commands.executeCommand('traits.sample.accept', (await first(document)).thread);
    const before = (await shown(document)).map(({ label, comments }) => [label.replace(' · accepted by a person', ''), comments.join()]);
    await vscode.commands.executeCommand('traits.clearPreviews');
    assert.equal((await shown(document)).length, 0);
    const asked = server?.requests.length;
    const lenses = await eventually('the lens', async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri);
      const titles = all.map(({ command }) => command?.title);
      return titles.includes('3 samples: 3 kept') && titles;
    });
    // Only of the trait that has some.
    assert.equal(lenses.filter((title) => title?.includes('samples')).length, 1);
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    await eventually('the decision', async () => (await first(document)).label.includes('accepted by a person'));
    const after = (await shown(document)).map(({ label, comments }) => [label.replace(' · accepted by a person', ''), comments.join()]);
    assert.deepEqual(after, before);
    assert.deepEqual((await shown(document)).map(({ expanded }) => expanded), [true, false, false]);
    assert.equal(server?.requests.length, asked);
  });

  test('of many samples a few have a thread, and all when somebody asks', async () => {
    await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', 7, vscode.ConfigurationTarget.Workspace);
    const said = await messages();
    // So many calls of a model whose price nobody knows are asked about.
    said.answer('Run');
    const document = await previewed('many').finally(() => said.restore());
    assert.equal((await shown(document)).length, 5);
    const titles = (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).map(({ command }) => command?.title);
    assert.ok(titles.includes('7 samples: 7 kept') && titles.includes('Show all 7'), titles.join());
    await vscode.commands.executeCommand('traits.showAllPreviews', document.uri, 'honest');
    assert.deepEqual((await shown(document)).map(({ expanded }) => expanded), Array.from({ length: 7 }, () => true));
    assert.ok(!(await lensesOf(document)).includes('Show all 7'));
  });

  test('stale samples are counted in the lens', async () => {
    const document = await previewed('counted');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('believes')), 'firmly ');
    await vscode.workspace.applyEdit(edit);
    await eventually('the lens', async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).some(({ command }) => command?.title === '3 samples, 3 stale'));
  });

  test('a text is written of a trait and opens beside, as text that nothing can be clicked in', async () => {
    server = await startGeminiServer({ answer: answerText });
    await useGemini(server);
    const document = await openText('texts.traits.md', DOCUMENT);
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.previewDocuments', document.uri, 'honest');
    const text = await vscode.workspace.openTextDocument(uri);
    assert.equal(text.languageId, 'traits-sample');
    assert.match(text.getText(), /Rests on\n {2}“People act on what they are told\.”/);
    assert.match(text.getText(), /Minutes of 4 May\./);
    assert.deepEqual(await vscode.commands.executeCommand('vscode.executeLinkProvider', uri), []);
    assert.equal(vscode.window.activeTextEditor?.document, document, 'the focus stays');
    const thread = await first(document);
    assert.deepEqual([thread.label, thread.context.includes('text')], ['Document, exhibit · kept', true]);
    await vscode.commands.executeCommand('traits.sample.copy', thread.thread, 'line');
    assert.deepEqual(Object.keys(JSON.parse(await vscode.env.clipboard.readText()) as object), ['text']);
  });

  test('a text does not hide the answers that earlier runs made: both are counted, and both open', async () => {
    const document = await previewed('both', (request) => ('suitable' in ((request.schema as ObjectSchema | undefined)?.properties ?? {}) || /<document_type>/.test(request.user) ? answerText(request) : answerStage(request)));
    await vscode.commands.executeCommand('traits.clearPreviews');
    await vscode.commands.executeCommand('traits.previewDocuments', document.uri, 'honest');
    await eventually('the lens', async () => (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri)).some(({ command }) => command?.title === '4 samples: 4 kept'));
    assert.equal((await shown(document)).length, 1);
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    assert.deepEqual((await shown(document)).map(({ label }) => label), ['Document, exhibit · kept', 'Exhibit · kept', 'Exception · kept', 'Exhibit · kept']);
  });

  test('where a critique finds that the document leaves something open, a line for it goes into the right part', async () => {
    const gap = { missing: 'what to do when the user [asks](command:x) twice', part: 'exceptions' };
    const document = await previewed('gaps', (request) => {
      const { text } = answerStage(request);
      return text.includes('"axes"') ? { text: JSON.stringify({ ...(JSON.parse(text) as object), document_gap: gap }) } : { text };
    });
    const thread = await first(document);
    assert.match(thread.context, /\bgap\b/);
    assert.ok(thread.comments.some((comment) => comment.includes('The document leaves open, in Exceptions:')));
    const at = document.positionAt(document.getText().indexOf('believes'));
    const fixes = (await quickFixes(document.uri, new vscode.Range(at, at))).filter(({ title }) => title.startsWith('Insert into Exceptions what a critique found open'));
    assert.equal(fixes.length, 1);
    // From its journal too, once no thread shows it.
    await vscode.commands.executeCommand('traits.clearPreviews');
    await eventually('the fix of an earlier run', async () => (await quickFixes(document.uri, new vscode.Range(at, at))).filter(({ title }) => title === fixes[0]?.title).length === 1);
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    await vscode.commands.executeCommand('traits.sample.mend', (await first(document)).thread);
    assert.match(document.getText(), /- Fiction that the user has set up is not a lie\.\n- TODO: what to do when the user \\\[asks\\\]\(command:x\) twice\n/);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.getText(editor.selection).startsWith('TODO:'), true);
  });

  test('each command is about the trait at the cursor where no thread is given, and asks which sample where several are open', async () => {
    const document = await previewed('cursor');
    const editor = await vscode.window.showTextDocument(document);
    const at = document.positionAt(document.getText().indexOf('believes'));
    editor.selection = new vscode.Selection(at, at);
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    const { window } = await api();
    const { showQuickPick } = window;
    const asked: string[] = [];
    Object.assign(window, {
      showQuickPick: async (items: readonly { label: string }[]) => {
        asked.push(...items.map(({ label }) => label));
        return items[1];
      },
    });
    try {
      await vscode.commands.executeCommand('traits.sample.accept');
    } finally {
      Object.assign(window, { showQuickPick });
    }
    assert.deepEqual(asked, ['Exhibit · kept', 'Exception · kept', 'Exhibit · kept']);
    await eventually('the label', async () => (await shown(document))[1]?.label.endsWith('accepted by a person'));
  });
});

suite('Threads by keyboard', () => {
  let server: GeminiServer | undefined;
  let said: Messages;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(async () => {
    await forgetAnswers();
    said = await messages();
  });

  teardown(async () => {
    said.restore();
    await vscode.commands.executeCommand('traits.cancelRuns');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });

  async function previewed(name: string, traits: readonly string[], text = DOCUMENT): Promise<vscode.TextDocument> {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText(`${name}.traits.md`, text);
    for (const trait of traits) await vscode.commands.executeCommand('traits.previewScenarios', document.uri, trait);
    return document;
  }

  function cursorTo(document: vscode.TextDocument, text: string): void {
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document, document);
    const at = document.positionAt(document.getText().indexOf(text));
    if (editor !== undefined) editor.selection = new vscode.Selection(at, at);
  }

  /** The threads that are open, such as `honest 2`. */
  async function open(document: vscode.TextDocument): Promise<readonly string[]> {
    const threads = await shown(document);
    return threads.flatMap(({ traitId, expanded, thread }) => (expanded ? `${traitId} ${threads.filter((other) => other.traitId === traitId).findIndex((other) => other.thread === thread) + 1}` : []));
  }

  const next = (): Thenable<unknown> => vscode.commands.executeCommand('traits.sample.next');
  const previous = (): Thenable<unknown> => vscode.commands.executeCommand('traits.sample.previous');

  test('goes through the samples of a trait one by one, in order and back, one open at a time; then to the next trait, and around', async () => {
    const document = await previewed('stepped', ['warm', 'honest']);
    cursorTo(document, 'believes');
    const seen: (readonly string[])[] = [];
    for (let count = 0; count < 4; count += 1) {
      await next();
      seen.push(await open(document));
    }
    assert.deepEqual(seen, [['honest 1'], ['honest 2'], ['honest 3'], ['warm 1']]);
    await previous();
    await previous();
    assert.deepEqual(await open(document), ['honest 2']);
    const heading = document.positionAt(document.getText().indexOf('## Honest'));
    assert.equal(vscode.window.activeTextEditor?.selection.active.line, heading.line);
  });

  test('goes on from a cursor outside of any trait, and opens what earlier runs made', async () => {
    const document = await previewed('from-above', ['honest']);
    await vscode.commands.executeCommand('traits.clearPreviews');
    cursorTo(document, '# How');
    await next();
    assert.deepEqual(await open(document), ['honest 1']);
  });

  test('leaves those open that a person opened', async () => {
    const document = await previewed('left-open', ['honest']);
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    cursorTo(document, 'believes');
    await next();
    await next();
    assert.deepEqual(await open(document), ['honest 1', 'honest 2', 'honest 3']);
  });

  test('goes also to samples that have no thread yet, and to more than the heading has characters', async () => {
    await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', 7, vscode.ConfigurationTarget.Workspace);
    said.answer('Run');
    const document = await previewed('short', ['w'], DOCUMENT.replace('## Warm {#warm}', '## W'));
    cursorTo(document, 'glad');
    const seen: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      await next();
      seen.push((await open(document)).join());
    }
    assert.deepEqual(seen, ['w 1', 'w 2', 'w 3', 'w 4', 'w 5', 'w 6', 'w 7']);
    assert.ok(said.all.some((message) => message.startsWith('Sample 7 of 7, “W”')), said.all.join('\n'));
  });

  test('where no trait has a sample, says what to do', async () => {
    const document = await openText('none.traits.md', DOCUMENT);
    cursorTo(document, 'believes');
    await next();
    assert.deepEqual([said.all, said.choices], [['No trait of this document has a sample yet: preview one first.'], [['Preview Scenarios']]]);
  });

  test('a command acts on the sample that is open, without asking which', async () => {
    const document = await previewed('acted', ['honest']);
    cursorTo(document, 'believes');
    await next();
    await next();
    assert.deepEqual(await offeredIn(() => vscode.commands.executeCommand('traits.sample.accept')), []);
    await eventually('the label', async () => (await shown(document))[1]?.label.endsWith('accepted by a person'));
    await previous();
    await vscode.commands.executeCommand('traits.sample.reject', 'current');
    await eventually('the label', async () => (await shown(document))[0]?.label.endsWith('rejected by a person'));
    assert.deepEqual((await shown(document)).map(({ label }) => label), ['Exhibit · kept · rejected by a person', 'Exception · kept · accepted by a person', 'Exhibit · kept']);
    assert.deepEqual((await shown(document)).map(({ context }) => /\bcurrent\b/.test(context)), [true, false, false]);
    assert.ok(said.all.includes('Rejected: Sample 1 of 3, “Honest”'), said.all.join('\n'));
  });

  test('of a run whose threads are in view the end is said in the status bar, and of one out of view in a message', async () => {
    const document = await previewed('ended', ['warm']);
    const of = (name: string): readonly (readonly string[])[] => said.choices.filter((_, index) => said.all[index]?.startsWith(`Scenarios for “${name}”:`));
    await eventually('the end', () => of('Warm').length > 0);
    assert.deepEqual(of('Warm'), [[]]);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf('## Honest')), 'Some words.\n\n'.repeat(200));
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    await eventually('the end', () => of('Honest').length > 0);
    assert.deepEqual(of('Honest'), [['Show Samples', 'Show Log']]);
  });

  test('what the lens opens is in view', async () => {
    const document = await previewed('below', ['honest'], DOCUMENT.replace('## Honest', `${'Some words.\n\n'.repeat(200)}## Honest`));
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    const { line } = document.positionAt(document.getText().indexOf('## Honest'));
    await eventually('the heading to be in view', () => vscode.window.activeTextEditor?.visibleRanges.some((range) => range.start.line <= line && line <= range.end.line));
  });
});

suite('Threads while other things happen', () => {
  let server: GeminiServer | undefined;
  let isHeld = false;
  let release = (): void => undefined;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
  });

  setup(forgetAnswers);

  teardown(async () => {
    isHeld = false;
    release();
    await vscode.commands.executeCommand('traits.cancelRuns');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });

  /** Its calls wait for `letGo` from when they are held. */
  async function previewed(name: string): Promise<vscode.TextDocument> {
    server = await startGeminiServer({
      answer: async (request) => {
        if (isHeld) await new Promise<void>((resolve) => (release = resolve));
        return answerStage(request);
      },
    });
    await useGemini(server);
    const document = await openText(`${name}.traits.md`, DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    return document;
  }

  function letGo(): void {
    isHeld = false;
    release();
  }

  async function edited(document: vscode.TextDocument, at: string, text: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().indexOf(at)), text);
    await vscode.workspace.applyEdit(edit);
  }

  test('a button of a thread that is not there any more does nothing to another sample, and says so', async () => {
    const document = await previewed('gone');
    const { thread } = await first(document);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const said = await messages();
    await vscode.commands.executeCommand('traits.sample.accept', thread).then(undefined, () => undefined);
    said.restore();
    assert.ok(said.all.includes('This sample is not there any more.'), said.all.join('\n'));
    assert.ok((await shown(document)).every(({ label }) => !label.includes('by a person')));
  });

  test('a note is about the sample that was read, also where it is made anew while somebody types', async () => {
    const document = await previewed('typed');
    const { window } = await api();
    const { showInputBox } = window;
    const { thread } = await first(document);
    Object.assign(window, {
      showInputBox: async () => {
        await vscode.commands.executeCommand('traits.sample.regenerate', thread);
        return 'It hedges.';
      },
    });
    try {
      await vscode.commands.executeCommand('traits.sample.note', thread);
    } finally {
      Object.assign(window, { showInputBox });
    }
    const [read] = await journals('typed');
    const kept = (await lines('.traits/typed/annotations.jsonl')).at(-1);
    assert.equal(kept?.['run'], read?.[0]?.['run']);
  });

  test('a sample that is being made anew takes no decision', async () => {
    const document = await previewed('undecided');
    isHeld = true;
    const run = vscode.commands.executeCommand('traits.sample.regenerate', (await first(document)).thread);
    await eventually('the sample to be under way', async () => (await first(document)).context.includes('running'));
    const said = await messages();
    await vscode.commands.executeCommand('traits.sample.accept', (await first(document)).thread);
    said.restore();
    assert.ok(said.all.includes('This cannot be done with this sample as it is now.'), said.all.join('\n'));
    letGo();
    await run;
  });

  test('a sample that is made anew comes into its thread also where the id of its trait was edited meanwhile', async () => {
    const document = await previewed('reidentified');
    isHeld = true;
    const run = vscode.commands.executeCommand('traits.sample.regenerate', (await first(document)).thread);
    await eventually('the sample to be under way', async () => (await first(document)).context.includes('running'));
    await edited(document, 'honest}', 'very-');
    await eventually('the new id', async () => (await first(document)).traitId === 'very-honest');
    letGo();
    await run;
    assert.ok((await shown(document)).every(({ context }) => context.includes('finished')), (await shown(document)).map(({ label }) => label).join());
  });

  test('samples that are opened while they are made anew show what comes of it', async () => {
    const document = await previewed('opened');
    await vscode.commands.executeCommand('traits.clearPreviews');
    await edited(document, 'believes', 'firmly ');
    isHeld = true;
    const run = vscode.commands.executeCommand('traits.regenerateStale', document.uri);
    await eventually('the run to wait', async () => (await api()).runs.current(document.uri).some(({ journal }) => journal !== undefined));
    await vscode.commands.executeCommand('traits.togglePreviews', document.uri, 'honest');
    assert.equal((await shown(document)).length, 3);
    letGo();
    await run;
    assert.deepEqual((await shown(document)).map(({ label }) => label), ['Exhibit · kept', 'Exception · kept', 'Exhibit · kept']);
  });

  test('a run that breaks off leaves no sample under way', async () => {
    const document = await previewed('broken');
    isHeld = true;
    const run = vscode.commands.executeCommand('traits.sample.regenerate', (await first(document)).thread);
    await eventually('the sample to be under way', async () => (await first(document)).context.includes('running'));
    const { runs } = await api();
    const journal = runs.current(document.uri)[0]?.journal;
    assert.ok(journal);
    const reporter = runs.begin({ uri: document.uri, title: 'The same, broken off', cancel: () => undefined });
    reporter.started(journal);
    reporter.end();
    const { label, comments } = await first(document);
    assert.equal(label, 'Exhibit · kept');
    assert.match(comments.at(-1) ?? '', /^Not made anew\nThe run broke off/);
    letGo();
    await run;
  });

  test('threads go along when the folder of their document is renamed, and go with it when it is deleted', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    await vscode.workspace.fs.createDirectory(workspaceUri('before'));
    const document = await openText('before/foldered.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    const rename = new vscode.WorkspaceEdit();
    rename.renameFile(workspaceUri('before'), workspaceUri('after'));
    await vscode.workspace.applyEdit(rename);
    const { previews } = await api();
    const moved = await eventually('the threads', () => {
      const threads = previews.shown(workspaceUri('after/foldered.traits.md'));
      return threads.length === 3 && threads;
    });
    assert.ok(moved.every(({ thread }) => thread.uri.path.endsWith('after/foldered.traits.md')));
    const remove = new vscode.WorkspaceEdit();
    remove.deleteFile(workspaceUri('after'), { recursive: true });
    await vscode.workspace.applyEdit(remove);
    await eventually('the threads to be gone', () => previews.shown(workspaceUri('after/foldered.traits.md')).length === 0);
  });
});

suite('Threads and edits', () => {
  let server: GeminiServer | undefined;

  setup(forgetAnswers);

  teardown(async () => {
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    await useGemini(undefined);
  });

  async function previewed(name: string): Promise<vscode.TextDocument> {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText(`${name}.traits.md`, DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'honest');
    return document;
  }

  function heading(document: vscode.TextDocument): number {
    return document.getText().slice(0, document.getText().indexOf('## Honest')).split('\n').length - 1;
  }

  async function follows(document: vscode.TextDocument, what: string): Promise<void> {
    await eventually(what, async () => (await shown(document)).every(({ line }) => line === heading(document)));
  }

  test('threads follow a heading that is moved line by line, and its undo', async () => {
    const document = await previewed('moved');
    const editor = await vscode.window.showTextDocument(document);
    const start = heading(document);
    editor.selection = new vscode.Selection(start, 0, start, 0);
    await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
    await vscode.commands.executeCommand('editor.action.moveLinesUpAction');
    assert.equal(heading(document), start - 2);
    await follows(document, 'the threads to go up');
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    assert.equal(heading(document), start);
    await follows(document, 'the threads to come back');
    await vscode.commands.executeCommand('redo');
    await follows(document, 'the threads to go up again');
  });

  test('threads follow a change that another program makes to the file', async () => {
    const document = await previewed('outside');
    const text = document.getText().replace('## Warm', 'Some words.\n\nMore of them.\n\n## Warm');
    await vscode.workspace.fs.writeFile(document.uri, new TextEncoder().encode(text));
    await eventually('the editor to read it', () => document.getText() === text);
    await follows(document, 'the threads to go down');
    assert.equal((await shown(document)).length, 3);
  });

  test('threads stay once and in place with two editors on one document', async () => {
    const document = await previewed('twice');
    await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    const second = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Two });
    await second.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n\n\n'));
    await follows(document, 'the threads to go down');
    assert.equal((await shown(document)).length, 3);
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    assert.equal((await shown(document)).length, 3);
    await follows(document, 'the threads to stay');
  });
});
