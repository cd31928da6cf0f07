/** One run of an eval: writes the probes, asks the subjects, has the answers judged, and journals each. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { chunkOf } from '../document/chunk.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { createEngine } from '../engine/engine.ts';
import { type EvalHeader, type EvalJournal, type FinishedCalls, type FinishedSamples, JOURNAL_VERSION, type JournalSummary } from '../engine/journal.ts';
import { refuseBudget } from '../engine/spending.ts';
import { endpointsIn } from '../models/endpoints.ts';
import type { LanguageModel } from '../models/model.ts';
import { evalAnswerPrompt } from '../prompts/eval-answer.ts';
import { judgeOverTriggerPrompt } from '../prompts/judge-over-trigger.ts';
import { judgePointsPrompt } from '../prompts/judge-points.ts';
import { judgeTradeOffPrompt } from '../prompts/judge-trade-off.ts';
import { overTriggerProbePrompt } from '../prompts/over-trigger-probe.ts';
import { splitPointsPrompt } from '../prompts/split-points.ts';
import { tradeOffProbePrompt } from '../prompts/trade-off-probe.ts';
import { allOf, Asker } from './asker.ts';
import type { EvalEngineSettings, EvalName, EvalSize, Question, Subject } from './eval.ts';
import { judgeAnswer, type Judging, type KnownSplit, missingVerdicts } from './judge.ts';
import { type Plan, planOf, type Probe, writeProbes } from './probes.ts';
import { answerOf, type EvalData, sampleOf, type SavedAnswer } from './saved.ts';
import { documentForSubject } from './texts.ts';

export interface EvalRunOptions extends EvalEngineSettings {
  readonly eval: EvalName;
  /** Unique beside the document's other evals; see `runName`. */
  readonly run: string;
  readonly tool: string;
  readonly documentName: string;
  /** By which answers are judged, and from which probes are written. */
  readonly document: TraitsDocument;
  /** Of the knowledge eval, or the everyday requests of the over-trigger eval: the default ones and the document's own. */
  readonly questions: readonly Question[];
  readonly size: EvalSize;
  /** One, or two that are asked the same, side by side; none where saved answers are `rejudged`. */
  readonly subjects: readonly Subject[];
  readonly judge: LanguageModel;
  /** Writes probes, and splits answers where code cannot. */
  readonly generator: LanguageModel;
  /** From which questions and the order in which a judge sees two traits are drawn. */
  readonly seed: number;
  /** Saved answers that are judged anew: nobody is asked but the judge. */
  readonly rejudged?: { readonly header: EvalHeader; readonly answers: readonly SavedAnswer[] };
  readonly journal: EvalJournal;
  /** What `journal` has already, where a run is gone on with: it keeps its header, and nothing in it is done again. */
  readonly resumed?: { readonly header: EvalHeader; readonly finished: FinishedCalls; readonly samples: FinishedSamples };
  readonly signal: AbortSignal;
  /** Hears of each answer that is done with, judged or not, and how many there will be. */
  readonly onAnswer?: (answer: SavedAnswer, total: number) => void;
}

/** Answers that are under way at once; more would only wait in memory. */
const AT_ONCE = 64;

/**
 * Runs an eval and journals it. The journal stays open: who opened it closes it.
 * @throws when nothing can be measured by the document, or there is a budget and a price is not known, before anything is
 * journalled or sent; and when the journal cannot be written: then no call is under way any more.
 */
export async function runEval(options: EvalRunOptions): Promise<EvalData> {
  const { subjects, judge, generator, journal, resumed, rejudged, now, signal, budget, priceOf, onProgress, onAnswer } = options;
  const called = rejudged === undefined ? [...subjects.map(({ model }) => model), generator, judge] : [generator, judge];
  const refusal = refuseDocument(options.document) ?? (budget === undefined ? undefined : refuseBudget(called, priceOf));
  if (refusal !== undefined) throw new Error(refusal);
  const plan = planOf(options.eval, options.document, options.size, options.questions, options.seed);
  const engine = createEngine({ ...options, ...(resumed === undefined ? {} : { finished: resumed.finished }) });
  const asker = new Asker(engine, signal);
  const header = resumed?.header ?? evalHeaderOf(options, plan);
  if (resumed === undefined) await journal.append(header);
  const summarize = (ended: JournalSummary['ended'], answers: readonly SavedAnswer[]): Promise<void> => {
    const { usd } = engine.progress;
    const samples: Record<string, number> = {};
    for (const answer of answers) {
      const { status } = sampleOf(answer, 0, '-').sample;
      samples[status] = (samples[status] ?? 0) + 1;
    }
    return journal.append({ type: 'summary', at: now().toISOString(), ended, calls: engine.calls, samples, ...(priceOf === undefined || usd === undefined ? {} : { cost: usd }) });
  };
  const done: SavedAnswer[] = [];
  try {
    const run = new EvalRun(options, asker, header);
    const probes = await run.probes(plan);
    const total = probes.length * header.subjects.length;
    const waiting = probes.flatMap((probe) => header.subjects.map((_, side) => ({ probe, side }))).entries();
    const answers: SavedAnswer[] = [];
    let isLeft = false;
    await allOf(
      Array.from({ length: AT_ONCE }, async () => {
        for (const [at, { probe, side }] of waiting) {
          const answer = await run.answer(probe, side);
          answers[at] = answer;
          isLeft ||= run.isLeft(probe, answer);
          done.push(answer);
          onAnswer?.(answer, total);
        }
      }),
    );
    const ended = !isLeft ? 'done' : engine.budgetUsedUp ? 'budget' : 'cancelled';
    await summarize(ended, answers);
    const { progress } = engine;
    // The engine tells it now and then: whoever shows it is to see the end.
    onProgress?.(progress);
    const cost = { usd: priceOf === undefined ? null : (progress.usd ?? null), calls: engine.calls, cached: progress.cached, ...progress.tokens };
    return { header, answers, prompts: asker.prompts, cost, ended, problems: asker.problems };
  } catch (error) {
    // Where it was the journal that broke, this cannot be written either, and the first error says why.
    await summarize('failed', done).catch(() => undefined);
    throw error;
  }
}

