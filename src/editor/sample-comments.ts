/** Tells a sample as the comments of a thread: the steps that led to it, in order, and what people said of it. */
import * as vscode from 'vscode';
import { PART_TITLES } from '../document/parts.ts';
import type { Decision } from '../engine/decisions.ts';
import type { Annotation } from '../engine/annotations.ts';
import type { Quote, Sample } from '../generation/sample.ts';
import type { Role, ScenarioKind } from '../models/model.ts';
import { ROLES } from '../models/providers.ts';
import type { Judgement } from '../prompts/judgement.ts';
import { plain as escaped, visible } from './plain-markdown.ts';

/** One comment. Generated text stands by itself as `text`; what we say of it, or beside it, is `markdown`. */
export interface Step {
  /** For the menus: what can be done with it. */
  readonly kind: 'scenario' | 'answer' | 'critique' | 'person' | 'verdict';
  readonly title: string;
  /** Who: the role and its model. */
  readonly label: string;
  readonly body: { readonly text: string } | { readonly markdown: string };
}

/** What the document says of a sample today, in which it may have changed since, and what people do. */
export interface Today {
  /** The trait is not what the sample was made from. */
  readonly stale: boolean;
  /** The trait is not there. */
  readonly gone: boolean;
  /** Where each of the sample's quotes stands, found anew. */
  readonly quotes: readonly Quote[];
  /** A link to the line of an offset. */
  readonly link: (offset: number) => { readonly line: number; readonly target: string };
  readonly decision: Decision | undefined;
  /** All that was said and decided about it. */
  readonly history: readonly Annotation[];
  /** Why a try to make it anew came to nothing. */
  readonly trouble: string | undefined;
}

/** Of a text to read, what a thread shows; all of it opens beside. */
const EXCERPT = 700;

/** Of anything else that a model wrote: a thread of more than a few screens is read by nobody, and VS Code takes seconds over a megabyte. */
const LONGEST = 6000;

/** Whether a thread shows less of a sample than there is to read. */
export function isCut({ prompt, scenario, plan, defaultResponse, draft, critique, rewrite, response, remarks = [] }: Sample): boolean {
  const read = [prompt, scenario, plan?.what, plan?.how, plan?.why, defaultResponse, draft, rewrite, response];
  const said = [...Object.values(critique?.axes ?? {}).map(({ sentence }) => sentence), ...remarks.map((remark) => remark.response)];
  return [...read, ...said].some((text) => text !== undefined && text.length > LONGEST);
}

/** The beginning of what is long, and where the rest is. */
function excerpt(text: string, most = LONGEST): string {
  return text.length > most ? `${cut(text, most)}\n\n${vscode.l10n.t('Open Text, in the title of this thread, shows all of it.')}` : text;
}

function cut(text: string, most = LONGEST): string {
  return text.length > most ? `${text.slice(0, most).replace(/\p{Surrogate}$/u, '').trimEnd()}…` : text;
}

/** As Markdown that shows it letter by letter, and never more than a thread can hold. */
function plain(text: string): string {
  return escaped(cut(text));
}

function kindTitle(kind: ScenarioKind): string {
  switch (kind) {
    case 'exhibit':
      return vscode.l10n.t('Exhibit');
    case 'exception':
      return vscode.l10n.t('Exception');
    case 'trade-off':
      return vscode.l10n.t('Trade-off');
  }
}

function axisTitle(axis: string): string {
  const titles: Readonly<Record<string, string>> = {
    trait_embodiment: vscode.l10n.t('Embodies the trait'),
    naturalness: vscode.l10n.t('Natural'),
    superficial_patterns: vscode.l10n.t('No superficial patterns'),
    faithfulness: vscode.l10n.t('Faithful to the document'),
    attribution: vscode.l10n.t('The trait is the cause'),
    story_arc: vscode.l10n.t('No arc with a lesson'),
    performed_virtue: vscode.l10n.t('No performed virtue'),
    mention: vscode.l10n.t('Silent about the document'),
  };
  return Object.hasOwn(titles, axis) ? (titles[axis] ?? axis) : plain(axis);
}

/** The thread's title: what kind of sample it is, what became of it, and what somebody decided. */
export function threadLabel(sample: Sample, { stale, gone, decision }: Pick<Today, 'stale' | 'gone' | 'decision'>): string {
  const kind = sample.pipeline === 'document' ? vscode.l10n.t('Document, {0}', kindTitle(sample.kind).toLowerCase()) : kindTitle(sample.kind);
  const parts = [kind, status(sample)];
  if (decision?.verdict === 'accepted') parts.push(vscode.l10n.t('accepted by a person'));
  if (decision?.verdict === 'rejected') parts.push(vscode.l10n.t('rejected by a person'));
  if (gone) parts.push(vscode.l10n.t('its trait is not in the document'));
  else if (stale) parts.push(vscode.l10n.t('stale: the document has changed'));
  // A failed sample shows why, and that may be that there was nothing to rehearse.
  const rehearsed = sample.status === 'failed' ? [] : ROLES.filter((role) => isRehearsed(sample, role));
  if (rehearsed.length === ROLES.length) parts.push(vscode.l10n.t('rehearsed: written beforehand, no model called'));
  else if (rehearsed.length > 0) parts.push(vscode.l10n.t('partly rehearsed: what the {0} says was written beforehand', rehearsed.join(', ')));
  return parts.join(' · ');
}

