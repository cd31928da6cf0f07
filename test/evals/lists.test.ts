/** What the default questions and everyday requests promise, and those of a document's own. */
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { EVERYDAY_REQUESTS } from '../../src/evals/everyday.ts';
import { LONGEST_QUESTION, MOST_QUESTIONS, readOwnQuestions } from '../../src/evals/own-questions.ts';
import { questionsPath, readQuestionsFile } from '../../src/evals/own-questions.node.ts';
import { DEFAULT_QUESTIONS } from '../../src/evals/questions.ts';
import { folder } from './support.ts';

for (const [name, list] of Object.entries({ questions: DEFAULT_QUESTIONS, 'everyday requests': EVERYDAY_REQUESTS })) {
  test(`there are thirty ${name} or more, each once`, () => {
    assert.ok(list.length >= 30);
    assert.equal(new Set(list.map(({ id }) => id)).size, list.length);
    assert.equal(new Set(list.map(({ text }) => text)).size, list.length);
  });
}

test('what started it all is asked', () => {
  assert.ok(EVERYDAY_REQUESTS.some(({ text }) => text === 'What is 1+1?'));
});

/** What documents of this sort call their traits, by the beginnings of the words. */
const NAMES_OF_TRAITS = /\b(?:honest|truth|candid|candour|kindness|warm|flatter|sycophan|helpful|harmless|careful|cautio|humble|humility|modest|respectful|privacy|private|confiden|fair|even-handed|neutral|unbias|empath|compassion|curio|patien|safe|autonom|agency|transparen|uncertain|calibrat|mistake|admit|consent|revers|oversight|corrigib|obedien|loyal|integrit|courag|generous|gentl|polite|concise|brief|humou?r|creativ)/i;

test('no question names a trait that a document is likely to have, or tells of a case', () => {
  for (const { text } of DEFAULT_QUESTIONS) {
    assert.doesNotMatch(text, NAMES_OF_TRAITS);
    assert.doesNotMatch(text, /\b(?:user (?:asks|says|tells)|imagine|suppose|asks you to|customer|patient|doctor|my )\b/i, text);
    assert.ok(text.length < 160);
  }
});

test('a file of questions has one on a line; remarks and blank lines are none', () => {
  const { questions, problems } = readOwnQuestions('\uFEFF# ours\n\nWhat is good?\r\n  Why?  \nWhat is good?\n');
  assert.deepEqual(questions.map(({ text }) => text), ['What is good?', 'Why?']);
  assert.deepEqual(problems, [{ line: 5, message: 'It stands there already, and is asked once.' }]);
  assert.equal(readOwnQuestions('Why?').questions[0]?.id, questions[1]?.id);
});

test('a file that asks for too much is cut, and that is said', () => {
  const many = Array.from({ length: MOST_QUESTIONS + 5 }, (_, index) => `Question ${index}?`).join('\n');
  const { questions, problems } = readOwnQuestions(`${'x'.repeat(LONGEST_QUESTION + 1)}\n${many}`);
  assert.equal(questions.length, MOST_QUESTIONS);
  assert.deepEqual(problems.map(({ line }) => line), [1, MOST_QUESTIONS + 2]);
});

test("a document's own questions lie beside its runs; where there is no file there are none", async (t) => {
  const documentPath = join(await folder(t), 'ada.traits.md');
  assert.deepEqual(await readQuestionsFile(documentPath, 'knowledge'), { questions: [], problems: [] });
  const path = questionsPath(documentPath, 'knowledge');
  assert.ok(path.endsWith(join('.traits', 'ada', 'questions.txt')));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'Why?\n');
  assert.deepEqual((await readQuestionsFile(documentPath, 'knowledge')).questions.map(({ text }) => text), ['Why?']);
  await writeFile(path, Buffer.from([0xff, 0xfe, 0x00]));
  assert.match((await readQuestionsFile(documentPath, 'knowledge')).problems[0]?.message ?? '', /UTF-8/);
});
