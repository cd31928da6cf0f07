/** What is proposed while somebody writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { lint } from '../../src/lint/lint.ts';
import { complete, type Completion } from '../../src/language/completion.ts';
import { anyPlace, anyText, assertWithin, at, rules, runs } from './helpers.ts';

function proposed(marked: string): readonly Completion[] {
  const { document, offset } = at(marked);
  return complete(document, offset, rules);
}

function labels(marked: string): readonly string[] {
  return proposed(marked).map(({ label }) => label);
}

/** The text after the completion called `label`, with the snippet's stops as they stand in it. */
function accepted(marked: string, label: string): string {
  const { document, offset } = at(marked);
  const found = complete(document, offset, rules).find((completion) => completion.label === label);
  assert.ok(found, `no ${label}`);
  return document.text.slice(0, found.range.start) + found.snippet + document.text.slice(found.range.end);
}

const HONEST = '## Honest {#honest}\n\nSays what is true.\n\n### What\n\n- States it.\n\n';
const WARM = '## Warm\n\nIs glad.\n\n### Why\n\nBecause.\n';

test('a trait is offered the parts that it has not, as headings where it has headings', () => {
  assert.deepEqual(labels(`${HONEST}¦\n`), ['How', 'Why', 'Trade-offs', 'Exceptions', 'Scenarios', 'Examples']);
  assert.ok(accepted(`${HONEST}¦\n`, 'Why').startsWith(`${HONEST}### Why\n\n\${1:`));
  assert.ok(accepted(`${HONEST}### W¦\n`, 'Why').startsWith(`${HONEST}### Why\n\n\${1:`));
  assert.ok(accepted(`${HONEST}#¦\n`, 'Exceptions').startsWith(`${HONEST}### Exceptions\n\n- \${1:`));
});

test('a trait with lead-ins is offered lead-ins, and one with labelled items items', () => {
  const leadIns = '## Honest\n\nSays so.\n\n**What.** States it.\n\n';
  assert.ok(accepted(`${leadIns}¦`, 'How').startsWith(`${leadIns}**How.** \${1:`));
  assert.ok(accepted(`${leadIns}**H¦`, 'How').startsWith(`${leadIns}**How.** \${1:`));
  const items = '## Honest\n\nSays so.\n\n- **What:** States it.\n';
  assert.ok(accepted(`${items}- ¦`, 'How').startsWith(`${items}- **How:** \${1:`));
});

test("a part goes by the name that the document's traits call it by", () => {
  const text = '---\nsections:\n  why: [Rationale, Reasons]\n---\n\n## A\n\nSays so.\n\n### Reasons\n\nSo.\n\n## B\n\nDoes so.\n\n### What\n\n- It.\n\n¦';
  assert.ok(labels(text).includes('Reasons'));
  assert.ok(accepted(text, 'Reasons').includes('### Reasons\n\n${1:'));
});

test('a part that is begun right below a line is set apart from it', () => {
  assert.ok(accepted(`${HONEST.trimEnd()}\n### W¦`, 'Why').includes('- States it.\n\n### Why\n\n'));
});

test('nothing is proposed in running text, at a heading of the next trait, or in code', () => {
  assert.deepEqual(labels(`${HONEST}When asked it says ¦`), []);
  assert.deepEqual(labels(`${HONEST}## W¦`), []);
  assert.deepEqual(labels(`${HONEST.trimEnd()} so¦`), []);
  assert.deepEqual(labels('# Only a title\n\n¦'), []);
});

test('after Over, Yields to and With in the trade-offs come links to the other traits', () => {
  const text = `${HONEST}### Trade-offs\n\n- **Over ¦\n\n${WARM}`;
  assert.deepEqual(labels(text), ['Warm']);
  assert.ok(accepted(text, 'Warm').includes('- **Over [Warm](#warm)**\n'));
  assert.ok(accepted(text.replace('**Over ¦', 'Yields to W¦'), 'Warm').includes('- Yields to [Warm](#warm)\n'));
  assert.ok(accepted(text.replace('**Over ¦', '**With ¦**'), 'Warm').includes('- **With [Warm](#warm)**\n'));
  assert.deepEqual(labels(`${HONEST}### How\n\n- Over ¦\n\n${WARM}`), []);
});

