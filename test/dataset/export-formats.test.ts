/** What is written for training is what the published schemas say, and what our own readers read again. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { lineSchema } from '../../scripts/generate.ts';
import { baselineExample } from '../../src/dataset/export/baseline.ts';
import type { Example } from '../../src/dataset/export/example.ts';
import { exampleOf } from '../../src/dataset/export/example.ts';
import { EXPORT_FORMATS, type ExportFormat, lineOf } from '../../src/dataset/export/formats.ts';
import { formatOf } from '../../src/dataset/formats.ts';
import { openDataset, readDataset } from '../../src/dataset/read.ts';
import type { SampleText } from '../../src/dataset/sample-text.ts';
import { exampleFor, EXAMPLES, formatNamed, textSource } from './export-support.ts';

const docs = join(import.meta.dirname, '../../docs');

async function published({ id }: ExportFormat): Promise<{ readonly schema: object; readonly validate: ValidateFunction }> {
  const schema: object = JSON.parse(await readFile(join(docs, `schemas/export/${id}.schema.json`), 'utf8'));
  return { schema, validate: new Ajv2020({ strict: true, strictTuples: false }).compile(schema) };
}

const filled = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.constantFrom('{"a": `b`}', '</prompt>', 'שלום\u202e', '\u2028x', '\ud800 lone')).filter((text) => /\S/.test(text));
const system = fc.option(filled, { nil: undefined }).map((text) => (text === undefined ? {} : { system: text }));
const exchanges = fc.array(fc.tuple(filled, filled), { maxLength: 3 }).map((pairs) => pairs.flatMap(([user, model]) => [{ speaker: 'user' as const, text: user }, { speaker: 'model' as const, text: model }]));
const ask = filled.map((text) => ({ speaker: 'user' as const, text }));

const ARBITRARY: Readonly<Record<Example['shape'], fc.Arbitrary<Example>>> = {
  chat: fc.tuple(system, exchanges, ask, filled).map(([before, earlier, last, answer]) => ({ shape: 'chat', ...before, turns: [...earlier, last, { speaker: 'model', text: answer }] })),
  pair: fc.tuple(system, exchanges, ask, filled, filled).map(([before, earlier, last, chosen, rejected]) => ({ shape: 'pair', ...before, turns: [...earlier, last], chosen, rejected })),
  document: filled.map((text) => ({ shape: 'document', text })),
};

async function samplesIn(text: string): Promise<readonly SampleText[]> {
  const samples: SampleText[] = [];
  await readDataset(await openDataset(textSource(text)), { onSample: (sample) => samples.push(sample) });
  return samples;
}

for (const format of EXPORT_FORMATS) {
  describe(format.id, async () => {
    const { schema, validate } = await published(format);

    test('the published schema is that of the source', () => {
      assert.deepEqual(schema, JSON.parse(JSON.stringify(lineSchema(`A line of ${format.id}: ${format.name}`, format.schema))));
    });

    test('whatever the texts are, a line is as the published schema says and gives the same example again', () => {
      fc.assert(
        fc.property(ARBITRARY[format.shape], (example) => {
          const line = lineOf(format, example);
          assert.ok(!line.includes('\n'));
          assert.ok(validate(JSON.parse(line)), JSON.stringify(validate.errors));
          assert.deepEqual(baselineExample(line, formatOf([line], 'test'), format.shape), { example });
        }),
        { numRuns: 300 },
      );
    });

    test('our own reader reads the prompt and the answer', async () => {
      const [sample] = await samplesIn(`${lineOf(format, exampleFor(format))}\n`);
      const { chat, document } = EXAMPLES;
      assert.equal(sample?.response, format.shape === 'document' ? document.text : chat.turns[1]?.text);
      assert.equal(sample?.prompt, format.shape === 'document' ? undefined : chat.turns[0]?.text);
    });

    test('a line with a blank text, or with a key that the format does not have, is not written', () => {
      const example = exampleFor(format);
      const blank = example.shape === 'document' ? { ...example, text: ' ' } : { ...example, turns: example.turns.map((turn) => ({ ...turn, text: '\n' })) };
      assert.throws(() => lineOf(format, blank));
      assert.ok(!validate({ ...(JSON.parse(lineOf(format, example)) as object), id: 'plain/exhibit/0' }));
    });

    test('docs/export.md shows a line of it', async () => {
      const page = await readFile(join(docs, 'export.md'), 'utf8');
      const [, shown = ''] = new RegExp(`^### \`${format.id}\`$[^]*?^\`\`\`json\n([^]*?)^\`\`\`$`, 'm').exec(page) ?? [];
      assert.deepEqual(JSON.parse(shown), JSON.parse(lineOf(format, exampleFor(format))));
    });
  });
}

test('a conversation that does not end as its format asks is not written', () => {
  const { chat, pair } = EXAMPLES;
  assert.throws(() => lineOf(formatNamed('trl-messages'), { ...chat, turns: chat.turns.slice(0, 1) }));
  assert.throws(() => lineOf(formatNamed('gemini-sft'), { ...chat, turns: chat.turns.slice(0, 1) }));
  assert.throws(() => lineOf(formatNamed('vertex-preference'), { ...pair, turns: chat.turns }));
});

const kept = { prompt: 'p', response: 'a', rejected: 'b' };

test('of a preference pair the chosen answer is chat, and both are a pair', () => {
  assert.deepEqual(exampleOf(kept, 'preference', 'chat'), { shape: 'chat', turns: [{ speaker: 'user', text: 'p' }, { speaker: 'model', text: 'a' }] });
  assert.deepEqual(exampleOf(kept, 'preference', 'pair'), { shape: 'pair', turns: [{ speaker: 'user', text: 'p' }], chosen: 'a', rejected: 'b' });
});

test('a document is its text alone', () => {
  assert.deepEqual(exampleOf({ document: 'a', draft: 'b' }, 'document', 'document'), { shape: 'document', text: 'a' });
});

test('a sample that does not fit a format says why', () => {
  assert.match(JSON.stringify(exampleOf({ prompt: 'p', response: 'a' }, 'chat', 'pair')), /unfit.*without a rejected answer/);
  assert.match(JSON.stringify(exampleOf({ ...kept, rejected: ' a\n' }, 'preference', 'pair')), /unfit.*the same/);
  assert.match(JSON.stringify(exampleOf({ prompt: 'p', response: 'a' }, 'chat', 'document')), /unfit.*no documents/);
  assert.match(JSON.stringify(exampleOf({ document: 'a' }, 'document', 'chat')), /unfit.*export them as trl-text/);
  assert.match(JSON.stringify(exampleOf({ prompt: 'p', response: ' ' }, 'chat', 'chat')), /unfit.*without a response/);
});

test('what a person wrote anew takes the place of what the run made', () => {
  assert.deepEqual(exampleOf(kept, 'preference', 'pair', { response: 'mine' }), { shape: 'pair', turns: [{ speaker: 'user', text: 'p' }], chosen: 'mine', rejected: 'b' });
});

describe('baseline data', () => {
  const read = (line: object, shape: Example['shape']) => baselineExample(JSON.stringify(line), formatOf([JSON.stringify(line)], 'test'), shape);

  test('conversations are kept whole, with their system prompt', () => {
    const expected = {
      example: {
        shape: 'chat',
        system: 's',
        turns: [
          { speaker: 'user', text: 'a' },
          { speaker: 'model', text: 'b' },
          { speaker: 'user', text: 'c' },
          { speaker: 'model', text: 'd' },
        ],
      },
    };
    const said = [['user', 'a'], ['assistant', 'b'], ['user', 'c'], ['assistant', 'd']] as const;
    assert.deepEqual(read({ messages: [{ role: 'system', content: 's' }, ...said.map(([role, content]) => ({ role, content }))] }, 'chat'), expected);
    assert.deepEqual(read({ conversations: [{ from: 'system', value: 's' }, ...said.map(([from, value]) => ({ from, value }))] }, 'chat'), expected);
    const contents = said.map(([role, text]) => ({ role: role === 'assistant' ? 'model' : role, parts: [{ text }] }));
    assert.deepEqual(read({ systemInstruction: { parts: [{ text: 's' }] }, contents }, 'chat'), expected);
  });

  test('what the user says after the last answer is left out', () => {
    const messages = [['user', 'a'], ['assistant', 'b'], ['user', 'thanks']].map(([role, content]) => ({ role, content }));
    assert.deepEqual(read({ messages }, 'chat'), { example: { shape: 'chat', turns: [{ speaker: 'user', text: 'a' }, { speaker: 'model', text: 'b' }] } });
  });

  test('a conversation with tools, or with a turn that is no text, is not used in part', () => {
    const tool = [{ role: 'user', content: 'a' }, { role: 'assistant', content: 'b' }, { role: 'tool', content: 'c' }, { role: 'assistant', content: 'd' }];
    assert.ok('unfit' in read({ messages: tool }, 'chat'));
    assert.ok('unfit' in read({ messages: [{ role: 'user', content: 'a' }, { role: 'assistant', content: null }, { role: 'assistant', content: 'd' }] }, 'chat'));
  });

  test('pairs with the prompt within both sides are read', () => {
    const side = (answer: string) => [{ role: 'user', content: 'q' }, { role: 'assistant', content: answer }];
    assert.deepEqual(read({ chosen: side('a'), rejected: side('b') }, 'pair'), { example: { shape: 'pair', turns: [{ speaker: 'user', text: 'q' }], chosen: 'a', rejected: 'b' } });
  });

  test('any line whatever gives an example or a reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom('chat', 'pair', 'document'), fc.constantFrom(...EXPORT_FORMATS), (line, shape, format) => {
        const found = baselineExample(line, formatOf([lineOf(format, exampleFor(format))], 'test'), shape);
        assert.ok('unfit' in found || lineOf(EXPORT_FORMATS.find((candidate) => candidate.shape === shape) ?? format, found.example) !== '');
      }),
      { numRuns: 500 },
    );
  });
});
