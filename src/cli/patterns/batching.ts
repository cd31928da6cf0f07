/** `patterns --check-batching`: for a person at a terminal, or the whole report as JSON. */
import { dollars } from '../../models/dollars.ts';
import type { BatchedPattern, BatchingReport } from '../../patterns/model/batching.ts';
import type { Agreement } from '../../statistics/agreement.ts';
import { oneLine } from '../io.ts';
import { interval, ofAll, percent, samplesOf } from './words.ts';

/** Below this, rates differ by more than chance. */
const LEVEL = 0.05;

export function batchingJson(report: BatchingReport): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

export function batchingText({ judge, samples, perCall, patterns, together, again, problems, usd, ended }: BatchingReport): string {
  const share = ({ same, of }: BatchingReport['together']): string => (of === 0 ? 'none could be compared' : `${percent(same / of)}, ${same.toLocaleString('en')} of ${of.toLocaleString('en')}`);
  const moved = patterns.filter(({ p }) => p < LEVEL);
  const lines = [
    `${samplesOf(samples)}, drawn by chance, rated by ${oneLine(judge)}: one pattern a call, once more so, and up to ${perCall} a call.`,
    '',
    ...patterns.flatMap(patternText),
    '',
    `The same marks, alone and together: ${share(together)}. Alone and alone once more: ${share(again)}.`,
    'Where the judge agrees with itself no more than that, the rest is not the batching. Kappa is over strict, broad and absent; a rate near 0 or 100% makes it low whatever the marks.',
    moved.length === 0 ? `No strict rate differs by more than chance (McNemar, Holm over ${patterns.length}): of so few samples that says little about small differences.` : `Rates that differ by more than chance (McNemar, Holm over ${patterns.length}): ${moved.map(({ name }) => oneLine(name)).join(', ')}. Use --per-call 1, or a smaller number.`,
    ...problems.map((problem) => `Some calls came to nothing: ${oneLine(problem)}`),
    ...(ended === 'budget' ? ['The budget was used up before all was asked: the figures are of what was.'] : []),
    `Cost: ${usd === null ? 'unknown' : dollars(usd)}.`,
  ];
  return `${lines.join('\n')}\n`;
}

function patternText({ name, together, again, strictAlone, strictTogether, p, unmarked: [alone, batched] }: BatchedPattern): readonly string[] {
  const lines = [
    oneLine(name),
    `  together  ${agreementText(together)}`,
    `  again     ${agreementText(again)}`,
    `  strict    ${percent(strictAlone.rate)} alone (${ofAll(strictAlone)}), ${percent(strictTogether.rate)} together (${ofAll(strictTogether)}), p = ${p < 0.001 ? 'below 0.001' : p.toFixed(3)}`,
  ];
  if (alone + batched > 0) lines.push(`  without a mark: ${alone} alone, ${batched} together`);
  return lines;
}

function agreementText({ agreed, kappa, undefinedSince }: Agreement): string {
  const agrees = `${percent(agreed.rate)} the same (${ofAll(agreed)}, ${interval(agreed)})`;
  switch (undefinedSince) {
    case null:
      return `${agrees}, kappa ${(kappa ?? 0).toFixed(2)}`;
    case 'nothing-rated':
      return 'nothing was rated in both ways';
    case 'one-value-only':
      return `${agrees}, no kappa: every mark was the same`;
  }
}
