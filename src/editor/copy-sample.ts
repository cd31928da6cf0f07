/** A sample as text to put somewhere else: a line to train on, Markdown, or nothing but words. */
import { exampleOf } from '../dataset/export/example.ts';
import { EXPORT_FORMATS, lineOf } from '../dataset/export/formats.ts';
import type { Decision } from '../engine/decisions.ts';
import type { Sample } from '../generation/sample.ts';

export type CopyFormat = 'line' | 'markdown' | 'plain';

/** What a person wrote in its place goes before what a model did. Undefined where there is no answer yet. */
export function copyOf(sample: Sample, format: CopyFormat, rewritten: Decision['rewritten'] = {}): string | undefined {
  const shape = sample.pipeline === 'document' ? 'document' : 'chat';
  const example = exampleOf({ ...sample, response: sample.response ?? sample.rewrite ?? sample.draft, document: sample.document ?? sample.rewrite ?? sample.draft }, sample.pipeline, shape, rewritten);
  if ('unfit' in example || example.shape === 'pair') return undefined;
  if (format === 'line') {
    const known = EXPORT_FORMATS.find(({ id }) => id === (shape === 'document' ? 'trl-text' : 'trl-messages'));
    return known === undefined ? undefined : `${lineOf(known, example)}\n`;
  }
  if (example.shape === 'document') return `${example.text}\n`;
  const turns = example.turns.map(({ speaker, text }) => [speaker === 'user' ? 'User' : 'Assistant', text] as const);
  return `${turns.map(([who, text]) => (format === 'markdown' ? `**${who}**\n\n${text}` : `${who}: ${text}`)).join('\n\n')}\n`;
}
