/** Rules about how traits bear on each other, about exceptions and scope, and about pinned scenarios. */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { DocumentParser, parseTraitsDocument, type TraitsDocument } from '../../src/document/traits-document.ts';
import { applyEdits, applyMends, type Diagnostic, lint, type LintSettings } from '../../src/lint/lint.ts';
import { fixOf, lintText } from './helpers.ts';

const RULES: ReadonlySet<string> = new Set([
  'trade-offs/self',
  'trade-offs/contradiction',
  'trade-offs/cycle',
  'trade-offs/unresolved',
  'trade-offs/isolated',
  'exceptions/unconditional',
  'exceptions/swallows-rule',
  'scope/absolute',
  'scope/always-on',
  'scenario/one-sided',
  'scenario/invalid',
]);

function of(ruleId: string, text: string, settings?: LintSettings): readonly Diagnostic[] {
  return lintText(text, settings).filter((diagnostic) => diagnostic.ruleId === ruleId);
}

/** What each finding of a rule underlines. */
function underlined(ruleId: string, text: string, settings?: LintSettings): readonly string[] {
  return of(ruleId, text, settings).map(({ range }) => text.slice(range.start, range.end));
}

function relatedTexts(text: string, { related }: Diagnostic): readonly string[] {
  return related.map(({ range }) => text.slice(range.start, range.end));
}

/** A document of traits by name, each with its trade-offs; the ids are the names in lower case. */
function weighing(traits: Readonly<Record<string, readonly string[]>>): string {
  const sections = Object.entries(traits).map(([name, entries]) => {
    const part = entries.length === 0 ? '' : `\n### Trade-offs\n\n${entries.map((entry) => `- ${entry}`).join('\n')}\n`;
    return `## ${name} {#${name.toLowerCase()}}\n\nAster is so.\n${part}`;
  });
  return `# How Aster is\n\n${sections.join('\n')}`;
}

function excepting(entries: readonly string[], statement = 'Aster says what it believes to be true.'): string {
  return `# How Aster is\n\n## Honest\n\n${statement}\n\n### Exceptions\n\n${entries.map((entry) => `- ${entry}`).join('\n')}\n`;
}

function pinning(...scenarios: readonly string[]): string {
  const blocks = scenarios.map((lines) => `\`\`\`yaml scenario\n${lines}\n\`\`\``);
  return `# How Aster is\n\n## Honest\n\nAster says so.\n\n### Why\n\nPeople act on it.\n\n### Scenarios\n\n${blocks.join('\n\n')}\n`;
}
const PLAN = 'what: a question\nhow: an answer\nwhy: a reason';

test('the samples have no finding of these rules', async () => {
  const samples = new URL('../../samples/', import.meta.url);
  const names = (await readdir(samples)).filter((name) => name.endsWith('.traits.md'));
  assert.ok(names.length > 1);
  for (const name of names) {
    const found = lintText(await readFile(new URL(name, samples), 'utf8')).filter(({ ruleId }) => RULES.has(ruleId));
    assert.deepEqual(found.map(({ ruleId, message }) => `${ruleId}: ${message}`), [], name);
  }
});

test('a trait that trades off with itself is found by link and by name', () => {
  assert.deepEqual(underlined('trade-offs/self', weighing({ Honest: ['**Over [Honest](#honest)** here.', 'Yields to Honest there.', '**Over [Warm](#warm)**.'], Warm: [] })), [
    '[Honest](#honest)',
    'Honest',
  ]);
});

test('a link to the trait itself in a sentence is a cross-reference', () => {
  assert.deepEqual(underlined('trade-offs/self', weighing({ Honest: ['As [above](#honest), in substance.'], Warm: [] })), []);
});

test('a trade-off with itself is removed with its line, and nothing else is', () => {
  const entries = ['**Over [Warm](#warm)** in substance.', '**Over [Honest](#honest)**.', 'With [Warm](#warm): time decides.'];
  for (const order of [[1, 0, 2], [0, 1, 2], [0, 2, 1]]) {
    const text = weighing({ Honest: order.map((index) => entries[index] ?? ''), Warm: [] });
    const [diagnostic] = of('trade-offs/self', text);
    assert.ok(diagnostic !== undefined);
    const fix = fixOf(diagnostic);
    assert.equal(fix.kind, 'mend');
    assert.equal(applyEdits(text, fix.edits), weighing({ Honest: order.filter((index) => index !== 1).map((index) => entries[index] ?? ''), Warm: [] }));
  }
});

