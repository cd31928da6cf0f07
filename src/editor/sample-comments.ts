/** Tells a sample as the comments of a thread: the steps that led to it, in order. */
import * as vscode from 'vscode';
import type { Quote, Sample } from '../generation/sample.ts';
import type { Role, ScenarioKind } from '../models/model.ts';
import { plain } from './plain-markdown.ts';

const KIND_TITLES: Readonly<Record<ScenarioKind, string>> = { exhibit: 'Exhibit', exception: 'Exception', 'trade-off': 'Trade-off' };

const AXIS_TITLES: Readonly<Record<string, string>> = {
  trait_embodiment: 'Embodies the trait',
  naturalness: 'Natural',
  superficial_patterns: 'No superficial patterns',
  faithfulness: 'Faithful to the document',
  attribution: 'The trait is the cause',
};

/** The thread's title: what kind of sample it is and what became of it. */
export function threadLabel(sample: Sample): string {
  const parts = [KIND_TITLES[sample.kind], status(sample)];
  if (sample.rehearsed) parts.push('rehearsed: written beforehand, no model called');
  return parts.join(' · ');
}

function status(sample: Sample): string {
  switch (sample.status) {
    case 'running':
      return `${nextStep(sample)}…`;
    case 'kept':
      return 'kept';
    case 'dropped':
      return 'dropped';
    case 'unparsed':
      return 'could not be read';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
  }
}

function nextStep(sample: Sample): string {
  if (sample.plan === undefined) return 'planning';
  if (sample.scenario === undefined) return 'writing the scenario';
  if (sample.defaultResponse === undefined) return 'asking without the document';
  if (sample.scenarioCritique === undefined) return 'judging the scenario';
  if (sample.draft === undefined) return 'drafting';
  if (sample.critique === undefined) return 'judging the draft';
  if (sample.response === undefined) return 'rewriting';
  return 'rating';
}

/** `lineOf` gives the document's line, from 1, of an offset in it. */
export function sampleComments(sample: Sample, source: vscode.Uri, lineOf: (offset: number) => number): vscode.Comment[] {
  const comments: vscode.Comment[] = [];
  const add = (title: string, role: Role | undefined, body: string): void => {
    const model = role === undefined ? '' : modelLabel(sample, role);
    comments.push({ author: { name: title }, body: new vscode.MarkdownString(body), mode: vscode.CommentMode.Preview, ...(model === '' ? {} : { label: model }) });
  };
  const { plan, scenario, prompt, defaultResponse, scenarioCritique, draft, critique, rewrite, ratings } = sample;
  if (plan !== undefined) add('Scenario', 'generator', scenarioBody(sample));
  if (defaultResponse !== undefined) {
    const asked = prompt !== undefined && prompt !== scenario ? '*To the message as it was first written.*\n\n' : '';
    add('Default response', 'generator', `${asked}${plain(defaultResponse)}`);
  }
  if (scenarioCritique !== undefined && scenarioCritique.problems.length > 0 && prompt !== undefined) {
    add('Scenario critique', 'critic', list(scenarioCritique.problems.map(plain)));
  }
  if (draft !== undefined) add(critique?.verdict === 'pass' ? 'Answer' : 'Draft', 'generator', plain(draft));
  if (critique !== undefined) add(`Critique: ${critique.verdict}`, 'critic', critiqueBody(sample, source, lineOf));
  if (rewrite !== undefined) add('Rewrite', 'critic', plain(rewrite));
  if (ratings !== undefined) {
    const against = Object.entries(ratings).filter(([, rating]) => !rating.holds);
    const body = against.length === 0 ? `All criteria hold: ${Object.keys(ratings).join(', ')}.` : list(against.map(([name, rating]) => `not **${name}**: ${plain(rating.reason)}`));
    add(against.length === 0 ? 'Kept' : 'Dropped', 'judge', body);
  } else if (sample.reason !== undefined) add(sample.status === 'cancelled' ? 'Cancelled' : 'Stopped here', undefined, plain(sample.reason));
  if (comments.length === 0) add('Scenario', 'generator', '*Planning…*');
  return comments;
}

function modelLabel(sample: Sample, role: Role): string {
  return sample.models[role].startsWith('rehearsal/') ? `${role} · written beforehand` : `${role} · ${sample.models[role]}`;
}

function scenarioBody(sample: Sample): string {
  const { plan, scenario, prompt, entry, pinned } = sample;
  const lines = [];
  if (prompt ?? scenario) lines.push(`${plain(prompt ?? scenario ?? '')}\n\n---`);
  if (entry !== undefined) lines.push(`**From the document**${pinned ? ' (pinned scenario)' : ''}: ${plain(entry)}`);
  if (plan !== undefined) lines.push(`**What** ${plain(plan.what)}  \n**How** ${plain(plan.how)}  \n**Why** ${plain(plan.why)}`);
  if (prompt !== undefined && prompt !== scenario) lines.push(`**First written as** ${plain(scenario ?? '')}`);
  return lines.join('\n\n');
}

const VERDICT_MARKS: Readonly<Record<string, string>> = { pass: '✓', revise: '△', fail: '✗' };

function critiqueBody({ critique, quotes }: Sample, source: vscode.Uri, lineOf: (offset: number) => number): string {
  if (critique === undefined) return '';
  const axes = Object.entries(critique.axes).map(([axis, { verdict, sentence }]) => `${VERDICT_MARKS[verdict] ?? ''} **${AXIS_TITLES[axis] ?? axis}** — ${plain(sentence)}`);
  const quoted = quotes.map((quote) => quoteLine(quote, source, lineOf));
  return [axes.join('  \n'), ...(quoted.length === 0 ? [] : [`**Rests on**\n\n${list(quoted)}`])].join('\n\n');
}

function quoteLine({ text, found }: Quote, source: vscode.Uri, lineOf: (offset: number) => number): string {
  if (found === undefined) return `“${plain(text)}” (not in the document)`;
  const line = lineOf(found.range.start);
  return `“${plain(text)}” — [line ${line}](${source.with({ fragment: `L${line}` }).toString()})`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
}