function isRehearsed(sample: Sample, role: Role): boolean {
  return sample.models[role].startsWith('rehearsal/');
}

function status(sample: Sample): string {
  switch (sample.status) {
    case 'running':
      return nextStep(sample);
    case 'kept':
      return vscode.l10n.t('kept');
    case 'dropped':
      return vscode.l10n.t('dropped');
    case 'unparsed':
      return vscode.l10n.t('could not be read');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'cancelled':
      return vscode.l10n.t('cancelled');
  }
}

function nextStep(sample: Sample): string {
  if (sample.plan === undefined) return vscode.l10n.t('planning…');
  if (sample.pipeline === 'document') {
    if (sample.draft === undefined) return vscode.l10n.t('writing the text…');
    if (sample.critique === undefined) return vscode.l10n.t('judging the text…');
    return sample.document === undefined ? vscode.l10n.t('rewriting…') : vscode.l10n.t('rating…');
  }
  if (sample.scenario === undefined) return vscode.l10n.t('writing the scenario…');
  if (sample.defaultResponse === undefined) return vscode.l10n.t('asking without the document…');
  if (sample.scenarioCritique === undefined) return vscode.l10n.t('judging the scenario…');
  if (sample.draft === undefined) return vscode.l10n.t('drafting…');
  if (sample.critique === undefined) return vscode.l10n.t('judging the draft…');
  return sample.response === undefined ? vscode.l10n.t('rewriting…') : vscode.l10n.t('rating…');
}

function roleName(role: Role): string {
  switch (role) {
    case 'generator':
      return vscode.l10n.t('generator');
    case 'critic':
      return vscode.l10n.t('critic');
    case 'judge':
      return vscode.l10n.t('judge');
  }
}

/** The name of a role and its model, or that it is the rehearsal's. */
function who(sample: Sample, role: Role): string {
  return `${roleName(role)} · ${isRehearsed(sample, role) ? vscode.l10n.t('rehearsal') : sample.models[role]}`;
}

export function sampleSteps(sample: Sample, today: Today): readonly Step[] {
  const steps = [...(sample.pipeline === 'document' ? documentSteps(sample, today) : answerSteps(sample, today)), ...endSteps(sample), ...notes(sample, today)];
  if (today.trouble !== undefined) steps.push({ kind: 'verdict', title: vscode.l10n.t('Not made anew'), label: '', body: { text: visible(cut(today.trouble)) } });
  return steps.length > 0 ? steps : [{ kind: 'answer', title: vscode.l10n.t('Scenario'), label: who(sample, 'generator'), body: { text: vscode.l10n.t('Planning…') } }];
}

function answerSteps(sample: Sample, today: Today): readonly Step[] {
  const { plan, scenario, prompt, defaultResponse, scenarioCritique, draft, critique, remarks = [], rewrite } = sample;
  const steps: Step[] = [];
  const isRewritten = prompt !== undefined && prompt !== scenario;
  const answer = (title: string, role: Role, text: string): void => void steps.push({ kind: 'answer', title, label: who(sample, role), body: { text: visible(excerpt(text)) } });
  if (plan !== undefined) {
    const author = sample.pinned ? vscode.l10n.t('pinned in the document') : who(sample, 'generator');
    const label = isRewritten ? vscode.l10n.t('{0}; message rewritten by the {1}', author, who(sample, 'critic')) : author;
    steps.push({ kind: 'scenario', title: vscode.l10n.t('Scenario'), label, body: { markdown: scenarioBody(sample) } });
  }
  if (defaultResponse !== undefined) answer(isRewritten ? vscode.l10n.t('Default response to the first message') : vscode.l10n.t('Default response'), 'generator', defaultResponse);
  if (scenarioCritique !== undefined && scenarioCritique.problems.length > 0) {
    steps.push({ kind: 'critique', title: vscode.l10n.t('Critique of the scenario'), label: who(sample, 'critic'), body: { markdown: list(scenarioCritique.problems.map(plain)) } });
  }
  if (draft !== undefined) answer(critique?.verdict === 'pass' ? vscode.l10n.t('Answer') : vscode.l10n.t('Draft'), 'generator', draft);
  if (critique !== undefined) steps.push(critiqueStep(sample, critique, today));
  for (const { response, text } of remarks) {
    if (response !== draft) answer(vscode.l10n.t('Rewrite'), 'critic', response);
    steps.push({ kind: 'person', title: vscode.l10n.t('Reply'), label: vscode.l10n.t('a person'), body: { text: visible(text) } });
  }
  if (rewrite !== undefined) answer(remarks.length === 0 ? vscode.l10n.t('Rewrite') : vscode.l10n.t('Rewrite after the reply'), 'critic', rewrite);
  if (today.decision?.rewritten.response !== undefined && today.decision.rewritten.response !== (rewrite ?? draft)) {
    steps.push({ kind: 'person', title: vscode.l10n.t('Answer in its place'), label: vscode.l10n.t('after what a person said'), body: { text: visible(cut(today.decision.rewritten.response)) } });
  }
  return steps;
}