test('an entry that says more than the name is removed by a person only', () => {
  const text = weighing({ Honest: ['**Over [Warm](#warm)**.', '**Over [Honest](#honest)** where it would hurt.'], Warm: [] });
  const [diagnostic] = of('trade-offs/self', text);
  assert.ok(diagnostic !== undefined);
  assert.equal(fixOf(diagnostic).kind, 'scaffold');
  assert.ok(applyMends(parseTraitsDocument(text), [diagnostic]).text === text);
});

test('the only entry of a part is not removed', () => {
  assert.deepEqual(of('trade-offs/self', weighing({ Honest: ['Over [Honest](#honest).'], Warm: [] }))[0]?.fixes(), []);
});

test('two traits that each go before the other contradict, and each place is shown', () => {
  const text = weighing({ Honest: ['**Over [Warm](#warm)**: the truth is said.'], Warm: ['**Over [Honest](#honest)**.'] });
  const [diagnostic, ...others] = of('trade-offs/contradiction', text);
  assert.ok(diagnostic !== undefined && others.length === 0);
  assert.equal(text.slice(diagnostic.range.start, diagnostic.range.end), '[Honest](#honest)');
  assert.deepEqual(relatedTexts(text, diagnostic), ['[Warm](#warm)']);
  assert.match(diagnostic.message, /Here “Warm” goes before “Honest”, and elsewhere “Honest” before “Warm”/);
});

test('a contradiction inside one trait, and by yielding, is found as well', () => {
  assert.equal(of('trade-offs/contradiction', weighing({ Honest: ['Over [Warm](#warm).', 'Yields to [Warm](#warm).'], Warm: [] })).length, 1);
  assert.equal(of('trade-offs/contradiction', weighing({ Honest: ['Yields to [Warm](#warm).'], Warm: ['Yields to [Honest](#honest).'] })).length, 1);
});

test('orders of different matters do not contradict, and those of the same do', () => {
  const both = (a: string, b: string): number => of('trade-offs/contradiction', weighing({ Honest: [`**Over [Warm](#warm)**${a}`], Warm: [`**Over [Honest](#honest)**${b}`] })).length;
  assert.equal(both(' in substance.', ' in manner.'), 0);
  assert.equal(both('.', ' in manner.'), 0);
  assert.equal(both(': the truth is said.', ': when somebody is in danger, care goes first.'), 0);
  assert.equal(both(' in substance: it is said.', ' in substance: it waits.'), 1);
  assert.equal(both(': it is said, even if it hurts.', ' always.'), 1);
});

test('a user can add words that limit, in any language', () => {
  const text = weighing({ Ehrlich: ['**Over [Warm](#warm)**: nur im Gespräch.'], Warm: ['**Over [Ehrlich](#ehrlich)**.'] });
  assert.equal(of('trade-offs/contradiction', text).length, 1);
  assert.equal(of('trade-offs/contradiction', text, { 'trade-offs/contradiction': { limits: ['nur', '只有'] } }).length, 0);
});

test('a cycle is one finding with a place for each step', () => {
  const text = weighing({ A: ['Over [B](#b).'], B: ['Over [C](#c).', 'Over [D](#d).'], C: ['Over [A](#a).'], D: [] });
  const [diagnostic, ...others] = of('trade-offs/cycle', text);
  assert.ok(diagnostic !== undefined && others.length === 0);
  assert.equal(diagnostic.message, '“A” goes before “B” goes before “C” goes before “A”: expected an order that ends, or one of them to say in which matter it holds.');
  assert.equal(text.slice(diagnostic.range.start, diagnostic.range.end), '[B](#b)');
  assert.deepEqual(relatedTexts(text, diagnostic), ['[C](#c)', '[A](#a)']);
});

test('an order that holds in one matter alone closes no cycle', () => {
  assert.equal(of('trade-offs/cycle', weighing({ A: ['Over [B](#b).'], B: ['Over [C](#c).'], C: ['Over [A](#a) where it is late.'] })).length, 0);
});

