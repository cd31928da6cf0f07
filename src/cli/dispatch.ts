/** Finds the command that was asked for, or says what there is. */
import { closest, distance } from 'fastest-levenshtein';
import { type Command, complain, EXIT } from './command.ts';
import type { Io } from './io.ts';

interface Entry {
  readonly summary: string;
  /** Loads the command's code, which the others need not wait for. */
  readonly load: () => Promise<{ readonly run: Command; readonly usage: string }>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  lint: {
    summary: 'Check traits documents',
    load: async () => {
      const { lint, LINT_USAGE } = await import('./lint.ts');
      return { run: lint, usage: LINT_USAGE };
    },
  },
  chunks: {
    summary: 'Show what a model is shown of each trait',
    load: async () => {
      const { chunks, CHUNKS_USAGE } = await import('./chunks.ts');
      return { run: chunks, usage: CHUNKS_USAGE };
    },
  },
  generate: {
    summary: 'Generate samples from the traits of a document',
    load: async () => {
      const { generate, GENERATE_USAGE } = await import('./generate.ts');
      return { run: generate, usage: GENERATE_USAGE };
    },
  },
  patterns: {
    summary: 'Find what a dataset repeats, and leave some of it out',
    load: async () => {
      const { patterns, PATTERNS_USAGE } = await import('./patterns.ts');
      return { run: patterns, usage: PATTERNS_USAGE };
    },
  },
  eval: {
    summary: 'Measure what a model knows of a document, and how it keeps to it',
    load: async () => {
      const { evaluate, EVAL_USAGE } = await import('./eval.ts');
      return { run: evaluate, usage: EVAL_USAGE };
    },
  },
  compare: {
    summary: 'Answer the messages of a run with an earlier text of a document, and with today’s',
    load: async () => {
      const { compare, COMPARE_USAGE } = await import('./compare.ts');
      return { run: compare, usage: COMPARE_USAGE };
    },
  },
  runs: {
    summary: 'List the runs of a document, and what is stale in them',
    load: async () => {
      const { runs, RUNS_USAGE } = await import('./runs.ts');
      return { run: runs, usage: RUNS_USAGE };
    },
  },
  provenance: {
    summary: 'Show which sentences of a document no sample touched',
    load: async () => {
      const { provenance, PROVENANCE_USAGE } = await import('./provenance.ts');
      return { run: provenance, usage: PROVENANCE_USAGE };
    },
  },
  export: {
    summary: 'Write the samples of runs as data to train on',
    load: async () => {
      const { exportRuns, EXPORT_USAGE } = await import('./export.ts');
      return { run: exportRuns, usage: EXPORT_USAGE };
    },
  },
  'import-batch': {
    summary: 'Take the results of a Gemini batch into a run',
    load: async () => {
      const { importBatch, IMPORT_BATCH_USAGE } = await import('./batch.ts');
      return { run: importBatch, usage: IMPORT_BATCH_USAGE };
    },
  },
  cache: {
    summary: 'Show or clear the answers that are kept for later runs',
    load: async () => {
      const { cache, CACHE_USAGE } = await import('./cache.ts');
      return { run: cache, usage: CACHE_USAGE };
    },
  },
};

const USAGE = `Usage: traitwright COMMAND …

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(14)}${summary}`)
  .join('\n')}

  --help     Show this, or after a command its options
  --version  Show the version

Exit codes: 0 all is well, 1 something was found or came to nothing, 2 it could not run.
`;

/** Runs one command line, `node` and the program's name left out; resolves with the exit code. */
export async function runCommandLine(args: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  switch (name) {
    case undefined:
      io.stderr.write(USAGE);
      return EXIT.couldNotRun;
    case '--help':
    case '-h':
      io.stdout.write(USAGE);
      return EXIT.ok;
    case '--version': {
      const { VERSION } = await import('./version.ts');
      io.stdout.write(`${VERSION}\n`);
      return EXIT.ok;
    }
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (entry === undefined) {
    complain(io, unknownCommand(name));
    io.stderr.write(`\n${USAGE}`);
    return EXIT.couldNotRun;
  }
  const { run, usage } = await entry.load();
  if (asksForHelp(rest)) {
    io.stdout.write(usage);
    return EXIT.ok;
  }
  return run(rest, io);
}

function unknownCommand(name: string): string {
  if (name.startsWith('-')) return `Unknown option “${name}”.`;
  const meant = closest(name, Object.keys(COMMANDS));
  return `Unknown command “${name}”.${distance(name, meant) <= 2 ? ` Did you mean “${meant}”?` : ''}`;
}

/** After `--` everything is a file's name. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}
