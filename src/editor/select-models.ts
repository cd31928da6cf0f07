/** *Select Models*: chooses the model of each role from what is really available. */
import * as vscode from 'vscode';
import type { ListOutcome } from '../models/listing.ts';
import type { ModelRole } from '../models/model.ts';
import { listModels, type Provider } from '../models/providers.ts';
import type { ParsedDocument } from './documents.ts';
import type { Keys } from './keys.ts';
import { type ModelAction, modelGroups } from './model-items.ts';
import { type ChosenModel, chosenInSettings, chosenModels, DECIDERS, MODEL_ROLES, providerSettings, setModel } from './model-settings.ts';
import { readRehearsal } from './rehearsal-file.ts';
import { mayCall } from './trust.ts';

const TITLE = vscode.l10n.t('Traits: Select Models');

const ROLE_TITLES: Readonly<Record<ModelRole, string>> = { generator: vscode.l10n.t('Generator'), critic: vscode.l10n.t('Critic'), judge: vscode.l10n.t('Judge'), embedder: vscode.l10n.t('Embedder') };

const ROLE_PURPOSES: Readonly<Record<ModelRole, string>> = {
  generator: vscode.l10n.t('Plans, writes the scenarios and drafts the answers.'),
  critic: vscode.l10n.t('Criticises and rewrites: quality comes from here.'),
  judge: vscode.l10n.t('Decides whether a sample is kept.'),
  embedder: vscode.l10n.t('Compares texts, to find samples that are alike.'),
};

/** Asks for one role after the other, until nobody chooses any more. `document` is the one that the models are for, if any. */
export async function selectModels(document: ParsedDocument | undefined, keys: Keys): Promise<void> {
  if (!mayCall()) return;
  const scope = document?.source.uri;
  const stop = new AbortController();
  try {
    for (;;) {
      const chosen = chosenModels(scope, document?.parsed);
      const role = await askForRole(chosen);
      if (role === undefined) return;
      if (role === 'test') {
        await vscode.commands.executeCommand('traits.testConnection');
        return;
      }
      const written = await askForModel(role, chosen[role], document, keys, stop.signal);
      if (written === undefined) return;
      if (written !== BACK) await setModel(scope, role, written);
    }
  } finally {
    stop.abort();
  }
}

const BACK = Symbol('back to the roles');

async function askForRole(chosen: Readonly<Record<ModelRole, ChosenModel>>): Promise<ModelRole | 'test' | undefined> {
  const roles = MODEL_ROLES.map((role) => {
    const { written, by } = chosen[role];
    return { role, label: ROLE_TITLES[role], description: written === '' ? vscode.l10n.t('none') : `${written} (${DECIDERS[by]})`, detail: ROLE_PURPOSES[role] };
  });
  const test = { role: 'test' as const, label: `$(plug) ${vscode.l10n.t('Test Connection')}`, detail: vscode.l10n.t('Makes one small call to each of these models.') };
  const separator = { role: undefined, label: '', kind: vscode.QuickPickItemKind.Separator };
  return (await vscode.window.showQuickPick([...roles, separator, test], { title: TITLE, placeHolder: vscode.l10n.t('Whose model? Esc when all are as you want them.'), matchOnDescription: true }))?.role;
}

interface Item extends vscode.QuickPickItem {
  readonly action?: ModelAction;
}

/** The model for one role; BACK for none of them, undefined when the picker was closed. */
async function askForModel(role: ModelRole, now: ChosenModel, document: ParsedDocument | undefined, keys: Keys, signal: AbortSignal): Promise<string | typeof BACK | undefined> {
  const scope = document?.source.uri;
  const rehearsable = scope !== undefined && (await readRehearsal(scope)).text !== undefined;
  const settings = chosenInSettings(scope, role);
  const picker = vscode.window.createQuickPick<Item>();
  picker.title = `${TITLE}: ${ROLE_TITLES[role]}`;
  picker.placeholder = now.by === 'document' ? vscode.l10n.t('The document’s front matter says {0}, and goes before what you choose here.', now.written) : placeOfChoice(settings);
  picker.buttons = [vscode.QuickInputButtons.Back];
  picker.matchOnDescription = true;
  picker.ignoreFocusOut = true;

  const listings = new Map<Provider, ListOutcome | undefined>();
  const show = (): void => {
    const groups = modelGroups({ role, current: settings.written, typed: picker.value, listings, rehearsable }, vscode.l10n.t);
    const active = picker.activeItems[0]?.label;
    picker.items = groups.flatMap(({ title, items }): Item[] => [{ label: title, kind: vscode.QuickPickItemKind.Separator }, ...items]);
    picker.busy = [...listings.values()].includes(undefined);
    const same = picker.items.find((item) => item.label === active && item.kind !== vscode.QuickPickItemKind.Separator);
    if (same !== undefined) picker.activeItems = [same];
  };
  /** Each is shown as it comes in; of two rounds the later one counts. */
  let round = 0;
  const list = async (): Promise<void> => {
    round += 1;
    const mine = round;
    const all = listModels(await providerSettings(keys, scope, () => Promise.resolve({ text: undefined, fileName: '' })), signal);
    for (const { provider } of all) listings.set(provider, undefined);
    show();
    await Promise.all(
      all.map(async ({ provider, outcome }) => {
        const there = await outcome;
        if (mine !== round) return;
        listings.set(provider, there);
        show();
      }),
    );
  };

  return new Promise((resolve, reject) => {
    /** While a key is asked for, the picker gives way to the input. */
    let away = false;
    const end = (result: string | typeof BACK | undefined): void => {
      resolve(result);
      picker.dispose();
    };
    const settled = (work: Promise<void>): void => void work.catch((error: unknown) => {
      reject(error instanceof Error ? error : new Error(String(error)));
      picker.dispose();
    });
    const act = async (action: ModelAction): Promise<void> => {
      switch (action.do) {
        case 'choose':
          end(action.written);
          return;
        case 'set-key':
          away = true;
          await keys.ask(action.owner);
          away = false;
          picker.show();
          await list();
          return;
        case 'set-up':
          end(undefined);
          await vscode.commands.executeCommand('workbench.action.openSettings', action.setting);
          return;
        case 'list-again':
          await list();
      }
    };
    picker.onDidChangeValue(show);
    picker.onDidTriggerButton(() => end(BACK));
    picker.onDidHide(() => {
      if (!away) end(undefined);
    });
    picker.onDidAccept(() => {
      const action = picker.selectedItems[0]?.action;
      if (action !== undefined) settled(act(action));
    });
    picker.show();
    settled(list());
  });
}

function placeOfChoice({ by }: ChosenModel): string {
  return by === 'workspace' || by === 'folder'
    ? vscode.l10n.t('A model, or provider/model of your own. It goes into the settings of the workspace.')
    : vscode.l10n.t('A model, or provider/model of your own. It goes into your user settings.');
}
