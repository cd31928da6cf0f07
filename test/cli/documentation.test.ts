/** What docs/command-line.md shows is what the program prints. */
import assert from 'node:assert/strict';
import { cp, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { folderWith, run, SAMPLES } from './support.ts';

const page = await readFile(resolve(import.meta.dirname, '../../docs/command-line.md'), 'utf8');

/** The commands of the page, each with the output below it. */
const shown = [...page.matchAll(/^```console\n\$ traitwright (.+)\n([^]*?)^```$/gm)].map(([, command = '', output = '']) => ({ command, output }));

/** Samples end in any order, and a run is named after its time. */
function comparable(output: string): readonly string[] {
  return output
    .replace(/runs\/[^/\n]+\.jsonl/, 'runs/RUN.jsonl')
    .split('\n')
    .toSorted();
}

test('the page shows every command', () => {
  const commands = ['lint', 'chunks', 'generate'];
  assert.deepEqual(new Set(shown.map(({ command }) => command.split(' ', 1)[0])), new Set(commands));
  assert.equal(shown.length, page.match(/^\$ /gm)?.length);
});

for (const { command, output } of shown) {
  test(`the page shows what is printed by: ${command}`, async (t) => {
    const cwd = await folderWith(t);
    await cp(SAMPLES, join(cwd, 'samples'), { recursive: true, filter: (path) => !path.endsWith('.traits') });
    const { stdout, stderr } = await run(command.split(' '), { cwd });
    const printed = stdout + stderr;
    const cut = output.indexOf('…\n');
    if (cut === -1) assert.deepEqual(comparable(printed), comparable(output));
    else assert.equal(printed.slice(0, cut), output.slice(0, cut));
  });
}

test('the project file that its page shows is one', async (t) => {
  const configuration = await readFile(resolve(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  const [, project = ''] = /^```json\n([^]*?)^```$/m.exec(configuration) ?? [];
  const cwd = await folderWith(t, {
    'traitwright.json': project,
    'traits-baseline.json': '{"version": 1, "findings": []}',
    'a.traits.md': '# T\n\n## A\n\nAster answers.\n\n### Why\n\nTODO\n',
    'drafts/a.traits.md': '# T\n\n## A\n\nAster answers.\n\n### Why\n\nTODO\n',
  });
  const { stdout, stderr } = await run(['lint', '.', '--format', 'json'], { cwd });
  assert.equal(stderr, '');
  const diagnostics: { file: string; ruleId: string; severity: string }[] = JSON.parse(stdout);
  const placeholders = diagnostics.filter(({ ruleId }) => ruleId === 'part/placeholder').map(({ file, severity }) => [file, severity]);
  assert.deepEqual(placeholders, [
    ['a.traits.md', 'warning'],
    ['drafts/a.traits.md', 'hint'],
  ]);
});
