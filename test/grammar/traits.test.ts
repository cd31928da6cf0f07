/** What the traits grammar colours, and what it leaves alone, one promise at a time. */
import { describe, test } from 'node:test';
import { check, type Row } from './harness.ts';

const PART = 'keyword.control.part.traits';
const RELATION = 'support.type.trade-off.traits';
const PLACEHOLDER = 'variable.other.placeholder.traits';
const NOTHING = '!.traits';

/** Each promise is a text and what is seen in it. */
function promises(group: string, list: Record<string, readonly [text: string, ...rows: Row[]]>): void {
  describe(group, () => {
    for (const [promise, [text, ...rows]] of Object.entries(list)) test(promise, () => check(text, rows));
  });
}

promises('front matter', {
  'its keys and comments are YAML': [
    '---\ntraits: 1 # version\nmodel: Aster\n---\n\n# Title\n',
    ['traits', 'meta.embedded.block.frontmatter entity.name.tag.yaml'],
    ['# version', 'meta.embedded.block.frontmatter comment.line.number-sign.yaml'],
    ['model', 'entity.name.tag.yaml'],
    ['# Title', 'markup.heading !meta.embedded'],
  ],
  'no Markdown and no placeholder in it': [
    '---\ntitle: "**{{model}}**"\n---\n',
    ['**{{model}}**', `string.quoted.double.yaml !markup.bold ${NOTHING}`],
  ],
  'a thematic break in the middle is none': [
    'Text.\n\n---\n\nmodel: Aster\n\n---\n\nMore **text**.\n',
    ['---', 'meta.separator'],
    ['model: Aster', 'meta.paragraph !meta.embedded'],
    ['text**', 'markup.bold'],
  ],
  'after an empty first line it is none': [
    '\n---\nmodel: Aster\n---\n',
    ['model', '!meta.embedded !entity.name.tag.yaml'],
  ],
});

promises('part headings', {
  'each part name is one': [
    '### What\n### How\n### Why\n### Trade-offs\n### Exceptions\n### Scenarios\n### Examples\n',
    ['What', `markup.heading heading.3 entity.name.section ${PART}`],
    ['How', PART],
    ['Why', PART],
    ['Trade-offs', PART],
    ['Exceptions', PART],
    ['Scenarios', PART],
    ['Examples', PART],
  ],
  'in any case and spelling': [
    '### WHY\n#### tradeoffs\n##### Trade offs ##\n###### examples {.draft}\n',
    ['WHY', PART],
    ['tradeoffs', PART],
    ['Trade offs', PART],
    ['examples', `heading.6 ${PART}`],
  ],
  'in the singular, with a question mark or another dash': [
    '### Trade-off\n### Exception\n### Scenario\n### Example:\n### Why?\n### Trade\u2011offs {#t}\n### Trade off\n',
    ['Trade-off', PART],
    ['Exception', PART],
    ['Scenario', PART],
    ['Example', PART],
    ['Why', PART],
    ['Trade\u2011offs', PART],
    ['Trade off', NOTHING],
  ],
  'a longer word is an ordinary heading': [
    '### Whyever\n### Why not\n### Somehow\n### How: a guide\n',
    ['Whyever', `markup.heading entity.name.section ${NOTHING}`],
    ['Why not', NOTHING],
    ['Somehow', NOTHING],
    ['How: a guide', NOTHING],
  ],
  'a title or a trait is not one': [
    '# Why\n## How\n',
    ['Why', `markup.heading heading.1 ${NOTHING}`],
    ['How', `markup.heading heading.2 ${NOTHING}`],
  ],
  'in a quotation or list they are found too': [
    '> ### Why\n\n- ### How\n',
    ['Why', `markup.quote markup.heading ${PART}`],
    ['How', `markup.list markup.heading ${PART}`],
  ],
});