test('links come after every lead-in that the format knows, in emphasis of any kind', () => {
  const text = (entry: string): string => `${HONEST}### Trade-offs\n\n- ${entry}\n\n${WARM}`;
  for (const leadIn of ['Takes precedence over', 'It prevails over', 'Wins over', 'Yield to', 'Gives way to', 'This trait defers to']) {
    assert.ok(accepted(text(`**${leadIn} W¦`), 'Warm').includes(`- **${leadIn} [Warm](#warm)**\n`), leadIn);
  }
  assert.ok(accepted(text('**Over** W¦'), 'Warm').includes('- **Over** [Warm](#warm)\n'));
  assert.ok(accepted(text('*Over: ¦'), 'Warm').includes('- *Over: [Warm](#warm)*\n'));
  assert.deepEqual(labels(text('Overt ¦')), []);
});

test('at the start of an item of the trade-offs come the three lead-ins', () => {
  const text = `${HONEST}### Trade-offs\n\n- ¦\n\n${WARM}`;
  assert.deepEqual(labels(text), ['Over', 'Yields to', 'With']);
  assert.ok(accepted(text, 'Over').includes('- **Over ${1|[Warm](#warm)|}** ${2:'));
});

test('what is left to write of a proposal is found as a placeholder, each piece of it', () => {
  const places = [
    `${HONEST}¦\n\n${WARM}`,
    `${HONEST}¦\n`,
    `## Honest\n\nSays so.\n\n**What.** States it.\n\n¦\n`,
    `## Honest\n\nSays so.\n\n- **What:** States it.\n- ¦\n`,
    `${HONEST}### Trade-offs\n\n- ¦\n\n${WARM}`,
    `${HONEST}### Trade-offs\n\n- ¦\n`,
  ];
  for (const marked of places) {
    for (const label of labels(marked)) {
      const snippet = accepted(marked, label).replace('$0', '').replaceAll(/\$\{\d+\|([^,|]*)[^|]*\|\}/g, '$1');
      const stops = [...snippet.matchAll(/\$\{\d+:([^}]*)\}/g)];
      assert.ok(stops.length > 0, label);
      for (const left of stops) {
        // All else is written by now.
        const text = stops.reduceRight((made, { 0: stop, 1: asked = '', index }) => made.slice(0, index) + (index === left.index ? asked : 'so') + made.slice(index + stop.length), snippet);
        assert.equal(lint(parseTraitsDocument(text)).filter(({ ruleId }) => ruleId === 'part/placeholder').length, 1, text);
      }
    }
  }
});

test('a bracket in the trade-offs is offered the traits, and a number sign in any link the ids', () => {
  const text = `${HONEST}### Trade-offs\n\n- Mind [¦]\n\n${WARM}`;
  assert.ok(accepted(text, 'Warm').includes('- Mind [Warm](#warm)\n'));
  assert.ok(accepted(`${HONEST}See [it](#¦)\n\n${WARM}`, 'warm').includes('See [it](#warm)\n'));
  assert.ok(accepted(`${HONEST}See [it](#w¦\n\n${WARM}`, 'warm').includes('See [it](#warm)\n'));
  assert.ok(labels(`# T\n\n## Priorities\n\nSee [it](#¦)\n\n${HONEST}`).includes('honest'));
});

test('a trait of which the id is taken by another is written without a link', () => {
  const text = `${HONEST}### Trade-offs\n\n- Over ¦\n\n## One {#x}\n\nA.\n\n### Why\n\nB.\n\n## Two {#x}\n\nA.\n\n### Why\n\nB.\n`;
  assert.ok(accepted(text, 'Two').includes('- Over Two\n'));
  assert.ok(accepted(text, 'One').includes('- Over [One](#x)\n'));
});

