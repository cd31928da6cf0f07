/** *Test Connection*: one small call to each model that has a role, and what came of it. */
import * as vscode from 'vscode';
import type { EmbeddingModel, LanguageModel } from '../models/model.ts';
import { createEmbedder, createModel, parseModelName } from '../models/providers.ts';
import { type ConnectionTest, testConnection } from '../models/test-connection.ts';
import type { ParsedDocument } from './documents.ts';
import type { KeyOwner, Keys } from './keys.ts';
import { chosenModels, MODEL_ROLES, providerSettings } from './model-settings.ts';
import { inNotification } from './plain-markdown.ts';
import { readRehearsal } from './rehearsal-file.ts';
import { mayCall } from './trust.ts';

/** What came of testing one model. */
export interface TestedModel {
  readonly model: string;
  readonly test: ConnectionTest;
}

/** Tests each model once, whatever the number of its roles. Says what came of it; undefined where nothing may be called. */
export async function testConnections(document: ParsedDocument | undefined, keys: Keys, log: vscode.LogOutputChannel): Promise<readonly TestedModel[] | undefined> {
  if (!mayCall()) return undefined;
  const scope = document?.source.uri;
  const chosen = chosenModels(scope, document?.parsed);
  const answering = new Set(MODEL_ROLES.filter((role) => role !== 'embedder').map((role) => chosen[role].written));
  const embedding = new Set(chosen.embedder.written === '' ? [] : [chosen.embedder.written]);
  const settings = await providerSettings(keys, scope, () => (scope === undefined ? Promise.resolve({ text: undefined, fileName: '' }) : readRehearsal(scope)));
  const title = vscode.l10n.t('Calling each model once');
  const tested = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (_progress, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const test = async (written: string, create: (name: Exclude<ReturnType<typeof parseModelName>, string>) => Promise<LanguageModel | EmbeddingModel>): Promise<TestedModel> => {
      const name = parseModelName(written);
      if (typeof name === 'string') return { model: written, test: { ok: false, message: name } };
      return { model: written, test: await testConnection(await create(name), stop.signal) };
    };
    return Promise.all([
      ...[...answering].map((written) => test(written, (name) => createModel(name, settings))),
      ...[...embedding].map((written) => test(written, (name) => createEmbedder(name, settings))),
    ]);
  });
  for (const { model, test } of tested) log[test.ok ? 'info' : 'warn'](`Test of ${model}: ${test.message}`);
  void say(tested, keys, log).catch((error: unknown) => log.error(error instanceof Error ? error : String(error)));
  return tested;
}

async function say(tested: readonly TestedModel[], keys: Keys, log: vscode.LogOutputChannel): Promise<void> {
  const failed = tested.filter(({ test }) => !test.ok);
  if (failed.length === 0) {
    void vscode.window.showInformationMessage(inNotification(tested.map(({ test }) => test.message).join(' ')));
    return;
  }
  // One mistake is mostly behind all of them; the log has the others.
  const [first] = failed;
  const owner = first === undefined ? undefined : keyToSet(first);
  const message = first?.test.message ?? '';
  const said =
    failed.length === 1 ? message : failed.length === 2 ? vscode.l10n.t('{0} (One more model failed: see the log.)', message) : vscode.l10n.t('{0} ({1} more models failed: see the log.)', message, failed.length - 1);
  const setKey = vscode.l10n.t('Set API Key');
  const select = vscode.l10n.t('Select Models');
  const show = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(inNotification(said), ...(owner === undefined ? [] : [setKey]), select, show);
  if (choice === setKey && (await keys.ask(owner))) await vscode.commands.executeCommand('traits.testConnection');
  if (choice === select) await vscode.commands.executeCommand('traits.selectModels');
  if (choice === show) log.show();
}

/** Whose key is to be set, where it is a key that was missing or refused. */
export function keyToSet({ model, test }: TestedModel): KeyOwner | undefined {
  if (test.ok || (test.kind !== 'no-key' && test.kind !== 'unauthorized')) return undefined;
  return model.startsWith('gemini/') ? 'gemini' : model.startsWith('openai/') ? 'openai' : undefined;
}
