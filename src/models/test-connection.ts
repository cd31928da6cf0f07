/** Whether a model can be reached: one call as small as can be, and what came of it in a sentence. */
import type { EmbeddingModel, FailureKind, LanguageModel, ModelOutcome } from './model.ts';

export type ConnectionTest =
  | { readonly ok: true; readonly milliseconds: number; readonly message: string }
  | { readonly ok: false; readonly kind?: FailureKind; readonly message: string };

/** Thinking models may need all of it to think, which is an answer too. */
const MOST_TOKENS = 64;

/** Makes one real call, which the provider may bill. Never rejects. `now` is in milliseconds. */
export async function testConnection(
  model: LanguageModel | EmbeddingModel,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<ConnectionTest> {
  const { id } = model;
  if ('rehearsed' in model && model.rehearsed) return { ok: true, milliseconds: 0, message: 'The rehearsal model calls nothing: its answers were written beforehand.' };
  const start = now();
  const outcome = 'embed' in model ? await model.embed(['ready'], signal) : await ask(model, signal);
  const milliseconds = Math.round(now() - start);
  switch (outcome.status) {
    case 'ok':
      if ('vectors' in outcome) return { ok: true, milliseconds, message: `${id} answered in ${milliseconds} ms, with a vector of ${outcome.vectors[0]?.length ?? 0} numbers.` };
      return { ok: true, milliseconds, message: `${id} answered in ${milliseconds} ms.` };
    case 'truncated':
      return { ok: true, milliseconds, message: `${id} answered in ${milliseconds} ms.` };
    case 'blocked':
      return { ok: false, message: `${id} was reached, and its filters withheld the answer (${outcome.reason}): check its safety settings.` };
    case 'refused':
      return { ok: false, message: `${id} was reached, and refused to say that it is ready (“${outcome.reason}”).` };
    case 'empty':
      return { ok: false, message: `${id} was reached, and its answer was empty: choose another model.` };
    case 'failed':
      return { ok: false, kind: outcome.kind, message: outcome.message };
  }
}

function ask(model: LanguageModel, signal: AbortSignal): Promise<ModelOutcome> {
  return model.generate(
    {
      // Of no run: nothing is journalled under this.
      purpose: { stage: 'default-response', role: 'generator', traitId: '', kind: 'exhibit', ordinal: 0, attempt: 0 },
      messages: [{ role: 'user', text: 'Answer with one word: ready.' }],
      maxOutputTokens: MOST_TOKENS,
    },
    signal,
  );
}
