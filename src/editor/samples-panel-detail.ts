/** What the samples panel is told of a sample: plain data, with every hidden character of generated text named. */
import type { Annotation } from '../engine/annotations.ts';
import type { Quote, Sample } from '../generation/sample.ts';
import type { Judgement, Ratings } from '../prompts/judgement.ts';
import { type Detail, type Judged, type Remark, type Row, TEXT_KEYS, type TextKey } from '../view/samples/messages.ts';
import { visible } from './plain-markdown.ts';
import type { ListedSample } from './samples.ts';

/** A line of the list. */
export function toRow(sample: ListedSample, decision: Row['decision'], comments: number): Row {
  const { key, run, pipeline, traitId, kind = '', status, verdict = '', droppedBy = '', duplicate, freshness = '', rehearsed, pinned, documentType = '', when, opening, tokens, cost = null } = sample;
  const at = Date.parse(when);
  return {
    key,
    run,
    pipeline,
    duplicate,
    freshness,
    rehearsed,
    pinned,
    tokens,
    cost,
    decision,
    comments,
    traitId: visible(traitId),
    kind: visible(kind),
    status: visible(status),
    verdict: visible(verdict),
    droppedBy: visible(droppedBy),
    documentType: visible(documentType),
    opening: visible(opening),
    at: Number.isNaN(at) ? 0 : at,
  };
}

/** A sample; `quotes` are its quotes as they stand in the document now, and `lineAt` tells the line of an offset there, counted from 1. */
export function toDetail(key: string, sample: Sample, quotes: readonly Quote[], lineAt: (offset: number) => number, history: readonly Annotation[]): Detail {
  const texts: Partial<Record<TextKey, string>> = {};
  for (const name of TEXT_KEYS) {
    const text = name === 'difference' ? sample.pairCritique?.difference : sample[name];
    if (text !== undefined) texts[name] = visible(text);
  }
  const { plan, critique, ratings, pairRatings, usage, models, scenarioCritique, similarity } = sample;
  return {
    key,
    id: visible(sample.id),
    texts,
    ...(plan === undefined ? {} : { plan: { what: visible(plan.what), how: visible(plan.how), why: visible(plan.why) } }),
    problems: (scenarioCritique?.problems ?? []).map(visible),
    critique: critique === undefined ? [] : axes(critique),
    critiqueVerdict: critique?.verdict ?? '',
    ratings: criteria(ratings),
    pairRatings: criteria(pairRatings),
    quotes: quotes.map(({ text, found }) => ({ text: visible(text), line: found === undefined ? null : lineAt(found.range.start) })),
    models: (['generator', 'critic', 'judge'] as const).map((role) => ({ role, model: visible(models[role]), inputTokens: usage[role]?.inputTokens ?? 0, outputTokens: usage[role]?.outputTokens ?? 0 })),
    remarks: history.map(remark),
    similarity: similarity ?? null,
  };
}

function axes(critique: Judgement): readonly Judged[] {
  return Object.entries(critique.axes).map(([name, { sentence, verdict }]) => ({ name: visible(name), sentence: visible(sentence), verdict }));
}

function criteria(ratings: Ratings | undefined): readonly Judged[] {
  return Object.entries(ratings ?? {}).map(([name, { reason, holds }]) => ({ name: visible(name), sentence: visible(reason), verdict: holds ? 'holds' : 'fails' }));
}

function remark(annotation: Annotation): Remark {
  const at = Date.parse(annotation.at);
  return { type: annotation.type, at: Number.isNaN(at) ? 0 : at, text: visible(textOf(annotation)) };
}

function textOf(annotation: Annotation): string {
  switch (annotation.type) {
    case 'comment':
      return annotation.text;
    case 'rejected':
      return annotation.reason ?? '';
    case 'rewritten':
      return [annotation.prompt, annotation.response].filter((text) => text !== undefined).join('\n\n');
    case 'accepted':
    case 'pinned':
    case 'withdrawn':
      return '';
    case 'scored':
      return String(annotation.value);
  }
}
