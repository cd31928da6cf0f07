/** The Testing view: traits by evals as items, an eval as a run profile, and saved results shown as soon as a document is opened. */
import * as vscode from 'vscode';
import { EVAL_NAMES, type EvalName } from '../evals/eval.ts';
import type { EvalAnswer, EvalReport, EvalVerdict, TraitFigure } from '../evals/report.ts';
import type { TraitsDocuments, ParsedDocument } from './documents.ts';
import type { EvalRuns } from './eval-run.ts';
import { evalTitle } from './eval-words.ts';
import type { Evals } from './evals.ts';
import { label } from './labels.ts';
import { visible } from './plain-markdown.ts';

/** What the extension's own tests see of it. */
export interface Testing extends vscode.Disposable {
  readonly controller: vscode.TestController;
}

export interface TestingParts {
  readonly documents: TraitsDocuments;
  readonly evals: Evals;
  /** Their code loads with the first one. */
  readonly runs: () => Promise<EvalRuns>;
  readonly onError: (error: unknown) => void;
}

/** Items follow edits so long after the last one, in milliseconds: nobody reads them while typing. */
const PAUSE = 500;
/** A trait that shows everywhere is told by a few answers; the report has all. */
const MOST_MESSAGES = 5;
/** Of an answer in a message. */
const MOST_CHARACTERS = 1500;

