/** Which trait a trade-off names, and what it says of it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tradeOffs } from '../../src/document/trade-offs.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';

const others = '## Warm and kind {#warm}\n\n### What\n\nGlad.\n\n## Careful\n\nText.\n\n## Curious, within reason\n\nText.\n';

/** Each trade-off of the first trait as `precedence to | where it is named`. */
function settled(entries: string, rest = others): string[] {
  const document = parseTraitsDocument(`# All\n\n## Honest\n\n### Trade-offs\n\n${entries}\n\n${rest}`);
  return tradeOffs(document)
    .filter(({ from }) => from === document.traits[0])
    .map(({ precedence, to, named, from }) => {
      const where = named === undefined ? '' : from.content.source.slice(named.start, named.end);
      return `${precedence} ${to?.id ?? '?'} | ${where}`;
    });
}

test('Over, Yields to and With are read with a link', () => {
  assert.deepEqual(settled('- **Over [Warm](#warm)** in substance.\n- **Yields to [it](#careful)** then.\n- **With [Warm](#warm)**: asks.'), [
    'over warm | [Warm](#warm)',
    'yields-to careful | [it](#careful)',
    'with warm | [Warm](#warm)',
  ]);
});

test('the lead-in may be bold, in italics, underlined or plain, around the name or before it', () => {
  for (const entry of ['Over [W](#warm) x', '**Over** [W](#warm) x', '**Over [W](#warm)**', '*Over* [W](#warm)', '__Over [W](#warm)__', '**Over:** [W](#warm)', 'over [W](#warm)', 'Over **[W](#warm)**', '***Over*** [W](#warm)']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | [W](#warm)'], entry);
  }
  assert.deepEqual(settled('- Yield to [W](#warm)\n- yields\n  to [W](#warm)'), ['yields-to warm | [W](#warm)', 'yields-to warm | [W](#warm)']);
});

test('a name in brackets needs no link', () => {
  for (const entry of ['Over [Warm and kind] in substance', '**Over [Warm and kind]**: x', '**Over** [Warm and kind]']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | [Warm and kind]'], entry);
  }
  assert.deepEqual(settled('- Over [warm AND kind]'), ['over warm | [warm AND kind]']);
});

test('a bare name is found where it ends, whatever the sentence goes on with', () => {
  for (const entry of ['Over Warm and kind', 'Over Warm and kind: in substance', 'Over Warm and kind in substance', '**Over Warm and kind** in substance', '**Over** Warm and kind in substance', '**Over Warm and kind in substance.** x', '_Over Warm and kind_, if so']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | Warm and kind'], entry);
  }
  assert.deepEqual(settled('- With Curious, within reason, when asked.'), ['with curious-within-reason | Curious, within reason']);
  assert.deepEqual(settled('- Yields to Careful, and to nothing else.'), ['yields-to careful | Careful']);
});

test('an id may stand for the name', () => {
  assert.deepEqual(settled('- **Over warm**: x'), ['over warm | warm']);
});

test('a reference is followed to its definition in another section', () => {
  assert.deepEqual(settled('- **Over [the kind one][k]** x\n- With [k]: y\n- Yields to [Careful][]', `${others}\n[k]: #warm "Warm"\n[Careful]: <#careful>\n`), [
    'over warm | [the kind one][k]',
    'with warm | [k]',
    'yields-to careful | [Careful][]',
  ]);
});

test('a line that only looks like a definition spoils no other', () => {
  assert.deepEqual(settled('- Over [a] and [k].\n- With [k].\n- Over [^n] it, with [k]', `${others}\n[a]: /u "open\n\n[k]: #warm\n\n[^n]: note\n`).at(1), 'with warm | [k]');
});

test('a footnote elsewhere does not take code at the start of a document for its own', () => {
  const { traits } = parseTraitsDocument('    code [^n]\n\n## Honest\n\n**Why.** So.\n\n[^n]: note\n');
  assert.equal(traits.length, 1);
  const whole = parseTraitsDocument('---\ntrait-level: list\n---\n    code [^n]\n\n- a\n- b\n\n## H\n\n[^n]: note\n');
  assert.deepEqual(whole.traits.map(({ name }) => name), ['a', 'b']);
});

test('an entry with no lead-in that names a trait is read as With', () => {
  assert.deepEqual(settled('- It waits for [Warm](#warm) here.\n- Being warm and kind comes second.\n- Where Careful says so.\n- See [elsewhere](https://example.com) and [W](#warm).'), [
    'with warm | [Warm](#warm)',
    'with warm | ',
    'with careful | ',
    'with warm | [W](#warm)',
  ]);
});

test('a name of one word in a sentence counts only where it is written as a name', () => {
  assert.deepEqual(settled('- It is careful here.\n- Carefully does it.\n- Careful’s rule.'), ['with careful | ']);
});

test('of several names mentioned the longest counts', () => {
  assert.deepEqual(settled('- Like Careful, but Warm and kind.'), ['with warm | ']);
});

test('prose that only looks like a lead-in names nothing', () => {
  for (const entry of ['With no regard to anything.', 'Over time, it learns.', 'Within reason.', 'Overall good.', 'Over-careful talk.', 'With care.', 'Yields to pressure of a kind', 'Without a doubt', 'With [a page](https://example.com)']) {
    assert.deepEqual(settled(`- ${entry}`), [], entry);
  }
});

test('prose that only looks like a lead-in may mention a trait', () => {
  assert.deepEqual(settled('- Over time, Careful takes the lead.\n- With no regard to being warm and kind.'), ['with careful | ', 'with warm | ']);
});

test('words before the name, and quotation marks around it, change nothing', () => {
  for (const entry of ['**Over the trait [W](#warm)**', 'Takes precedence over [W](#warm) then', '**Takes priority over** [W](#warm)', 'It prevails over [W](#warm)']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | [W](#warm)'], entry);
  }
  assert.deepEqual(settled('- Gives way to [W](#warm)\n- Defers to [W](#warm).'), ['yields-to warm | [W](#warm)', 'yields-to warm | [W](#warm)']);
  for (const entry of ['**Over "Warm and kind"**', '**Over “Warm and kind”** x', '**Over** ‘Warm and kind’', 'Over `Warm and kind` here', 'Over the trait "Warm and kind"']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | Warm and kind'], entry);
  }
});

test('one lead-in may be about several traits', () => {
  for (const entry of ['**Over both [W](#warm) and [C](#careful)**', 'Over [W](#warm) and [C](#careful) in substance.', '**Over [W](#warm)** and **[C](#careful)**', 'Over [W](#warm), [C](#careful): so']) {
    assert.deepEqual(settled(`- ${entry}`), ['over warm | [W](#warm)', 'over careful | [C](#careful)'], entry);
  }
  assert.deepEqual(settled('- Over [W](#warm) and [it](#nobody).'), ['over warm | [W](#warm)', 'over ? | ']);
});

test('a link further on in the sentence is not what the lead-in is about', () => {
  assert.deepEqual(settled('- Over [W](#warm) where [C](#careful) says so.'), ['over warm | [W](#warm)']);
  assert.deepEqual(settled('- Over time [Careful](#careful) takes the lead.'), ['with careful | ']);
});

test('a capital alone makes no name', () => {
  for (const entry of ['Over SMS, it keeps answers short.', 'With French speakers it is formal.', 'Over Christmas it says more.', 'With 日本の人', '**With** Frank it is formal', '**Over SMS, it keeps answers short.**']) {
    assert.deepEqual(settled(`- ${entry}`), [], entry);
  }
});

test('a name that no trait has is kept, without a trait', () => {
  assert.deepEqual(settled('- **Over [Wram](#wram)** x\n- Yields to [Frank]\n- Over "Frank" x\n- **With Frank** x\n- Over Frank: x'), ['over ? | ', 'yields-to ? | ', 'over ? | ', 'with ? | ', 'over ? | ']);
});

test('entries are the items of the part, or its paragraphs', () => {
  assert.deepEqual(settled('Over [W](#warm).\n\nWith Careful.'), ['over warm | [W](#warm)', 'with careful | Careful']);
  assert.deepEqual(settled('As follows:\n\n1. Over [W](#warm).\n   - With Careful'), ['over warm | [W](#warm)']);
});

test('anchors are decoded', () => {
  assert.deepEqual(settled('- Over [Ä](#%C3%A4rger)\n- Over [B](#%zz)', '## Ärger\n\nText.\n'), ['over ärger | [Ä](#%C3%A4rger)', 'over ? | ']);
});

test('an entry whose link is in a trait of the same name goes to the one with that id', () => {
  assert.deepEqual(settled('- Over [Kind](#kind-1)', '## Kind\n\nText.\n\n## Kind\n\nText.\n'), ['over kind-1 | [Kind](#kind-1)']);
});

test('of two items that say the same, each means the other traits and not itself', () => {
  const item = '- **Kind**: is kind.\n  - Trade-offs:\n    - See [above](#kind-1), Warm\n';
  const document = parseTraitsDocument(`# T\n\n- **Warm**: is warm.\n${item}${item}`);
  assert.deepEqual(tradeOffs(document).map(({ from, to }) => [from.id, to?.id]), [['kind', 'kind-1'], ['kind-1', 'warm']]);
});

test('an id that stands twice leads to the first', () => {
  const document = parseTraitsDocument('## A {#a}\n\n### Trade-offs\n\n- Over [B](#same)\n\n## B {#same}\n\n## C {#same}\n');
  assert.equal(tradeOffs(document)[0]?.to, document.traits[1]);
});

test('thousands of traits and entries are settled at once', { timeout: 5000 }, () => {
  const traits = Array.from({ length: 2000 }, (_, index) => `## Trait number ${index}\n\n### Trade-offs\n\nSomething about trait number ${(index + 1) % 2000} here.\n`);
  assert.equal(tradeOffs(parseTraitsDocument(traits.join('\n'))).length, 2000);
});

test('a cross-reference to the trait itself does not hide the trait that the entry is about', () => {
  assert.deepEqual(settled('- As said [above](#honest), Warm and kind answers wait.\n- See [above](#honest).\n- Honest answers come first.'), ['with warm | ']);
  assert.deepEqual(settled('- Over [Honest](#honest), Warm and kind.'), ['over honest | [Honest](#honest)']);
});