/** Why nothing can be measured by the document, in a sentence; undefined where it can. */
export function refuseDocument({ traits }: TraitsDocument): string | undefined {
  if (traits.length === 0) return 'The document has no traits: there is nothing to measure an answer by.';
  const ids = traits.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return twice === undefined ? undefined : `Two traits have the id “${twice}”, so that nobody can tell their figures apart: give one of them an id of its own.`;
}

/** The probes and the answers of one run. */
class EvalRun {
  private readonly options: EvalRunOptions;
  private readonly asker: Asker;
  private readonly judging: Judging;
  private readonly shown: readonly (ReturnType<typeof documentForSubject> | undefined)[];
  private readonly hashes: ReadonlyMap<string, string>;
  private readonly documentHash: string;
  private readonly saved: ReadonlyMap<string, SavedAnswer>;

  constructor(options: EvalRunOptions, asker: Asker, header: EvalHeader) {
    const { document, size, judge, generator, subjects, seed, rejudged } = options;
    this.options = options;
    this.asker = asker;
    const traits = document.traits.filter(({ id }) => size.traitIds.length === 0 || size.traitIds.includes(id));
    this.judging = { asker, judge, generator, document, traits, seed };
    this.shown = subjects.map((subject) => (subject.document === undefined ? undefined : documentForSubject(subject.document)));
    this.hashes = new Map(Object.entries(header.chunks));
    this.documentHash = header.document.hash;
    this.saved = new Map((rejudged?.answers ?? []).map((answer) => [answer.id, answer]));
  }

  /** All that is asked, in the order of the plan. */
  async probes({ questions, entries }: Plan): Promise<readonly Probe[]> {
    const { rejudged, document, generator, size } = this.options;
    if (rejudged !== undefined) return this.savedProbes(rejudged.answers);
    const written = await allOf(entries.map((entry) => writeProbes(this.asker, generator, document, entry, size.perEntry ?? 1)));
    return [...written.flat(), ...questions];
  }

  /** What was asked before. What the document says has to be what it was asked about: a judge is told today's text. */
  private savedProbes(answers: readonly SavedAnswer[]): readonly Probe[] {
    const { eval: name, document, seed } = this.options;
    const { entries } = planOf(name, document, { traitIds: [] }, [], seed);
    const own = new Map<string, Probe>();
    for (const { probe, kind, traitId, otherTraitId, entry, expected, prompt } of answers) {
      if (own.has(probe)) continue;
      const ordinal = [...own.values()].filter((known) => known.kind === kind && known.traitId === traitId).length;
      const prevails = expected?.by === 'precedence' ? expected.traitId : undefined;
      const isThere = entry === null || entries.some((today) => today.kind === kind && today.trait.id === traitId && today.text === entry && (today.other?.id ?? null) === otherTraitId && today.prevails?.id === prevails);
      own.set(probe, { probe, kind, traitId, otherTraitId, entry, expected, prompt, ordinal, ...(isThere ? { trouble: null, reason: '' } : { trouble: 'missing', reason: 'What it was made from is not in the document any more.' }) });
    }
    return [...own.values()];
  }

  /** Whether there is something to go on with. What a saved answer lacks is not this run's to ask. */
  isLeft({ trouble }: Probe, answer: SavedAnswer): boolean {
    if (this.options.rejudged !== undefined && (trouble !== null || this.saved.get(answer.id)?.answer == null)) return false;
    return sampleOf(answer, 0, '-').sample.status === 'cancelled';
  }

  /** Asks one side, has its answer judged, and journals that; or takes it from the journal. */
  async answer(probe: Probe, side: number): Promise<SavedAnswer> {
    const { journal, resumed } = this.options;
    const id = `${probe.probe}@${side}`;
    const there = resumed?.samples.has(id) === true ? await resumed.samples.get(id) : undefined;
    const known = there === undefined ? undefined : answerOf(there);
    if (known !== undefined) return known;
    const answer = await this.make(probe, side, id);
    // Also one that was not asked any more: a report says how many there are.
    await journal.append(sampleOf(answer, probe.ordinal, probe.traitId === null ? this.documentHash : (this.hashes.get(probe.traitId) ?? this.documentHash)));
    return answer;
  }