export function registerTesting({ documents, evals, runs, onError }: TestingParts): Testing {
  const controller = vscode.tests.createTestController('traits.evals', vscode.l10n.t('Traits Evals'));
  const tags = Object.fromEntries(EVAL_NAMES.map((name) => [name, new vscode.TestTag(name)])) as Readonly<Record<EvalName, vscode.TestTag>>;
  const waiting = new Map<string, NodeJS.Timeout>();
  /** What the items below a document are about. */
  const about = new WeakMap<vscode.TestItem, { readonly traitId: string; readonly eval?: EvalName }>();

  const update = async (document: ParsedDocument): Promise<void> => {
    const { source, parsed } = document;
    const key = source.uri.toString();
    if (parsed.traits.length === 0) {
      controller.items.delete(key);
      return;
    }
    const item = documentItem(source.uri);
    // Two traits may have one id, which a rule tells of; items may not.
    const byId = new Map(parsed.traits.map((trait) => [trait.id, trait]));
    item.children.replace([...byId.values()].map((trait) => traitItem(document, trait, item)));
    publish(source.uri, item, await evals.latest(source.uri));
  };

  const documentItem = (uri: vscode.Uri): vscode.TestItem => {
    const known = controller.items.get(uri.toString());
    if (known !== undefined) return known;
    const item = controller.createTestItem(uri.toString(), label(uri.path.slice(uri.path.lastIndexOf('/') + 1)), uri);
    item.canResolveChildren = true;
    item.tags = Object.values(tags);
    controller.items.add(item);
    return item;
  };

  const traitItem = ({ source }: ParsedDocument, { id, name, range, content }: ParsedDocument['parsed']['traits'][number], of: vscode.TestItem): vscode.TestItem => {
    const title = label(name);
    const heading = new vscode.Range(source.positionAt(range.start + content.nameRange.start), source.positionAt(range.start + content.nameRange.end));
    const itemId = `${of.id}#${id}`;
    const known = of.children.get(itemId);
    const item = known?.label === title ? known : controller.createTestItem(itemId, title, source.uri);
    if (item.range === undefined || !item.range.isEqual(heading)) item.range = heading;
    if (item.children.size === 0) {
      item.tags = Object.values(tags);
      about.set(item, { traitId: id });
      item.children.replace(
        EVAL_NAMES.map((evalName) => {
          const leaf = controller.createTestItem(evalName, evalTitle(evalName), source.uri);
          leaf.tags = [tags[evalName]];
          about.set(leaf, { traitId: id, eval: evalName });
          return leaf;
        }),
      );
    }
    for (const [, leaf] of item.children) if (leaf.range === undefined || !leaf.range.isEqual(heading)) leaf.range = heading;
    return item;
  };

  /** By trait, the items of one eval. */
  const leavesOf = (document: vscode.TestItem, name: EvalName): ReadonlyMap<string, vscode.TestItem> =>
    new Map(
      [...document.children].flatMap(([, trait]) => {
        const leaf = trait.children.get(name);
        const traitId = about.get(trait)?.traitId;
        return leaf === undefined || traitId === undefined ? [] : [[traitId, leaf] as const];
      }),
    );

  const published = new Map<string, string>();
  /** Saved results become results of the view once for each journal that has them. */
  const publish = (uri: vscode.Uri, item: vscode.TestItem, reports: readonly EvalReport[]): void => {
    for (const report of reports) {
      const key = `${uri.toString()} ${report.eval}`;
      const state = `${report.run} ${report.ended} ${report.agreement.n}`;
      if (published.get(key) === state) continue;
      published.set(key, state);
      const leaves = leavesOf(item, report.eval);
      if (leaves.size === 0) continue;
      const run = controller.createTestRun(new vscode.TestRunRequest([...leaves.values()]), vscode.l10n.t('{0}, saved', evalTitle(report.eval)), false);
      showResults(run, report, leaves);
      run.end();
    }
  };

  const later = (document: ParsedDocument): void => {
    const key = document.source.uri.toString();
    clearTimeout(waiting.get(key));
    waiting.set(
      key,
      setTimeout(() => {
        waiting.delete(key);
        update(document).catch(onError);
      }, controller.items.get(key) === undefined ? 0 : PAUSE),
    );
  };

  controller.resolveHandler = async (item) => {
    if (item === undefined) {
      for (const uri of await vscode.workspace.findFiles('**/{*.traits.md,*.traits.markdown,TRAITS.md}', '**/node_modules/**', 500)) documentItem(uri);
      return;
    }
    if (item.uri === undefined) return;
    const document = await documents.current(await vscode.workspace.openTextDocument(item.uri));
    if (document !== undefined) await update(document);
  };
  controller.refreshHandler = async () => {
    published.clear();
    for (const [, item] of controller.items) if (item.uri !== undefined) evals.tell(item.uri);
    await controller.resolveHandler?.(undefined);
  };

  // One eval after another: each asks what it may cost, and all write beside one document.
  let queue: Promise<void> = Promise.resolve();
  const profiles = EVAL_NAMES.map((name) => {
    const handler = (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
      queue = queue.then(() => evaluate(name, request, token)).catch(onError);
      return queue;
    };
    const profile = controller.createRunProfile(evalTitle(name), vscode.TestRunProfileKind.Run, handler, true, tags[name]);
    profile.configureHandler = () => void runs().then((loaded) => loaded.configure()).catch(onError);
    return profile;
  });

  const evaluate = async (name: EvalName, request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
    for (const [uri, traitIds] of await asked(name, request)) {
      if (token.isCancellationRequested) return;
      const item = controller.items.get(uri.toString());
      if (item === undefined) continue;
      const leaves = new Map([...leavesOf(item, name)].filter(([id]) => traitIds === undefined || traitIds.has(id)));
      const run = controller.createTestRun(request, evalTitle(name));
      for (const leaf of leaves.values()) run.enqueued(leaf);
      try {
        const controllerOfRun = new AbortController();
        run.token.onCancellationRequested(() => controllerOfRun.abort());
        token.onCancellationRequested(() => controllerOfRun.abort());
        const report = await (await runs()).run({ uri, name, traitIds: traitIds === undefined ? [] : [...traitIds], controller: controllerOfRun, onBegin: () => leaves.forEach((leaf) => run.started(leaf)) });
        if (report === undefined) for (const leaf of leaves.values()) run.skipped(leaf);
        else {
          published.set(`${uri.toString()} ${name}`, `${report.run} ${report.ended} ${report.agreement.n}`);
          showResults(run, report, leaves);
        }
      } catch (error) {
        // Who asked for the run has been told; the items say it, too.
        for (const leaf of leaves.values()) run.errored(leaf, new vscode.TestMessage(error instanceof Error ? error.message : String(error)));
      } finally {
        run.end();
      }
    }
  };

  /** By document, the traits that are asked for; undefined for all. */
  const asked = async (name: EvalName, { include, exclude }: vscode.TestRunRequest): Promise<readonly (readonly [vscode.Uri, ReadonlySet<string> | undefined])[]> => {
    const left = new Set(exclude?.map(({ id }) => id));
    const found = new Map<string, { readonly uri: vscode.Uri; traits: Set<string> | undefined }>();
    for (const item of include ?? [...controller.items].map(([, one]) => one)) {
      if (item.uri === undefined || left.has(item.id)) continue;
      const key = item.uri.toString();
      await controller.resolveHandler?.(controller.items.get(key));
      const of = found.get(key) ?? { uri: item.uri, traits: new Set<string>() };
      const what = about.get(item);
      if (what === undefined) of.traits = undefined;
      else if (what.eval === undefined || what.eval === name) of.traits?.add(what.traitId);
      found.set(key, of);
    }
    return [...found.values()].filter(({ traits }) => traits === undefined || traits.size > 0).map(({ uri, traits }) => [uri, traits] as const);
  };

  const subscriptions = vscode.Disposable.from(
    controller,
    ...profiles,
    documents.onDidParse(later),
    documents.onDidClose((source) => {
      const key = source.uri.toString();
      clearTimeout(waiting.get(key));
      waiting.delete(key);
    }),
    evals.onDidChange((uri) => {
      const item = controller.items.get(uri.toString());
      if (item !== undefined) evals.latest(uri).then((reports) => publish(uri, item, reports)).catch(onError);
    }),
  );
  return {
    controller,
    dispose() {
      for (const timer of waiting.values()) clearTimeout(timer);
      subscriptions.dispose();
    },
  };
}