test('front matter is offered the keys that are not there, and their values', () => {
  assert.deepEqual(labels('---\ntraits: 1\n¦\n---\n'), ['title', 'model', 'provider', 'language', 'trait-level', 'sections', 'signals', 'lint', 'models']);
  assert.deepEqual(labels('---\ntrait-level: ¦\n---\n'), ['2', '3', '4', '5', '6', 'leaf', 'list']);
  assert.deepEqual(labels('---\nlanguage: ¦\n---\n'), ['en', 'de', 'es', 'fr', 'zh']);
  assert.deepEqual(labels('---\nsections:\n  ¦\n---\n').slice(0, 3), ['what', 'how', 'why']);
  assert.deepEqual(labels('---\nmodels:\n  critic: gemini/a\n  ¦\n---\n'), ['generator', 'judge', 'embedder']);
  assert.deepEqual(labels('---\nsignals:\n  ¦\n---\n'), ['what', 'how', 'why', 'trade-offs', 'exceptions']);
  assert.deepEqual(labels('---\nlint:\n  why/missing: off\n  ¦\n---\n'), ['trade-offs/one-sided']);
  assert.deepEqual(labels('---\nlint:\n  why/missing:\n    ¦\n---\n'), ['severity', 'words']);
  assert.deepEqual(labels('---\nlint:\n  why/missing: ¦\n---\n'), ['off', 'error', 'warning', 'information', 'hint']);
  assert.equal(accepted('---\nmo¦del: A\n---\n', 'model'), '---\nmodel: $0 A\n---\n');
  assert.deepEqual(labels('---¦\ntraits: 1\n---\n'), []);
});

test('a scenario block is offered its keys and values, and nothing else', () => {
  const block = (inside: string): string => `${HONEST}### Scenarios\n\n\`\`\`yaml scenario\nkind: exhibit\n${inside}\n\`\`\`\n`;
  assert.deepEqual(labels(block('¦')), ['what', 'how', 'why', 'why-channel', 'prompt']);
  assert.deepEqual(labels(block('why-channel: ¦')), ['quoted', 'observer', 'consequence']);
  assert.deepEqual(labels(block('what: Over ¦')), []);
});

test('a placeholder is offered what the front matter gives a value to', () => {
  const text = `---\nmodel: Aster\n---\n\n${HONEST}Then {{¦}} says so.\n`;
  assert.deepEqual(labels(text), ['model']);
  assert.ok(accepted(text, 'model').includes('Then {{model}} says so.'));
});

test('a comment that silences rules is offered its words and the rules', () => {
  assert.ok(labels(`${HONEST}<!-- ¦`).includes('traits-disable-next-line'));
  assert.deepEqual(labels(`${HONEST}<!-- traits-disable ¦ -->`), ['why/missing', 'trade-offs/one-sided']);
  assert.deepEqual(labels(`${HONEST}<!-- traits-disable why/missing -- said ¦ -->`), []);
});

test('any text is completed anywhere, on the line that the place is on', () => {
  fc.assert(
    fc.property(anyText, anyPlace, fc.constantFrom('', '#', '### ', '- ', '- Over ', '[', '](#', '{{', '<!-- '), (before, share, typed) => {
      const offset = Math.floor(share * before.length);
      const text = before.slice(0, offset) + typed + before.slice(offset);
      for (const { range } of complete(parseTraitsDocument(text), offset + typed.length, rules)) {
        assertWithin(range, text);
        assert.ok(range.start <= offset + typed.length && offset + typed.length <= range.end);
        assert.doesNotMatch(text.slice(range.start, range.end), /[\r\n]/);
      }
    }),
    { numRuns: runs },
  );
});
