/** What VS Code shows for documents that are broken, huge or no documents at all. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, closeAll, eventually, openText, shown } from './support.ts';

const TRAIT = '## Honest\n\nSays what it believes to be true, because people act on it.\n\n### What\n\n- States it.\n';

suite('A broken document', () => {
  suiteSetup(api);
  teardown(closeAll);

  /** Opens it, and shows that the extension is alive afterwards: a document after it is still linted. */
  async function opens(name: string, content: string | Uint8Array): Promise<vscode.TextDocument> {
    const document = await openText(name, content);
    const after = await openText('after.traits.md', `# T\n\n${TRAIT}`);
    await eventually('the document after it to be linted', () => shown(after.uri).some(({ rule }) => rule === 'exceptions/missing'));
    for (const { diagnostic } of shown(document.uri)) assert.ok(document.validateRange(diagnostic.range).isEqual(diagnostic.range), name);
    return document;
  }

  test('with broken YAML says so at the line', async () => {
    const document = await opens('yaml.traits.md', '---\ntraits: 1\ntitle: "How\n---\n\n# T\n');
    const found = shown(document.uri).find(({ rule }) => rule === 'front-matter/invalid');
    assert.ok(found);
    assert.match(found.diagnostic.message, /not valid YAML/);
    assert.ok(found.diagnostic.range.start.line >= 2 && found.diagnostic.range.start.line <= 3, String(found.diagnostic.range.start.line));
  });

  test('with CRLF, astral characters and no last line break has its ranges right', async () => {
    const document = await opens('crlf.traits.md', '# T\r\n\r\n## 🜁 Ehrlıch é\r\n\r\nSays so.\r\n\r\n### What\r\n\r\n- It does.');
    const found = await eventually('why/missing', () => shown(document.uri).find(({ rule }) => rule === 'why/missing'));
    assert.equal(document.getText(found.diagnostic.range), '🜁 Ehrlıch é');
  });

  test('that is not text, or full of unclosed fences, harms nothing', async () => {
    // With a NUL in it VS Code itself would refuse to open it as text.
    await opens('bytes.traits.md', Uint8Array.from({ length: 4096 }, (_, index) => 1 + ((index * 151) % 255)));
    await opens('fences.traits.md', `# T\n\n~~~\n${TRAIT}\n\`\`\`yaml scenario\nwhat: [`);
  });

  test('of 5 MB is linted like any other', async () => {
    const paragraph = `${'Says what it believes to be true, because people act on what they are told. '.repeat(8)}\n\n`;
    const text = Array.from({ length: 8500 }, (_, index) => `## Trait ${index}\n\n${paragraph}### What\n\n- States it.\n\n`).join('');
    const document = await opens('large.traits.md', `# T\n\n${text}`);
    assert.ok(document.getText().length > 5_000_000);
    await eventually('the large document to be linted', () => shown(document.uri).length > 0);
  });
});
