/** What is shown of the runs over a document, and of the prompts that a run would send; loaded when one is asked for. */
import * as vscode from 'vscode';
import { readPromptFiles } from '../generation/override-files.node.ts';
import { NO_OVERRIDES } from '../generation/overrides.ts';
import { promptView } from '../generation/prompt-view.ts';
import { readProvenance } from '../generation/provenance.ts';
import { provenanceView } from '../generation/provenance-report.ts';
import { type KnownRuns, readAllRuns } from '../generation/run-files.node.ts';
import type { ParsedDocument } from './documents.ts';
import { plain } from './plain-markdown.ts';

const NOT_SAVED = `${vscode.l10n.t('Save the document on disk first: runs and prompts are kept beside it.')}\n`;

/** What was read last: the view is made anew with every edit of its document, and journals are large. */
let read: { readonly path: string; readonly runs: KnownRuns } | undefined;

/** *What No Sample Touched*, as Markdown. */
export async function untouchedView({ source, parsed }: ParsedDocument, fileName: string): Promise<string> {
  if (source.uri.scheme !== 'file') return NOT_SAVED;
  const path = source.uri.fsPath;
  const runs = await readAllRuns(path, read?.path === path ? read.runs : undefined);
  read = { path, runs };
  if (runs.size === 0) return `${vscode.l10n.t('There is no run of {0} yet: preview some samples first.', plain(fileName))}\n`;
  const reader = readProvenance(parsed);
  for (const { samples } of runs.values()) for (const sample of samples) reader.add(sample);
  return provenanceView(parsed, reader.result(), fileName, runs.size);
}

/** *Show Prompt* for one trait, as Markdown. */
export async function promptsView({ source, parsed }: ParsedDocument, fileName: string, traitId: string): Promise<string> {
  const trait = parsed.traits.find(({ id }) => id === traitId);
  if (trait === undefined) return `${vscode.l10n.t('This document has no trait {0} any more.', plain(traitId))}\n`;
  const none = { overrides: NO_OVERRIDES, problems: [] };
  return promptView(parsed, trait, fileName, source.uri.scheme === 'file' ? await readPromptFiles(source.uri.fsPath) : none);
}
