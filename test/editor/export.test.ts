/** *Export Samples* in VS Code: what it asks, what it writes, and what it does where something is in the way. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, messages, type Messages, openText, workspaceUri } from './support.ts';

const HEADER = {
  type: 'header',
  version: 1,
  tool: 'test 1',
  pipeline: 'chat',
  startedAt: '2026-01-31T09:30:00.000Z',
  document: { name: 'given.traits.md', hash: 'd0' },
  chunks: { plain: 'c0' },
  models: { generator: 'test/generator', critic: 'test/critic', judge: 'test/judge' },
  parameters: { perTrait: 2 },
  prompts: { plan: 1 },
};

const PROMPTS = ['is it 50/50 now, two doors left', 'my landlord kept the whole deposit, what can i do', 'write a limerick about a lighthouse'];

async function writeRun(run: string, rehearsed = false): Promise<void> {
  const sample = (ordinal: number, status = 'kept'): object => ({
    type: 'sample',
    sample: { id: `plain/exhibit/${ordinal}`, traitId: 'plain', kind: 'exhibit', chunkHash: 'c0', status, prompt: PROMPTS[ordinal], response: `${run} answers ${ordinal}` },
  });
  const text = [{ ...HEADER, run, rehearsed }, sample(0), sample(1), sample(2, 'dropped')].map((record) => `${JSON.stringify(record)}\n`).join('');
  await vscode.workspace.fs.writeFile(workspaceUri(`.traits/given/runs/${run}.jsonl`), new TextEncoder().encode(text));
}

async function read(name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(workspaceUri(name)));
}

/** What is chosen in the picks that follow: labels by a part of their title. */
type Picks = Readonly<Record<string, readonly string[]>>;

interface Asked {
  /** The labels that each pick showed, by its title. */
  readonly shown: Map<string, readonly string[]>;
  restore(): void;
}

/** Takes the place of the picks and of the save dialog. A title that is not named is answered as it stands. */
async function choosing(picks: Picks, out: string): Promise<Asked> {
  const { window } = await api();
  const { showQuickPick, showSaveDialog } = window;
  const shown = new Map<string, readonly string[]>();
  const pick = async (given: unknown, { title = '', canPickMany = false }: vscode.QuickPickOptions): Promise<unknown> => {
    const items = (await given) as readonly vscode.QuickPickItem[];
    shown.set(title, items.map(({ label }) => label));
    const wanted = Object.entries(picks).find(([part]) => title.includes(part))?.[1];
    const chosen = items.filter(({ label, picked }) => (wanted === undefined ? picked === true : wanted.includes(label)));
    return canPickMany ? chosen : chosen[0];
  };
  Object.assign(window, { showQuickPick: pick, showSaveDialog: () => Promise.resolve(workspaceUri(out)) });
  return { shown, restore: () => void Object.assign(window, { showQuickPick, showSaveDialog }) };
}

suite('Exporting samples', () => {
  let said: Messages;

  suiteSetup(async () => {
    await api();
    await writeRun('2026-01');
    await writeRun('2026-02');
    await openText('given.traits.md', '# Given\n\n## Plain {#plain}\n\nAnswers plainly.\n');
  });
  setup(async () => {
    said = await messages();
  });
  teardown(() => said.restore());
  suiteTeardown(async () => {
    await closeAll();
    for (const name of ['.traits/given', 'given.traits.md', 'given.jsonl', 'given.card.md', 'two.train.jsonl', 'two.test.jsonl', 'two.card.md']) {
      await vscode.workspace.fs.delete(workspaceUri(name), { recursive: true, useTrash: false }).then(undefined, () => undefined);
    }
  });

  async function exportWith(picks: Picks, out = 'given.jsonl'): Promise<Asked> {
    const asked = await choosing(picks, out);
    try {
      await vscode.commands.executeCommand('traits.exportSamples', workspaceUri('given.traits.md'));
    } finally {
      asked.restore();
    }
    return asked;
  }

  test('takes the newest run where nothing else is chosen, and offers first the formats that fit it', async () => {
    const { shown } = await exportWith({ Format: ['gemini-sft'], How: [] });
    assert.deepEqual([...shown].find(([title]) => title.includes('Format'))?.[1].slice(0, 3), ['gemini-sft', 'trl-messages', 'openai-sft']);
    assert.equal((await read('given.jsonl')).trimEnd().split('\n').length, 2);
    assert.match(await read('given.jsonl'), /2026-02 answers/);
    assert.match(await read('given.card.md'), /^# Data card: given\.jsonl/);
    assert.deepEqual(said.all, ['Exported to given.jsonl (2). Left out: 1 dropped.']);
  });

  test('replaces files only when that is confirmed', async () => {
    const before = await read('given.jsonl');
    await exportWith({ Format: ['trl-messages'], How: [] });
    assert.equal(await read('given.jsonl'), before);
    said.answer('Replace');
    await exportWith({ Format: ['trl-messages'], How: [] });
    assert.match(await read('given.jsonl'), /"messages"/);
    assert.equal(said.all.filter((message) => message === 'Replace given.jsonl, given.card.md?').length, 2);
  });

  test('splits into two files when asked', async () => {
    await exportWith({ Format: ['trl-messages'], How: ['Two files, to train and to test'] }, 'two.jsonl');
    assert.match(await read('two.train.jsonl'), /answers/);
    assert.match(await read('two.test.jsonl'), /answers/);
  });

  test('says why where no sample fits, and writes nothing', async () => {
    await exportWith({ Format: ['trl-text'], How: [] }, 'none.jsonl');
    assert.match(said.all[0] ?? '', /^There is nothing to export as trl-text\. Left out: 2 no fit/);
    await assert.rejects(read('none.jsonl'));
  });

  test('says what is in the way where nobody has accepted anything', async () => {
    await exportWith({ Format: ['trl-messages'], How: ['Only what a person accepted'] }, 'none.jsonl');
    assert.match(said.all[0] ?? '', /^Nothing was exported\. Nobody has accepted a sample/);
  });

  test('asks before rehearsed answers are exported', async () => {
    await writeRun('2026-03', true);
    await exportWith({ Format: ['trl-messages'], How: [] }, 'none.jsonl');
    assert.match(said.all[0] ?? '', /written beforehand, to rehearse with/);
    assert.deepEqual(said.choices[0], ['Export All the Same']);
    await assert.rejects(read('none.jsonl'));
  });
});
