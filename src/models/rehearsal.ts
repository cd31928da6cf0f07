/**
 * The rehearsal model: answers that were written beforehand and lie in a file beside the document. It calls nothing,
 * so that the whole loop can be tried, and tested, without a key or a network.
 */
import * as z from 'zod';
import { parseDocument } from 'yaml';
import type { CallPurpose, LanguageModel, ModelOutcome, Stage } from './model.ts';

const sampleSchema = z.looseObject({ kind: z.enum(['exhibit', 'exception', 'trade-off']) });
const fileSchema = z.looseObject({ rehearsal: z.literal(1), traits: z.record(z.string(), z.array(sampleSchema)) });

type RehearsalFile = z.infer<typeof fileSchema>;

/** Where the answers for `aster.traits.md` lie: `aster.rehearsal.yaml`. Works on paths and on URI paths. */
export function rehearsalPath(documentPath: string): string {
  return `${documentPath.replace(/(?:\.traits)?\.(?:md|markdown)$/i, '')}.rehearsal.yaml`;
}

/**
 * Reads a rehearsal file. Its shape is in docs/rehearsal.md: by trait id, samples with a kind and one answer a stage.
 * `yaml` is undefined when there is no such file. Each problem becomes the outcome of every call, in a sentence.
 */
export function createRehearsalModel(yaml: string | undefined, fileName: string): LanguageModel {
  const file = yaml === undefined ? `The rehearsal model has no answers for this document: expected them in ${fileName}.` : readFile(yaml, fileName);
  return {
    id: 'rehearsal/prepared',
    rehearsed: true,
    generate: async (request, signal) => {
      if (signal.aborted) return { status: 'failed', kind: 'cancelled', message: 'Cancelled.' };
      if (typeof file === 'string') return { status: 'failed', kind: 'no-answer', message: file };
      return answer(file, fileName, request.purpose);
    },
  };
}

function readFile(yaml: string, fileName: string): RehearsalFile | string {
  const document = parseDocument(yaml, { prettyErrors: true });
  const [error] = document.errors;
  if (error !== undefined) return `${fileName} is not valid YAML: ${error.message.split('\n', 1)[0]}`;
  let value: unknown;
  try {
    value = document.toJS();
  } catch (thrown) {
    return `${fileName} cannot be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
  const parsed = fileSchema.safeParse(value);
  return parsed.success ? parsed.data : `${fileName} is not a rehearsal file: ${z.prettifyError(parsed.error)}`;
}

function answer(file: RehearsalFile, fileName: string, purpose: CallPurpose): ModelOutcome {
  const { traitId, kind, ordinal, stage } = purpose;
  const none = (what: string): ModelOutcome => ({
    status: 'failed',
    kind: 'no-answer',
    message: `The rehearsal model has no ${what}: its answers were written beforehand, in ${fileName}. Set a model to go on.`,
  });
  const samples = Object.hasOwn(file.traits, traitId) ? (file.traits[traitId] ?? []) : [];
  if (samples.length === 0) return none(`answers for the trait “${traitId}”`);
  const sample = samples.filter((candidate) => candidate.kind === kind)[ordinal];
  if (sample === undefined) return none(`more ${kind} samples for “${traitId}”`);
  const written: unknown = Object.hasOwn(sample, stage) ? sample[stage] : undefined;
  if (written === undefined) return none(`${stage satisfies Stage} for this sample of “${traitId}”`);
  return { status: 'ok', text: typeof written === 'string' ? written : JSON.stringify(written) };
}
