/** Text that was written to be obeyed, in VS Code: in threads, trees, lenses, hovers, messages and names of files nothing comes of it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { OverviewNode } from '../../src/editor/overview.ts';
import { type GeminiServer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';
import { HOSTILE, obeyedIn, OBEYED, onOneLine } from '../support/hostile.ts';
import { forgetAnswers, useGemini } from './generated.ts';
import { api, closeAll, eventually, type Messages, messages, openText } from './support.ts';

const MEGABYTE = 'x'.repeat(1 << 20);
const TOGETHER = HOSTILE.map(({ text }) => text).join(' and ');
/** As much as a label, a title or a message may be: VS Code itself cuts messages at a thousand characters. */
const SHORT = 1100;

/** Each stage answered in its shape, with `text` wherever words may stand. */
function hostileStage(text: string): (request: GeminiServerRequest) => { text: string } {
  return ({ schema }) => {
    const properties = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
    const json = (value: unknown): { text: string } => ({ text: JSON.stringify(value) });
    if (properties.includes('what')) return json({ what: text, how: text, why: text });
    if (properties.includes('generic_default')) return json({ problems: [text], generic_default: false, decision: 'rewrite', prompt: `${text} rewritten` });
    if (properties.includes('prompt')) return json({ prompt: text });
    if (properties.includes('axes')) {
      const axis = { verdict: 'revise', sentence: text };
      return json({ axes: { trait_embodiment: axis, naturalness: axis, superficial_patterns: axis, faithfulness: axis, attribution: axis }, verdict: 'revise', quotes: [text], document_gap: '' });
    }
    if (properties.includes('realistic')) {
      const fails = { reason: text, holds: false };
      return json({ realistic: fails, elicits: fails, embodies: fails, natural: fails, unmentioned: fails, language: fails });
    }
    return { text };
  };
}

function documentOf(name: string): string {
  return `# How Aster treats people\n\n## ${name} {#named}\n\nAster says what it believes to be true.\n\n### Why\n\nPeople act on what they are told.\n\n## Warm {#warm}\n\nSee [it](#named).\n\n### Why\n\nNobody learns from the cold.\n`;
}

function all(nodes: readonly OverviewNode[]): readonly OverviewNode[] {
  return nodes.flatMap((node) => [node, ...all(node.children)]);
}

function assertShort(text: string | undefined, what: string): void {
  assert.ok((text ?? '').length <= SHORT, `${what} is ${text?.length} characters long`);
  assert.doesNotMatch(text ?? '', OBEYED, what);
}

