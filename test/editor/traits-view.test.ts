/** The traits view in VS Code: what it lists of a document, how it follows text, cursor and runs, and where its lines lead. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { NO_RESULTS, type OverviewNode, overviewOf } from '../../src/editor/overview.ts';
import { type GeminiServer, startGeminiServer } from '../support/gemini-server.ts';
import { answerStage, DOCUMENT, forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, openText, workspaceUri } from './support.ts';

const GROUPED = `# How Aster treats people

## With facts

What holds of facts.

### Honest {#honest}

Aster says what it believes to be true, because people act on what they are told.

#### How

It says so in the first sentence.

#### Exceptions

- Jokes are not lies.

### Warm {#warm}

Aster is glad to see people.

#### Why

Nobody learns from somebody who is cold.

## With work

### Careful {#careful}

#### What

It checks what it does.

#### How

It runs the tests.

#### Why

A mistake costs more than a check.

#### Trade-offs

- **Yields to [Warm](#warm):** when somebody waits.

#### Exceptions

- A sketch is a sketch.
`;

async function shown(): Promise<readonly OverviewNode[]> {
  return (await api()).traitsView.shown();
}

function all(nodes: readonly OverviewNode[]): readonly OverviewNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}

/** The line of the view that says `label`, once it is there. */
async function line(label: string, holds: (node: OverviewNode) => boolean = () => true): Promise<OverviewNode> {
  return eventually(`the line “${label}”`, async () => all(await shown()).find((node) => node.label === label && holds(node)));
}

async function insert(document: vscode.TextDocument, at: vscode.Position, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, at, text);
  await vscode.workspace.applyEdit(edit);
}

