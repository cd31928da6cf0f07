/** Times our linter, markdownlint, remark-lint and rumdl on the same traits documents, and holds ours to its bounds. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { linterBundle, type LinterModule, loadedByActivation } from './bundle.ts';
import { randomNumbers, traitsDocument } from './documents.ts';
import type { FirstRun, FirstRunInSteps } from './first-run.ts';
import { type Lint, LINTERS, type LinterName, loadLinter, loadTraitwright, Rumdl, versionOf } from './linters.ts';
import { atLeast, atMost, printReport, type Reach, rounded, type Row } from './report.ts';
import { median, quantile, timed } from './statistics.ts';

const ROUNDS = 5;
/** How often each linter runs in a round on documents of each size: short runs need more to be told from noise. */
const SIZES = [
  { label: '10 KB', size: 10_000, runs: 12 },
  { label: '100 KB', size: 100_000, runs: 4 },
  { label: '1 MB', size: 1_000_000, runs: 1 },
] as const;
type Label = (typeof SIZES)[number]['label'];
/** Edits in a round, in a document of each size: half put a character in, half take it out again. */
const EDITS = 60;
/** What a writer types; some of it is Markdown. */
const TYPED = 'etaoin shrdlu cmfwyp etaoin,.*`[\n';
/** For how many milliseconds the editor parses before it lets others run; src/editor/documents.ts has the same. */
const SLICE = 10;
const SDKS = ['@google/genai', '@anthropic-ai/sdk', 'openai'];

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { readonly type: 'minor' }) => void;

/** In milliseconds; not charged with the garbage of what ran just before. A full collection would throw compiled code away, too. */
function measure(work: () => void): number {
  collect({ type: 'minor' });
  return timed(work).milliseconds;
}

/** Whole passes in this process, over texts that the linter knows nothing of: no cache, but compiled code. rumdl is a process. */
class ColdRuns {
  private readonly times = new Map<string, number[]>();
  private readonly findings = new Map<string, number>();
  private readonly linters: ReadonlyMap<LinterName, Lint>;
  private readonly rumdl = new Rumdl();
  private readonly file: string;
  private readonly empty: string;
  private turn = 0;

  constructor(linters: ReadonlyMap<LinterName, Lint>, folder: string) {
    this.linters = linters;
    this.file = join(folder, 'document.traits.md');
    this.empty = join(folder, 'empty.traits.md');
    writeFileSync(this.empty, '');
    const text = traitsDocument(100_000, 0);
    for (let run = 0; run < 5; run += 1) for (const lint of linters.values()) lint(text);
  }

  round(): void {
    for (const { label, size, runs } of SIZES) {
      for (let time = 0; time < runs; time += 1) {
        this.turn += 1;
        const text = traitsDocument(size, this.turn);
        writeFileSync(this.file, text);
        const work = new Map<string, () => void>();
        for (const [name, lint] of this.linters) work.set(name, () => this.count(`${name} ${label}`, lint(text)));
        work.set('rumdl', () => this.rumdl.run(this.file));
        work.set('rumdl on an empty file', () => this.rumdl.run(this.empty));
        // Who goes first changes from turn to turn.
        const shift = this.turn % work.size;
        for (const [name, run] of [...[...work].slice(shift), ...[...work].slice(0, shift)]) {
          const key = `${name} ${label}`;
          this.times.set(key, [...(this.times.get(key) ?? []), measure(run)]);
        }
        this.count(`rumdl ${label}`, this.rumdl.findings(this.file));
      }
    }
  }

  private count(key: string, findings: number): void {
    this.findings.set(key, (this.findings.get(key) ?? 0) + findings);
  }

  /** The median; of rumdl without its start-up. */
  time(name: LinterName | 'rumdl', label: Label): number {
    const whole = median(this.times.get(`${name} ${label}`) ?? []);
    return name === 'rumdl' ? whole - this.startUp() : whole;
  }

  private startUp(): number {
    return median(SIZES.flatMap(({ label }) => this.times.get(`rumdl on an empty file ${label}`) ?? []));
  }

  rows(): readonly Row[] {
    const row = (linter: string, label: Label, milliseconds: number): Row => ({
      'cold lint': label,
      linter: `${linter} ${linter === 'traitwright' ? '' : versionOf(linter)}`.trim(),
      'median ms': rounded(milliseconds),
      'times ours': rounded(milliseconds / this.time('traitwright', label)),
      runs: this.times.get(`${linter} ${label}`)?.length ?? 0,
      'findings in all': this.findings.get(`${linter} ${label}`) ?? 0,
    });
    const compared = SIZES.flatMap(({ label }) => [...LINTERS, 'rumdl' as const].map((name) => row(name, label, this.time(name, label))));
    return [...compared, { 'taken off of rumdl': 'its start-up, an empty file', 'median ms': rounded(this.startUp()) }];
  }
}