/** Links of ours, to lines of the document, are meant. */
function strange(markdown: string): readonly string[] {
  return obeyedIn(markdown).filter((found) => !/^link: \[line \d+\]\(file:/.test(found) && !/^link: \[[^\]]*\]\(command:traits\./.test(found));
}

suite('Hostile text', () => {
  let server: GeminiServer | undefined;
  let said: Messages;

  suiteSetup(async () => {
    await (await api()).keys.store('gemini', 'a-key-for-the-tests');
    await vscode.commands.executeCommand('traits.overview.focus');
  });

  setup(async () => {
    said = await messages();
    await forgetAnswers();
  });

  teardown(async () => {
    said.restore();
    await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', undefined, vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('traits.clearPreviews');
    await closeAll();
    await server?.close();
    server = undefined;
    await useGemini(undefined);
  });

  for (const [what, text] of [['of every kind', TOGETHER], ['of a megabyte on one line', MEGABYTE]] as const) {
    test(`${what}, from a model, is read in its thread, and labels stay short`, async () => {
      server = await startGeminiServer({ answer: hostileStage(text) });
      await useGemini(server);
      await vscode.workspace.getConfiguration('traits').update('preview.scenariosPerTrait', 1, vscode.ConfigurationTarget.Global);
      const document = await openText('answered.traits.md', documentOf('Honest'));
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'named');
      const threads = (await api()).previews.shown(document.uri);
      assert.ok(threads.length > 0 && threads.every(({ comments }) => comments.length > 2), 'the threads are there');
      for (const { label, comments, markdown } of threads) {
        assertShort(label, 'the label');
        for (const comment of comments) assertShort(comment.split('\n', 1)[0], 'the author');
        // Of a megabyte the beginning stands for all: reading Markdown takes its time.
        for (const body of markdown) assert.deepEqual(strange(body.slice(0, 20_000)), []);
      }
      for (const message of [...said.all, ...said.details, ...said.progress]) {
        assertShort(message, 'a message');
        assert.doesNotMatch(message, /\]\(|\$\(/);
      }
    });
  }

  for (const [what, name] of [['of every kind', onOneLine(TOGETHER)], ['of a hundred thousand letters', 'x'.repeat(100_000)]] as const) {
    test(`${what}, as the name of a trait, is short in trees, lenses, symbols and messages`, async () => {
      server = await startGeminiServer({ answer: hostileStage('plain') });
      await useGemini(server);
      const document = await openText('headed.traits.md', documentOf(name));
      const { traitsView } = await api();
      const nodes = await eventually('the traits', () => {
        const found = all(traitsView.shown());
        return found.some(({ label }) => label === 'Warm') && found;
      });
      for (const { key, label, description, tooltip, spoken } of nodes) {
        for (const text of [label, description, tooltip, spoken]) for (const line of (text ?? '').split('\n')) assertShort(line, 'a line of the tree');
        assert.equal(typeof traitsView.item(key).label, 'string');
        assert.equal(typeof traitsView.item(key).tooltip, 'string', 'Markdown would have links');
      }
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
      assert.ok(lenses.length > 0);
      for (const { command } of lenses) {
        assertShort(command?.title, 'a lens');
        assert.doesNotMatch((command?.title ?? '').replace('$(loading~spin)', ''), /\$\(/);
      }
      const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
      const visit = (symbol: vscode.DocumentSymbol): void => {
        assertShort(symbol.name, 'a symbol');
        symbol.children.forEach(visit);
      };
      assert.ok(symbols.length > 0);
      symbols.forEach(visit);
      await vscode.commands.executeCommand('traits.previewScenarios', document.uri, 'named');
      await eventually('the end to be said', () => said.all.length > 0);
      for (const message of [...said.all, ...said.details, ...said.progress]) {
        assertShort(message, 'a message');
        assert.doesNotMatch(message, /\]\(|\$\(/);
      }
    });
  }

  test('in a hover is neither a command, nor HTML, nor an icon', async () => {
    const document = await openText('hovered.traits.md', documentOf(onOneLine(TOGETHER)));
    const at = document.positionAt(document.getText().indexOf('(#named)') + 3);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
    const contents = hovers.flatMap((one) => one.contents).filter((content) => content instanceof vscode.MarkdownString);
    assert.ok(contents.some(({ value }) => value.includes('alert')), 'the card of the trait is there');
    for (const { value, isTrusted, supportHtml, supportThemeIcons } of contents) {
      assert.deepEqual([isTrusted ?? false, supportHtml ?? false, supportThemeIcons ?? false], [false, false, false]);
      assert.deepEqual(strange(value), []);
    }
  });

  test('as the name of a file is read, too', async () => {
    const document = await openText('a](command:x) $(alert) <img src=x> \u202Egnp.traits.md', documentOf('Honest').replace(/^# .*\n/, ''));
    const { traitsView } = await api();
    await eventually('the title', () => traitsView.view.title?.startsWith('a](command:x)'));
    assertShort(traitsView.view.title, 'the title of the view');
    const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.documentCoverage');
    assert.deepEqual(strange((await vscode.workspace.openTextDocument(uri)).getText()), []);
    await closeAll();
    await vscode.workspace.fs.delete(document.uri);
  });
});
