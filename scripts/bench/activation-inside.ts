/** Runs inside VS Code for scripts/bench/activation.ts: opens a document, and writes down what the activation took. */
import { writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { TestApi } from '../../src/editor/extension.ts';
import { testEnd } from '../../test/host/inside.ts';

/** In milliseconds; all but `rest` are VS Code's own figures, which are whole. */
export interface Activation {
  /** Loading what package.json names as `main`, and what that imports statically. */
  readonly code: number;
  /** The call of `activate`. */
  readonly call: number;
  /** Waiting for what `activate` returned to be settled. */
  readonly settled: number;
  /** From when it was active until what loads after that was loaded and registered. */
  readonly rest: number;
}

const ID = 'traitwright.traitwright';
const DEADLINE = 60_000;

/** Opens the one traits document of the workspace; writes an `Activation` as JSON into the file that the environment names. */
export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension<TestApi>(ID);
  const file = process.env['TRAITWRIGHT_BENCH_RESULT'];
  const [document] = await vscode.workspace.findFiles('*.traits.md');
  if (extension === undefined || file === undefined || document === undefined) throw new Error('the extension, the document or the name of the result is missing');
  if (extension.isActive) throw new Error(`${ID} was active before a traits document was open`);
  await vscode.workspace.openTextDocument(document);
  const { surfaces } = await extension.activate();
  const start = performance.now();
  await surfaces;
  const rest = performance.now() - start;
  const activation: Activation = { ...(await measuredByVsCode()), rest };
  await writeFile(file, JSON.stringify(activation));
  console.log(testEnd);
}

/** The row of “Developer: Startup Performance”, a document that is filled in when VS Code has come to rest. */
async function measuredByVsCode(): Promise<Omit<Activation, 'rest'>> {
  // Without its command there is no such document.
  await vscode.commands.executeCommand('perfview.show');
  const report = await vscode.workspace.openTextDocument(vscode.Uri.from({ scheme: 'perf', path: 'Startup Performance' }));
  const deadline = Date.now() + DEADLINE;
  for (;;) {
    // Extension, whether it starts with VS Code, load code, call activate, finish activate, event.
    const row = report.getText().split('\n').find((line) => line.includes(`| ${ID} `));
    const [code, call, settled] = (row ?? '').split('|').map((cell) => cell.trim()).filter((cell) => /^\d+$/.test(cell)).map(Number);
    if (code !== undefined && call !== undefined && settled !== undefined) return { code, call, settled };
    if (Date.now() > deadline) throw new Error(`VS Code does not say how long ${ID} took: ${row ?? 'it is not listed'}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
