/** What the fast pass promises: what is planted is found at its rate, and prose that repeats nothing is left in peace. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chooseDropped } from '../../src/patterns/act.ts';
import { fastScan } from '../../src/patterns/fast/scan.ts';
import { asJsonLines, found, plant, type PlannedSample, scan, variedProse } from './support.ts';
import { jsonLines, source } from '../dataset/support.ts';

const COUNT = 600;

/** Puts a sentence between two of the response. */
function inside(response: string, sentence: string): string {
  const at = response.search(/[.!…] /);
  return at === -1 ? `${response} ${sentence} Fin.` : `${response.slice(0, at + 1)} ${sentence}${response.slice(at + 1)}`;
}

const SLOTS = ['kindness', 'order', 'speed', 'weight', 'colour', 'price', 'warmth', 'sound'];
const slot = (index: number): string => SLOTS[index % SLOTS.length] ?? '';

const PLANTED: readonly (readonly [what: string, id: string, change: (response: string, index: number) => string])[] = [
  ['an opening', 'opening/the-honest-answer-is-shorter', (response, index) => `The honest answer is shorter ${slot(index)} ${slot(index >> 3)}. ${response}`],
  ['an opening of one word', 'opening/gladly', (response) => `Gladly! ${response}`],
  ['emotional validation', 'known/validation-opening', (response, index) => `${['I completely understand how upsetting this is.', "That sounds really hard, and I'm here.", "I'm so sorry you're going through this.", 'It makes complete sense that you feel torn.'][index % 4]} ${response}`],
  ['the bottom line up front', 'known/bottom-line-first', (response, index) => `${['Yes, with care.', 'No, not yet.', 'Not quite: it depends.', "You're right about that."][index % 4]} ${response}`],
  ['praise', 'known/praise-opening', (response, index) => `${['Great question!', 'What a thoughtful idea!', "That's an excellent point."][index % 3]} ${response}`],
  ['asking for clarification', 'known/clarifying-question', (response, index) => `${response} ${['Could you tell me more about your setup?', 'Can you clarify which version?', 'What exactly do you mean by that?'][index % 3]}`],
  ['a closing question', 'known/closing-question', (response, index) => `${response} Does the ${slot(index)} matter to you?`],
  ['an offer of more help', 'known/offer-closing', (response, index) => `${response} ${['Let me know if anything is unclear.', 'Feel free to ask me anything.', 'I hope this helps.'][index % 3]}`],
  ['a closing', 'closing/whatever-you-choose', (response, index) => `${response} Whatever you choose, ${slot(index)} ${slot(index >> 3)} ${slot(index >> 6)}.`],
  ['a summary', 'known/summary-closing', (response, index) => `${response}\n\n${['In conclusion,', 'Ultimately,', 'Overall,'][index % 3]} the ${slot(index)} stays.`],
  ['a phrase', 'phrase/the-quiet-weight-of-small-decisions', (response, index) => inside(response, `Mind ${slot(index)} the quiet weight of small decisions ${slot(index >> 3)}.`)],
  ['a template', 'template/what-matters-is-rather-than', (response, index) => inside(response, `Here what matters is ${slot(index)} rather than ${slot(index + 3)}.`)],
  ['a contrast', 'known/not-just-but', (response, index) => inside(response, `This isn't just ${slot(index)}, it's ${slot(index + 1)}.`)],
  ['a hedge', 'known/hedging-phrase', (response, index) => inside(response, `${['It is important to note', "It's worth remembering", 'It is worth mentioning'][index % 3]} the ${slot(index)}.`)],
];

for (const [what, id, change] of PLANTED) {
  for (const share of [0.05, 0.2, 0.5]) {
    test(`${what} in ${100 * share}% of the samples is found at that rate`, async () => {
      const samples = variedProse(COUNT, { seed: 3 });
      plant(samples, share * COUNT, change);
      const finding = found(await scan(samples), id);
      assert.ok(finding !== undefined, 'it was not found');
      const { overall } = finding;
      assert.ok(overall.low <= share && share <= overall.high, `${overall.k} of ${overall.n}`);
      // At the threshold itself the words that prose has by chance decide.
      if (share !== 0.2) assert.equal(finding.alarm === 'overall', share > 0.2);
    });
  }
}

