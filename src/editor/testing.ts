/** The Testing view: traits by evals as items, an eval as a run profile, and saved results shown as soon as a document is opened. */
import * as vscode from 'vscode';
import { EVAL_NAMES, type EvalName } from '../evals/eval.ts';
import type { EvalReport } from '../evals/report.ts';
import type { TraitsDocuments, ParsedDocument } from './documents.ts';
import type { EvalRuns } from './eval-run.ts';
import { evalTitle } from './eval-words.ts';
import { type Evals, textHash } from './evals.ts';
import { label } from './labels.ts';
import { inSlices } from './slices.ts';
import { describe, showResults } from './testing-results.ts';

/** What the extension's own tests see of it. */
export interface Testing extends vscode.Disposable {
  readonly controller: vscode.TestController;
}

export interface TestingParts {
  readonly documents: TraitsDocuments;
  readonly evals: Evals;
  /** Their code loads with the first one. */
  readonly runs: () => Promise<EvalRuns>;
  /** Asks who is evaluated. */
  readonly chooseSubjects: () => Promise<boolean>;
  readonly onError: (error: unknown) => void;
}

/** Items follow edits so long after the last one, in milliseconds: nobody reads them while typing. */
const PAUSE = 500;

export function registerTesting({ documents, evals, runs, chooseSubjects, onError }: TestingParts): Testing {
  const controller = vscode.tests.createTestController('traits.evals', vscode.l10n.t('Traits Evals'));
  const tags = Object.fromEntries(EVAL_NAMES.map((name) => [name, new vscode.TestTag(name)])) as Readonly<Record<EvalName, vscode.TestTag>>;
  const waiting = new Map<string, NodeJS.Timeout>();
  /** What the items below a document are about. */
  const about = new WeakMap<vscode.TestItem, { readonly traitId: string; readonly eval?: EvalName }>();

  /** By document, what its items are being made of. */
  const latest = new Map<string, ParsedDocument>();

  const update = async (document: ParsedDocument): Promise<void> => {
    const { source, parsed } = document;
    const key = source.uri.toString();
    if (parsed.traits.length === 0) {
      forget(key);
      return;
    }
    const item = documentItem(source.uri);
    latest.set(key, document);
    // Two traits may have one id, which a rule tells of; items may not.
    const byId = new Map(parsed.traits.map((trait) => [trait.id, trait]));
    const children = await inSlices(itemsOf(document, byId.values(), item), () => latest.get(key) === document);
    // It was edited meanwhile, or is gone.
    if (children === undefined || latest.get(key) !== document) return;
    latest.delete(key);
    item.children.replace(children);
    await refresh(source.uri, item);
  };

  const forget = (key: string): void => {
    latest.delete(key);
    controller.items.delete(key);
    for (const name of EVAL_NAMES) {
      published.delete(`${key} ${name}`);
      outdated.delete(`${key} ${name}`);
    }
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
    const item = known ?? controller.createTestItem(itemId, title, source.uri);
    if (item.label !== title) item.label = title;
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

  /** VS Code is told of each item by itself: those of thousands of traits take their time. */
  function* itemsOf(document: ParsedDocument, traits: Iterable<ParsedDocument['parsed']['traits'][number]>, of: vscode.TestItem): Generator<undefined, vscode.TestItem[], undefined> {
    const items: vscode.TestItem[] = [];
    for (const trait of traits) {
      items.push(traitItem(document, trait, of));
      yield;
    }
    return items;
  }

  /** By trait, the items of one eval. */
  const leavesOf = (document: vscode.TestItem, name: EvalName): ReadonlyMap<string, vscode.TestItem> =>
    new Map(
      [...document.children].flatMap(([, trait]) => {
        const leaf = trait.children.get(name);
        const traitId = about.get(trait)?.traitId;
        return leaf === undefined || traitId === undefined ? [] : [[traitId, leaf] as const];
      }),
    );

  /** By document and eval: which results the view has. */
  const published = new Map<string, string>();
  /** By document and eval: the run of which the view says that it is of another text than today's. */
  const outdated = new Map<string, string>();
  const stateOf = ({ run, ended }: EvalReport): string => `${run} ${ended}`;

  /** Saved results become results of the view once for each journal that has them; those of an earlier text are marked. */
  const refresh = async (uri: vscode.Uri, item: vscode.TestItem): Promise<void> => {
    const reports = await evals.latest(uri);
    const open = vscode.workspace.textDocuments.find((source) => source.uri.toString() === uri.toString());
    const today = open === undefined ? undefined : await documents.current(open);
    for (const report of reports) {
      const leaves = leavesOf(item, report.eval);
      if (leaves.size === 0) continue;
      const key = `${uri.toString()} ${report.eval}`;
      const isEarlierText = today === undefined ? outdated.get(key) === report.run : textHash(today) !== report.document.hash;
      // Also where the text is again what it was: there is no other way to take back that they are outdated.
      if (published.get(key) !== stateOf(report) || (!isEarlierText && outdated.has(key))) {
        published.set(key, stateOf(report));
        outdated.delete(key);
        const run = controller.createTestRun(new vscode.TestRunRequest([...leaves.values()]), vscode.l10n.t('{0}, saved', evalTitle(report.eval)), false);
        showResults(run, report, leaves);
        run.end();
      }
      describe(report, leaves, isEarlierText);
      if (isEarlierText && outdated.get(key) !== report.run) controller.invalidateTestResults([...leaves.values()]);
      if (isEarlierText) outdated.set(key, report.run);
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
      const found = await vscode.workspace.findFiles('**/{*.traits.md,*.traits.markdown,TRAITS.md}', '**/node_modules/**', 500);
      const there = new Set([...found, ...vscode.workspace.textDocuments.map(({ uri }) => uri)].map(String));
      for (const [id] of controller.items) if (!there.has(id)) forget(id);
      for (const uri of found) documentItem(uri);
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
    profile.configureHandler = () => void chooseSubjects().catch(onError);
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
          const key = `${uri.toString()} ${name}`;
          published.set(key, stateOf(report));
          outdated.delete(key);
          // It may be about more than was asked for: some evals are about the whole document in any case.
          const all = leavesOf(item, name);
          showResults(run, report, all, leaves);
          describe(report, all, false);
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
      // Nothing of it is on disk.
      if (source.uri.scheme !== 'file') forget(key);
    }),
    evals.onDidChange((uri) => {
      const item = controller.items.get(uri.toString());
      if (item !== undefined) refresh(uri, item).catch(onError);
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
