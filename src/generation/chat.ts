/** The chat pipeline: a message from a user, and the answer of a model that has the trait. */
import { autorateStage } from '../prompts/autorate.ts';
import { critiqueStage } from '../prompts/critique.ts';
import { defaultResponseStage } from '../prompts/default-response.ts';
import { draftStage } from '../prompts/draft.ts';
import { planStage } from '../prompts/plan.ts';
import { rewriteStage } from '../prompts/rewrite.ts';
import { scenarioCritiqueStage } from '../prompts/scenario-critique.ts';
import { scenarioStage } from '../prompts/scenario.ts';
import { withoutNoGap } from '../prompts/judgement.ts';
import { criteriaHold, itself, notGivenUp, notTheDraft } from './checks.ts';
import { askJson, askText, type Pipeline, planBy, settle } from './pipeline.ts';
import { verifyQuotes } from './quotes.ts';
import type { Sample } from './sample.ts';

/** What, how and why, settled before anything is written. */
const plan = planBy(planStage, {
  needs: [],
  input: ({ about, sample }, earlier) => ({ ...about, earlier, draw: sample.draw }),
  take: (made) => ({ plan: made }),
});

/** The user's message, unless one is pinned. */
const scenario = askJson(scenarioStage, {
  needs: ['plan'],
  unless: ({ seed }) => seed.prompt !== undefined,
  input: ({ chunk, sample }) => ({ chunk, plan: sample.plan, draw: sample.draw }),
  take: ({ prompt }) => ({ scenario: prompt }),
});

/** What the model answers by itself. */
const defaultResponse = askText(defaultResponseStage, {
  needs: ['scenario'],
  input: ({ sample }) => ({ prompt: sample.scenario }),
  take: (answer) => ({ defaultResponse: answer }),
});

/** Whether somebody could have sent it, and whether it calls for the trait. */
const scenarioCritique = askJson(scenarioCritiqueStage, {
  needs: ['plan', 'scenario', 'defaultResponse'],
  input: ({ about, sample }) => ({ ...about, plan: sample.plan, prompt: sample.scenario, defaultResponse: sample.defaultResponse }),
  take: (critique) => ({ scenarioCritique: critique }),
});

/** The message that goes on. One that somebody pinned is theirs to change. */
const settledPrompt = settle(['scenario', 'scenarioCritique'], ({ seed, sample: { scenario: first, scenarioCritique: { decision, prompt } } }) => ({
  prompt: decision === 'rewrite' && seed.prompt === undefined ? prompt : first,
}));

/** Whether the default response is to a first version of the message. */
function isRewritten({ scenario: first, prompt }: Sample): boolean {
  return first !== undefined && first !== prompt;
}

/** The answer, with the chunk in the system prompt. */
const draft = askText(draftStage, {
  needs: ['prompt'],
  input: ({ chunk, sample }) => ({ chunk, prompt: sample.prompt }),
  take: (answer) => ({ draft: answer }),
});

/** The answer judged, in a context of its own. */
const critique = askJson(critiqueStage, {
  needs: ['prompt', 'draft', 'defaultResponse'],
  input: ({ about, sample }) => ({ ...about, prompt: sample.prompt, draft: sample.draft, defaultResponse: sample.defaultResponse, ofFirst: isRewritten(sample) }),
  take: (judged, { chunk }) => ({ critique: withoutNoGap(judged), quotes: verifyQuotes(chunk, judged.quotes) }),
});

/** The answer written anew, where it was found wanting. */
const rewrite = askText(rewriteStage, {
  needs: ['prompt', 'draft', 'critique', 'defaultResponse'],
  unless: ({ sample }) => sample.critique?.verdict !== 'revise',
  input: ({ about, sample }) => ({ ...about, prompt: sample.prompt, draft: sample.draft, critique: sample.critique, ...(sample.critique.axes['naturalness']?.verdict === 'pass' ? {} : { defaultResponse: sample.defaultResponse }) }),
  take: (answer) => ({ rewrite: answer }),
});

const settledResponse = settle(['draft'], ({ sample }) => ({ response: sample.rewrite ?? sample.draft }));

/** The criteria that must all hold. */
const autorate = askJson(autorateStage, {
  needs: ['prompt', 'response', 'defaultResponse'],
  input: ({ about, sample }) => ({ ...about, prompt: sample.prompt, response: sample.response, defaultResponse: sample.defaultResponse, ofFirst: isRewritten(sample) }),
  take: (ratings) => ({ ratings }),
});

export const CHAT: Pipeline = {
  name: 'chat',
  plan,
  steps: [
    scenario,
    defaultResponse,
    scenarioCritique,
    settledPrompt,
    draft,
    critique,
    notGivenUp,
    rewrite,
    notTheDraft,
    settledResponse,
    itself('response'),
    autorate,
    criteriaHold(autorate.stage, 'ratings'),
  ],
};