suite('The traits view', () => {
  let server: GeminiServer | undefined;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
    await vscode.commands.executeCommand('traits.overview.focus');
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

  suiteTeardown(async () => vscode.commands.executeCommand('workbench.view.explorer'));

  test('is empty while no traits document is open, so that what to do next is shown', async () => {
    await openText('noted.traits.md', GROUPED);
    await line('Honest');
    await closeAll();
    await eventually('the view to be empty', async () => (await shown()).length === 0);
  });

  test('lists groups and their traits, each with how many of its parts are there', async () => {
    await openText('grouped.traits.md', GROUPED);
    await line('Honest');
    const roots = await shown();
    assert.deepEqual(roots.map(({ label, description }) => [label, description]), [['With facts', '2 traits'], ['With work', '1 trait'], ['Runs', 'none yet'], ['Cost so far', 'nothing yet']]);
    assert.deepEqual(roots[0]?.children.map(({ label }) => label), ['Honest', 'Warm']);
    assert.deepEqual([(await line('Careful')).description, (await line('Careful')).icon?.id], [undefined, 'pass-filled']);
    assert.equal((await line('Careful')).spoken, 'Trait Careful, 5 of 5 parts');
    assert.notEqual((await line('Careful')).icon?.id, (await line('Warm')).icon?.id);
    assert.equal((await api()).traitsView.view.title, 'How Aster treats people');
  });

  test('tells a part with a label from one that prose says, and from one that is not there', async () => {
    await openText('parts.traits.md', GROUPED);
    const { children } = await line('Honest');
    const told = Object.fromEntries(children.map(({ label, description }) => [label, description]));
    assert.equal(told['How'], 'labelled');
    assert.match(told['Why'] ?? '', /^in prose: Aster says what it believes/);
    assert.equal(told['Trade-offs'], 'not there');
    assert.equal(told['Samples'], 'none yet');
  });

  test('takes a label over nothing but a TODO for a part yet to be written', async () => {
    await openText('to-do.traits.md', '# T\n\n## Honest\n\nIt says so.\n\n### Why\n\nTODO: Who is better off?\n\n### Exceptions\n\n- TODO: When not?\n- In fiction.\n');
    const { children, description } = await line('Honest');
    const told = Object.fromEntries(children.map((child) => [child.label, child.description]));
    assert.deepEqual([told['Why'], told['Exceptions']], ['yet to be written', 'labelled']);
    assert.match(description ?? '', /^\d\/5$/);
  });

  test('follows the text', async () => {
    const document = await openText('written.traits.md', GROUPED);
    const before = parseInt((await line('Warm')).description ?? '', 10);
    await insert(document, document.positionAt(GROUPED.indexOf('## With work')), '#### Exceptions\n\n- Nobody likes flattery.\n\n');
    await line('Warm', ({ description }) => description === `${before + 1}/5`);
  });

  test('leads to where a trait stands now, also after edits above it', async () => {
    const document = await openText('places.traits.md', GROUPED);
    const warm = await line('Warm');
    await insert(document, new vscode.Position(0, 0), 'A line.\n\n');
    // Nothing that it shows has changed, so nothing tells when it has read the text.
    await eventually('the place', async () => {
      await vscode.commands.executeCommand('traits.overview.goTo', warm.key);
      const editor = vscode.window.activeTextEditor;
      return editor?.document === document && document.lineAt(editor.selection.active.line).text.startsWith('### Warm');
    });
  });

  test('selects the trait at the cursor, and leaves the editor where it is', async () => {
    const document = await openText('followed.traits.md', GROUPED);
    await line('Careful');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const { view } = (await api()).traitsView;
    for (const name of ['Careful', 'Honest']) {
      const at = document.positionAt(GROUPED.indexOf(`### ${name}`) + 20);
      editor.selection = new vscode.Selection(at, at);
      const { key } = await line(name);
      await eventually(`${name} to be selected`, () => view.selection[0] === key);
      assert.equal(vscode.window.activeTextEditor, editor);
    }
  });

  test('tells of the samples of a trait, also that they are stale, and of the runs and their cost', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    const document = await openText('sampled.traits.md', DOCUMENT);
    await line('Honest');
    await vscode.commands.executeCommand('traits.overview.preview', (await line('Honest')).key);
    const honest = await line('Honest', ({ description }) => description?.includes('3 samples') === true);
    assert.equal(honest.children.find(({ label }) => label === 'Samples')?.description, '3 kept');
    const runs = await line('Runs', ({ description }) => description === '1');
    assert.match(runs.children[0]?.description ?? '', /^scenarios · 3 kept · cost not known$/);
    assert.equal((await line('Cost so far')).description, 'cost not known in 1 run');
    await insert(document, document.positionAt(document.getText().length), '- Nor is an old saying.\n');
    await line('Honest', ({ description }) => description?.endsWith('3 samples · 3 stale') === true);
  });

  test('opens the journal of a run', async () => {
    server = await startGeminiServer({ answer: answerStage });
    await useGemini(server);
    await openText('journalled.traits.md', DOCUMENT);
    await vscode.commands.executeCommand('traits.previewScenarios', workspaceUri('journalled.traits.md'), 'honest');
    const runs = await line('Runs', ({ description }) => description === '1');
    await vscode.commands.executeCommand('traits.overview.openJournal', runs.children[0]?.key);
    await eventually('the journal', () => vscode.window.activeTextEditor?.document.fileName.endsWith('.jsonl'));
    assert.ok((await line('Honest')).label, 'the document that was active last is still told of');
  });

  test('says of a journal that cannot be read that it cannot', async () => {
    await vscode.workspace.fs.writeFile(workspaceUri('.traits/torn/runs/2026-01-01T00-00-00-000-aaaa.jsonl'), new TextEncoder().encode('no journal\n'));
    await openText('torn.traits.md', GROUPED);
    const runs = await line('Runs', ({ description }) => description?.includes('1 cannot be read') === true);
    assert.match(runs.children[0]?.tooltip ?? '', /is not the journal of a run/);
  });

  test('shows a run while it is under way, and cancels it', async () => {
    const document = await openText('underway.traits.md', GROUPED);
    await line('Honest');
    const { runs } = await api();
    let cancelled = false;
    const reporter = runs.begin({ uri: document.uri, title: 'Scenarios for “Honest”', cancel: () => void (cancelled = true) });
    try {
      reporter.progress('1 of 3 samples, 9 of 23 calls, $0.012');
      const node = await line('Scenarios for “Honest”', ({ description }) => description === '1 of 3 samples, 9 of 23 calls, $0.012');
      assert.equal(node.context, 'underWay');
      await vscode.commands.executeCommand('traits.overview.cancel', node.key);
      assert.ok(cancelled);
    } finally {
      reporter.end();
    }
    await line('Runs', ({ description }) => description === 'none yet');
  });

  test('has the figures of evals with their counts, recall in the line of the trait itself', () => {
    const figure = { kind: 'rate', k: 4, n: 10, rate: 0.4, low: 0.17, high: 0.69 } as const;
    const figures = new Map([['careful', [{ eval: 'knowledge', figure, rehearsed: false, journal: '/k.jsonl', documentHash: 'abc' }, { eval: 'over-trigger', figure, rehearsed: true, journal: '/o.jsonl', documentHash: 'abc' }] as const]]);
    const careful = all(overviewOf(parseTraitsDocument(GROUPED), { ...NO_RESULTS, figures }, [])).find(({ label }) => label === 'Careful');
    assert.equal(careful?.description, 'recall 40% (4 of 10)');
    const told = careful.children.filter(({ context }) => context === 'figure').map(({ label, description }) => [label, description]);
    assert.deepEqual(told, [['Knowledge', '40% (4 of 10)'], ['Over-triggering', '40% (4 of 10) · rehearsed']]);
    assert.match(careful.children.find(({ context }) => context === 'figure')?.tooltip ?? '', /between 17% and 69%/);
  });

  test('counts the calls whose price is not known beside what is known to have been spent', () => {
    const cost = { stage: 'draft', role: 'generator', model: 'gemini/a', calls: 3, cached: 0, inputTokens: 9, outputTokens: 9, usd: 0.0123, unpriced: 2 };
    const header = { type: 'header', version: 1, tool: 't', run: 'r', pipeline: 'chat', startedAt: '2026-01-31T09:30:00.000Z', document: { name: 'd', hash: 'h' }, chunks: {}, models: { generator: 'gemini/a', critic: 'gemini/a', judge: 'gemini/a' }, rehearsed: false, parameters: { perTrait: 1 }, prompts: {} } as const;
    const nodes = overviewOf(parseTraitsDocument(GROUPED), { ...NO_RESULTS, runs: [{ run: 'r', path: '/r.jsonl', header, samples: 0, costs: [cost] }] }, []);
    assert.equal(nodes.find(({ label }) => label === 'Cost so far')?.description, '$0.012 and 2 calls of unknown price in 1 run');
    assert.equal(nodes.find(({ label }) => label === 'Runs')?.children[0]?.description, 'scenarios · broke off · no samples · $0.012 and 2 calls of unknown price');
  });

  test('keeps apart traits that have one name and one id', async () => {
    await openText('twins.traits.md', `# Twins\n\n${['a', 'b'].map((text) => `## Honest {#honest}\n\nIt says ${text}.\n\n### Why\n\nBecause.\n`).join('\n')}`);
    await line('Honest');
    const keys = all(await shown()).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
  });
});
