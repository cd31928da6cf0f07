/** The preference pipeline: a chat example, and beside it an answer that lacks the trait, to be preferred less. */
import { pairAutorateStage, pairRatingsOf } from '../prompts/pair-autorate.ts';
import { pairCritiqueStage } from '../prompts/pair-critique.ts';
import { rejectedStage } from '../prompts/rejected.ts';
import { CHAT } from './chat.ts';
import { criteriaHold, itself, pairSetApart, sidesDiffer } from './checks.ts';
import { askJson, askText, type Pipeline, settle } from './pipeline.ts';
import { randomNumbers } from './random.ts';
import type { Sample } from './sample.ts';

/** What the same model answers when it is shown nothing of the document. */
const rejected = askText(rejectedStage, {
  needs: ['prompt'],
  input: ({ chunk, sample }) => ({ chunk, prompt: sample.prompt }),
  take: (answer) => ({ rejectedDraft: answer }),
});

/** Whether that answer lacks the trait; where it does not, it is written anew, or there is no pair. */
const pairCritique = askJson(pairCritiqueStage, {
  needs: ['prompt', 'response', 'rejectedDraft'],
  input: ({ about, sample }) => ({ ...about, prompt: sample.prompt, chosen: sample.response, rejected: sample.rejectedDraft }),
  take: (critique) => ({ pairCritique: critique }),
});

const settledRejected = settle(['rejectedDraft', 'pairCritique'], ({ sample: { rejectedDraft, pairCritique: judged } }) => ({
  rejected: judged.decision === 'rewrite' ? judged.rejected : rejectedDraft,
}));

/** So that a judge cannot go by the order, it follows from the sample's id. */
function rejectedFirst({ id }: Pick<Sample, 'id'>): boolean {
  return randomNumbers(['pair', id])() < 0.5;
}

/** The criteria for the two side by side. */
const pairAutorate = askJson(pairAutorateStage, {
  needs: ['prompt', 'response', 'rejected'],
  input: ({ about, sample }) => ({ ...about, prompt: sample.prompt, chosen: sample.response, rejected: sample.rejected, rejectedFirst: rejectedFirst(sample) }),
  take: (judgement, { sample }) => ({ pairRatings: pairRatingsOf(judgement, rejectedFirst(sample)) }),
});

// The chosen answer is made and judged as in the chat pipeline, call for call: what was made there need not be paid for again.
export const PREFERENCE: Pipeline = {
  name: 'preference',
  plan: CHAT.plan,
  steps: [...CHAT.steps, rejected, pairCritique, pairSetApart, settledRejected, itself('rejected'), sidesDiffer, pairAutorate, criteriaHold(pairAutorate.stage, 'pairRatings')],
};