test('an explanation does not hide a contradiction, and one that begins with its case is none', () => {
  const explained = weighing({ A: ['**Over [B](#b)**: undoing is work too, and may destroy what somebody wants to look at.'], B: ['**Over [A](#a)**: a rollback is an action. After a halt the state stays.'] });
  assert.deepEqual(of('trade-offs/contradiction', explained).map(({ severity }) => severity), ['information']);
  const cases = weighing({ A: ['**Over [B](#b)**: when somebody is at risk.'], B: ['**Over [A](#a)**: a rollback is an action.'] });
  assert.deepEqual(of('trade-offs/contradiction', cases), []);
});

test('a contradiction within one matter is as plain as one that holds everywhere', () => {
  const severities = (a: string, b: string): readonly string[] => of('trade-offs/contradiction', weighing({ A: [`**Over [B](#b)** ${a}`], B: [`**Over [A](#a)** ${b}`] })).map(({ severity }) => severity);
  assert.deepEqual(severities('in tone: said.', 'in tone: meant.'), ['warning']);
  assert.deepEqual(severities('in tone: said.', 'in tone: meant when it is late.'), ['information']);
});

test('an explanation does not hide a cycle, and one that begins with its case closes none', () => {
  const circle = (said: string): string => weighing({ A: ['**Over [B](#b)**.'], B: ['**Over [C](#c)**: so it is.'], C: [`**Over [A](#a)**${said}`] });
  const severities = (said: string): readonly string[] => of('trade-offs/cycle', circle(said)).map(({ severity }) => severity);
  assert.deepEqual(severities(': it is done.'), ['warning']);
  assert.deepEqual(severities(': a rollback is an action. After a halt the state stays.'), ['information']);
  assert.deepEqual(severities(': when somebody is at risk.'), []);
  assert.deepEqual(severities(' in tone.'), []);
});

test('a circle of orders in one matter is found, and of several that share traits the plainest', () => {
  assert.equal(of('trade-offs/cycle', weighing({ A: ['Over [B](#b) in tone.'], B: ['Over [C](#c) in tone.'], C: ['Over [A](#a) in tone.'] })).length, 1);
  assert.equal(of('trade-offs/cycle', weighing({ A: ['Over [B](#b) in tone.'], B: ['Over [C](#c) in tone.'], C: ['Over [A](#a) in length.'] })).length, 0);
  const text = weighing({ A: ['Over [B](#b): it is work, as ever.', 'Over [D](#d).'], B: ['Over [C](#c).'], C: ['Over [A](#a).'], D: ['Over [E](#e).'], E: ['Over [A](#a).'] });
  const [diagnostic, ...others] = of('trade-offs/cycle', text);
  assert.equal(others.length, 0);
  assert.equal(diagnostic?.severity, 'warning');
  assert.match(diagnostic.message, /“A” goes before “D” goes before “E” goes before “A”/);
});

test('an order over several traits says in which matter it holds after the last of them', () => {
  assert.equal(of('trade-offs/contradiction', weighing({ A: ['Over [B](#b) and [C](#c).'], B: ['Over [A](#a).'], C: [] })).length, 1);
  assert.equal(of('trade-offs/contradiction', weighing({ A: ['Over [B](#b) and [C](#c) in tone.'], B: ['Over [A](#a).'], C: [] })).length, 0);
});

test('a contradiction is not a cycle too', () => {
  assert.equal(of('trade-offs/cycle', weighing({ A: ['Over [B](#b).'], B: ['Over [A](#a).', 'Over [C](#c).'], C: ['Over [B](#b).'] })).length, 0);
});

test('a long chain that closes is found and told in short', () => {
  const names = Array.from({ length: 3000 }, (_, index) => `N${index}`);
  const text = weighing(Object.fromEntries(names.map((name, index) => [name, [`Over [x](#${names[(index + 1) % names.length]?.toLowerCase()}).`]])));
  const [diagnostic] = of('trade-offs/cycle', text);
  assert.equal(diagnostic?.related.length, 2999);
  assert.ok(diagnostic.message.length < 300);
});