promises('heading attributes', {
  'id, class and key=value': [
    '## Honest under pressure {#honest .context weight=2 owner="a team"}\n',
    ['Honest under pressure', `markup.heading entity.name.section ${NOTHING}`],
    ['#honest', 'entity.name.section meta.attributes.traits entity.other.attribute-name.id.traits'],
    ['.context', 'entity.other.attribute-name.class.traits'],
    ['weight', 'entity.other.attribute-name.traits'],
    ['2', 'string.unquoted.traits'],
    ['"a team"', 'string.quoted.traits'],
  ],
  'before closing marks': ['## Honest {#honest} ##\n', ['#honest', 'entity.other.attribute-name.id.traits']],
  'in any order, with or without space around them': [
    '## Honest{ .context #honest }\n## Warm {#warm.draft}\n## Set {.a.b}\n',
    ['.context', 'entity.other.attribute-name.class.traits'],
    ['#honest', 'entity.other.attribute-name.id.traits'],
    ['Warm', NOTHING],
    ['#warm.draft', 'entity.other.attribute-name.id.traits'],
    ['.a.b', 'entity.other.attribute-name.class.traits'],
  ],
  'only at the end, and only when they are attributes': [
    '## A {#b} c\n## Sets {a, b}\n## Empty {}\n',
    ['{#b}', NOTHING],
    ['{a, b}', NOTHING],
    ['{}', NOTHING],
  ],
  'not in a paragraph': ['Some text {#id}\n', ['{#id}', NOTHING]],
});

promises('lead-ins and labels', {
  'a bold lead-in, with the point or colon inside': [
    '**Why.** Trust.\n\n**Trade-offs:** none.\n',
    ['**Why', 'meta.paragraph markup.bold'],
    ['Why', `markup.bold ${PART}`],
    ['Trade-offs', `markup.bold ${PART}`],
    ['Trust', '!markup.bold'],
  ],
  'or with the colon after it': ['**Why**: trust.\n', ['Why', `markup.bold ${PART}`]],
  'or with a dash after it, or alone': [
    '**Why** \u2014 trust.\n\n**How?** Calmly.\n\n**Exception**\n\n- one\n',
    ['Why', `markup.bold ${PART}`],
    ['How', `markup.bold ${PART}`],
    ['Exception', `markup.bold ${PART}`],
  ],
  'in a list item, bold or plain': [
    '- **Why:** trust.\n- How: calmly.\n1. What: this.\n   - Exceptions: that.\n',
    ['Why', `markup.list markup.bold ${PART}`],
    ['How', `markup.list ${PART}`],
    ['What', PART],
    ['Exceptions', PART],
  ],
  'a plain label needs a list item': ['Why: because.\n', ['Why', NOTHING]],
  'not in the middle of a sentence': [
    'Say **Why.** then.\n\n- and **How:** then, What: this\n  How: that\n',
    ['Why', `markup.bold ${NOTHING}`],
    ['How', `markup.bold ${NOTHING}`],
    ['What', NOTHING],
    ['How: that', NOTHING],
  ],
  'not a longer or an unmarked phrase': [
    '**Why not.** Text.\n\n**How** it goes.\n\n- However: no.\n',
    ['Why not', `markup.bold ${NOTHING}`],
    ['How', `markup.bold ${NOTHING}`],
    ['However', NOTHING],
  ],
});

promises('trade-off lead-ins', {
  'bold, with a link': [
    '- **Over [Warm](#warm)** in substance.\n- **Yields to [Careful](#crisis)** at risk.\n* **With [Agency](#agency)**: asks.\n',
    ['Over', `markup.list markup.bold ${RELATION}`],
    ['Warm', 'markup.bold meta.link.inline string.other.link.title'],
    ['Yields to', RELATION],
    ['With', RELATION],
    ['asks', `!markup.bold ${NOTHING}`],
  ],
  'with words or quotation marks before the name, and in other words': [
    '- **Over the trait [Warm](#warm)** x\n- **With both [A](#a) and [B](#b)** x\n- **Yield to "Warm"** x\n- Takes precedence over [Warm](#warm)\n- Gives way to `Warm` here\n- **Defers to** the trait [Warm](#warm)\n',
    ['Over', RELATION],
    ['the trait', NOTHING],
    ['With', RELATION],
    ['Yield to', RELATION],
    ['Takes precedence over', RELATION],
    ['Gives way to', RELATION],
    ['Defers to', RELATION],
  ],
  'plain, with a link': [
    '- Over [Warm](#warm): first.\n- yields to [Careful](#crisis).\n',
    ['Over', `markup.list ${RELATION}`],
    ['yields to', RELATION],
  ],
  'with the bold on the word alone': ['- **With** [Agency](#agency): asks.\n', ['With', RELATION]],
  'with a name instead of a link': [
    '- **Over Warm:** first.\n- Yields to Careful in crisis: at risk.\n',
    ['Over', RELATION],
    ['Yields to', RELATION],
  ],
  'not a sentence that begins with such a word': [
    '- With care and patience.\n- Over time, less: so be it.\n- **With friends** it jokes.\n\nOver [Warm](#warm) in a paragraph.\n',
    ['With care', NOTHING],
    ['Over time', NOTHING],
    ['With friends', NOTHING],
    ['Over [', NOTHING],
  ],
});

