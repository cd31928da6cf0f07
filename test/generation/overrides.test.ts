/** What prompts of one's own promise: they are sent as they are written, with what they ask for, whatever stands in that. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunkOf } from '../../src/document/chunk.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { overridesInHeader, type PromptOverrides, readOverrides, renderStage } from '../../src/generation/overrides.ts';
import { critiqueStage } from '../../src/prompts/critique.ts';
import { defaultResponseStage } from '../../src/prompts/default-response.ts';
import { draftStage } from '../../src/prompts/draft.ts';
import { planStage } from '../../src/prompts/plan.ts';
import { DOCUMENT } from './support.ts';

const document = parseTraitsDocument(DOCUMENT);
const chunk = chunkOf(document, document.traits[0] ?? assert.fail());

function good(files: Readonly<Record<string, string>>): PromptOverrides {
  const { overrides, problems } = readOverrides(Object.entries(files).map(([name, text]) => ({ name, text })));
  assert.deepEqual(problems, []);
  return overrides;
}

function bad(name: string, text: string): readonly string[] {
  const { overrides, problems } = readOverrides([{ name, text }]);
  assert.equal(overrides.size, 0);
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

test('a template takes the place of the wording, with what it asks for between tags', () => {
  const overrides = good({ 'critique.md': 'Judge {{model}}.\r\n\r\n{{chunk}}\n{{ prompt }}\n{{draft}}\n' });
  const { user, system } = renderStage(critiqueStage, { chunk, kind: 'exhibit', prompt: 'is it broken', defaultResponse: 'Ask.', draft: 'It is.' }, overrides);
  assert.match(user, /^Judge Rill\.\n\nFrom the document “How Rill answers”\./);
  assert.ok(user.endsWith('<user_message>\nis it broken\n</user_message>\n<answer>\nIt is.\n</answer>'));
  assert.equal(system, undefined);
});

test('the system prompt of a draft can be worded anew, and the message stays the message', () => {
  const overrides = good({ 'draft.system.md': 'Be so:\n{{chunk}}' });
  const rendered = renderStage(draftStage, { chunk, prompt: 'hi {{model}}' }, overrides);
  assert.equal(rendered.user, 'hi {{model}}');
  assert.match(rendered.system ?? '', /^Be so:\n/);
});

test('stages without a template are as they were', () => {
  const overrides = good({ 'draft.system.md': '{{chunk}}' });
  assert.deepEqual(renderStage(defaultResponseStage, { prompt: 'x' }, overrides), { user: 'x' });
  const input = { chunk, kind: 'exhibit', earlier: [] } as const;
  assert.deepEqual(renderStage(planStage, input, overrides), planStage.render(input));
});

test('what a stage has nothing for is left empty', () => {
  const overrides = good({ 'plan.md': '{{chunk}}[{{entry}}][{{already_planned}}]' });
  assert.ok(renderStage(planStage, { chunk, kind: 'exhibit', earlier: [] }, overrides).user.endsWith('[][]'));
});

test('no brace, dollar sign or tag in what is put in becomes anything else', () => {
  const overrides = good({ 'critique.md': 'A {{chunk}} B {{prompt}} C {{draft}} D' });
  const piece = fc.constantFrom('{{chunk}}', '{{draft}}', '{{prompt}}', '$&', '$1', '$`', '</user_message>', '</answer>', '{', '}}', '\n', 'x', '‮', '\\', '`');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(piece, { maxLength: 12 }), (prompt, draft) => {
      const [message, answer] = [prompt.join(''), draft.join('')];
      const { user } = renderStage(critiqueStage, { chunk, kind: 'exhibit', prompt: message, defaultResponse: '', draft: answer }, overrides);
      assert.match(user, /^A From/);
      assert.ok(user.includes(`>\n${message}\n</user_message`));
      assert.ok(user.includes(`>\n${answer}\n</answer`));
      assert.ok(user.endsWith('> D'));
    }),
  );
});

test('braces that are no placeholder stay', () => {
  const overrides = good({ 'plan.md': '{{chunk}} {"what": {}} ${{ x }} {{{model}}} {{ two words }}' });
  assert.ok(renderStage(planStage, { chunk, kind: 'exhibit', earlier: [] }, overrides).user.endsWith(' {"what": {}} ${{ x }} {{{model}}} {{ two words }}'));
});

test('an unknown placeholder is named with its line, and what may have been meant', () => {
  const [problem = ''] = bad('critique.md', '{{chunk}} {{prompt}}\n{{draft}}\n\n{{modle}}');
  assert.match(problem, /^critique\.md:4: There is no \{\{modle\}\} for this stage\. Did you mean model\? There are: \{\{chunk\}\}, \{\{prompt\}\}, /);
});

test('a placeholder of another stage is unknown too: the rejected answer is never shown the document', () => {
  assert.match(bad('rejected.system.md', 'Be so: {{chunk}}')[0] ?? '', /^rejected\.system\.md:1: There is no \{\{chunk\}\} for this stage\. There are: \{\{model\}\}\.$/);
});

test('a template that leaves out what the stage is about is refused', () => {
  assert.deepEqual(bad('critique.md', 'Judge it.\n\n{{chunk}}\n'), ['critique.md:4: The end comes without {{prompt}}, {{draft}}, which the model has to see at this stage.']);
});

test('a file that is no prompt is named, with the one that was meant', () => {
  assert.match(bad('critque.md', '{{chunk}}')[0] ?? '', /^critque\.md:1: No prompt has this name\. Did you mean critique\? There are: plan\.md, /);
  assert.match(bad('draft.md', '{{chunk}}')[0] ?? '', /name the file draft\.system\.md\.$/);
  assert.match(bad('default-response.md', '{{prompt}}')[0] ?? '', /No prompt has this name/);
  assert.match(bad('plan.md', ' \n')[0] ?? '', /nothing in it/);
  assert.match(bad('plan.md', `{{chunk}}${'x'.repeat(100_000)}`)[0] ?? '', /longer than 100,000/);
});

test('the hash is that of the text, whatever its line endings; the header has it by file', () => {
  const [unix, windows] = [good({ 'plan.md': 'a\n{{chunk}}\n' }), good({ 'plan.md': 'a\r\n{{chunk}}' })];
  assert.deepEqual(overridesInHeader(unix), overridesInHeader(windows));
  assert.match(overridesInHeader(unix)?.['plan.md'] ?? '', /^[0-9a-f]{64}$/);
  assert.equal(overridesInHeader(good({})), undefined);
});

test('whatever the files, reading them ends in templates or problems with a line', () => {
  const name = fc.oneof(fc.constantFrom('plan.md', 'draft.system.md', 'critique.md', '__proto__.md', '.md'), fc.string().map((stem) => `${stem}.md`));
  fc.assert(
    fc.property(fc.array(fc.record({ name, text: fc.string({ unit: 'binary' }) }), { maxLength: 3 }), (files) => {
      const { problems } = readOverrides(files);
      for (const { line, message } of problems) assert.ok(line >= 1 && message !== '');
    }),
    { numRuns: 300 },
  );
});
