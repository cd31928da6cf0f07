/** What `traitwright lint` promises of --config. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { folderWith, run } from './support.ts';

const LIST = '# What an assistant is like\n\n- **A**: a.\n- **B**: b.\n- **C**: c.\n';

/** The severities of `document/short-list` under a configuration, by file. */
async function severities(cwd: string, config: string): Promise<Readonly<Record<string, string>>> {
  const { stdout, stderr } = await run(['lint', '.', '--config', config, '--format', 'json'], { cwd });
  assert.equal(stderr, '');
  const diagnostics: { file: string; ruleId: string; severity: string }[] = JSON.parse(stdout);
  return Object.fromEntries(diagnostics.filter(({ ruleId }) => ruleId === 'document/short-list').map(({ file, severity }) => [file, severity]));
}

test('--config sets severities, and front matter goes before it', async (t) => {
  const cwd = await folderWith(t, {
    'lint.json': JSON.stringify({ rules: { 'document/short-list': 'error' } }),
    'a.traits.md': LIST,
    'b.traits.md': `---\nlint:\n  document/short-list: hint\n---\n\n${LIST}`,
  });
  assert.deepEqual(await severities(cwd, 'lint.json'), { 'a.traits.md': 'error', 'b.traits.md': 'hint' });
  assert.equal((await run(['lint', 'a.traits.md', '--config', 'lint.json'], { cwd })).code, 1);
});

test('overrides set rules for the files that they match, the last one first', async (t) => {
  const rule = (severity: string) => ({ 'document/short-list': severity });
  const cwd = await folderWith(t, {
    'config/lint.json': JSON.stringify({
      rules: rule('error'),
      overrides: [
        { files: ['drafts/**', 'TRAITS.md'], rules: rule('hint') },
        { files: ['drafts/old/*'], rules: rule('off') },
      ],
    }),
    'a.traits.md': LIST,
    'deep/TRAITS.md': LIST,
    'drafts/new/b.traits.md': LIST,
    'drafts/old/c.traits.md': LIST,
  });
  assert.deepEqual(await severities(cwd, 'config/lint.json'), { 'a.traits.md': 'error', 'deep/TRAITS.md': 'hint', 'drafts/new/b.traits.md': 'hint' });
});

test('an override that sets an option keeps the severity, and the other way round', async (t) => {
  const trait = '# T\n\n## A\n\nThe assistant shrugs and blinks. It blinks again.\n\n### Why\n\nBlinking is how people see that it thinks.\n';
  const set = (rules: unknown, override: unknown): string => JSON.stringify({ rules: { 'style/vague': rules }, overrides: [{ files: ['*'], rules: { 'style/vague': override } }] });
  const options = { words: ['blinks'], 'at-least': 2 };
  const cwd = await folderWith(t, { 'a.traits.md': trait, 'one.json': set('error', options), 'other.json': set(options, 'error') });
  const one = await run(['lint', 'a.traits.md', '--config', 'one.json'], { cwd });
  assert.match(one.stdout, /error .* style\/vague/);
  assert.deepEqual(await run(['lint', 'a.traits.md', '--config', 'other.json'], { cwd }), one);
});

test('--config sets the rules for stdin by its name', async (t) => {
  const cwd = await folderWith(t, { 'lint.json': JSON.stringify({ overrides: [{ files: ['strict/**'], rules: { 'document/short-list': 'error' } }] }) });
  const code = async (name: string): Promise<number> => (await run(['lint', '--stdin', '--stdin-filename', name, '--config', 'lint.json'], { cwd, input: LIST })).code;
  assert.deepEqual([await code('strict/a.traits.md'), await code('a.traits.md')], [1, 0]);
});

for (const [why, config, words] of [
  ['no JSON', '{', /lint\.json: not valid JSON/],
  ['an unknown key', '{"rule": {}}', /lint\.json: at the top: .*rule/],
  ['an override without files', '{"overrides": [{"rules": {}}]}', /lint\.json: at overrides\.0\.files/],
  ['an unknown rule', '{"rules": {"why/mising": "off"}}', /lint\.json: there is no rule “why\/mising”/],
  ['an unknown rule in an override', '{"overrides": [{"files": ["*"], "rules": {"why/mising": "off"}}]}', /no rule “why\/mising”/],
  ['an unknown severity', '{"rules": {"why/missing": "loud"}}', /lint\.json: `why\/missing`: expected the severity to be off/],
  ['an unknown option', '{"rules": {"why/missing": {"loud": 1}}}', /lint\.json: `why\/missing`: there is no option `loud`/],
] as const) {
  test(`2 for a configuration with ${why}`, async (t) => {
    const cwd = await folderWith(t, { 'lint.json': config, 'a.traits.md': LIST });
    const { code, stdout, stderr } = await run(['lint', '.', '--config', 'lint.json'], { cwd });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, words);
  });
}

test('2 for a configuration that is not there', async () => {
  const { code, stderr } = await run(['lint', '.', '--config', 'gone.json']);
  assert.equal(code, 2);
  assert.match(stderr, /gone\.json: no such file/);
});