promises('placeholders', {
  'in a paragraph, a list item, a heading, a table, bold and a link': [
    [
      '{{first}} says so, and {{second}} too.',
      '',
      '- {{third}} in an item\n  - nested {{fourth}}',
      '',
      '## Of {{fifth}} {#of}',
      '',
      '|a|b|\n|-|-|\n|{{sixth}}| {{seventh}} x |',
      '',
      '**{{eighth}}** and [{{ninth}}](#x)',
    ].join('\n'),
    ['first', `meta.paragraph meta.placeholder.traits ${PLACEHOLDER}`],
    ['{{second', 'meta.placeholder.traits'],
    ['second', PLACEHOLDER],
    ['third', `markup.list ${PLACEHOLDER}`],
    ['fourth', `markup.list markup.list ${PLACEHOLDER}`],
    ['fifth', `markup.heading ${PLACEHOLDER}`],
    ['sixth', `markup.table ${PLACEHOLDER}`],
    ['seventh', `markup.table ${PLACEHOLDER}`],
    ['eighth', `markup.bold ${PLACEHOLDER}`],
    ['ninth', `meta.link.inline ${PLACEHOLDER}`],
  ],
  'with space inside the braces': ['Says {{ first }} and {{\tsecond}}.\n', ['first', PLACEHOLDER], ['second', PLACEHOLDER]],
  'no other brace is one': [
    'a {b} c, {{ d e }}, {{f:g}}, {{{h}}}, {{}}, ${{i}}, ${{ j }}, {{_k}} and } {{\n',
    ['a {b} c, {{ d e }}, {{f:g}}, {{{h}}}, {{}}, ${{i}}, ${{ j }}, {{_k}} and } {{', `meta.paragraph ${NOTHING}`],
  ],
  'none in code': [
    '`{{a}}`\n\n```\n{{b}}\n```\n\n    {{c}}\n',
    ['{{a}}', `markup.inline.raw ${NOTHING}`],
    ['{{b}}', `markup.fenced_code ${NOTHING}`],
    ['{{c}}', `markup.raw ${NOTHING}`],
  ],
});

const SCENARIO = [
  '```yaml scenario',
  'kind: exception # a comment',
  'what: a user asks {{model}} for a story',
  'how: "plays along"',
  'why: |',
  '  prompt: is text here',
  'why-channel: consequence',
  'mood: calm',
  '```',
  '',
  'After **it**.',
].join('\n');

