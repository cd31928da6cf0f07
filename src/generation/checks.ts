/** The checks in code that a sample goes through between the stages of its pipeline. */
import { isAlike } from './alike.ts';
import { answerFaults, textFaults } from './identity.ts';
import { check, type CheckStep } from './pipeline.ts';
import type { Sample } from './sample.ts';

/** The type of text suits the trait. */
export const typeSuits: CheckStep = check('document-plan', [], ({ sample: { unsuitable, documentType } }) =>
  unsuitable === undefined ? undefined : `Unsuitable, so nothing was written: ${documentType ?? 'this type of text'}. ${unsuitable}`,
);

/** The critique leaves something to go on with. */
export const notGivenUp: CheckStep = check('critique', ['critique'], ({ sample: { critique } }) => {
  if (critique.verdict !== 'fail') return undefined;
  const all = Object.values(critique.axes);
  const worst = all.find(({ verdict }) => verdict === 'fail') ?? all.find(({ verdict }) => verdict === 'revise') ?? all[0];
  return `The critique gave it up: ${worst?.sentence ?? ''}`;
});

/** What was to be written anew was. Where it is the draft once more, what the critique found is in it still. */
export const notTheDraft: CheckStep = check('same-as-draft', ['draft', 'critique'], ({ sample: { draft, rewrite, critique } }) => {
  if (rewrite === undefined || critique.verdict === 'pass' || !isSame(draft, rewrite)) return undefined;
  const found = Object.values(critique.axes).find(({ verdict }) => verdict !== 'pass');
  return `The rewrite is the draft, word for word, so what the critique found is still there${found === undefined ? '.' : `: ${found.sentence}`}`;
});

/** All criteria hold. `stage` is the one that rated them. */
export function criteriaHold(stage: string, key: 'ratings' | 'pairRatings'): CheckStep {
  return check(stage, [key], ({ sample }) => {
    const ratings: NonNullable<Sample['ratings']> = sample[key];
    const against = Object.entries(ratings).filter(([, { holds }]) => !holds);
    return against.length === 0 ? undefined : against.map(([name, { reason }]) => `not ${name}: ${reason}`).join(' ');
  });
}

/** The rejected answer lacks the trait, or was written anew so that it does. */
export const pairSetApart: CheckStep = check('pair-critique', ['pairCritique'], ({ sample: { pairCritique } }) =>
  pairCritique.decision === 'drop' ? `${pairCritique.rejected_aligns ? 'The rejected answer does what the trait asks as well' : 'The critic of the pair gave it up'}: ${pairCritique.difference}` : undefined,
);

/** The two sides differ in more than a few words. */
export const sidesDiffer: CheckStep = check('alike', ['response', 'rejected'], ({ sample: { response, rejected } }) =>
  isAlike(response, rejected) ? 'The chosen and the rejected answer are alike, so there is nothing to prefer.' : undefined,
);


/** Who speaks, or is spoken of, is the model that the document is about. In code: a judge that is that other model sees nothing wrong with it. */
export function itself(key: 'response' | 'rejected' | 'document'): CheckStep {
  return check('identity', [key], ({ sample, chunk: { variables, pieces } }) => {
    const [model, provider] = [variables.get('model'), variables.get('provider')];
    const title = pieces.find(({ role }) => role === 'title')?.text;
    const told = { own: { ...(model === undefined ? {} : { model }), ...(provider === undefined ? {} : { provider }) }, ...(title === undefined ? {} : { title }) };
    const faults = key === 'document' ? textFaults(sample[key], told) : answerFaults(sample[key], { ...told, ...(sample.prompt === undefined ? {} : { prompt: sample.prompt }) });
    return faults.length === 0 ? undefined : `${key === 'rejected' ? 'Of the rejected answer: ' : ''}${faults.map(({ reason }) => reason).join(' ')}`;
  });
}

function isSame(a: string, b: string): boolean {
  return words(a) === words(b);
}

function words(text: string): string {
  return text.trim().split(/\s+/).join(' ');
}