function documentSteps(sample: Sample, today: Today): readonly Step[] {
  const { plan, documentType, critique, document } = sample;
  const steps: Step[] = [];
  if (plan !== undefined) {
    const lines = [...(documentType === undefined ? [] : [`**${vscode.l10n.t('Type of text:')}** ${plain(documentType)}`]), planBody(plan)];
    steps.push({ kind: 'scenario', title: vscode.l10n.t('Plan'), label: sample.pinned ? vscode.l10n.t('pinned in the document') : who(sample, 'generator'), body: { markdown: lines.join('\n\n') } });
  }
  if (critique !== undefined) steps.push(critiqueStep(sample, critique, today));
  if (document !== undefined) {
    steps.push({ kind: 'answer', title: vscode.l10n.t('Text'), label: who(sample, 'critic'), body: { text: visible(excerpt(document, EXCERPT)) } });
  }
  return steps;
}

/** How it ended. */
function endSteps(sample: Sample): readonly Step[] {
  const { ratings, reason } = sample;
  if (ratings !== undefined) {
    const against = Object.entries(ratings).filter(([, rating]) => !rating.holds);
    const label = who(sample, 'judge');
    if (against.length === 0) return [{ kind: 'verdict', title: vscode.l10n.t('Kept'), label, body: { text: vscode.l10n.t('All criteria hold: {0}.', Object.keys(ratings).join(', ')) } }];
    return [{ kind: 'verdict', title: vscode.l10n.t('Dropped'), label, body: { markdown: list(against.map(([name, rating]) => `${vscode.l10n.t('not')} **${plain(name)}**: ${plain(rating.reason)}`)) } }];
  }
  if (reason === undefined) return [];
  const title = sample.status === 'cancelled' ? vscode.l10n.t('Cancelled') : sample.status === 'dropped' ? vscode.l10n.t('Dropped') : vscode.l10n.t('Stopped here');
  return [{ kind: 'verdict', title, label: '', body: { text: visible(cut(reason)) } }];
}

/** What people remarked, and what led to no rewrite. */
function notes({ remarks = [] }: Sample, { history }: Today): readonly Step[] {
  const led = new Set(remarks.map(({ text }) => text));
  return history.flatMap((annotation): readonly Step[] => {
    const text = annotation.type === 'comment' ? annotation.text : annotation.type === 'rejected' ? (annotation.reason ?? '') : '';
    if (text === '' || led.has(text)) return [];
    return [{ kind: 'person', title: annotation.type === 'rejected' ? vscode.l10n.t('Rejected') : vscode.l10n.t('Note'), label: vscode.l10n.t('a person'), body: { text: visible(text) } }];
  });
}

function scenarioBody({ plan, scenario, prompt, entry }: Sample): string {
  const message = prompt ?? scenario;
  const lines: string[] = [];
  if (message !== undefined) lines.push(escaped(excerpt(message)), '---');
  if (entry !== undefined) lines.push(`**${vscode.l10n.t('From the document:')}** ${plain(entry)}`);
  if (plan !== undefined) lines.push(planBody(plan));
  if (prompt !== undefined && scenario !== undefined && prompt !== scenario) lines.push(`**${vscode.l10n.t('First written as:')}** ${plain(scenario)}`);
  return lines.join('\n\n');
}

function planBody({ what, how, why }: NonNullable<Sample['plan']>): string {
  return `**${vscode.l10n.t('What:')}** ${plain(what)}  \n**${vscode.l10n.t('How:')}** ${plain(how)}  \n**${vscode.l10n.t('Why:')}** ${plain(why)}`;
}

function critiqueStep(sample: Sample, { verdict, axes, document_gap: gap }: Judgement, today: Today): Step {
  const verdicts = Object.entries(axes).map(([axis, judged]) => `**${axisTitle(axis)}: ${judged.verdict}.** ${plain(judged.sentence)}`);
  const quoted = today.quotes.map((quote) => quoteLine(quote, today));
  const open = gap === undefined || gap === null ? [] : [`**${vscode.l10n.t('The document leaves open, in {0}:', PART_TITLES[gap.part])}** ${plain(gap.missing)}`];
  const rests = quoted.length === 0 ? [] : [`**${vscode.l10n.t('Rests on')}**`, list(quoted)];
  return { kind: 'critique', title: vscode.l10n.t('Critique: {0}', verdict), label: who(sample, 'critic'), body: { markdown: [verdicts.join('  \n'), ...open, ...rests].join('\n\n') } };
}

function quoteLine({ text, found }: Quote, { link, stale, gone }: Today): string {
  if (found === undefined) return `“${plain(text)}” (${stale || gone ? vscode.l10n.t('not in the document now') : vscode.l10n.t('not in the document')})`;
  const { line, target } = link(found.range.start);
  return `“${plain(text)}” ([${vscode.l10n.t('line {0}', line)}](${target}))`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
}