promises('scenario blocks', {
  'are YAML, with their own keys and values told apart': [
    SCENARIO,
    ['yaml', 'markup.fenced_code fenced_code.block.language'],
    ['scenario', 'markup.fenced_code fenced_code.block.language.attributes keyword.control.scenario.traits'],
    ['kind', 'meta.scenario.traits meta.embedded.block.yaml entity.name.tag.yaml keyword.control.scenario-key.traits'],
    ['exception', 'constant.language.scenario.traits'],
    ['# a comment', 'comment.line.number-sign.yaml'],
    ['what', 'keyword.control.scenario-key.traits'],
    ['a user asks', 'string.unquoted'],
    ['model', PLACEHOLDER],
    ['how', 'keyword.control.scenario-key.traits'],
    ['plays along', 'string.quoted.double.yaml'],
    ['why-channel', 'keyword.control.scenario-key.traits'],
    ['consequence', 'constant.language.scenario.traits'],
  ],
  'show an unknown key as plain YAML': [SCENARIO, ['mood', 'meta.embedded.block.yaml entity.name.tag.yaml !.scenario-key.traits']],
  'show an unknown value as plain YAML': [
    '```yaml scenario\nkind: other\n```\n',
    ['kind', 'keyword.control.scenario-key.traits'],
    ['other', 'string.unquoted !constant.language'],
  ],
  'end at the closing fence': [SCENARIO, ['After', `meta.paragraph !markup.fenced_code ${NOTHING}`], ['it**', 'markup.bold']],
  'are found inside a list item': [
    '- An item.\n\n  ```yaml scenario\n  kind: exhibit\n  ```\n- Next **one**.\n',
    ['kind', 'markup.list markup.fenced_code keyword.control.scenario-key.traits'],
    ['exhibit', 'constant.language.scenario.traits'],
    ['Next', 'markup.list meta.paragraph !markup.fenced_code'],
  ],
  'can be written in any case': ['```YAML Scenario\nkind: exhibit\n```\n', ['kind', 'keyword.control.scenario-key.traits']],
  'can be fenced with tildes or longer': [
    '~~~~yml scenario\nkind: exhibit\n~~~~\n\nAfter.\n',
    ['kind', 'keyword.control.scenario-key.traits'],
    ['After', '!markup.fenced_code'],
  ],
  'an unclosed one ends with its list item': [
    '- An item.\n\n  ```yaml scenario\n  kind: exhibit\n\nAfter **it**.\n',
    ['it**', 'markup.bold !markup.fenced_code'],
  ],
  'other YAML fences are ordinary YAML': [
    '```yaml\nkind: exhibit\n```\n\n```yaml scenarios\nwhat: this\n```\n',
    ['kind', `markup.fenced_code meta.embedded.block.yaml entity.name.tag.yaml ${NOTHING}`],
    ['what', `markup.fenced_code meta.embedded.block.yaml entity.name.tag.yaml ${NOTHING}`],
  ],
  'other fences are untouched': [
    '```json scenario\n{"kind": "exhibit"}\n```\n\n```\n### Why\n- Over [Warm](#warm)\n```\n',
    ['kind', `markup.fenced_code meta.embedded.block.json ${NOTHING}`],
    ['### Why', `markup.fenced_code !markup.heading ${NOTHING}`],
    ['Over', NOTHING],
  ],
  'shown as an example inside a longer fence, one is plain text': [
    '````markdown\n```yaml scenario\nkind: exhibit\n```\n````\n\nAfter.\n',
    ['kind: exhibit', `markup.fenced_code ${NOTHING}`],
    ['After', '!markup.fenced_code'],
  ],
});

const DIRECTIVE = 'comment.block.html keyword.control.directive.traits';

promises('suppressions', {
  'each directive, with its rules': [
    [
      '<!-- traits-disable-next-line trade-offs/one-sided why/missing -->',
      '<!-- traits-disable -->',
      '<!--traits-enable-->',
      '<!-- traits-disable-file structure/duplicate-id -->',
    ].join('\n'),
    ['traits-disable-next-line', DIRECTIVE],
    ['trade-offs/one-sided', 'comment.block.html variable.other.rule.traits'],
    ['why/missing', 'variable.other.rule.traits'],
    ['traits-disable -', 'comment.block.html'],
    ['traits-enable', DIRECTIVE],
    ['traits-disable-file', DIRECTIVE],
    ['structure/duplicate-id', 'variable.other.rule.traits'],
  ],
  'at the end of a line of text': ['Text <!-- traits-disable why/missing --> and **more**.\n', ['traits-disable', DIRECTIVE], ['more**', 'markup.bold !comment']],
  'other comments are plain comments': [
    '<!-- traits-disabled -->\n<!-- see traits-disable -->\n<!-- {{a}} why/missing -->\n',
    ['traits-disabled', `comment.block.html ${NOTHING}`],
    ['see traits-disable', NOTHING],
    ['{{a}} why/missing', NOTHING],
  ],
});
