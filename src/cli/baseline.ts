/** What was found on the day that somebody drew a line: `lint` then speaks only of what came since. */
import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { CannotRun } from './command.ts';
import { reasonOf } from './files.ts';
import type { FileReport, ReportedDiagnostic } from './formats/report.ts';
import { readJson } from './json-file.ts';

const finding = z.strictObject({ file: z.string(), rule: z.string(), trait: z.string().optional(), message: z.string(), count: z.int().min(1) });
const shape = z.strictObject({ version: z.literal(1), findings: z.array(finding) });

/**
 * On disk: `findings` in a stable order, each with how often it was found. Lines do not count, so that text may move.
 * Files are named from the working directory.
 */
export type Baseline = z.infer<typeof shape>;

type Finding = z.infer<typeof finding>;

/** What tells one finding from another. */
function keyOf(file: string, rule: string, trait: string | undefined, message: string): string {
  return JSON.stringify([file, rule, trait ?? null, message]);
}

function keyOfDiagnostic(file: string, { ruleId, traitId, message }: ReportedDiagnostic): string {
  return keyOf(file, ruleId, traitId, message);
}

/** All that is in a report. */
export function baselineOf(files: readonly FileReport[]): Baseline {
  const findings = new Map<string, Finding>();
  for (const { file, diagnostics } of files) {
    for (const diagnostic of diagnostics) {
      const { ruleId: rule, traitId: trait, message } = diagnostic;
      const key = keyOfDiagnostic(file, diagnostic);
      const count = (findings.get(key)?.count ?? 0) + 1;
      findings.set(key, { file, rule, ...(trait === undefined ? {} : { trait }), message, count });
    }
  }
  const sorted = [...findings].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { version: 1, findings: sorted.map(([, one]) => one) };
}

/** A report less what a baseline has, as often as it has it; of equal findings, those first in the document go. */
export function without(files: readonly FileReport[], { findings }: Baseline): FileReport[] {
  const left = new Map<string, number>();
  for (const { file, rule, trait, message, count } of findings) {
    const key = keyOf(file, rule, trait, message);
    left.set(key, (left.get(key) ?? 0) + count);
  }
  return files.map(({ file, diagnostics }) => ({
    file,
    diagnostics: diagnostics.filter((diagnostic) => {
      const key = keyOfDiagnostic(file, diagnostic);
      const count = left.get(key) ?? 0;
      left.set(key, count - 1);
      return count <= 0;
    }),
  }));
}

/**
 * Reads a baseline, named from `cwd`.
 * @throws CannotRun when it is none.
 */
export function readBaseline(file: string, cwd: string): Promise<Baseline> {
  return readJson(file, cwd, shape);
}

/**
 * Writes a baseline in place of what the file had.
 * @throws CannotRun when it cannot be written.
 */
export async function writeBaseline(file: string, cwd: string, baseline: Baseline): Promise<void> {
  await writeFile(resolve(cwd, file), `${JSON.stringify(baseline, null, 2)}\n`).catch((error: unknown) => {
    throw new CannotRun(`${file}: could not be written: ${reasonOf(error)}`);
  });
}
