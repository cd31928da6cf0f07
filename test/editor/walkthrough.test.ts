/** Somebody's first minutes: what the walkthrough and the empty views name is there, and a sample is theirs to try. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, eventually, messages, shown, traitwright, workspaceUri } from './support.ts';

interface Contributes {
  readonly walkthroughs: readonly {
    readonly id: string;
    readonly steps: readonly { readonly id: string; readonly description: string; readonly media: { readonly image: Readonly<Record<string, string>>; readonly altText: string } }[];
  }[];
  readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  readonly viewsWelcome: readonly { readonly view: string; readonly contents: string }[];
}

function contributes(): Contributes {
  return (traitwright().packageJSON as { contributes: Contributes }).contributes;
}

/** The commands that links lead to, with what they are given. */
function linked(text: string): readonly { readonly command: string; readonly given: readonly unknown[] }[] {
  return [...text.matchAll(/\]\(command:(?:toSide:)?([\w.-]+)(?:\?([^)]+))?\)/g)].map(([, command = '', given]) => ({
    command,
    given: given === undefined ? [] : (JSON.parse(decodeURIComponent(given)) as unknown[]),
  }));
}

async function openSample(...given: unknown[]): Promise<vscode.Uri> {
  const uri = await vscode.commands.executeCommand<vscode.Uri | undefined>('traits.openSample', ...given);
  assert.ok(uri, 'a sample is opened');
  return uri;
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
}

suite('First minutes', () => {
  suiteSetup(api);
  teardown(closeAll);

  test('every command that the walkthrough and the empty views name is there', async () => {
    const { walkthroughs, viewsWelcome } = contributes();
    const texts = [...walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)), ...viewsWelcome.map(({ contents }) => contents)];
    const named = texts.flatMap(linked).map(({ command }) => command);
    assert.ok(named.length > 10, named.join(', '));
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(named.filter((command) => !registered.has(command)), []);
  });

  test('the walkthrough says what the words mean that are met in its steps, and so does the README', async () => {
    const words = contributes().walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)).join('\n');
    assert.deepEqual(['exhibit', 'trade-off', 'default response', 'rehearsal', 'stale'].filter((word) => !words.includes(`“${word}”`)), []);
    const readme = await read(vscode.Uri.joinPath(traitwright().extensionUri, 'README.md'));
    assert.deepEqual(['chunk', 'exhibit, exception, trade-off', 'default response', 'pinned', 'stale', 'rehearsal'].filter((word) => !readme.includes(`| ${word} |`)), []);
  });

  test('every step has its pictures, for every kind of theme', async () => {
    const images = contributes().walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.image));
    assert.ok(images.length > 0);
    for (const image of images) {
      assert.deepEqual(Object.keys(image).toSorted(), ['dark', 'hc', 'hcLight', 'light']);
      for (const file of Object.values(image)) {
        const { size } = await vscode.workspace.fs.stat(vscode.Uri.joinPath(traitwright().extensionUri, file));
        assert.ok(size > 0 && size < 60_000, `${file} has ${size} bytes`);
      }
    }
  });

  test('every view that says what to do while it is empty is there', () => {
    const { views, viewsWelcome } = contributes();
    const ids = Object.values(views).flatMap((list) => list.map(({ id }) => id));
    assert.deepEqual(viewsWelcome.map(({ view }) => view).filter((view) => !ids.includes(view)), []);
  });

  test('every sample that the walkthrough opens can be opened, as it says', async () => {
    const links = contributes().walkthroughs.flatMap(({ steps }) => steps.flatMap(({ description }) => linked(description)));
    const opened = links.filter(({ command, given }) => command === 'traits.openSample' && given.length > 0);
    assert.ok(opened.length > 1);
    for (const { given } of opened) {
      const uri = await openSample(...given.slice(0, 2));
      assert.ok(uri.path.endsWith(`/${String(given[0])}.traits.md`), JSON.stringify(given));
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), uri.toString());
      if (typeof given[2] === 'string') assert.ok((await read(uri)).includes(`{#${given[2]}}`), 'the trait that is previewed is in it');
    }
  });

  test('a sample in a folder of its own is previewed with the answers written beforehand, whatever the settings say', async () => {
    const settings = vscode.workspace.getConfiguration('traits');
    await settings.update('models.generator', 'gemini/none', vscode.ConfigurationTarget.Workspace);
    try {
      const uri = await openSample('aster-with-people', 'own', 'honest');
      assert.ok(uri.path.startsWith((await api()).storage.path));
      const document = await vscode.workspace.openTextDocument(uri);
      assert.equal((await api()).previews.shown(document.uri).length, 3);
      const runs = await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(uri, '../.traits/aster-with-people/runs'));
      assert.ok(runs.some(([name]) => name.endsWith('.jsonl')), 'the journal is beside it');
    } finally {
      await settings.update('models.generator', 'rehearsal', vscode.ConfigurationTarget.Workspace);
      await vscode.commands.executeCommand('traits.clearPreviews');
    }
  });

  test('a sample that somebody has worked on is opened as they left it', async () => {
    const uri = await openSample('calder-at-work', 'workspace');
    assert.equal(uri.toString(), workspaceUri('traits-samples/calder-at-work.traits.md').toString());
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode('# Mine\n'));
    await closeAll();
    assert.equal((await openSample('calder-at-work', 'workspace')).toString(), uri.toString());
    assert.equal(await read(uri), '# Mine\n');
  });

  test('a copy differs from its original in nothing but the models that it names', async () => {
    const uri = await openSample('aster-with-people', 'own');
    const original = await read(vscode.Uri.joinPath(traitwright().extensionUri, 'samples/aster-with-people.traits.md'));
    assert.equal((await read(uri)).replace(/^models:.*\n(?:  .*\n)+/m, ''), original);
  });

  test('a copy that lies in no folder of the workspace says where it is', async () => {
    const said = await messages();
    try {
      await vscode.workspace.fs.delete(vscode.Uri.joinPath((await api()).storage, 'traits-samples', 'calder-at-work.traits.md')).then(undefined, () => undefined);
      const uri = await openSample('calder-at-work', 'own');
      await eventually('where it is', () => said.all.some((text) => text.startsWith('Your copy lies in ')));
      assert.ok(uri.path.startsWith((await api()).storage.path));
    } finally {
      said.restore();
    }
  });

  test('the bare list is underlined at once', async () => {
    const uri = await openSample('short-list', 'own');
    await eventually('the finding', () => shown(uri).some(({ rule }) => rule === 'document/short-list'));
  });

  test('a page of the documentation is shown, rendered', async () => {
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.readDocumentation', 'models.md');
    assert.ok(uri.path.endsWith('/docs/models.md'));
    const label = await eventually('its tab', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label);
    assert.match(label, /models\.md/);
  });
});
