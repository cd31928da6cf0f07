/** Writes what a sample was made from as a scenario block, so that it is made anew from the same with every run. */
import type { Trait } from '../document/traits-document.ts';
import type { Range } from '../document/range.ts';
import type { Sample } from './sample.ts';

/** A replacement in a document's text. */
export interface PinEdit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * The edit that pins a sample's plan and message in its trait: after the scenarios that are pinned there, or else at the
 * trait's end. Undefined where there is no plan to pin. `text` is the document's.
 */
export function pinEdit(text: string, { content, range }: Trait, { kind, plan, prompt, scenario, whyChannel }: Pick<Sample, 'kind' | 'plan' | 'prompt' | 'scenario' | 'whyChannel'>): PinEdit | undefined {
  if (plan === undefined) return undefined;
  const message = prompt ?? scenario;
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n';
  const yaml = [
    entry('kind', kind),
    entry('what', plan.what),
    entry('how', plan.how),
    entry('why', plan.why),
    ...(whyChannel === undefined ? [] : [entry('why-channel', whyChannel)]),
    ...(message === undefined ? [] : [entry('prompt', message)]),
  ].join('\n');
  // A fence ends at a line of as many of its characters, or more.
  const longest = Math.max(2, ...Array.from(yaml.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const block = `${fence}yaml scenario\n${yaml}\n${fence}`;
  const { source } = content;
  const last = content.scenarios.at(-1)?.range;
  // One in a list is indented as the list is.
  const indent = last === undefined ? (content.form === 'item' ? ' '.repeat(columnOfText(text, range.start)) : '') : (/[ \t]*$/.exec(source.slice(0, last.start))?.[0] ?? '');
  const at = range.start + (last?.end ?? source.trimEnd().length);
  const written = `\n\n${block.split('\n').map((line) => (line === '' ? line : indent + line)).join('\n')}${at === text.length ? '\n' : ''}`;
  return { range: { start: at, end: at }, newText: written.replaceAll('\n', eol) };
}

/** Whether a trait has the scenario of a sample pinned, as it would be written. */
export function isPinned({ content }: Trait, { plan, prompt, scenario }: Pick<Sample, 'plan' | 'prompt' | 'scenario'>): boolean {
  const message = (prompt ?? scenario)?.trim();
  return plan !== undefined && content.scenarios.some(({ values }) => values.what === plan.what.trim() && values.how === plan.how.trim() && values.why === plan.why.trim() && values.prompt === message);
}

/** The column in which the text of a list's item begins. */
function columnOfText(text: string, start: number): number {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  return start - lineStart + (/^(?:[-*+]|\d+[.)])[ \t]+/.exec(text.slice(start, start + 20))?.[0].length ?? 2);
}

/** Any text as a YAML value: a block for several lines that it can hold, and else in quotes, which JSON's are. */
function entry(key: string, value: string): string {
  const text = value.trim();
  const lines = text.split('\n');
  if (lines.length > 1 && lines.every((line) => line === line.trimEnd() && !UNWRITABLE.test(line))) {
    return `${key}: |-\n${lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}`;
  }
  return `${key}: ${PLAIN.test(text) && !UNWRITABLE.test(text) && !/^(?:true|false|null)$/i.test(text) ? text : JSON.stringify(text)}`;
}

/** What YAML cannot have outside of quotes, or some reader takes for a line end. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\u0085\u2028\u2029\uFEFF\uFFFE\uFFFF]/u;

/** A text that is nothing else in YAML. */
const PLAIN = /^\p{L}[^:#"\\{}[\],&*!|>%@`\n]*$/u;
