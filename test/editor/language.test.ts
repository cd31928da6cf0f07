/** A traits document in VS Code: its language, what is underlined, and the lightbulb. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, eventually, openSample, openText, quickFixes, shown } from './support.ts';

suite('A traits document', () => {
  suiteSetup(api);
  teardown(closeAll);

  test('has the language traits by its name', async () => {
    for (const name of ['a.traits.md', 'b.traits.markdown', 'TRAITS.md']) {
      assert.equal((await openText(name, '# T\n')).languageId, 'traits', name);
    }
    assert.equal((await openText('README.md', '# T\n')).languageId, 'markdown');
  });

  test('shows nothing where there is nothing to say', async () => {
    const document = await openSample('aster-with-people.traits.md');
    // That it is linted shows when something is wrong with it for a moment.
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(0, 0, 0, 3), '--- ');
    edit.insert(document.uri, new vscode.Position(1, 0), 'trait-level: chapter\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('what is wrong to be found', () => shown(document.uri).some(({ rule }) => rule === 'front-matter/invalid'));
    await vscode.commands.executeCommand('undo');
    await eventually('nothing to be left', () => shown(document.uri).length === 0);
  });

  test('offers on a trade-off with a trait that is not there to begin that trait', async () => {
    const document = await openText('begun.traits.md', '# T\n\n## Honest {#honest}\n\nSays so.\n\n### Why\n\nIt helps.\n\n### Trade-offs\n\n- **Yields to [Kind](#kind)** in tone.\n');
    const { diagnostic } = await eventually('trade-offs/unknown-trait', () => shown(document.uri).find(({ rule }) => rule === 'trade-offs/unknown-trait'));
    const fix = (await quickFixes(document.uri, diagnostic.range)).find(({ title }) => title === 'Create trait “Kind”');
    assert.ok(fix?.edit);
    assert.equal(fix.isPreferred, false);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /^## Kind \{#kind\}$/m);
    await eventually('the finding to go', () => shown(document.uri).every(({ rule }) => rule !== 'trade-offs/unknown-trait'));
  });

  test('offers at the name of a trait what a finding elsewhere would change in it, and nothing to silence that', async () => {
    const document = await openText('answered.traits.md', '# T\n\n## Honest {#honest}\n\nSays so.\n\n### Why\n\nIt helps.\n\n### Trade-offs\n\n- **Over [Kind](#kind)** in substance.\n\n## Kind {#kind}\n\nIs kind.\n\n### Why\n\nIt helps, and so on.\n');
    await eventually('trade-offs/one-sided', () => shown(document.uri).some(({ rule }) => rule === 'trade-offs/one-sided'));
    const name = document.positionAt(document.getText().indexOf('Kind {#kind}'));
    const offered = await quickFixes(document.uri, new vscode.Range(name, name));
    assert.deepEqual(offered.filter(({ title }) => title.includes('one-sided')), []);
    const titles = offered.map(({ title }) => title);
    assert.ok(titles.some((title) => title.startsWith('Insert ')) && titles.some((title) => title.startsWith('Disable ')), titles.join());
    assert.equal(titles.findIndex((title) => title.startsWith('Disable ')), titles.filter((title) => !title.startsWith('Disable ')).length, 'what mends comes before what silences');
    const fix = offered.find(({ title }) => title === 'Write the counterpart in “Kind”');
    assert.ok(fix?.edit, offered.map(({ title }) => title).join());
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /\*\*Yields to \[Honest\]\(#honest\)\*\*, as set out there\.\n$/);
  });

  test('is not linted a second time where a diff shows another revision of it', async () => {
    const content = { provideTextDocumentContent: (): string => '# T\n\n## Honest\n\nSays so.\n\n### What\n\n- It does.\n' };
    const registration = vscode.workspace.registerTextDocumentContentProvider('revision', content);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('revision:/old.traits.md'));
    assert.equal(document.languageId, 'traits');
    const after = await openText('after.traits.md', document.getText());
    await eventually('the document after it to be linted', () => shown(after.uri).length > 0);
    assert.deepEqual(shown(document.uri), []);
    registration.dispose();
  });

  test('says of a bare list what it lacks, and expands it', async () => {
    const document = await openSample('short-list.traits.md');
    const [found] = await eventually('the finding', () => shown(document.uri).length > 0 && shown(document.uri));
    assert.ok(found);
    assert.equal(found.rule, 'document/short-list');
    const [fix] = (await quickFixes(document.uri, found.diagnostic.range)).filter((action) => action.edit !== undefined);
    assert.ok(fix?.edit);
    await vscode.workspace.applyEdit(fix.edit);
    assert.match(document.getText(), /^## Honest \{#honest\}$/m);
    await eventually('the finding to go', () => shown(document.uri).every(({ rule }) => rule !== 'document/short-list'));
  });

  test('underlines a trait without a reason, and the fix inserts the part', async () => {
    const text = '# T\n\n## Honest\n\nSays what it believes to be true.\n\n### What\n\n- States its confidence.\n\n### Exceptions\n\n- Fiction that the user set up.\n';
    const document = await openText('why.traits.md', text);
    const found = await eventually('why/missing', () => shown(document.uri).find(({ rule }) => rule === 'why/missing'));
    assert.equal(document.getText(found.diagnostic.range), 'Honest');
    const fixes = await quickFixes(document.uri, found.diagnostic.range);
    const fix = fixes.find((action) => action.title.includes('Why'));
    assert.ok(fix?.edit, fixes.map((action) => action.title).join());
    await vscode.workspace.applyEdit(fix.edit);
    await eventually('why/missing to go', () => shown(document.uri).every(({ rule }) => rule !== 'why/missing'));
    const headings = [...document.getText().matchAll(/^### (.+)$/gm)].map((match) => match[1]);
    assert.deepEqual(headings, ['What', 'Why', 'Exceptions']);
  });

  test('has fixes also for what is found only because of what its file is called', async () => {
    const document = await openText('called.traits.md', '# T\n\n## Honest\n\nSays what it believes to be true.\n\n## Kind\n\nIs kind to people.\n');
    const { diagnostic } = await eventually('why/missing', () => shown(document.uri).find(({ rule }) => rule === 'why/missing'));
    const fixes = await quickFixes(document.uri, diagnostic.range);
    assert.ok(fixes.some(({ title, edit }) => edit !== undefined && title.includes('Why')), fixes.map(({ title }) => title).join());
  });

  test('can have a rule silenced from the lightbulb, for its line, the document or the workspace', async () => {
    const document = await openText('silenced.traits.md', '---\ntraits: 1\n---\n\n# T\n\n## Honest\n\nSays so.\n\n### What\n\n- States it.\n');
    const rules = (): readonly string[] => shown(document.uri).map(({ rule }) => rule);
    const found = await eventually('why/missing', () => shown(document.uri).find(({ rule }) => rule === 'why/missing'));
    const actions = await quickFixes(document.uri, found.diagnostic.range);
    const titled = (title: string): vscode.CodeAction => {
      const action = actions.find((candidate) => candidate.title === title);
      assert.ok(action, `${title} among ${actions.map((candidate) => candidate.title).join(', ')}`);
      return action;
    };
    const line = titled('Disable why/missing for this line').edit;
    assert.ok(line && titled('Disable why/missing in this document').edit);
    await vscode.workspace.applyEdit(line);
    await eventually('the line to be silent', () => !rules().includes('why/missing') && rules().includes('exceptions/missing'));
    await vscode.commands.executeCommand('undo');
    await eventually('it to be back', () => rules().includes('why/missing'));
    await vscode.commands.executeCommand('traits.disableRule', 'why/missing');
    await eventually('the workspace to be silent', () => !rules().includes('why/missing'));
    await vscode.workspace.getConfiguration('traits').update('lint.rules', undefined, vscode.ConfigurationTarget.Workspace);
  });

  test('shows nothing near the cursor where that is asked for', async () => {
    const configuration = vscode.workspace.getConfiguration('traits');
    await configuration.update('lint.quietLines', 3, vscode.ConfigurationTarget.Workspace);
    const document = await openText('quiet.traits.md', '---\ntraits: 1\n---\n\n# T\n\n## Honest\n\nSays so.\n\n### What\n\n- States it.\n');
    const editor = vscode.window.activeTextEditor;
    assert.ok(editor);
    const go = (to: number): void => void (editor.selection = new vscode.Selection(to, 0, to, 0));
    go(12);
    await eventually('what is far to be shown', () => shown(document.uri).some(({ rule }) => rule === 'why/missing'));
    go(8);
    await eventually('what is near not to be', () => shown(document.uri).every(({ rule }) => rule !== 'why/missing'));
    await configuration.update('lint.quietLines', undefined, vscode.ConfigurationTarget.Workspace);
  });

  test('is read anew when the settings add words of its language', async () => {
    const configuration = vscode.workspace.getConfiguration('traits');
    const rules = (document: vscode.TextDocument): readonly string[] => shown(document.uri).filter(({ rule }) => rule.endsWith('/missing')).map(({ rule }) => rule);
    const document = await openText('italian.traits.md', '---\ntraits: 1\nlanguage: it\ntrait-level: chapter\n---\n\n# T\n\n## Onesto\n\nDice il vero.\n');
    await eventually('it to be linted', () => shown(document.uri).some(({ rule }) => rule === 'front-matter/invalid'));
    assert.deepEqual(rules(document), []);
    await configuration.update('languages', { it: { signals: { why: ['perché'] } } }, vscode.ConfigurationTarget.Workspace);
    await eventually('the reason to be missing', () => rules(document).join() === 'why/missing');
    await configuration.update('languages', undefined, vscode.ConfigurationTarget.Workspace);
    await eventually('it to be missing no more', () => rules(document).length === 0);
  });

  test('is linted anew as it is typed', async () => {
    const document = await openText('typed.traits.md', '# T\n\n## Honest\n\nSays so, because people act on it.\n\n### What\n\n- States it.\n');
    await eventually('the first findings', () => shown(document.uri).some(({ rule }) => rule === 'exceptions/missing'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), '\n### Exceptions\n\n- Fiction that the user set up.\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('exceptions/missing to go', () => shown(document.uri).every(({ rule }) => rule !== 'exceptions/missing'));
  });

  test('has an outline of groups, traits and parts', async () => {
    const document = await openSample('calder-at-work.traits.md');
    const symbols = await eventually('the outline', async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', document.uri);
      return found !== undefined && found.length > 0 && found;
    });
    const [title] = symbols;
    const group = title?.children.find((symbol) => symbol.children.some((child) => child.name === 'Stays within the task'));
    const trait = group?.children.find((symbol) => symbol.name === 'Stays within the task');
    assert.deepEqual(trait?.children.map((part) => part.name).slice(0, 5), ['What', 'How', 'Why', 'Trade-offs', 'Exceptions']);
  });

  test('is shown from above: its chunks, its coverage, and the rules in force, as it is now', async () => {
    const document = await openText('views.traits.md', '---\ntraits: 1\nlint:\n  why/missing: hint\n---\n\n# T\n\n## Honest\n\nSays so.\n\n### What\n\n- It does.\n');
    const shownFor = async (command: string): Promise<vscode.TextDocument> => {
      await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
      const uri = await vscode.commands.executeCommand<vscode.Uri>(`traits.${command}`);
      await eventually(`the preview of ${command}`, () => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ input }) => input instanceof vscode.TabInputCustom && input.uri.toString() === uri.toString())));
      return vscode.workspace.openTextDocument(uri);
    };
    assert.match((await shownFor('showChunks')).getText(), /### trait, line 9\n\n```markdown\n## Honest/);
    assert.match((await shownFor('explainRules')).getText(), /\| `why\/missing` \| hint \| front matter \|/);
    const coverage = await shownFor('documentCoverage');
    assert.match(coverage.getText(), /\| Honest \| 9 \| yes \| — \| — \| — \| — \| 0 \|/);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, document.positionAt(document.getText().length), '\n### Why\n\nIt helps.\n');
    await vscode.workspace.applyEdit(edit);
    await eventually('the view to follow', () => /\| Honest \| 9 \| yes \| — \| yes \|/.test(coverage.getText()));
  });

  test('has a lens over each trait', async () => {
    const document = await openSample('aster-with-people.traits.md');
    const lenses = await eventually('the lenses', async () => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[] | undefined>('vscode.executeCodeLensProvider', document.uri);
      return found !== undefined && found.length > 0 && found;
    });
    const headings = new Set(lenses.map((lens) => document.lineAt(lens.range.start.line).text));
    assert.equal(headings.size, 9);
    assert.ok([...headings].every((line) => line.startsWith('## ')), [...headings].join('\n'));
  });
});