test('several at once are found each at its rate', async () => {
  const samples = variedProse(2000, { seed: 5 });
  const rates = [0.05, 0.2, 0.5, 0.05, 0.2, 0.5];
  const several = [PLANTED[10], PLANTED[11], PLANTED[2], PLANTED[12], PLANTED[13], PLANTED[8]];
  for (const [index, planted] of several.entries()) plant(samples, (rates[index] ?? 0) * samples.length, planted?.[2] ?? ((response) => response), index);
  const result = await scan(samples);
  for (const [index, planted] of several.entries()) {
    const overall = found(result, planted?.[1] ?? '')?.overall;
    assert.ok(overall !== undefined && overall.low <= (rates[index] ?? 0) && overall.high >= (rates[index] ?? 0), `${planted?.[1]}: ${overall?.k} of ${overall?.n}`);
  }
});

test('a pattern of one trait is found there, and is an alarm by its rate in the trait', async () => {
  const samples = variedProse(2000, { traits: 20 });
  for (const [index, sample] of samples.filter(({ trait }) => trait === 'trait-4').entries()) if (index % 2 === 0) sample.response = `Stopped where you asked ${slot(index)}. ${sample.response}`;
  const finding = found(await scan(samples), 'opening/stopped-where-you-asked');
  assert.deepEqual([finding?.overall.k, finding?.byTrait['trait-4']?.k, finding?.byTrait['trait-4']?.n], [50, 50, 100]);
  assert.equal(Object.keys(finding?.byTrait ?? {})[0], 'trait-4');
  assert.equal(finding?.byTrait['trait-5']?.k, 0);
  assert.equal(finding?.alarm, 'trait');
});

for (const [what, id, change] of [
  ['bulleted lists', 'format/bulleted-list', (response: string) => `${response}\n\n- one\n- two\n- three`],
  ['bold lead-ins', 'format/bold-lead-ins', (response: string) => `${response}\n\n**One:** a\n\n**Two:** b`],
  ['headings', 'format/headings', (response: string) => `## Answer\n\n${response}`],
  ['one shape', 'shape/hplp', (response: string) => `# Answer\n\n${response.replaceAll('\n\n', ' ')}\n\n1. one\n2. two\n\nDone.`],
  ['emoji', 'format/emoji', (response: string) => `${response} 🎉`],
] as const) {
  test(`${what} in most samples are found at their rate, and are an alarm`, async () => {
    const samples = variedProse(COUNT);
    plant(samples, 0.7 * COUNT, change);
    const finding = found(await scan(samples), id);
    assert.ok(finding !== undefined && finding.overall.low <= 0.7 && finding.overall.high >= 0.7, `${finding?.overall.k}`);
    assert.equal(finding.alarm, 'overall');
  });
}

test('a few lists are no alarm, whatever the threshold', async () => {
  const samples = variedProse(COUNT);
  plant(samples, 0.3 * COUNT, (response) => `${response}\n\n- one\n- two\n- three`);
  assert.deepEqual([found(await scan(samples, { threshold: 0.01 }), 'format/bulleted-list')?.alarm], [undefined]);
});

test('answers that are all of one length are found', async () => {
  const samples = variedProse(COUNT).map((sample): PlannedSample => ({ ...sample, response: sample.response.split(' ').slice(0, 30).join(' ') }));
  assert.equal(found(await scan(samples), 'length/alike')?.alarm, 'overall');
});

test('sentences that are all of one length are found', async () => {
  const samples = variedProse(COUNT);
  plant(samples, 400, (response) => `${response.replaceAll(/[.!…]?\s+/g, ' ').split(' ').map((word, index) => (index % 9 === 8 ? `${word}.` : word)).join(' ')} ${'so it goes on and on until then. '.repeat(6)}`);
  assert.ok((found(await scan(samples), 'shape/even-sentences')?.overall.rate ?? 0) > 0.3);
});

test('near-duplicates are found, however they are spread, and what is only alike in parts is none', async () => {
  const samples = variedProse(COUNT).filter(({ response }) => response.split(' ').length > 40);
  const originals = samples.slice(0, 50);
  const repeats = originals.map((sample): PlannedSample => ({ ...sample, response: `${sample.response} Indeed.` }));
  const halves = samples.slice(50, 100).map((sample, index): PlannedSample => ({ ...sample, response: `${sample.response} ${samples[index + 200]?.response}` }));
  const finding = found(await scan([...samples, ...halves, ...repeats]), 'duplicate/nearly');
  assert.equal(finding?.overall.k, 50);
  assert.match(finding?.examples[0]?.text ?? '', /nearly repeats line \d+ of data\.jsonl/);
});

