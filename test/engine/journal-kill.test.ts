/** What is promised of a run that is killed, whenever that is: gone on with, it ends where it would have ended, and nothing is paid for twice. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { randomNumbers } from '../../scripts/bench/documents.ts';
import type { JournalCall, JournalSample } from '../../src/engine/journal.ts';
import { type JournalReport, readJournal } from '../../src/engine/journal-reader.node.ts';
import { AXES, RATINGS, stageOf } from '../generation/support.ts';
import { type GeminiServer, type GeminiServerAnswer, type GeminiServerRequest, startGeminiServer } from '../support/gemini-server.ts';

const KILLS = Number(process.env['TRAITWRIGHT_KILLS'] ?? 3);
const SEED = Number(process.env['TRAITWRIGHT_KILL_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** A run is killed so often before it may end. */
const KILLS_A_RUN = 5;
/** How the process ends that finds a journal without a whole line. */
const NOTHING_THERE = 3;

/** By what each answer alone says, the request that it answered. */
const answered = new Map<string, string>();

/** The answer follows from the request alone, and differs from that to any other request. */
function answer(request: GeminiServerRequest): GeminiServerAnswer {
  const stage = stageOf(request);
  const digest = createHash('sha256').update(JSON.stringify(request.body)).digest('hex');
  const some = `#${digest.slice(0, 16)}`;
  answered.set(some, received(request));
  const revise = Number.parseInt(digest.slice(0, 2), 16) % 2 === 0;
  const said = ((): object | string => {
    switch (stage) {
      case 'plan':
        return { what: `case ${some}`, how: `deed ${some}`, why: `reason ${some}` };
      case 'scenario':
        return { prompt: `is it broken ${some}` };
      case 'scenario-critique':
        return { problems: [], generic_default: false, decision: revise ? 'rewrite' : 'keep', prompt: revise ? `it broke ${some}` : '' };
      case 'critique':
        return { quotes: ['in plain words'], axes: AXES, verdict: revise ? 'revise' : 'pass' };
      case 'autorate':
        return { ...RATINGS, natural: { reason: `As ${some}.`, holds: revise } };
      default:
        return `The hinge is gone – ${some}.`;
    }
  })();
  return { text: typeof said === 'string' ? said : JSON.stringify(said), usage: { inputTokens: 100, outputTokens: 10 } };
}

interface ReadJournal extends JournalReport {
  readonly calls: readonly JournalCall[];
  readonly samples: ReadonlyMap<string, JournalSample['sample']>;
  readonly ended: readonly string[];
}

async function read(path: string): Promise<ReadJournal> {
  const calls: JournalCall[] = [];
  const samples = new Map<string, JournalSample['sample']>();
  const ended: string[] = [];
  const report = await readJournal(path, {
    onRecord(record) {
      if (record.type === 'call') calls.push(record);
      if (record.type === 'sample') {
        assert.ok(!samples.has(record.sample.id), `${record.sample.id} was made twice`);
        samples.set(record.sample.id, record.sample);
      }
      if (record.type === 'summary') ended.push(record.ended);
    },
  });
  return { ...report, calls, samples, ended };
}

/** What of a call goes over the wire, to find it in the server's log. */
function sent(call: Pick<JournalCall, 'model' | 'system' | 'messages'>): string {
  return JSON.stringify([call.model.replace(/^gemini\//, ''), call.system ?? '', call.messages.map(({ text }) => text)]);
}

/** The requests that this one could only be made of the answers to. */
function neededBy({ system, messages }: GeminiServerRequest): readonly string[] {
  const said = [system, ...messages.map(({ text }) => text)].join('\n').match(/#[0-9a-f]{16}/g) ?? [];
  return said.map((some) => answered.get(some) ?? assert.fail(`nothing answered ${some}`));
}

function received({ model, system, messages }: GeminiServerRequest): string {
  return JSON.stringify([model, system, messages.map(({ text }) => text)]);
}

interface Running {
  readonly child: ChildProcess;
  /** Resolves with the exit code, or the signal that ended it. */
  readonly ended: Promise<unknown>;
}

function start(t: TestContext, path: string, server: GeminiServer): Running {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../support/journalled-run.ts'), path, server.baseUrl], { stdio: ['ignore', 'ignore', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  return { child, ended: once(child, 'exit').then(([code, signal]: unknown[]) => code ?? signal) };
}

test(`a run that is killed at ${KILLS} random moments ends as it would have, and no finished call is made again`, async (t) => {
  t.diagnostic(`TRAITWRIGHT_KILL_SEED=${SEED}`);
  const random = randomNumbers(SEED);
  const folder = await mkdtemp(join(tmpdir(), 'traitwright-kill-'));
  t.after(() => rm(folder, { recursive: true }));
  const server = await startGeminiServer({ answer });
  t.after(() => server.close());

  const whole = join(folder, 'whole.jsonl');
  assert.equal(await start(t, whole, server).ended, 0);
  const expected = await read(whole);
  const callsOfRun = server.requests.length;
  assert.equal(new Set(expected.calls.map(sent)).size, callsOfRun, 'each call is told from the others by what is sent');

  let kills = 0;
  let torn = 0;
  let saved = 0;
  for (let run = 0; kills < KILLS; run += 1) {
    let path = join(folder, `.traits/rill/runs/${run}.jsonl`);
    let finished: ReadonlySet<string> = new Set();
    let sentByRun = 0;
    for (let killed = 0; ; ) {
      const before = server.requests.length;
      const last = kills === KILLS || killed === KILLS_A_RUN;
      const { child, ended } = start(t, path, server);
      if (!last) {
        // Mostly after some of the requests that are left came in, and while their answers are on their way or being written;
        // at times while the process starts, or reads what is there.
        const early = random() < 0.1;
        const count = early ? before : before + 1 + Math.floor(random() * random() * Math.max(1, callsOfRun - finished.size));
        await Promise.race([server.arrived(count), ended]);
        await Promise.race([new Promise((resolve) => setTimeout(resolve, random() * (early ? 400 : 8))), ended]);
        child.kill('SIGKILL');
      }
      const end = await ended;
      for (const request of server.requests.slice(before)) assert.ok(!finished.has(received(request)), 'a finished call was made again');
      if (end === 0) break;
      if (end === NOTHING_THERE) {
        assert.equal(sentByRun, 0, 'a run has a journal before it sends anything');
        path = `${path}.again.jsonl`;
        continue;
      }
      assert.equal(end, 'SIGKILL');
      kills += 1;
      killed += 1;
      sentByRun += server.requests.length - before;
      if (!existsSync(path)) continue;
      const journal = await read(path);
      assert.deepEqual(journal.bad, []);
      torn += journal.torn;
      finished = new Set(journal.calls.filter(({ outcome }) => outcome.status === 'ok').map(sent));
      saved += finished.size;
      for (const request of server.requests.slice(before)) for (const needed of neededBy(request)) assert.ok(finished.has(needed), 'an answer was used before it was journalled');
    }
    const { samples, bad, ended, calls } = await read(path);
    assert.deepEqual(bad, []);
    assert.deepEqual(ended, ['done']);
    assert.equal(new Set(calls.map(({ key }) => key)).size, calls.length, 'no call was journalled twice');
    assert.deepEqual(samples, expected.samples);
  }
  t.diagnostic(`${kills} kills, ${torn} lines broke off, ${saved} finished calls were there when a run was gone on with`);
});