  private async make(probe: Probe, side: number, id: string): Promise<SavedAnswer> {
    const { subjects } = this.options;
    const { ordinal, trouble, reason, ...about } = probe;
    const base = { ...about, id, side, answer: null, split: null };
    const without = (how: SavedAnswer['trouble'], why: string): SavedAnswer => ({ ...base, trouble: how, reason: why, verdicts: missingVerdicts(id, probe, this.judging) });
    const before = this.saved.get(id);
    if (this.options.rejudged !== undefined && before?.answer == null) return without(before?.trouble ?? 'missing', before?.reason ?? '');
    const { prompt } = probe;
    if (trouble !== null || prompt === null) return without(trouble ?? 'missing', reason);
    const subject = subjects[side];
    const shown = this.shown[side];
    const withDocument = this.options.rejudged?.header.subjects[side]?.withDocument ?? shown !== undefined;
    const place = { traitId: probe.traitId ?? '', kind: withDocument ? 'with-document' : 'bare', ordinal, item: probe.probe } as const;
    const asked = before?.answer != null ? { value: before.answer } : subject === undefined ? undefined : await this.asker.text(subject.model, evalAnswerPrompt, { prompt, ...(shown === undefined ? {} : { document: shown }) }, place);
    if (asked === undefined) return without('missing', '');
    if ('trouble' in asked) return without(asked.trouble, asked.reason);
    const judged = await judgeAnswer(this.judging, { id, probe, prompt, answer: asked.value, place }, before === undefined ? undefined : splitOf(before));
    return { ...base, ...judged, answer: asked.value, trouble: null };
  }
}

/** The points of a saved answer; `unknown` where it has none, so that it is split anew. */
function splitOf({ split, verdicts }: SavedAnswer): KnownSplit | 'unknown' {
  if (split === null || split.trouble !== null) return 'unknown';
  const points = verdicts.flatMap(({ range }) => (range === null ? [] : [range]));
  return points.length === verdicts.length ? { split, points, ids: verdicts.map(({ id }) => id) } : 'unknown';
}

/** The versions of the prompts that an eval sends. */
function versionsOf(name: EvalName): EvalHeader['prompts'] {
  const prompts = {
    knowledge: [splitPointsPrompt, judgePointsPrompt],
    'over-trigger': [overTriggerProbePrompt, judgeOverTriggerPrompt],
    'trade-offs': [tradeOffProbePrompt, judgeTradeOffPrompt],
  }[name];
  return Object.fromEntries([evalAnswerPrompt, ...prompts].map(({ stage, version }) => [stage, version]));
}

/** What the header says. The journal of a run that is gone on with has to have the same `asked`. */
export function evalHeaderOf(options: EvalRunOptions, plan: Plan = planOf(options.eval, options.document, options.size, options.questions, options.seed)): EvalHeader {
  const { document, documentName, subjects, judge, generator, size, seed, rejudged, now } = options;
  const endpoints = endpointsIn([generator, judge]);
  const asked = [...plan.questions.map(({ probe, prompt }) => [probe, prompt]), ...plan.entries.map(({ id, text, prevails }) => [id, text, prevails?.id])];
  const traits = document.traits.map((trait) => ({ trait, hash: chunkOf(document, trait).hash }));
  return {
    type: 'header',
    version: JOURNAL_VERSION,
    tool: options.tool,
    run: options.run,
    pipeline: 'eval',
    eval: options.eval,
    startedAt: now().toISOString(),
    document: { name: documentName, hash: hashOf(document.text) },
    traits: document.traits.map(({ id, name }) => ({ id, name })),
    chunks: Object.fromEntries(traits.map(({ trait, hash }) => [trait.id, hash])),
    subjects:
      rejudged?.header.subjects ??
      subjects.map(({ model, document: own, revision }) => ({
        model: model.id,
        withDocument: own !== undefined,
        ...(revision === undefined ? {} : { revision }),
        ...Object.fromEntries(Object.values(endpointsIn([model])).map((endpoint) => ['endpoint', endpoint])),
        ...(own === undefined ? {} : { documentHash: hashOf(own.text) }),
      })),
    models: { generator: generator.id, judge: judge.id },
    ...(Object.keys(endpoints).length === 0 ? {} : { endpoints }),
    rehearsed: [...subjects.map(({ model }) => model), generator, judge].some(({ rehearsed }) => rehearsed) || rejudged?.header.rehearsed === true,
    parameters: { ...(size.questions === undefined ? {} : { questions: size.questions }), perEntry: size.perEntry ?? 1, traitIds: size.traitIds, ...(size.items === undefined ? {} : { items: size.items }) },
    asked: hashOf(JSON.stringify([asked, traits.map(({ hash }) => hash), subjects.map(({ document: own }) => own?.text ?? null)])),
    ...(rejudged === undefined ? {} : { answersOf: rejudged.header.answersOf ?? rejudged.header.run }),
    prompts: versionsOf(options.eval),
    seed,
  };
}

/** SHA-256, in hexadecimal, as a header has it of a document's text. */
export function hashOf(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}
