/** Tells a sample as the comments of a thread: the steps that led to it, in order. */
import type { Quote, Sample } from '../generation/sample.ts';
import type { Role, ScenarioKind } from '../models/model.ts';
import { ROLES } from '../models/providers.ts';
import { plain, visible } from './plain-markdown.ts';

const KIND_TITLES: Readonly<Record<ScenarioKind, string>> = { exhibit: 'Exhibit', exception: 'Exception', 'trade-off': 'Trade-off' };

const AXIS_TITLES: Readonly<Record<string, string>> = {
  trait_embodiment: 'Embodies the trait',
  naturalness: 'Natural',
  superficial_patterns: 'No superficial patterns',
  faithfulness: 'Faithful to the document',
  attribution: 'The trait is the cause',
};

/** One comment. Generated text stands by itself as `text`; what we say of it, or beside it, is `markdown`. */
export interface Step {
  readonly title: string;
  /** Who: the role and its model. */
  readonly label: string;
  readonly body: { readonly text: string } | { readonly markdown: string };
}

/** What the document says of a sample today, in which it may have changed since. */
export interface Today {
  /** The trait is not what the sample was made from. */
  readonly stale: boolean;
  /** The trait is not there. */
  readonly gone: boolean;
  /** Where each of the sample's quotes stands, found anew. */
  readonly quotes: readonly Quote[];
  /** A link to the line of an offset. */
  readonly link: (offset: number) => { readonly line: number; readonly target: string };
}

/** The thread's title: what kind of sample it is and what became of it. */
export function threadLabel(sample: Sample, { stale, gone }: Pick<Today, 'stale' | 'gone'>): string {
  const parts = [KIND_TITLES[sample.kind], status(sample)];
  if (gone) parts.push('its trait is not in the document');
  else if (stale) parts.push('stale: the document has changed');
  // A failed sample shows why, and that may be that there was nothing to rehearse.
  const rehearsed = sample.status === 'failed' ? [] : ROLES.filter((role) => isRehearsed(sample, role));
  if (rehearsed.length === ROLES.length) parts.push('rehearsed: written beforehand, no model called');
  else if (rehearsed.length > 0) parts.push(`partly rehearsed: what the ${rehearsed.join(' and ')} says was written beforehand`);
  return parts.join(' · ');
}

function isRehearsed(sample: Sample, role: Role): boolean {
  return sample.models[role].startsWith('rehearsal/');
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

export function sampleSteps(sample: Sample, today: Today): readonly Step[] {
  const steps: Step[] = [];
  const who = (role: Role): string => `${role} · ${isRehearsed(sample, role) ? 'rehearsal' : sample.models[role]}`;
  const add = (title: string, label: string, body: Step['body']): void => void steps.push({ title, label, body });
  const { plan, scenario, prompt, defaultResponse, scenarioCritique, draft, critique, rewrite, ratings } = sample;
  const rewritten = prompt !== undefined && prompt !== scenario;
  if (plan !== undefined) {
    const author = sample.pinned ? 'pinned in the document' : who('generator');
    add('Scenario', rewritten ? `${author}; message rewritten by the ${who('critic')}` : author, { markdown: scenarioBody(sample) });
  }
  if (defaultResponse !== undefined) add(rewritten ? 'Default response to the first message' : 'Default response', who('generator'), { text: visible(defaultResponse) });
  if (scenarioCritique !== undefined && scenarioCritique.problems.length > 0) {
    add('Critique of the scenario', who('critic'), { markdown: list(scenarioCritique.problems.map(plain)) });
  }
  if (draft !== undefined) add(critique?.verdict === 'pass' ? 'Answer' : 'Draft', who('generator'), { text: visible(draft) });
  if (critique !== undefined) add(`Critique: ${critique.verdict}`, who('critic'), { markdown: critiqueBody(critique.axes, today) });
  if (rewrite !== undefined) add('Rewrite', who('critic'), { text: visible(rewrite) });
  if (ratings !== undefined) {
    const against = Object.entries(ratings).filter(([, rating]) => !rating.holds);
    if (against.length === 0) add('Kept', who('judge'), { text: `All criteria hold: ${Object.keys(ratings).join(', ')}.` });
    else add('Dropped', who('judge'), { markdown: list(against.map(([name, rating]) => `not **${name}**: ${plain(rating.reason)}`)) });
  } else if (sample.reason !== undefined) {
    const title = sample.status === 'cancelled' ? 'Cancelled' : sample.status === 'dropped' ? 'Dropped' : 'Stopped here';
    add(title, '', { text: visible(sample.reason) });
  }
  if (steps.length === 0) add('Scenario', who('generator'), { text: 'Planning…' });
  return steps;
}

function scenarioBody({ plan, scenario, prompt, entry }: Sample): string {
  const message = prompt ?? scenario;
  const lines: string[] = [];
  if (message !== undefined) lines.push(plain(message), '---');
  if (entry !== undefined) lines.push(`**From the document:** ${plain(entry)}`);
  if (plan !== undefined) lines.push(`**What:** ${plain(plan.what)}  \n**How:** ${plain(plan.how)}  \n**Why:** ${plain(plan.why)}`);
  if (prompt !== undefined && scenario !== undefined && prompt !== scenario) lines.push(`**First written as:** ${plain(scenario)}`);
  return lines.join('\n\n');
}

function critiqueBody(axes: Readonly<Record<string, { readonly verdict: string; readonly sentence: string }>>, today: Today): string {
  const verdicts = Object.entries(axes).map(([axis, { verdict, sentence }]) => `**${AXIS_TITLES[axis] ?? axis}: ${verdict}.** ${plain(sentence)}`);
  const quoted = today.quotes.map((quote) => quoteLine(quote, today));
  return [verdicts.join('  \n'), ...(quoted.length === 0 ? [] : ['**Rests on**', list(quoted)])].join('\n\n');
}

function quoteLine({ text, found }: Quote, { link, stale, gone }: Today): string {
  if (found === undefined) return `“${plain(text)}” (${stale || gone ? 'not in the document now' : 'not in the document'})`;
  const { line, target } = link(found.range.start);
  return `“${plain(text)}” ([line ${line}](${target}))`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
}
