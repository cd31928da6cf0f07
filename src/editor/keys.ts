/** The keys of providers: kept in VS Code's secret storage or taken from the environment, never in settings, files or logs. */
import * as vscode from 'vscode';
import { refuseKey } from '../models/one-call.ts';

/** Whose models are called with a key of the user's. */
export type KeyOwner = 'gemini' | 'openai';

interface Kept {
  readonly title: string;
  /** Where it is sent, as long as no other address is set. */
  readonly host: string;
  /** Where it is kept, by the name of the secret. */
  readonly secret: string;
  readonly variable: string;
}

const KEPT: Readonly<Record<KeyOwner, Kept>> = {
  gemini: { title: 'Gemini', host: 'generativelanguage.googleapis.com', secret: 'traits.gemini.apiKey', variable: 'GEMINI_API_KEY' },
  openai: { title: vscode.l10n.t('OpenAI-compatible endpoint'), host: 'api.openai.com', secret: 'traits.openai.apiKey', variable: 'OPENAI_API_KEY' },
};

const OWNERS: readonly KeyOwner[] = ['gemini', 'openai'];

export class Keys {
  private readonly secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.secrets = secrets;
  }

  /** The stored key, or the one in the environment of VS Code. */
  async get(owner: KeyOwner): Promise<string | undefined> {
    return (await this.secrets.get(KEPT[owner].secret)) || inEnvironment(owner);
  }

  /** Asks for a key, and whose it is where that is not given; true when one was given. */
  async ask(given?: KeyOwner): Promise<boolean> {
    const owner = given ?? (await this.askForOwner(vscode.l10n.t('Traits: Set API Key'), OWNERS));
    if (owner === undefined) return false;
    const { title } = KEPT[owner];
    const key = await vscode.window.showInputBox({
      title: vscode.l10n.t('API key: {0}', title),
      prompt: vscode.l10n.t('It is kept in the secret storage of VS Code and sent to {0} only.', addressOf(owner)),
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (value.trim() === '' ? undefined : refuseKey(value.trim(), 'key')?.message),
    });
    if (key === undefined || key.trim() === '') return false;
    await this.store(owner, key.trim());
    void vscode.window.showInformationMessage(vscode.l10n.t('The API key is set: {0}.', title));
    return true;
  }

  async store(owner: KeyOwner, key: string): Promise<void> {
    await this.secrets.store(KEPT[owner].secret, key);
  }

  /** Removes a stored key; asks which, where there are several. */
  async remove(): Promise<void> {
    const stored: KeyOwner[] = [];
    for (const owner of OWNERS) if ((await this.secrets.get(KEPT[owner].secret)) !== undefined) stored.push(owner);
    if (stored.length === 0) {
      void vscode.window.showInformationMessage(vscode.l10n.t('No API key is stored.'));
      return;
    }
    const owner = stored.length === 1 ? stored[0] : await this.askForOwner(vscode.l10n.t('Traits: Remove API Key'), stored);
    if (owner === undefined) return;
    await this.secrets.delete(KEPT[owner].secret);
    const { title, variable } = KEPT[owner];
    void vscode.window.showInformationMessage(
      inEnvironment(owner) === undefined ? vscode.l10n.t('The API key was removed: {0}.', title) : vscode.l10n.t('The API key was removed: {0}. The one in {1} is used now.', title, variable),
    );
  }

  private async askForOwner(title: string, owners: readonly KeyOwner[]): Promise<KeyOwner | undefined> {
    const items = await Promise.all(
      owners.map(async (owner) => {
        const stored = (await this.secrets.get(KEPT[owner].secret)) !== undefined;
        const description = stored ? vscode.l10n.t('a key is stored') : inEnvironment(owner) === undefined ? vscode.l10n.t('no key yet') : vscode.l10n.t('from {0}', KEPT[owner].variable);
        return { owner, label: KEPT[owner].title, description, detail: vscode.l10n.t('Sent to {0}', addressOf(owner)) };
      }),
    );
    return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Whose key?') }))?.owner;
  }
}

/** The host that a key is sent to. Only the user can set another one, in settings that count nowhere else. */
export function addressOf(owner: KeyOwner): string {
  const url = vscode.workspace.getConfiguration('traits').get<string>(`${owner}.baseUrl`)?.trim() || undefined;
  if (url === undefined) return KEPT[owner].host;
  return URL.canParse(url) ? new URL(url).host : url;
}

/** Whether the models of a provider are called at another address than its own. */
export function isElsewhere(owner: KeyOwner): boolean {
  return addressOf(owner) !== KEPT[owner].host;
}

/** A browser's extension host has no environment. */
function inEnvironment(owner: KeyOwner): string | undefined {
  return environment(KEPT[owner].variable);
}

/** A variable of VS Code's own environment; undefined where it is not set, or empty. */
export function environment(name: string): string | undefined {
  return typeof process === 'undefined' ? undefined : process.env[name]?.trim() || undefined;
}
