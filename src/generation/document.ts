/** The document pipeline: texts as people write them, about a world in which the model has the trait. */
import { documentAutorateStage } from '../prompts/document-autorate.ts';
import { documentCritiqueStage } from '../prompts/document-critique.ts';
import { documentPlanStage } from '../prompts/document-plan.ts';
import { documentRewriteStage } from '../prompts/document-rewrite.ts';
import { documentStage } from '../prompts/document.ts';
import { criteriaHold, itself, notGivenUp, notTheDraft, typeSuits } from './checks.ts';
import { askJson, askText, type MakingWith, type Pipeline, planBy, settle } from './pipeline.ts';
import { verifyQuotes } from './quotes.ts';

/** What every prompt about a text says of it. Both are settled before anything is asked. */
const TYPED = ['documentType', 'whyChannel'] as const;
const typed = ({ about, sample: { documentType, whyChannel } }: MakingWith<(typeof TYPED)[number]>) => ({ ...about, documentType, whyChannel });

/** What, how and why, and whether this type of text can carry them. */
const plan = planBy(documentPlanStage, {
  needs: TYPED,
  input: (making, earlier) => ({ ...typed(making), earlier, draw: making.sample.draw }),
  take: ({ suitable, reason, what, how, why }) => (suitable ? { plan: { what, how, why } } : { unsuitable: reason }),
});

/** The text. */
const document = askText(documentStage, {
  needs: [...TYPED, 'plan'],
  input: (making) => ({ ...typed(making), plan: making.sample.plan, names: making.sample.draw?.names }),
  take: (draft) => ({ draft }),
});

/** The text judged, in a context of its own. */
const critique = askJson(documentCritiqueStage, {
  needs: [...TYPED, 'plan', 'draft'],
  input: (making) => ({ ...typed(making), plan: making.sample.plan, draft: making.sample.draft }),
  take: (judged, { chunk }) => ({ critique: judged, quotes: verifyQuotes(chunk, judged.quotes) }),
});

/** The text written anew, whatever was found: a first version is a reading of the plan, and only once it is read is it seen what was a good choice. */
const rewrite = askText(documentRewriteStage, {
  needs: [...TYPED, 'plan', 'draft', 'critique'],
  input: (making) => ({ ...typed(making), plan: making.sample.plan, draft: making.sample.draft, critique: making.sample.critique }),
  take: (text) => ({ rewrite: text }),
});

const settledText = settle(['rewrite'], ({ sample }) => ({ document: sample.rewrite }));

/** The criteria that must all hold. */
const autorate = askJson(documentAutorateStage, {
  needs: [...TYPED, 'document'],
  input: (making) => ({ ...typed(making), document: making.sample.document }),
  take: (ratings) => ({ ratings }),
});

export const DOCUMENT: Pipeline = {
  name: 'document',
  plan,
  steps: [typeSuits, document, critique, notGivenUp, rewrite, notTheDraft, settledText, itself('document'), autorate, criteriaHold(autorate.stage, 'ratings')],
};
