/** The language models that VS Code itself has, of the extensions that bring some. */
import * as vscode from 'vscode';
import { jsonInstructions } from '../models/json-answer.ts';
import type { ListedModel, ListOutcome } from '../models/listing.ts';
import type { CountOutcome, FailedOutcome, LanguageModel, ModelOutcome, ModelRequest, ModelRole } from '../models/model.ts';
import { CALL_TIMEOUT_MS, failed, quote, untilStopped } from '../models/one-call.ts';

/**
 * How one of VS Code's models is named after `vscode/`: its vendor and its id there, which is the pair that VS Code tells
 * models apart by. A family changes with what its vendor makes of it, and may have several models.
 */
interface VscodeModelName {
  readonly vendor: string;
  readonly id: string;
}

function writeName({ vendor, id }: VscodeModelName): string {
  return `${vendor}/${id}`;
}

/** An id may have slashes in it. A string that comes back says what was expected. */
function readName(model: string): VscodeModelName | string {
  const [, vendor, id] = /^([^/]+)\/(.+)$/.exec(model) ?? [];
  return vendor === undefined || id === undefined ? `“vscode/${model}” names no model: expected vscode/VENDOR/ID, such as vscode/copilot/gpt-5-mini.` : { vendor, id };
}

const ROLES: readonly ModelRole[] = ['generator', 'critic', 'judge'];

/** VS Code may start extensions to learn of their models; in milliseconds. */
const LIST_TIMEOUT_MS = 10_000;

const HOST = 'VS Code';

/** The models that VS Code has at the moment. Asks for no consent, and never rejects. */
export function listVscodeModels(signal: AbortSignal): Promise<ListOutcome> {
  return untilStopped<ListOutcome>(signal, LIST_TIMEOUT_MS, HOST, async () => {
    try {
      const models = await vscode.lm.selectChatModels();
      return { status: 'ok', models: models.map(toListed) };
    } catch (error) {
      return failed('server', `VS Code could not list its models${quote(error instanceof Error ? error.message : String(error), '')}: try again.`);
    }
  });
}

function toListed({ vendor, id, name, version, maxInputTokens }: vscode.LanguageModelChat): ListedModel {
  const size = maxInputTokens > 0 ? `${maxInputTokens.toLocaleString('en')} tokens in` : '';
  const detail = [vendor, version === id ? '' : version, size].filter((word) => word !== '').join(', ');
  return { name: `vscode/${writeName({ vendor, id })}`, label: name === '' ? id : name, detail, roles: ROLES };
}

/**
 * One of VS Code's models, by what stands after `vscode/` in its name.
 *
 * VS Code asks the user for consent at the first call, so the first call must come of something that the user did. Its
 * models take no system message: what a request has as one is the first message of the user, and what asks for JSON is at
 * its end. How warm an answer is and how long it may get is left to the model, whose options only its vendor knows. That
 * an answer was cut off is not said, nor how many tokens it took.
 */
export function createVscodeModel(model: string): LanguageModel {
  const id = `vscode/${model}`;
  const name = readName(model);

  /** Looked up for each call: models come and go with their extensions. */
  async function find(): Promise<vscode.LanguageModelChat | FailedOutcome> {
    if (typeof name === 'string') return failed('bad-request', name);
    const [found] = await vscode.lm.selectChatModels({ vendor: name.vendor, id: name.id });
    return found ?? notFound(id);
  }

  function call<T>(
    signal: AbortSignal,
    work: (chat: vscode.LanguageModelChat, token: vscode.CancellationToken, stop: AbortSignal) => Promise<T>,
  ): Promise<T | FailedOutcome | BlockedOutcome> {
    return untilStopped<T | FailedOutcome | BlockedOutcome>(signal, CALL_TIMEOUT_MS, id, async (stop) => {
      const source = new vscode.CancellationTokenSource();
      const cancel = (): void => source.cancel();
      stop.addEventListener('abort', cancel);
      try {
        const chat = await find();
        return 'status' in chat ? chat : await work(chat, source.token, stop);
      } catch (error) {
        return explain(error, id);
      } finally {
        stop.removeEventListener('abort', cancel);
        source.dispose();
      }
    });
  }

  return {
    id,
    rehearsed: false,
    generate(request, signal, onText) {
      return call<ModelOutcome>(signal, async (chat, token, stop) => {
        const justification = vscode.l10n.t('Generates samples from the traits of your document.');
        const response = await chat.sendRequest(toMessages(request), { justification }, token);
        let text = '';
        for await (const piece of response.text) {
          if (stop.aborted) break;
          text += piece;
          hear(onText, piece);
        }
        return text.trim() === '' ? { status: 'empty' } : { status: 'ok', text };
      });
    },
    async countTokens(request, signal) {
      const outcome = await call<CountOutcome>(signal, async (chat, token) => {
        const counts = await Promise.all(toMessages(request).map((message) => chat.countTokens(message, token)));
        return { status: 'ok', inputTokens: counts.reduce((sum, count) => sum + count, 0) };
      });
      return outcome.status === 'blocked' ? failed('server', `${id} did not count the tokens: ${outcome.reason}`) : outcome;
    },
  };
}

/** What a listener does wrong must not cost the answer. */
function hear(onText: ((piece: string) => void) | undefined, piece: string): void {
  try {
    onText?.(piece);
  } catch {}
}

function toMessages({ system, messages, schema }: ModelRequest): vscode.LanguageModelChatMessage[] {
  const told = [system, schema === undefined ? undefined : jsonInstructions(schema)].filter((text) => text !== undefined).join('\n\n');
  const said = messages.map(({ role, text }) => (role === 'model' ? vscode.LanguageModelChatMessage.Assistant(text) : vscode.LanguageModelChatMessage.User(text)));
  return told === '' ? said : [vscode.LanguageModelChatMessage.User(told), ...said];
}

function notFound(id: string): FailedOutcome {
  return failed('not-found', `VS Code has no model ${id}: sign in to the extension that brings it, or choose another model.`);
}

type BlockedOutcome = Extract<ModelOutcome, { status: 'blocked' }>;

/** Vendors put their own reasons into words only, into the error or into its cause. */
function explain(error: unknown, id: string): FailedOutcome | BlockedOutcome {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  const message = [error, cause].map((thrown) => (thrown instanceof Error ? thrown.message : '')).find((text) => text !== '') ?? String(error);
  const names = [error, cause].map((thrown) => (thrown instanceof Error ? `${thrown.name} ${thrown.message}` : '')).join(' ');
  const said = quote(message, '');
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  switch (code) {
    case 'NoPermissions':
      return failed('unauthorized', `Traitwright may not use ${id}${said}: allow it when VS Code asks, or under Manage Language Model Access in the menu of your account.`);
    case 'NotFound':
      return notFound(id);
    case 'Blocked':
      return failed('rate-limited', `${id} takes no more requests for now${said}: wait, or check the quota of your plan.`);
  }
  if (/quota|rate.?limit|too many requests/i.test(names)) return failed('rate-limited', `${id} takes no more requests for now${said}: wait, or check the quota of your plan.`);
  if (/filtered|responsible.?ai|off.?topic|content.?policy/i.test(names)) return { status: 'blocked', reason: message };
  return failed('server', `${id} had a problem of its own${said}: try again later.`);
}
