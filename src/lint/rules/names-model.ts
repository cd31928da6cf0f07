/** names/model: the name of another model, or of somebody else's. */
import { lazyByDocument } from '../../document/lazy.ts';
import { makerNames, type MakerNames, makersIn, type NameKind } from '../../document/model-names.ts';
import { withoutCode, withoutLinks, withoutQuotations } from '../../document/plain-text.ts';
import { type Range, shiftRange } from '../../document/range.ts';
import type { DocumentFinding, DocumentRule, Fix, OptionValues, RulePage } from '../rule.ts';
import { ifAny, isTraitsDocument, readByPiece } from './pieces.ts';

interface Mention {
  readonly name: string;
  readonly maker: number;
  readonly kind: NameKind;
  readonly range: Range;
}

/** Words of a sentence that speaks of other models as such, and is right to name them. */
const COMPARES =
  /\b(?:other|others|another|rivals?|competitors?|competing|competition|compar(?:e[sd]?|ing|isons?)|unlike|versus|vs\.?|than|instead of|such as|like|including|e\.g\.|for (?:example|instance)|switch(?:ed|es|ing)?|called|named|names?|pretends?|impersonat\w+|claims? to be|(?:is|are|was|am) not|built on|based on|underlying|distilled)\b|n['’]t be\b/i;

function readMentions({ quick, search, groups }: MakerNames, text: string): readonly Mention[] {
  // Most traits name none: only where one does, what is no text has to be told from what is.
  if (!quick.test(text) || text.search(search) === -1) return [];
  const plain = withoutQuotations(withoutLinks(withoutCode(text)));
  const mentions = Array.from(plain.matchAll(search)).flatMap((match): readonly (Mention & { readonly sentence: number })[] => {
    const at = match.slice(1).findIndex((found) => found !== undefined);
    const group = groups[at];
    const [name] = match;
    const range = { start: match.index, end: match.index + name.length };
    const sentence = sentenceAround(plain, range);
    if (group === undefined || COMPARES.test(sentence.text) || (group.word && sentence.text.slice(0, range.start - sentence.start).trim() === '')) return [];
    return [{ name, maker: group.maker, kind: group.kind, range, sentence: sentence.start }];
  });
  // A sentence that names models of several makers lists them.
  const makers = new Map<number, number>();
  const lists = new Set<number>();
  for (const { sentence, maker } of mentions) {
    if ((makers.get(sentence) ?? maker) !== maker) lists.add(sentence);
    makers.set(sentence, maker);
  }
  return mentions.flatMap(({ sentence, ...mention }) => (lists.has(sentence) ? [] : [mention]));
}

/** In characters: how far a sentence is looked for on either side. */
const REACH = 300;

function sentenceAround(text: string, { start, end }: Range): { start: number; text: string } {
  const before = text.slice(Math.max(0, start - REACH), start);
  const after = text.slice(end, end + REACH);
  const from = start - before.length + Math.max(0, ...Array.from(before.matchAll(/[.!?:]["'”’)*_]{0,3}\s|\n[ \t]*(?:\n|[-+*#>])/g), ({ index, 0: ending }) => index + ending.length));
  const to = /[.!?]["'”’)]{0,3}(?:\s|$)|\n[ \t]*(?:\n|[-+*#>])/.exec(after)?.index ?? after.length;
  return { start: from, text: text.slice(from, end + to) };
}

const readers = new WeakMap<OptionValues, { names: MakerNames; mentions: ReturnType<typeof readByPiece<readonly Mention[]>> }>();

function readerOf(options: OptionValues): { names: MakerNames; mentions: ReturnType<typeof readByPiece<readonly Mention[]>> } {
  let reader = readers.get(options);
  if (reader === undefined) {
    const names = makerNames(options.words['names'] ?? []);
    readers.set(options, (reader = { names, mentions: readByPiece((text) => ifAny(readMentions(names, text))) }));
  }
  return reader;
}

/** What the front matter calls the model and its provider. A name that is yet to be written is none. */
const namesOf = lazyByDocument(({ frontMatter: { variables } }) => {
  const written = (key: string): string | undefined => {
    const value = variables.get(key)?.trim();
    return value === undefined || value === '' || value.startsWith('TODO') ? undefined : value;
  };
  return { model: written('model'), provider: written('provider') };
});

export const rule: DocumentRule = {
  scope: 'document',
  meta: {
    id: 'names/model',
    summary: "The name of another model or provider than the document's own",
    severity: 'information',
    options: { names: { type: 'words' } },
  },
  check(document, report, options, run) {
    const { names, mentions } = readerOf(options);
    const found = mentions(document).flatMap(({ piece, value }) => value.map((mention) => ({ ...mention, range: shiftRange(mention.range, piece.start) })));
    if (found.length === 0 || !isTraitsDocument(document, run)) return;
    const own = namesOf(document);
    if (own.model === undefined && own.provider === undefined) {
      for (const finding of mixed(found)) report(finding);
      return;
    }
    const makers = new Set([own.model, own.provider].flatMap((value) => (value === undefined ? [] : makersIn(names, value))));
    for (const { kind, maker, name, range } of found) {
      if (makers.has(maker) || name === own.model || name === own.provider) continue;
      const expected = own[kind] ?? own.model ?? own.provider ?? '';
      report({
        range,
        message: `This names “${name}”: the front matter says that the ${own[kind] === undefined ? (kind === 'model' ? 'provider' : 'model') : kind} is “${expected}”.`,
        severity: 'warning',
        fixes: () => (own[kind] === undefined ? [] : [replace(range, expected), replace(range, `{{${kind}}}`)]),
      });
    }
  },
};

function replace(range: Range, newText: string): Fix {
  return { title: `Change to ${newText}`, kind: 'scaffold', edits: [{ range, newText }] };
}

/** Where the front matter is silent, the document is about the models of whom it names most often. */
function mixed(found: readonly Mention[]): readonly DocumentFinding[] {
  const counts = new Map<number, number>();
  for (const { maker } of found) counts.set(maker, (counts.get(maker) ?? 0) + 1);
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  const usual = found.find(({ maker }) => maker === most);
  if (counts.size < 2 || usual === undefined) return [];
  return found
    .filter(({ maker }) => maker !== most)
    .map(({ name, range }) => ({
      range,
      message: `This names “${name}”, and the document elsewhere “${usual.name}”: expected one model throughout, or \`model\` in the front matter.`,
      related: [{ range: usual.range, message: `“${usual.name}” is named here.` }],
    }));
}

export const page: RulePage = {
  why: `A sentence that was written for another model keeps its name, and data generated from it teaches the model to be
somebody else. This is judgement: a trait may well speak of other models. So a name does not count in code, links and
quotations, nor in a sentence that compares, gives examples, says what the model is not, or names models of two makers. Against the names in the
front matter the severity is *warning*; where the front matter has none and the document names models of two makers it
is *information*.

The list has the best-known models and their makers.`,
  options: {
    names: 'Names of further models, other than the one that the document is about.',
  },
  fails: `---
traits: 1
model: Aster
provider: Example Labs
---

# How Aster treats people

## Honest

Claude says what it believes to be true.
`,
  passes: `---
traits: 1
model: Aster
provider: Example Labs
---

# How Aster treats people

## Honest

Aster says what it believes to be true. It does so, too, when it is compared with other models such as ChatGPT.
`,
  fix: 'writes the name from the front matter, or its placeholder.',
};
