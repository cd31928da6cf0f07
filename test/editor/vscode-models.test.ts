/** VS Code's own language models, behind the real API, with a provider that the tests register. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { CallPurpose, ModelRequest } from '../../src/models/model.ts';
import { createVscodeModel, listVscodeModels } from '../../src/editor/vscode-models.ts';
import { eventually } from './support.ts';

const purpose: CallPurpose = { stage: 'draft', role: 'generator', traitId: 'honest', kind: 'exhibit', ordinal: 0, attempt: 0 };

interface Seen {
  readonly messages: readonly { readonly role: vscode.LanguageModelChatMessageRole; readonly text: string }[];
  readonly token: vscode.CancellationToken;
}

type Answer = (seen: Seen, say: (text: string) => void) => void | Promise<void>;

/** Of the vendor that test/host/chat-models contributes. */
const VENDOR = 'traits-tests';

function textOf({ content }: vscode.LanguageModelChatRequestMessage): string {
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
}

suite("VS Code's language models", () => {
  let provider: vscode.Disposable;
  let answer: Answer = () => undefined;
  let last: Seen | undefined;

  suiteSetup(async () => {
    provider = vscode.lm.registerLanguageModelChatProvider(VENDOR, {
      provideLanguageModelChatInformation: () => [
        { id: 'org/small', name: 'Small', family: 'small', version: '1', maxInputTokens: 4000, maxOutputTokens: 1000, capabilities: {} },
      ],
      async provideLanguageModelChatResponse(_model, messages, _options, progress, token) {
        last = { messages: messages.map((message) => ({ role: message.role, text: textOf(message) })), token };
        await answer(last, (text) => progress.report(new vscode.LanguageModelTextPart(text)));
      },
      provideTokenCount: (_model, text) => Promise.resolve((typeof text === 'string' ? text : textOf(text)).split(' ').length),
    });
    await eventually('the model to be there', async () => {
      const listed = await listVscodeModels(new AbortController().signal);
      return listed.status === 'ok' && listed.models.some(({ name }) => name === 'vscode/traits-tests/org/small');
    });
  });

  suiteTeardown(() => provider.dispose());

  const model = createVscodeModel(`${VENDOR}/org/small`);
  const request = (more: Partial<ModelRequest> = {}): ModelRequest => ({ purpose, messages: [{ role: 'user', text: 'Is Qh5 good?' }], ...more });
  const call = (more?: Partial<ModelRequest>, onText?: (piece: string) => void) => model.generate(request(more), new AbortController().signal, onText);

  test('are listed by vendor and id, for every role that answers', async () => {
    const listed = await listVscodeModels(new AbortController().signal);
    assert.ok(listed.status === 'ok');
    const found = listed.models.find(({ name }) => name.includes('traits-tests'));
    assert.deepEqual(found, { name: 'vscode/traits-tests/org/small', label: 'Small', detail: 'traits-tests, 1, 4,000 tokens in', roles: ['generator', 'critic', 'judge'] });
  });

  test('answer piece by piece, and the outcome has the whole', async () => {
    answer = (_seen, say) => ['No: ', 'it drops ', 'the queen.'].forEach(say);
    const pieces: string[] = [];
    assert.deepEqual(await call({}, (piece) => pieces.push(piece)), { status: 'ok', text: 'No: it drops the queen.' });
    assert.equal(pieces.join(''), 'No: it drops the queen.');
  });

  test('take the system text as the first message of the user', async () => {
    answer = (_seen, say) => say('Yes.');
    await call({ system: 'You are Aster.', messages: [{ role: 'user', text: 'a' }, { role: 'model', text: 'b' }, { role: 'user', text: 'c' }] });
    const { User, Assistant } = vscode.LanguageModelChatMessageRole;
    assert.deepEqual(last?.messages, [
      { role: User, text: 'You are Aster.' },
      { role: User, text: 'a' },
      { role: Assistant, text: 'b' },
      { role: User, text: 'c' },
    ]);
  });

  test('are asked for JSON in words', async () => {
    answer = (_seen, say) => say('{"prompt":"x"}');
    await call({ system: 'You are Aster.', schema: { type: 'object', properties: { prompt: { type: 'string' } } } });
    assert.match(last?.messages[0]?.text ?? '', /^You are Aster\.\n\nAnswer with one JSON value .*"prompt":\{"type":"string"\}/s);
  });

  test('count the tokens of all messages', async () => {
    assert.deepEqual(await model.countTokens?.(request({ system: 'You are Aster.' }), new AbortController().signal), { status: 'ok', inputTokens: 6 });
  });

  test('are stopped at once when the call is cancelled, and told so', async () => {
    answer = () => new Promise<void>(() => undefined);
    last = undefined;
    const stop = new AbortController();
    const outcome = model.generate(request(), stop.signal);
    const seen = await eventually('the call to arrive', () => last);
    stop.abort();
    const { status, ...rest } = await outcome;
    assert.deepEqual([status, 'kind' in rest && rest.kind], ['failed', 'cancelled']);
    // VS Code 1.104 forgets the call once its answer has begun.
    if (!vscode.version.startsWith('1.104.')) await eventually('the model to be told', () => seen.token.isCancellationRequested);
  });

  test('that say nothing are empty, and one that is not there is not found', async () => {
    answer = () => undefined;
    assert.deepEqual(await call(), { status: 'empty' });
    const gone = await createVscodeModel(`${VENDOR}/gone`).generate(request(), new AbortController().signal);
    assert.ok(gone.status === 'failed' && gone.kind === 'not-found' && gone.message.includes('vscode/traits-tests/gone'), JSON.stringify(gone));
    const unnamed = await createVscodeModel('gone').generate(request(), new AbortController().signal);
    assert.ok(unnamed.status === 'failed' && unnamed.kind === 'bad-request' && unnamed.message.includes('vscode/VENDOR/ID'), JSON.stringify(unnamed));
  });

  test('that refuse come to the outcome that tells what to do', async () => {
    const outcomes: string[] = [];
    for (const error of [
      vscode.LanguageModelError.NoPermissions('not for you'),
      vscode.LanguageModelError.Blocked('quota exceeded'),
      vscode.LanguageModelError.NotFound('gone'),
      new Error('Rate limit reached'),
      new Error('Response got filtered'),
      new Error('something else'),
    ]) {
      answer = () => {
        throw error;
      };
      const outcome = await call();
      outcomes.push(outcome.status === 'failed' ? outcome.kind : outcome.status);
    }
    assert.deepEqual(outcomes, ['unauthorized', 'rate-limited', 'not-found', 'rate-limited', 'blocked', 'server']);
  });
});