test('short answers are duplicates only with their prompts', async () => {
  const answers = (prompt: (index: number) => string): readonly PlannedSample[] => Array.from({ length: 200 }, (_, index) => ({ prompt: prompt(index), response: 'Four.', trait: 't', kind: 'exhibit' }));
  assert.equal(found(await scan(answers((index) => `${index}+${index}`)), 'duplicate/nearly'), undefined);
  assert.equal(found(await scan(answers(() => '2+2')), 'duplicate/nearly')?.overall.k, 199);
});

test('words that one trait has far more than the others are listed, and are no alarm', async () => {
  const samples = variedProse(2000);
  for (const [index, sample] of samples.filter(({ trait }) => trait === 'trait-2').entries()) if (index % 2 === 0) sample.response = inside(sample.response, `Mind the ${slot(index)} lighthouse ${slot(index >> 3)}.`);
  const result = await scan(samples, { threshold: 0.001 });
  const finding = found(result, 'word/lighthouse');
  assert.deepEqual([finding?.overall.k, finding?.byTrait['trait-2']?.k, finding?.alarm], [100, 100, undefined]);
});

for (const seed of [1, 2, 3, 4]) {
  test(`varied prose has nothing over the threshold, and next to nothing to list (${seed})`, async () => {
    const { findings } = await scan(variedProse(2000, { seed }), { seed });
    assert.deepEqual(findings.filter(({ alarm }) => alarm !== undefined).map(({ id }) => id), []);
    assert.deepEqual(findings.filter(({ kind }) => kind === 'opening' || kind === 'closing' || kind === 'template' || kind === 'word').map(({ id }) => id), []);
    assert.ok(findings.length <= 2, findings.map(({ id }) => id).join(', '));
  });
}

test('code is not prose: what it repeats is no pattern', async () => {
  const samples = variedProse(COUNT);
  plant(samples, 0.6 * COUNT, (response) => `${response}\n\n\`\`\`python\nimport numpy as np\nfrom pathlib import Path\n# heading\n- a\n- b\n\`\`\`\n\nThat.`);
  assert.deepEqual((await scan(samples)).findings.filter(({ kind }) => kind === 'phrase' || kind === 'format').map(({ id }) => id), []);
});

test('the same data and seed give the same findings', async () => {
  const samples = variedProse(COUNT);
  for (const [, , change] of PLANTED) plant(samples, 200, change);
  const first = await scan(samples);
  const second = await scan(samples);
  assert.deepEqual(first.findings, second.findings);
});

test('samples of several files are counted together, and examples say which file they are of', async () => {
  const samples = variedProse(400);
  plant(samples, 200, (response) => `Gladly! ${response}`);
  const result = await fastScan({ sources: [source(asJsonLines(samples.slice(0, 200)), 'a.jsonl'), source(jsonLines(samples.slice(200).map(({ response }) => ({ text: response }))), 'b.jsonl')], seed: 1, threshold: 0.2, examples: 400 });
  const finding = found(result, 'opening/gladly');
  assert.deepEqual([finding?.overall.k, finding?.overall.n], [200, 400]);
  assert.deepEqual(new Set(finding?.examples.map((example) => example.source)), new Set(['a.jsonl', 'b.jsonl']));
  assert.deepEqual([result.samples.fileOf(199), result.samples.fileOf(200), result.samples.lineOf(200)], [0, 1, 1]);
});

test('more samples than a draw holds are all counted, also those of a small trait', async () => {
  const samples = Array.from({ length: 12_000 }, (_, index): PlannedSample => ({ prompt: '', response: `Word${index} and number ${index * 7} stand ${index % 4 === 0 ? 'close together here' : `apart${index}`}.`, trait: index % 300 === 299 ? 'small' : 'large', kind: 'exhibit' }));
  for (const sample of samples) if (sample.trait === 'small') sample.response = `Gladly! ${sample.response}`;
  const result = await scan(samples);
  assert.equal(result.drawn, 8000);
  assert.equal(found(result, 'phrase/stand-close-together-here')?.overall.k, 3000);
  assert.deepEqual([found(result, 'opening/gladly')?.alarm], [undefined]);
});

