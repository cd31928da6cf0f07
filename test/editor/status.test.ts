/** The language status, the log of runs, and what is said at their end. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Progress } from '../../src/engine/progress.ts';
import { api, closeAll, eventually, type Messages, messages, openSample, openText } from './support.ts';

const COMPLETE = `## Careful {#careful}

### What

It checks what it does.

### How

It runs the tests.

### Why

A mistake costs more than a check.

### Trade-offs

- **With [Honest](#honest):** both.

### Exceptions

- A sketch is a sketch.
`;

const HONEST = `## Honest {#honest}

Aster says what it believes to be true.

### Why

People act on what they are told.
`;

const PROGRESS: Progress = { done: 9, cached: 0, resumed: 0, underWay: 0, waiting: 0, expected: 9, tokens: { inputTokens: 900, outputTokens: 100 }, usd: 0.012, msLeft: 0 };

suite('The language status', () => {
  teardown(closeAll);

  test('says how many traits there are, and how many say every part', async () => {
    const { status } = await api();
    await openText('counted.traits.md', `# Aster\n\n${HONEST}\n${COMPLETE}`);
    await eventually('the count', () => status.item.text === '2 traits, 1 complete');
    assert.equal(status.item.command?.command, 'traits.documentCoverage');
  });

  test('tells of the document in the active editor', async () => {
    const { status } = await api();
    await openText('one.traits.md', `# Aster\n\n${HONEST}`);
    await eventually('one trait', () => status.item.text === '1 trait, 0 complete');
    await openSample('calder-at-work.traits.md');
    await eventually('eight traits', () => status.item.text === '8 traits, 8 complete');
  });

  test('is an error only where there is one, and says how many problems there are', async () => {
    const { status } = await api();
    await openText('warned.traits.md', `# Aster\n\n${HONEST}`);
    await eventually('the warnings', () => /^\d+ (warnings?|infos?)/.test(status.item.detail ?? ''));
    assert.equal(status.item.severity, vscode.LanguageStatusSeverity.Information);
    await openText('wrong.traits.md', `---\nmodels: [\n---\n\n# Aster\n\n${HONEST}`);
    await eventually('the error', () => status.item.severity === vscode.LanguageStatusSeverity.Error);
    assert.match(status.item.detail ?? '', /error/);
  });

  test('is busy while a run over the document is under way', async () => {
    const { status, runs } = await api();
    const document = await openText('busy.traits.md', `# Aster\n\n${HONEST}`);
    await eventually('the count', () => status.item.text === '1 trait, 0 complete');
    const reporter = runs.begin({ uri: document.uri, title: 'Scenarios for “Honest”', cancel: () => undefined });
    reporter.progress('1 of 3 samples', PROGRESS);
    assert.equal(status.item.busy, true);
    assert.equal(status.item.detail, 'Scenarios for “Honest”: 1 of 3 samples');
    reporter.end();
    assert.equal(status.item.busy, false);
  });
});

suite('The end of a run', () => {
  let said: Messages;

  setup(async () => {
    said = await messages();
  });

  teardown(async () => {
    said.restore();
    await closeAll();
  });

  test('says what came of it and what it cost, and leads to its samples and to the log', async () => {
    const { runs } = await api();
    runs.begin({ uri: vscode.Uri.file('/a.traits.md'), title: 'Scenarios for “Honest”', cancel: () => undefined }).end({ ended: 'done', progress: PROGRESS, counts: { dropped: 1, kept: 2 }, givenUp: 0 });
    await eventually('the message', () => said.all.length === 1);
    assert.equal(said.all[0], 'Scenarios for “Honest”: 2 kept, 1 dropped, $0.012.');
    assert.deepEqual(said.choices[0], ['Show Samples', 'Show Log']);
  });

  test('says that it was cancelled, and what may still be billed', async () => {
    const { runs } = await api();
    const { usd: _, ...unpriced } = PROGRESS;
    const reporter = runs.begin({ uri: vscode.Uri.file('/a.traits.md'), title: 'Scenarios for “Honest”', cancel: () => undefined });
    reporter.end({ ended: 'cancelled', progress: { ...unpriced, usd: undefined }, counts: { cancelled: 3 }, givenUp: 2 });
    await eventually('the message', () => said.all.length === 1);
    assert.equal(
      said.all[0],
      'Scenarios for “Honest”: 3 cancelled, 1,000 tokens at a price that is not known. It was cancelled; what was finished is kept. The provider may still bill the 2 calls that were under way.',
    );
  });

  test('is not said twice, nor of a run that never began', async () => {
    const { runs } = await api();
    const begin = (): ReturnType<typeof runs.begin> => runs.begin({ uri: vscode.Uri.file('/a.traits.md'), title: 'One', cancel: () => undefined });
    begin().end({ ended: 'budget', progress: PROGRESS, counts: { kept: 1 }, givenUp: 0, told: true });
    begin().end();
    begin().end({ ended: 'done', progress: PROGRESS, counts: { kept: 1 }, givenUp: 0, made: 'The third' });
    await eventually('the message', () => said.all.length > 0);
    assert.deepEqual(said.all, ['The third: 1 kept, $0.012.']);
  });
});

suite('The log of runs', () => {
  test('has the beginning of each with its estimate, what went wrong, and its end, a line each', async () => {
    const { log, runs } = await api();
    const lines: string[] = [];
    const asItWas = { info: log.info.bind(log), warn: log.warn.bind(log) };
    Object.assign(log, { info: (text: string) => lines.push(`info ${text}`), warn: (text: string) => lines.push(`warn ${text}`) });
    try {
      const reporter = runs.begin({ uri: vscode.Uri.file('/a.traits.md'), title: 'Scenarios for “Honest”', cancel: () => undefined });
      reporter.started({ run: 'r1', path: '/j.jsonl', plan: '3 samples, about $0.02, 23 calls' });
      reporter.trouble(`Trying again.\n2026-11-20 [error] forged ${'x'.repeat(5000)}`);
      reporter.step('honest/exhibit/0: kept');
      reporter.progress('3 of 3 samples, 9 of 9 calls, $0.012', PROGRESS);
      reporter.end({ ended: 'done', progress: PROGRESS, counts: { kept: 3 }, givenUp: 0, told: true });
      reporter.step('after its end');
    } finally {
      Object.assign(log, asItWas);
    }
    assert.deepEqual(lines.map((text) => text.replace(/x{20,}…/, '…')), [
      'info Run r1: Scenarios for “Honest”, 3 samples, about $0.02, 23 calls. Journal: /j.jsonl',
      'warn r1: Trying again. 2026-11-20 [error] forged …',
      'info r1: honest/exhibit/0: kept',
      'info Run r1 done: 3 of 3 samples, 9 of 9 calls, $0.012; {"kept":3}.',
    ]);
    assert.ok(lines.every((text) => text.length < 1100 && !text.includes('\n')));
  });
});
