/** The Gemini key: kept in VS Code's secret storage or taken from the environment, never in settings, files or logs. */
import * as vscode from 'vscode';

const GEMINI = 'traits.gemini.apiKey';

export class Keys {
  private readonly secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.secrets = secrets;
  }

  /** The stored key, or the one in the environment of VS Code. */
  async gemini(): Promise<string | undefined> {
    return (await this.secrets.get(GEMINI)) ?? (process.env['GEMINI_API_KEY']?.trim() || undefined);
  }

  /** Asks for a key; true when one was given. */
  async askForGemini(): Promise<boolean> {
    const key = await vscode.window.showInputBox({
      title: 'Gemini API key',
      prompt: 'It is kept in the secret storage of VS Code and sent to Gemini only.',
      password: true,
      ignoreFocusOut: true,
      validateInput: (value) => (/\s/.test(value.trim()) ? 'A key has no spaces in it.' : undefined),
    });
    if (key === undefined || key.trim() === '') return false;
    await this.storeGemini(key.trim());
    void vscode.window.showInformationMessage('The Gemini API key is set.');
    return true;
  }

  async storeGemini(key: string): Promise<void> {
    await this.secrets.store(GEMINI, key);
  }

  async removeGemini(): Promise<void> {
    await this.secrets.delete(GEMINI);
    void vscode.window.showInformationMessage('The Gemini API key was removed.');
  }
}
