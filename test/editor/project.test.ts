/** A project's file in VS Code: what it sets, who decides, and what is said when it is wrong. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { api, closeAll, eventually, openText, shown, workspaceUri } from './support.ts';

const TEXT = '---\ntraits: 1\n---\n\n# T\n\n## Honest\n\nSays so.\n\n### What\n\n- States it.\n';

suite('A project file', () => {
  const file = (): vscode.Uri => workspaceUri('traitwright.json');
  const set = (content: string): Thenable<void> => vscode.workspace.fs.writeFile(file(), new TextEncoder().encode(content));
  const severityIn = (document: vscode.TextDocument): vscode.DiagnosticSeverity | undefined => shown(document.uri).find(({ rule }) => rule === 'why/missing')?.diagnostic.severity;
  const becomes = (document: vscode.TextDocument, severity: vscode.DiagnosticSeverity): Promise<true> =>
    eventually(`why/missing to be ${vscode.DiagnosticSeverity[severity]}`, () => severityIn(document) === severity);

  suiteSetup(api);
  teardown(async () => {
    await vscode.workspace.getConfiguration('traits').update('lint.rules', undefined, vscode.ConfigurationTarget.Workspace);
    await vscode.workspace.fs.delete(file());
    await closeAll();
  });

  test('goes before user settings, workspace settings before it, and all that is told', async () => {
    await set('{"rules": {"why/missing": "error"}, "overrides": [{"files": ["project-*"], "rules": {"why/missing": "hint"}}]}');
    const document = await openText('project-a.traits.md', TEXT);
    const other = await openText('other-a.traits.md', TEXT);
    const configuration = vscode.workspace.getConfiguration('traits');
    await configuration.update('lint.rules', { 'why/missing': 'information', 'what/missing': 'hint' }, vscode.ConfigurationTarget.Global);
    try {
      await becomes(document, vscode.DiagnosticSeverity.Hint);
      await becomes(other, vscode.DiagnosticSeverity.Error);
      await vscode.window.showTextDocument(document);
      const uri = await vscode.commands.executeCommand<vscode.Uri>('traits.explainRules');
      const view = await vscode.workspace.openTextDocument(uri);
      assert.match(view.getText(), /\| `why\/missing` \| hint \| traitwright\.json for `project-\*` \|/);
      assert.match(view.getText(), /\| `what\/missing` \| hint \| user settings \|/);
      await configuration.update('lint.rules', { 'why/missing': 'warning' }, vscode.ConfigurationTarget.Workspace);
      await becomes(document, vscode.DiagnosticSeverity.Warning);
      await eventually('the view to follow', () => /\| `why\/missing` \| warning \| workspace settings \|/.test(view.getText()));
    } finally {
      await configuration.update('lint.rules', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  test('adds words to a language, settings add theirs, and documents are read anew when it changes', async () => {
    const configuration = vscode.workspace.getConfiguration('traits');
    const missing = (document: vscode.TextDocument): string =>
      shown(document.uri)
        .filter(({ rule }) => rule.endsWith('/missing'))
        .map(({ rule }) => rule)
        .toSorted()
        .join();
    await set('{"languages": {"it": {"names": {"why": ["Perché"]}, "signals": {"why": ["perché"], "how": ["quando"]}}}}');
    const document = await openText('project-c.traits.md', '---\ntraits: 1\nlanguage: it\n---\n\n# T\n\n## Onesto\n\nDice il vero.\n\n### Perché\n\nServe a tutti.\n');
    try {
      await eventually('the how to be missing', () => missing(document) === 'how/missing');
      await configuration.update('languages', { it: { signals: { exceptions: ['tranne'] } } }, vscode.ConfigurationTarget.Workspace);
      await eventually('the exceptions to be missing too', () => missing(document) === 'exceptions/missing,how/missing');
      await set('{"languages": {"it": {"names": {"why": ["Perché"]}}}}');
      await eventually('only the exceptions to be missing', () => missing(document) === 'exceptions/missing');
    } finally {
      await configuration.update('languages', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('and words that the settings add, are linted with at once, also where linting waits for a save', async () => {
    const configuration = vscode.workspace.getConfiguration('traits');
    await set('{}');
    await configuration.update('lint.run', 'onSave', vscode.ConfigurationTarget.Workspace);
    const document = await openText('project-d.traits.md', '---\ntraits: 1\nlanguage: it\n---\n\n# T\n\n## Onesto\n\nDice il vero.\n\n### What\n\n- TODO\n');
    const found = (rule: string): boolean => shown(document.uri).some((one) => one.rule === rule);
    try {
      await eventually('the document to be linted', () => found('part/placeholder'));
      assert.ok(!found('why/missing'));
      await configuration.update('languages', { it: { signals: { why: ['perché'] } } }, vscode.ConfigurationTarget.Workspace);
      await eventually('the why to be missing', () => found('why/missing'));
    } finally {
      await configuration.update('languages', undefined, vscode.ConfigurationTarget.Workspace);
      await configuration.update('lint.run', undefined, vscode.ConfigurationTarget.Workspace);
    }
  });

  test('names no baseline that a symbolic link leads to', async function () {
    if (process.platform === 'win32') this.skip();
    const outside = await mkdtemp(join(tmpdir(), 'traitwright-outside-'));
    const link = workspaceUri('linked').fsPath;
    try {
      await writeFile(join(outside, 'old.json'), '{"version": 1, "findings": []}');
      await symlink(outside, link);
      await set('{"baseline": "linked/old.json"}');
      await openText('project-e.traits.md', TEXT);
      await eventually('the problem', () => vscode.languages.getDiagnostics(file()).some(({ message }) => message === "linked/old.json: a symbolic link leads to it: expected a file in the project's own folder."));
    } finally {
      await rm(link, { force: true });
      await rm(outside, { recursive: true });
    }
  });

  test('says what is wrong with it where it stands, and keeps to what is right', async () => {
    await set('{\n  "rules": {"why/missing": "error", "why/mising": "off"}\n}\n');
    const document = await openText('project-b.traits.md', TEXT);
    await becomes(document, vscode.DiagnosticSeverity.Error);
    const problem = await eventually('the problem', () => vscode.languages.getDiagnostics(file()).find(({ source }) => source === 'traits'));
    assert.equal(problem.message, 'There is no rule “why/mising”.');
    const opened = await vscode.workspace.openTextDocument(file());
    assert.equal(opened.getText(problem.range), '"why/mising": "off"');

    await set('{\n  "rules": {},\n  "baseline": "not-there.json"\n}\n');
    await eventually('the other problem', () => vscode.languages.getDiagnostics(file()).some(({ message, range }) => message === 'not-there.json: no such file.' && range.start.line === 2));
    await becomes(document, vscode.DiagnosticSeverity.Warning);

    await set('{"rules": {}}');
    await eventually('no problem', () => vscode.languages.getDiagnostics(file()).every(({ source }) => source !== 'traits'));
  });
});
