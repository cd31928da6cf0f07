/** The Gemini key: kept in VS Code's secret storage, never in settings, files or logs. */
import * as vscode from 'vscode';

const GEMINI = 'traits.gemini.apiKey';

export class Keys {
  private readonly secrets: vscode.SecretStorage;

  constructor(secrets: vscode.SecretStorage) {
    this.secrets = secrets;
  }

  async gemini(): Promise<string | undefined> {
    return this.secrets.get(GEMINI);
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