test('a cycle is found exactly where a trait goes before itself by way of others', () => {
  const edges = fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 14, selector: ([from, to]) => `${from} ${to}` });
  fc.assert(
    fc.property(edges, (drawn) => {
      const written = drawn.filter(([from, to]) => from !== to);
      const text = weighing(Object.fromEntries(Array.from({ length: 7 }, (_, index) => [`T${index}`, written.filter(([from]) => from === index).map(([, to]) => `Over [x](#t${to}).`)])));
      // Pairs that contradict each other are another rule's.
      const counted = written.filter(([from, to]) => !written.some(([a, b]) => a === to && b === from));
      const reach = (start: number): ReadonlySet<number> => {
        const seen = new Set<number>();
        const queue = [start];
        for (const at of queue) for (const [from, to] of counted) {
          if (from !== at || seen.has(to)) continue;
          queue.push(to);
          seen.add(to);
        }
        return seen;
      };
      const cyclic = Array.from({ length: 7 }, (_, index) => index).filter((index) => reach(index).has(index));
      const groups = new Set(cyclic.map((index) => cyclic.filter((other) => reach(index).has(other) && reach(other).has(index)).join()));
      const found = of('trade-offs/cycle', text);
      assert.equal(found.length, groups.size, text);
      for (const { message } of found) {
        const steps = [...message.matchAll(/“T(\d)”/g)].map(([, index]) => Number(index));
        assert.equal(steps[0], steps.at(-1));
        for (const [index, from] of steps.slice(0, -1).entries()) assert.ok(counted.some(([a, b]) => a === from && b === steps[index + 1]), message);
      }
    }),
    { numRuns: 200 },
  );
});

test('With and no more, or a balance, does not say what decides', () => {
  const text = weighing({ Honest: ['**With [Warm](#warm)**.', 'With [Warm](#warm): strike a balance.', 'Honesty and warmth sometimes clash.'], Warm: [] });
  assert.deepEqual(underlined('trade-offs/unresolved', text), ['[Warm](#warm)', 'a balance', 'sometimes clash']);
});

