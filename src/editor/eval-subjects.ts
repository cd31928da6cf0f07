/** Who is evaluated: asked for once, and kept for the workspace. */
import * as vscode from 'vscode';
import { parseModelName } from '../models/providers.ts';

/** A model, the document’s generator where none is named, by itself or with the document in its prompt. */
export interface AskedSubject {
  readonly model?: string;
  readonly withDocument: boolean;
}

type Kept = Pick<vscode.ExtensionContext, 'workspaceState'>;

const KEPT_AS = 'traits.evals.subjects';
const BOTH: readonly AskedSubject[] = [{ withDocument: true }, { withDocument: false }];
/** By itself, the one with the document before it would pass for a model that has the traits. */
const USUAL = BOTH;

/** Who is evaluated in this workspace: one, or two side by side. */
export function subjectsOf({ workspaceState }: Kept): readonly AskedSubject[] {
  const kept = workspaceState.get<readonly AskedSubject[]>(KEPT_AS);
  return kept === undefined || kept.length === 0 ? USUAL : kept;
}

/** All of them in one text. */
export function subjectsText(subjects: readonly AskedSubject[]): string {
  if (JSON.stringify(subjects) === JSON.stringify(BOTH)) return vscode.l10n.t('the generator, with the document in its prompt and by itself');
  return subjects.map(subjectText).join('; ');
}

function subjectText({ model, withDocument }: AskedSubject): string {
  const who = model ?? vscode.l10n.t('the generator');
  return withDocument ? vscode.l10n.t('{0}, with the document in its prompt', who) : vscode.l10n.t('{0}, by itself', who);
}

/** Asks who is evaluated from now on. Returns whether somebody said so. */
export async function chooseSubjects(context: Kept): Promise<boolean> {
  const another = vscode.l10n.t('Another model…');
  const two = vscode.l10n.t('Two models side by side…');
  const choices: readonly (vscode.QuickPickItem & { readonly who?: readonly AskedSubject[] })[] = [
    { label: vscode.l10n.t('The generator, with the document in its prompt'), detail: vscode.l10n.t('The most that training may teach: it has the document before it.'), who: [{ withDocument: true }] },
    { label: vscode.l10n.t('The generator, by itself'), detail: vscode.l10n.t('What it does without any document.'), who: [{ withDocument: false }] },
    { label: vscode.l10n.t('Both, side by side'), detail: vscode.l10n.t('Each is asked the same, and the report compares them pair by pair.'), who: BOTH },
    { label: another, detail: vscode.l10n.t('A tuned model, for instance, by itself.') },
    { label: two, detail: vscode.l10n.t('Each by itself: a tuned model and the one that it was made from.') },
  ];
  const picked = await vscode.window.showQuickPick(choices, { title: vscode.l10n.t('Who Is Evaluated'), placeHolder: vscode.l10n.t('Now: {0}', subjectsText(subjectsOf(context))) });
  if (picked === undefined) return false;
  let who = picked.who;
  if (who === undefined) {
    const models: string[] = [];
    for (const title of picked.label === two ? [vscode.l10n.t('First Model'), vscode.l10n.t('Second Model')] : [vscode.l10n.t('Model')]) {
      const written = await askForModel(title, '');
      if (written === undefined) return false;
      models.push(written);
    }
    who = models.map((model) => ({ model, withDocument: false }));
  }
  await context.workspaceState.update(KEPT_AS, who);
  return true;
}

/** A model's name as it is written in settings; undefined where nobody named one. */
export async function askForModel(title: string, value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('PROVIDER/MODEL, such as gemini/gemini-3.8-flash or ollama/llama3.2; or rehearsal.'),
    ignoreFocusOut: true,
    validateInput: (written) => {
      const name = parseModelName(written);
      return typeof name === 'string' && written.trim() !== '' ? name : undefined;
    },
  });
}