/** Gives each trait's item its state: the figures of the first subject decide. What could not be judged is no failure. */
function showResults(run: vscode.TestRun, report: EvalReport, leaves: ReadonlyMap<string, vscode.TestItem>): void {
  const [side] = report.sides;
  if (side === undefined) return;
  run.appendOutput(`${lines(summaryOf(report))}\r\n`);
  for (const trait of side.traits) {
    const leaf = leaves.get(trait.traitId);
    if (leaf === undefined) continue;
    leaf.description = figureText(trait, report.rehearsed);
    if (trait.figure.n === 0) {
      const against = Object.entries(trait.beside).filter(([, count]) => count > 0);
      if (against.length === 0) run.skipped(leaf);
      else run.errored(leaf, message(vscode.l10n.t('Nothing could be judged: {0}.', against.map(([how, count]) => `${count} ${how}`).join(', ')), leaf));
      continue;
    }
    const offending = isOffending(report.eval, trait) ? offendingAnswers(report, trait) : [];
    if (offending.length === 0 && !isOffending(report.eval, trait)) run.passed(leaf);
    else run.failed(leaf, [message(headOf(report.eval, trait), leaf), ...offending.map(([answer, verdict]) => message(offenceText(answer, verdict), leaf))]);
  }
}

function isOffending(name: EvalName, { figure: { k, n } }: TraitFigure): boolean {
  switch (name) {
    case 'knowledge':
      return k === 0;
    case 'over-trigger':
      return k > 0;
    case 'trade-offs':
      return k < n;
  }
}

function headOf(name: EvalName, { name: trait, figure }: TraitFigure): string {
  const of = `${figure.k} / ${figure.n}, ${vscode.l10n.t('95% interval {0}', `${(100 * figure.low).toFixed(1)}–${(100 * figure.high).toFixed(1)}%`)}`;
  switch (name) {
    case 'knowledge':
      return vscode.l10n.t('No point of an answer recalled “{0}” ({1}).', label(trait), of);
    case 'over-trigger':
      return vscode.l10n.t('“{0}” showed where nothing called for it ({1}).', label(trait), of);
    case 'trade-offs':
      return vscode.l10n.t('“{0}” did not give way as the document says, or had to ({1} did).', label(trait), of);
  }
}

/** The figure, like `3 of 12`; it says where it is rehearsed. */
export function figureText({ figure: { k, n } }: Pick<TraitFigure, 'figure'>, rehearsed: boolean): string {
  if (n === 0) return '';
  return rehearsed ? vscode.l10n.t('{0} of {1}, rehearsed', k, n) : vscode.l10n.t('{0} of {1}', k, n);
}

function offendingAnswers(report: EvalReport, { traitId, examples }: TraitFigure): readonly (readonly [EvalAnswer, EvalVerdict])[] {
  const wanted = new Set(examples);
  const found = report.answers
    .filter(({ side }) => side === 0)
    .flatMap((answer) => answer.verdicts.filter(({ id, traitId: of, value }) => (of === traitId || answer.traitId === traitId) && wanted.has(id) && (value === 'fired' || value === 'otherwise')).map((verdict) => [answer, verdict] as const));
  return found.slice(0, MOST_MESSAGES);
}

function offenceText({ prompt, answer }: EvalAnswer, { reason }: EvalVerdict): string {
  const cut = (text: string): string => visible(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);
  return [vscode.l10n.t('Asked: {0}', cut(prompt ?? '')), vscode.l10n.t('Answered: {0}', cut(answer ?? '')), vscode.l10n.t('The judge: {0}', cut(reason))].join('\n\n');
}

/** Plain text: nothing that a model wrote becomes a link. */
function message(text: string, { uri, range }: vscode.TestItem): vscode.TestMessage {
  const made = new vscode.TestMessage(text);
  if (uri !== undefined && range !== undefined) made.location = new vscode.Location(uri, range);
  return made;
}

function summaryOf({ eval: name, judge, sides, rehearsed, journal }: EvalReport): string {
  return [
    ...(rehearsed ? [vscode.l10n.t('Rehearsed: answers were written beforehand, and no model was called.')] : []),
    ...sides.map(({ subject, headline }) => `${evalTitle(name)}, ${subject.model}: ${headline.kind === 'rate' ? `${headline.k} / ${headline.n}` : `${headline.mean === null ? '–' : headline.mean.toFixed(2)} (${headline.n})`}`),
    vscode.l10n.t('Judged by {0}. Journal: {1}', judge, journal),
  ].join('\n');
}

/** A terminal shows it: control characters would be obeyed there. */
function lines(text: string): string {
  return visible(text).replaceAll('\n', '\r\n');
}
