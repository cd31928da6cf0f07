/**
 * The rehearsal model: answers that were written beforehand and lie in a file beside the document. It calls nothing,
 * so that the whole loop can be tried, and tested, without a key or a network.
 */
import * as z from 'zod';
import { parseDocument } from 'yaml';
import type { LanguageModel, ModelOutcome, ModelRequest, PipelineName } from './model.ts';

const sampleSchema = z.looseObject({ kind: z.enum(['exhibit', 'exception', 'trade-off']) });
const samplesSchema = z.record(z.string(), z.array(sampleSchema));
/** By the id of a question, a probe or an entry; then by who answers; then by stage. */
const evalsSchema = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const fileSchema = z.looseObject({ rehearsal: z.literal(1), traits: samplesSchema, documents: samplesSchema.optional(), evals: evalsSchema.optional() });

type RehearsalFile = z.infer<typeof fileSchema>;

/** Where the answers for `aster.traits.md` lie: `aster.rehearsal.yaml`. Works on paths and on URI paths. */
export function rehearsalPath(documentPath: string): string {
  return `${documentPath.replace(/(?:\.traits)?\.(?:md|markdown)$/i, '')}.rehearsal.yaml`;
}

/**
 * Reads a rehearsal file. Its shape is in docs/rehearsal.md: by trait id, samples with a kind and one answer a stage; those
 * of texts apart from those of answers and pairs, and those of evals apart from both.
 * `yaml` is undefined when there is no such file. Each problem becomes the outcome of every call, in a sentence.
 * `judge` is a second judge of an eval, whose verdicts stand beside those of the first.
 */
export function createRehearsalModel(yaml: string | undefined, fileName: string, judge?: string): LanguageModel {
  const file = yaml === undefined ? `The rehearsal model has no answers for this document: expected them in ${fileName}.` : readFile(yaml, fileName);
  return {
    id: judge === undefined ? 'rehearsal/prepared' : `rehearsal/judge-${judge}`,
    rehearsed: true,
    generate: async (request, signal) => {
      if (signal.aborted) return { status: 'failed', kind: 'cancelled', message: 'Cancelled.' };
      if (typeof file === 'string') return { status: 'failed', kind: 'no-answer', message: file };
      return answer(file, fileName, request, judge);
    },
  };
}

/** The ids of the traits that a rehearsal file has answers for at the stages of a pipeline; undefined where it cannot be read. */
export function preparedTraits(yaml: string, pipeline: PipelineName): readonly string[] | undefined {
  const file = readFile(yaml, '');
  if (typeof file === 'string') return undefined;
  const byTrait = Object.entries((pipeline === 'document' ? file.documents : file.traits) ?? {});
  return byTrait.filter(([, samples]) => samples.some((sample) => pipeline !== 'preference' || Object.hasOwn(sample, 'rejected'))).map(([id]) => id);
}

/** The ids of the questions, entries and probes that a rehearsal file has answers of evals for; undefined where it cannot be read. */
export function preparedForEvals(yaml: string): readonly string[] | undefined {
  const file = readFile(yaml, '');
  return typeof file === 'string' ? undefined : Object.keys(file.evals ?? {});
}

function readFile(yaml: string, fileName: string): RehearsalFile | string {
  let value: unknown;
  try {
    const document = parseDocument(yaml, { prettyErrors: true, logLevel: 'error', schema: 'core', resolveKnownTags: false, merge: false });
    const [error] = document.errors;
    if (error !== undefined) return `${fileName} is not valid YAML: ${error.message.split('\n', 1)[0]}`;
    value = document.toJS();
    // Answers are handed out as JSON, which a value that contains itself is not.
    JSON.stringify(value);
  } catch (thrown) {
    // Also too many aliases, or nesting too deep for the parser.
    return `${fileName} cannot be read: ${thrown instanceof Error ? thrown.message.split('\n', 1)[0] : String(thrown)}`;
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return `${fileName} is not a rehearsal file${where}: ${issue?.message ?? ''}. Its shape is in docs/rehearsal.md.`;
}

function answer(file: RehearsalFile, fileName: string, { purpose, schema }: ModelRequest, judge: string | undefined): ModelOutcome {
  const { traitId, kind, ordinal, stage, item } = purpose;
  const none = (what: string): ModelOutcome => ({
    status: 'failed',
    kind: 'no-answer',
    message: `The rehearsal model has no ${what}: its answers were written beforehand, in ${fileName}. Set a model to go on.`,
  });
  const said = (written: unknown, of: string): ModelOutcome => {
    if (written === undefined || written === null) return none(`${stage} for ${of}`);
    if (written === '') return { status: 'empty' };
    if (typeof written === 'object' && schema === undefined) return none(`${stage} in words for ${of}`);
    return { status: 'ok', text: typeof written === 'string' ? written : JSON.stringify(written) };
  };
  if (item !== undefined) {
    const byWho = Object.hasOwn(file.evals ?? {}, item) ? file.evals?.[item] : undefined;
    const byStage = byWho !== undefined && Object.hasOwn(byWho, kind) ? byWho[kind] : undefined;
    const key = judge === undefined ? stage : `${stage}@${judge}`;
    return said(byStage !== undefined && Object.hasOwn(byStage, key) ? byStage[key] : undefined, `“${item}” in an eval (${kind})`);
  }
  const isText = stage.startsWith('document');
  const byTrait = isText ? (file.documents ?? {}) : file.traits;
  const samples = Object.hasOwn(byTrait, traitId) ? (byTrait[traitId] ?? []) : [];
  if (samples.length === 0) return none(`${isText ? 'documents' : 'answers'} for the trait “${traitId}”`);
  const sample = samples.filter((candidate) => candidate.kind === kind)[ordinal];
  if (sample === undefined) return none(`more ${kind} samples for “${traitId}”`);
  return said(Object.hasOwn(sample, stage) ? sample[stage] : undefined, `this sample of “${traitId}”`);
}