test('a scan tells how far it is, and stops when it is asked to', async () => {
  const samples = variedProse(COUNT);
  const told: string[] = [];
  await scan(samples, { onProgress: ({ pass, samples: count }) => void told.push(`${pass} ${count}`) });
  assert.equal(told[0]?.startsWith('drawing'), true);
  assert.equal(told.at(-1), 'counting 600');
  const stop = new AbortController();
  await assert.rejects(scan(samples, { signal: stop.signal, onProgress: ({ pass }) => void (pass === 'counting' && stop.abort(new Error('enough'))) }), /enough/);
});

test('whoever stops a scan is heard between two detectors, too', async () => {
  const samples = variedProse(60);
  const stop = new AbortController();
  const passes = new Set<string>();
  const onProgress = ({ pass }: { readonly pass: string }): void => {
    passes.add(pass);
    // As another thread's word comes: in a turn of its own.
    setTimeout(() => stop.abort(new Error('enough')));
  };
  await assert.rejects(scan(samples, { signal: stop.signal, onProgress }), /enough/);
  assert.deepEqual([...passes], ['drawing']);
});

test('examples show what matched, whatever the text', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(fc.constantFrom('Yes', 'no', '**bold**', '\n\n', '- item', '\n', '`code', '```', 'I hear you', '?', '. ', '…', '’', 'İ', '字', '😀', '|', '#', ' '), { maxLength: 60 }).map((words) => words.join(' ')),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 5, maxLength: 12 }), async (texts) => {
      const responses = [...texts, ...texts].filter((response) => response.trim() !== '');
      fc.pre(responses.length > 0);
      const { findings, samples } = await fastScan({ sources: [source(jsonLines(responses.map((response) => ({ text: response }))))], seed: 1, threshold: 0.2 });
      for (const { overall, examples, byTrait } of findings) {
        assert.equal(overall.n, samples.count);
        assert.deepEqual(byTrait, {});
        for (const { text: shown, ranges, line } of examples) {
          for (const { start, end } of ranges) assert.ok(start >= 0 && start <= end && end <= shown.length);
          assert.ok(shown.startsWith('nearly repeats') || responses[line - 1]?.includes(shown) === true);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('long runs of anything are read in time', async () => {
  const runs = ['.', '?', '*', '`', '\n', ' ', '#', '|', 'a', 'you ', 'could you tell me ', 'not just ', '…"', '**', '- ', '字', "'", '\n ', '. ', '"', '—'].map((unit) => ({ text: `A${unit.repeat(200_000 / unit.length)}b` }));
  const { samples } = await fastScan({ sources: [source(jsonLines(runs), 'a', 1_000_000)], seed: 1, threshold: 0.2 });
  assert.equal(samples.count, runs.length);
});

test('three words that are a habit of one trait in ten are found, though they are rare in the whole', async () => {
  const samples = variedProse(1000, { traits: 10 });
  const words = 'so it goes';
  for (const sample of samples) {
    // Long samples have more idioms by themselves, so that less is worth a line in the whole.
    sample.response = `${sample.response} ${sample.response} ${sample.response} ${sample.response}`;
    if (sample.trait === 'trait-3') sample.response = sample.response.replace(/(\w+ \w+ \w+) /, `$1 ${words} `);
  }
  const finding = found(await scan(samples), 'phrase/so-it-goes');
  assert.deepEqual([finding?.overall.k, finding?.byTrait['trait-3']?.k], [100, 100]);
});

test('labels that nearly every sample has another of are told apart as far as they are worth it', async () => {
  const samples = variedProse(3000).map((sample, index) => ({ ...sample, trait: index % 3 === 0 ? 'large' : `own-${index}` }));
  plant(samples, 600, (response) => `Certainly! ${response}`);
  const result = await scan(samples);
  const finding = found(result, 'known/eager-opening');
  const traits = Object.keys(finding?.byTrait ?? {});
  assert.ok(traits.length <= 500 && traits.includes('large'), String(traits.length));
  assert.equal(finding?.byTrait['large']?.n, 1000);
  // Dropping takes no time for each label, either.
  assert.ok(chooseDropped(result, [{ patternId: 'known/eager-opening', share: 0.05 }], 1).length > 400);
});
