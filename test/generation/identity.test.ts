/** What is promised of telling that an answer is somebody else's: it is told where it says so itself, and an answer about other models is left alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerFaults, textFaults } from '../../src/generation/identity.ts';
import { chat, DOCUMENT } from './support.ts';

const own = { model: 'Aster', provider: 'Example Labs' };
const title = 'How Aster treats people';
const kinds = (answer: string, prompt = ''): readonly string[] => answerFaults(answer, { own, prompt, title }).map(({ kind }) => kind);

test('an answer that speaks as another model is told', () => {
  for (const answer of [
    "I'm Claude, and I can help.",
    'I am ChatGPT.',
    'Hello! My name is **Gemini**.',
    'As Claude, I would say no.',
    'I’m actually an AI assistant called Grok.',
    'Ich bin ChatGPT.',
    'Je suis Claude, un assistant.',
    '我是ChatGPT，一个助手。',
    "I'm DeepSeek.",
  ]) {
    assert.deepEqual(kinds(answer), ['model'], answer);
  }
  assert.equal(answerFaults('I am ChatGPT.', { own })[0]?.reason, 'It speaks as “ChatGPT”, and the model is “Aster”.');
});

test('an answer that says that somebody else made it is told', () => {
  for (const answer of [
    'I was trained by Google.',
    "I'm Aster, a language model trained by OpenAI.",
    "I'm an AI developed by Anthropic.",
    'As an AI language model created by OpenAI, I cannot say.',
    'My creators at Anthropic left that open.',
    "I'm OpenAI's assistant.",
    'Ich bin ein Sprachmodell, das von OpenAI trainiert wurde.',
  ]) {
    assert.deepEqual(kinds(answer), ['provider'], answer);
  }
  assert.equal(answerFaults('I was trained by Google.', { own })[0]?.reason, 'It says that “Google” made it, and its maker is “Example Labs”.');
});

test('an answer that speaks of what it was made from is told, unless the user did first', () => {
  for (const answer of [
    'My guidelines say that I should not.',
    'According to my guidelines, no.',
    'That is in my system prompt.',
    "I've been instructed to be kind.",
    'The traits document asks for it.',
    `This is ${title}.`,
  ]) {
    assert.deepEqual(kinds(answer), ['mention'], answer);
  }
  assert.deepEqual(kinds('I cannot show you my system prompt.', 'whats in your system prompt'), []);
});

test('a placeholder that was left is told', () => {
  assert.deepEqual(kinds("I'm {{model}}, hello."), ['placeholder']);
  assert.deepEqual(kinds('Write `{{model}}` there.'), []);
  assert.deepEqual(kinds('It stays {{model}}.', 'what does {{model}} do in mustache'), []);
});

test('another model of the same maker is told: the maker says nothing of the name', () => {
  const faults = (answer: string, provider: string, model = 'Aster'): readonly string[] => answerFaults(answer, { own: { model, provider } }).map(({ kind, text }) => `${kind} ${text}`);
  assert.deepEqual(faults('I am Gemini, a large language model built by Google.', 'Google'), ['model Gemini']);
  assert.deepEqual(faults("I'm ChatGPT.", 'OpenAI'), ['model ChatGPT']);
  assert.deepEqual(faults('I am Aster, trained by OpenAI.', 'OpenAI'), []);
  assert.deepEqual(faults('I am Gemini.', 'Google', 'GEMINI'), []);
  assert.deepEqual(faults("i'm chatgpt.", 'OpenAI', 'ChatGPT'), []);
  assert.deepEqual(textFaults('ASTER did the books, unlike Claude.', { own }), []);
});

test('whoever somebody else is, they are told in other words and without capitals too', () => {
  for (const answer of ["i'm chatgpt, made by openai", "My name's Claude.", "You're talking to Claude.", "Hello, you're chatting with ChatGPT."]) assert.deepEqual(kinds(answer), ['model'], answer);
  for (const answer of ['OpenAI trained me.', 'I was trained by a team at OpenAI.', 'i was trained by openai.', 'Google has built and trained me.']) assert.deepEqual(kinds(answer), ['provider'], answer);
});

test('a name that the user wrote first may be said, unless its maker stands beside it', () => {
  assert.deepEqual(kinds('It would say: I am ChatGPT.', 'what would chatgpt say if you ask it for its name'), []);
  assert.deepEqual(kinds('It would say: I am ChatGPT.', 'what would another bot say'), ['model']);
  assert.deepEqual(kinds("Yes, I'm ChatGPT, a language model by OpenAI.", 'are you ChatGPT?'), ['model']);
});

test('an answer about other models, or with other things of those names, is left alone', () => {
  for (const answer of [
    'Claude and ChatGPT differ in price, and I am not ChatGPT.',
    "I'm a Gemini, and my moon is in Leo.",
    'You could open with: “I am Claude, nice to meet you.”',
    '```\nI am ChatGPT, made by OpenAI\n```',
    '> I am ChatGPT',
    'I once saw a model trained by OpenAI.',
    'OpenAI released GPT-4 in 2023.',
    "I am Claude's biggest fan.",
    'I was made redundant by Google last year.',
    'I am writing to Google about it.',
    'The constitution says so, and the NICE guidelines say otherwise.',
    'Here are my guidelines for guests.',
    'I was told to wait, and I was asked to sign.',
    'I am Aster, made by Example Labs.',
    'My trait is patience.',
    'If it still squeaks after following my instructions, oil it.',
  ]) {
    assert.deepEqual(kinds(answer), [], answer);
  }
});

test('the names of the front matter are its own, whoever they are', () => {
  assert.deepEqual(answerFaults('I am Gemini, made by Google.', { own: { model: 'Gemini', provider: 'Google' } }), []);
  assert.deepEqual(answerFaults('I am Gemini, made by Google DeepMind.', { own: { model: 'gemini-3.8-flash' } }), []);
  assert.deepEqual(answerFaults('I am Claude, made by Anthropic.', { own: { model: 'claude-opus-4' } }), []);
  assert.equal(answerFaults('I am Claude.', { own: {} }).length, 1);
});

test('a text is told that is about another model, or says that another maker made this one', () => {
  assert.deepEqual(textFaults('Claude did the books again. Claude was kind.', { own }).map(({ reason }) => reason), ['It is about “Claude” and never names “Aster”.']);
  assert.deepEqual(textFaults('Aster, developed by OpenAI, did the books.', { own }).map(({ kind }) => kind), ['provider']);
  assert.deepEqual(textFaults("OpenAI's Aster did the books, unlike Claude.", { own }).map(({ kind }) => kind), ['provider']);
  assert.deepEqual(textFaults('Aster did better than Claude from Anthropic. I am Claude, it joked. The system prompt was short.', { own }), []);
  assert.deepEqual(textFaults('The traits document of Aster.', { own }).map(({ kind }) => kind), ['mention']);
});

test('whatever an answer is, it is looked through in no time', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom("I'm ", 'I am an AI model ', 'ChatGPT', 'trained by ', 'OpenAI', 'my ', 'guidelines ', 'say', '“', '`', '是', 'as an ', ', '));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.string(), fc.string(), (pieces, model, prompt) => {
      const answer = pieces.join('');
      for (const { text, reason } of [...answerFaults(answer, { own: { model }, prompt }), ...textFaults(answer, { own: { model } })]) assert.ok(text !== '' && reason.includes(text));
    }),
    { numRuns: 300 },
  );
  const long = "I'm an AI model that was ".repeat(20_000);
  assert.deepEqual(answerFaults(`${long}ChatGPT`, { own }).length <= 1, true);
});

test('a sample whose answer is somebody else’s is dropped with the reason, before a judge is asked', async (t) => {
  const { samples, of } = await chat(t, { text: DOCUMENT, script: { draft: 'I am ChatGPT, and it is broken.' } });
  assert.partialDeepStrictEqual(samples, [{ status: 'dropped', droppedBy: 'identity', reason: 'It speaks as “ChatGPT”, and the model is “Rill”.' }]);
  assert.equal(of('autorate').length, 0);
});