/** From a keystroke somewhere in a trait to the diagnostics of the whole document, in a document that is open. */
class Keystrokes {
  private readonly times: number[] = [];
  private readonly ours: LinterModule;
  private readonly parser: InstanceType<LinterModule['DocumentParser']>;
  private readonly random = randomNumbers(1);
  private readonly text: string;

  constructor(ours: LinterModule, size: number) {
    this.ours = ours;
    this.parser = new ours.DocumentParser();
    this.text = traitsDocument(size, 0);
    ours.lint(this.parser.parse(this.text));
    for (let edit = 0; edit < EDITS / 2; edit += 1) this.type();
    this.times.length = 0;
  }

  round(): void {
    collect({ type: 'minor' });
    for (let edit = 0; edit < EDITS; edit += 2) this.type();
  }

  private type(): void {
    const { traits } = this.parser.parse(this.text);
    const { start, end } = traits[Math.floor(this.random() * traits.length)]?.range ?? { start: 0, end: 0 };
    const at = start + Math.floor(this.random() * (end - start));
    const typed = TYPED.charAt(Math.floor(this.random() * TYPED.length));
    // Joined it is one string in memory, as an editor gives it out.
    for (const text of [[this.text.slice(0, at), typed, this.text.slice(at)].join(''), this.text]) {
      this.times.push(timed(() => this.ours.lint(this.parser.parse(text))).milliseconds);
    }
  }

  time(share: number): number {
    return quantile(this.times, share);
  }

  row(label: Label): Row {
    const [middle, late, last] = [0.5, 0.95, 1].map((share) => rounded(this.time(share)));
    return { 'keystroke to diagnostics': label, 'median ms': middle ?? 0, 'p95 ms': late ?? 0, 'longest ms': last ?? 0, edits: this.times.length };
  }
}

/** Whole passes as the first thing that a process does, when nothing is compiled: what somebody waits for who opens a document. */
class FirstRuns {
  private readonly results = new Map<string, FirstRun[]>();
  private readonly opened: FirstRunInSteps[] = [];
  private readonly bundle: string;
  private readonly file: string;
  private turn = 0;

  constructor(bundle: string, folder: string) {
    this.bundle = bundle;
    this.file = join(folder, 'first.traits.md');
  }

  round(): void {
    this.turn += 1;
    for (const { label, size } of SIZES) {
      writeFileSync(this.file, traitsDocument(size, -this.turn));
      for (const name of LINTERS) {
        const output = execFileSync(process.execPath, [join(import.meta.dirname, 'first-run.ts'), name, this.file, this.bundle], { encoding: 'utf8' });
        const result = JSON.parse(output) as FirstRun | FirstRunInSteps;
        const key = `${name} ${label}`;
        this.results.set(key, [...(this.results.get(key) ?? []), result]);
        if (label === '1 MB' && 'steps' in result) this.opened.push(result);
      }
    }
  }

  /** The median of the longest stretch that the editor takes without yielding to open 1 MB. Linting follows the last slice at once. */
  longestStretch(): number {
    return median(this.opened.map(longestStretch));
  }

  rows(): readonly Row[] {
    const compared = SIZES.flatMap(({ label }) =>
      LINTERS.map((linter): Row => {
        const runs = this.results.get(`${linter} ${label}`) ?? [];
        const [load, lint] = [median(runs.map((run) => run.load)), median(runs.map((run) => run.lint))];
        return { 'first in its process': label, linter, 'load ms': rounded(load), 'lint ms': rounded(lint), processes: runs.length };
      }),
    );
    const opening = (what: string, of: (run: FirstRunInSteps) => number): Row => {
      const values = this.opened.map(of);
      return { '1 MB opened cold, without yielding': what, 'median ms': rounded(median(values)), 'longest ms': rounded(quantile(values, 1)) };
    };
    return [
      ...compared,
      opening('longest step of the parser', ({ steps }) => Math.max(...steps)),
      opening('longest step of the linter', ({ checks }) => Math.max(...checks)),
      opening(`longest stretch of either, yielding after ${SLICE} ms as the editor does`, longestStretch),
    ];
  }
}

/** The editor yields when a slice is over, and between parsing and linting. */
function longestStretch({ steps, checks }: FirstRunInSteps): number {
  return Math.max(...stretches(steps), ...stretches(checks));
}

function stretches(steps: readonly number[]): readonly number[] {
  const ended: number[] = [];
  let open = 0;
  for (const step of steps) {
    if (open >= SLICE) {
      ended.push(open);
      open = 0;
    }
    open += step;
  }
  return [...ended, open];
}