test('an entry about several traits is one that says what decides, or one that does not', () => {
  const text = weighing({ Honest: ['**With [Warm](#warm) and [Calm](#calm)**.', 'With [Warm](#warm), [Calm](#calm): time decides.', 'With [Warm](#warm) and [In balance](#calm): both.'], Warm: [], Calm: [] });
  assert.deepEqual(underlined('trade-offs/unresolved', text), ['[Warm](#warm) and [Calm](#calm)']);
  const [diagnostic] = of('trade-offs/unresolved', text);
  assert.ok(diagnostic !== undefined);
  assert.match(applyEdits(text, fixOf(diagnostic).edits), /- \*\*With \[Warm\]\(#warm\) and \[Calm\]\(#calm\)\*\*: TODO: What decides/);
});

test('a user can add words that name a conflict and words that decide', () => {
  const text = weighing({ Honest: ['Beides zählt.', 'Both matter, der Anlass entscheidet.', '两者都重要'], Warm: [] });
  assert.deepEqual(underlined('trade-offs/unresolved', text), ['Both matter']);
  assert.deepEqual(underlined('trade-offs/unresolved', text, { 'trade-offs/unresolved': { conflicts: ['beides zählt', '都重要'], decides: ['entscheidet'] } }), ['Beides zählt', '都重要']);
});

test('an entry that says what decides is left alone, also when it speaks of a balance', () => {
  const entries = [
    '**With [Warm](#warm)**: what the reader will act on decides.',
    'With [Warm](#warm): a balance, in which the truth comes first.',
    'When honesty and warmth pull apart, it says less.',
    'With nothing.',
    'None.',
    'Over [Warm](#warm).',
    'Over [Warm](#warm), although it is a balance.',
    'A balanced answer is a warm one.',
  ];
  assert.deepEqual(underlined('trade-offs/unresolved', weighing({ Honest: entries, Warm: [] })), []);
});

test('the question of what decides is asked at the end of the entry', () => {
  const text = weighing({ Honest: ['**With [Warm](#warm).**', 'Both matter.'], Warm: [] });
  const after = of('trade-offs/unresolved', text).reduceRight((edited, diagnostic) => applyEdits(edited, fixOf(diagnostic).edits), text);
  assert.match(after, /- \*\*With \[Warm\]\(#warm\)\*\*: TODO: What decides/);
  assert.match(after, /- Both matter\. TODO: What decides which of them gives way\?\n/);
  assert.deepEqual(of('trade-offs/unresolved', after), []);
});

test('among traits that name each other, one that names none and is named by none is isolated', () => {
  const others = { A: ['Over [B](#b).'], B: ['Over [C](#c).'], C: ['Yields to [B](#b).'] };
  const isolated = (entries: readonly string[]): readonly string[] => underlined('trade-offs/isolated', weighing({ ...others, Curious: entries }));
  assert.deepEqual(isolated(['Speed matters more than depth.']), ['Curious']);
  assert.deepEqual(isolated([]), [], 'trade-offs/missing says so');
  assert.deepEqual(isolated(['None that we know of.']), []);
  assert.deepEqual(isolated(['TODO: which?']), []);
  assert.deepEqual(isolated(['Over [Nobody](#nobody).']), [], 'trade-offs/unknown-trait says so');
  assert.deepEqual(underlined('trade-offs/isolated', weighing({ A: ['Over [B](#b).'], B: [], Curious: ['Speed first.'] })), [], 'three traits');
});

test('an exception about the model itself needs a condition, and one about a case is its own', () => {
  const found = underlined('exceptions/unconditional', excepting(['Aster may decline.', 'It can say less.', 'There are some exceptions.', 'Fiction is no lie.', 'Lookups need no warmth.', 'None.', 'Aster may decline when asked to lie.', 'It may wait: the person is busy.', 'TODO: what?']));
  assert.deepEqual(found, ['Aster may decline.', 'It can say less.', 'There are some exceptions.']);
});

test('a condition that anybody can claim is found where the entry has no other', () => {
  const found = underlined(
    'exceptions/swallows-rule',
    excepting(['In some cases.', 'Aster does otherwise where appropriate.', 'Unless it is necessary.', 'Unless common sense says otherwise.', 'In some cases, such as a eulogy, it says less.', 'Fiction bends facts where appropriate.', 'If necessary, when a life is at risk.', 'None.']),
  );
  assert.deepEqual(found, ['In some cases', 'where appropriate', 'Unless it is necessary', 'Unless common sense says otherwise']);
});

test('an exception is either without condition or with one that says nothing', () => {
  const ids = lintText(excepting(['It may do otherwise in certain cases.'])).filter(({ ruleId }) => ruleId.startsWith('exceptions/'));
  assert.deepEqual(ids.map(({ ruleId }) => ruleId), ['exceptions/swallows-rule']);
});

test('absolute words are found where the trait says that nothing limits them, or lists what does', () => {
  const absolute = (statement: string, entries: readonly string[], settings?: LintSettings): readonly string[] => underlined('scope/absolute', excepting(entries, statement), settings);
  assert.deepEqual(absolute('Aster always says so.', ['None.']), ['always']);
  assert.deepEqual(absolute('Aster always says so.', ['Fiction is no lie.']), []);
  assert.deepEqual(absolute('Aster says so without exception.', ['Fiction is no lie.']), ['without exception']);
  assert.deepEqual(absolute('Aster says so, though not in all cases.', ['Fiction is no lie.']), []);
  assert.deepEqual(absolute('Aster says `always` first.', ['None.']), []);
  assert.deepEqual(absolute('Aster sagt es immer.', ['None.'], { 'scope/absolute': { words: ['immer'] } }), ['immer']);
});

test('of a trait that says nothing of exceptions one rule speaks, not three', () => {
  const ids = lintText('# How Aster is\n\n## Honest\n\nAster always says so, in every answer.\n\n### Why\n\nPeople act on it.\n').map(({ ruleId }) => ruleId);
  assert.ok(ids.includes('exceptions/missing'));
  assert.ok(!ids.includes('scope/absolute') && !ids.includes('scope/always-on'));
});

test('a trait that is asked for at every opportunity is found, and one that is kept from it is not', () => {
  const always = (statement: string, entries: readonly string[] = ['Fiction is no lie.']): readonly string[] => underlined('scope/always-on', excepting(entries, statement));
  assert.deepEqual(always('Aster shows interest at every opportunity.'), ['at every opportunity']);
  assert.deepEqual(always('Aster does not show interest at every opportunity.'), []);
  assert.deepEqual(always('Aster names the source rather than praising at every turn.'), []);
  assert.deepEqual(always('Aster gives its confidence in every answer.'), [], 'the exception limits it');
  assert.deepEqual(always('Aster gives its confidence in every answer.', ['None.']), ['in every answer']);
});

test('pinned scenarios that all show the trait want one that does not', () => {
  const both = pinning(`kind: exhibit\n${PLAN}`, PLAN);
  const [diagnostic] = of('scenario/one-sided', both);
  assert.ok(diagnostic !== undefined);
  assert.deepEqual([both.slice(diagnostic.range.start, diagnostic.range.end), ...relatedTexts(both, diagnostic)], ['exhibit', '```yaml scenario']);
  assert.deepEqual(of('scenario/one-sided', pinning(PLAN)), []);
  for (const kind of ['exception', 'trade-off', 'exeption']) assert.deepEqual(of('scenario/one-sided', pinning(PLAN, `kind: ${kind}\n${PLAN}`)), []);
});

test('the scenario that is inserted is read as an exception, in a list and in a quote too', () => {
  for (const text of [pinning(PLAN, PLAN), pinning(PLAN, PLAN).replaceAll('\n', '\r\n'), inEach(pinning(PLAN, PLAN), '- ', '  '), inEach(pinning(PLAN, PLAN), '> ', '> ')]) {
    const [diagnostic] = of('scenario/one-sided', text);
    assert.ok(diagnostic !== undefined, text);
    const after = applyEdits(text, fixOf(diagnostic).edits);
    const scenarios = parseTraitsDocument(after).traits[0]?.content.scenarios ?? [];
    assert.deepEqual(scenarios.map(({ values }) => values.kind), [undefined, undefined, 'exception'], after);
    assert.deepEqual(scenarios.flatMap(({ problems }) => problems), []);
    assert.deepEqual(lintText(after).filter(({ ruleId }) => ruleId.startsWith('scenario/')), []);
  }
});

/** The scenarios of a text as the content of an item or a quote. */
function inEach(text: string, first: string, others: string): string {
  const [before = '', blocks = ''] = text.split('### Scenarios\n\n');
  return `${before}### Scenarios\n\n${blocks.trimEnd().split('\n').map((line, index) => `${index === 0 ? first : others}${line}`.trimEnd()).join('\n')}\n`;
}

test('a block that nothing closes gets no scenario after it', () => {
  const text = pinning(PLAN, PLAN).replace(/```\n$/, '');
  assert.deepEqual(of('scenario/one-sided', text)[0]?.fixes(), []);
});

test('an unknown kind is an error, an unknown key or channel a warning, each with what was meant', () => {
  const text = pinning(`kind: Exeption\n${PLAN}\nwhy-channel: observers\nWhy_Channel: quoted\nprompts: hello\nmood: dark\nx-mine: yes`);
  const found = of('scenario/invalid', text).map(({ severity, range, message }) => [severity, text.slice(range.start, range.end), /Did you mean “(.*)”/.exec(message)?.[1]]);
  assert.deepEqual(found, [
    ['error', 'Exeption', 'exception'],
    ['warning', 'observers', 'observer'],
    ['warning', 'Why_Channel', 'why-channel'],
    ['warning', 'prompts', 'prompt'],
    ['warning', 'mood', undefined],
  ]);
});

test('a kind that is no text is unknown, and one that is empty is not there', () => {
  assert.deepEqual(underlined('scenario/invalid', pinning(`kind: [exhibit]\n${PLAN}`)), ['[exhibit]']);
  assert.deepEqual(underlined('scenario/invalid', pinning(`kind:\nwhy-channel: ""\n${PLAN}`)), []);
});

test('spelling alone is mended, and what is guessed is for a person', () => {
  const text = pinning(`Kind: "Trade_off"\n${PLAN}\nWhy Channel: Observer\npromt: hello`);
  const first = applyMends(parseTraitsDocument(text), lint(parseTraitsDocument(text)));
  const second = applyMends(parseTraitsDocument(first.text), lint(parseTraitsDocument(first.text)));
  assert.equal(second.text, pinning(`kind: trade-off\n${PLAN}\nwhy-channel: observer\npromt: hello`));
  assert.deepEqual(of('scenario/invalid', second.text).map((diagnostic) => fixOf(diagnostic).kind), ['scaffold']);
});

test('a key is not changed into one that is there already', () => {
  assert.equal(of('scenario/invalid', pinning(`${PLAN}\nWhat: another`))[0]?.fixable, false);
});

test('of a scenario that is broken only that is said', () => {
  assert.equal(of('scenario/invalid', pinning('kind: wrong\nwhat: "open\nmood: x')).length, 1);
});

const word = fc.constantFrom('Over', 'Yields to', 'With', '**', '[A](#a)', '[B](#b)', 'B', 'A', 'in some cases', 'a balance', 'always', 'None', '.', ':', 'where', 'may', 'It', 'Aster', '- ', '\n- ', '\n', '1. ', '> ', '`', '在');
const anyEntry = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));

function namesIn(text: string): readonly string[] {
  return parseTraitsDocument(text).traits.map(({ name }) => name);
}

test('whatever entries say, ranges lie in the document, and fixes mend and keep the traits', () => {
  fc.assert(
    fc.property(fc.array(anyEntry, { maxLength: 4 }), fc.array(anyEntry, { maxLength: 4 }), fc.boolean(), (tradeOffs, exceptions, carriageReturns) => {
      const list = (entries: readonly string[]): string => entries.map((entry) => `- ${entry}`).join('\n');
      const source = `# How Aster is\n\n## A\n\nAster is so.\n\n### Trade-offs\n\n${list(tradeOffs)}\n\n### Exceptions\n\n${list(exceptions)}\n\n## B\n\n### Why\n\nSo.\n`;
      const text = carriageReturns ? source.replaceAll('\n', '\r\n') : source;
      for (const diagnostic of lintText(text)) {
        if (!RULES.has(diagnostic.ruleId)) continue;
        for (const { range } of [diagnostic, ...diagnostic.related]) assert.ok(0 <= range.start && range.start < range.end && range.end <= text.length);
        const before = of(diagnostic.ruleId, text).length;
        for (const fix of diagnostic.fixes()) {
          const after = applyEdits(text, fix.edits);
          assert.ok(of(diagnostic.ruleId, after).length < before, `${diagnostic.ruleId}\n${text}\n---\n${after}`);
          assert.deepEqual(namesIn(after), namesIn(text), after);
        }
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 300) },
  );
});

test('while the explanations of trade-offs are typed, contradictions and cycles are those of the text at once', () => {
  const said = fc.constantFrom('', ' in tone', ' in substance', ': the truth is said', ': unless somebody is hurt', ': it is said, if only later', ' always');
  const target = fc.constantFrom('Over [A](#a)', 'Over [B](#b)', 'Over [C](#c)', 'Yields to [A](#a)', 'Yields to [B](#b)', 'With [C](#c)', 'Over [D](#d)');
  const entry = fc.tuple(target, said);
  const documentOf = (entries: readonly (readonly [string, string])[]): string =>
    `# Aster\n\n${['a', 'b', 'c'].map((id, index) => `## ${id.toUpperCase()} {#${id}}\n\nSays so.\n\n### Trade-offs\n\n- **${(entries[index] ?? ['', '']).join('**')}.\n`).join('\n')}`;
  const found = (document: TraitsDocument): unknown => lint(document).flatMap(({ ruleId, severity, message, range }) => (ruleId.startsWith('trade-offs/') ? [{ ruleId, severity, message, range }] : []));
  fc.assert(
    fc.property(fc.array(entry, { minLength: 3, maxLength: 3 }), fc.array(fc.tuple(fc.nat({ max: 2 }), entry), { maxLength: 6 }), (first, edits) => {
      const parser = new DocumentParser();
      let entries = first;
      found(parser.parse(documentOf(entries)));
      for (const [at, changed] of edits) {
        entries = entries.with(at, changed);
        const afterEdit = found(parser.parse(documentOf(entries)));
        found(parseTraitsDocument('# None\n\n## One\n\nText.\n'));
        assert.deepEqual(afterEdit, found(parseTraitsDocument(documentOf(entries))));
        found(parser.parse(documentOf(entries)));
      }
    }),
  );
});