/** What each rule adds to the lint of 1 MB: at first, and after a keystroke, when what is known of the other traits is kept. */
function timesByRule({ DocumentParser, lint, RULES }: LinterModule): readonly Row[] {
  const ids = RULES.map((rule) => rule.meta.id);
  const allOffBut = (kept?: string): Record<string, 'off'> => Object.fromEntries(ids.filter((id) => id !== kept).map((id) => [id, 'off']));
  const settings = [undefined, ...ids].map((id) => ({ id, settings: allOffBut(id) }));
  const cold = new Map<string | undefined, number[]>();
  const warm = new Map<string | undefined, number[]>();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const parser = new DocumentParser();
    const text = traitsDocument(1_000_000, round);
    const edited = text.replace('### Why\n\n', '### Why\n\nx');
    for (const [version, times] of [[text, cold], [edited, warm], [text, warm], [edited, warm]] as const) {
      const document = parser.parse(version);
      lint(document, allOffBut());
      for (const one of settings) times.set(one.id, [...(times.get(one.id) ?? []), measure(() => lint(document, one.settings))]);
    }
  }
  const added = (times: typeof cold, id: string | undefined): number => Math.max(0, median(times.get(id) ?? []) - median(times.get(undefined) ?? []));
  return [...ids]
    .sort((a, b) => added(cold, b) - added(cold, a))
    .map((id) => ({ 'rule, at 1 MB': id, 'cold ms': Number(added(cold, id).toFixed(2)), 'after a keystroke ms': Number(added(warm, id).toFixed(2)) }));
}

async function benchmark(folder: string): Promise<{ rows: readonly Row[]; reach: readonly Reach[] }> {
  const activation = await loadedByActivation();
  const { url: bundle, size } = await linterBundle(folder);
  const ours = await loadTraitwright(bundle);
  const cold = new ColdRuns(new Map(await Promise.all(LINTERS.map(async (name) => [name, await loadLinter(name, bundle)] as const))), folder);
  const keystrokes = { '10 KB': new Keystrokes(ours, 10_000), '100 KB': new Keystrokes(ours, 100_000), '1 MB': new Keystrokes(ours, 1_000_000) };
  const first = new FirstRuns(bundle, folder);
  for (let round = 1; round <= ROUNDS; round += 1) {
    console.error(`Round ${round} of ${ROUNDS}.`);
    cold.round();
    for (const { label } of SIZES) keystrokes[label].round();
    first.round();
  }
  const sizes = [['what activation waits for', activation.size], ['what loads right after', activation.after.size], ['the parser and the linter, bundled alone', size], ...[...activation.after.sources].slice(0, 10)] as const;
  return {
    rows: [...cold.rows(), ...SIZES.map(({ label }) => keystrokes[label].row(label)), ...first.rows(), ...timesByRule(ours), ...sizes.map(([source, bytes]) => ({ loaded: source, 'KB minified': rounded(bytes / 1000) }))],
    reach: [
      atLeast('cold lint of 1 MB against markdownlint', cold.time('markdownlint', '1 MB') / cold.time('traitwright', '1 MB'), 6),
      atLeast('cold lint of 10 KB against markdownlint', cold.time('markdownlint', '10 KB') / cold.time('traitwright', '10 KB'), 1),
      atMost('our time at 1 MB over our time at 100 KB', cold.time('traitwright', '1 MB') / cold.time('traitwright', '100 KB'), 12),
      atLeast('lint after a keystroke, 100 KB, p95, against a pass of markdownlint', cold.time('markdownlint', '100 KB') / keystrokes['100 KB'].time(0.95), 20),
      atLeast('lint after a keystroke, 1 MB, p95, against a pass of markdownlint', cold.time('markdownlint', '1 MB') / keystrokes['1 MB'].time(0.95), 300),
      atLeast('lint after a keystroke, 1 MB, p95, against a pass of rumdl without its start-up', cold.time('rumdl', '1 MB') / keystrokes['1 MB'].time(0.95), 1),
      atMost('longest stretch without yielding, 1 MB opened cold', first.longestStretch(), 25, 'ms'),
      atMost('the parser and the linter, minified', size / 1000, 350, 'KB'),
      atMost('model SDKs in what activation loads', SDKS.filter((sdk) => activation.sources.has(sdk) || activation.after.sources.has(sdk)).length, 0, 'packages'),
    ],
  };
}

const folder = mkdtempSync(join(tmpdir(), 'traitwright-bench-'));
try {
  printReport({ benchmark: 'lint', ...(await benchmark(folder)) }, process.argv.includes('--json'));
} finally {
  rmSync(folder, { recursive: true });
}
