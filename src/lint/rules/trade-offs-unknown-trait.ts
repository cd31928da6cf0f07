/** trade-offs/unknown-trait: a trade-off with a trait that the document does not have. */
import { lazyByDocument } from '../../document/lazy.ts';
import { leadingNowhere } from '../../document/trade-offs.ts';
import type { TradeOffTarget } from '../../document/trait-content.ts';
import type { Trait, TraitsDocument } from '../../document/traits-document.ts';
import type { DocumentRule, Fix, RulePage } from '../rule.ts';
import { traitLink, traitUrl } from '../trait-link.ts';
import { NameFinder } from './nearest.ts';

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'trade-offs/unknown-trait', summary: 'A trade-off that names a trait the document does not have', severity: 'warning' },
  check(document, report) {
    let searched = 0;
    for (const { from, target } of leadingNowhere(document)) {
      if (target === undefined) continue;
      searched += 1;
      const found = searched > MOST_SEARCHED ? undefined : closest(document, target);
      const meant = found?.trait === from ? undefined : found;
      const written = target.url?.startsWith('#') === true ? target.url : target.text;
      const { start } = from.range;
      const url = meant === undefined ? undefined : traitUrl(document, meant.trait);
      report({
        range: { start: start + target.range.start, end: start + target.range.end },
        message: `No trait has the name or id “${written}”: expected one of this document's.${meant === undefined ? '' : ` Did you mean “${meant.trait.name}”?`}`,
        ...(meant === undefined || url === undefined ? {} : { fixes: () => [refer(document, from, target, meant, url)] }),
      });
    }
  },
};

/** A document with more unknown names than this was not written against its traits: guessing at all of them takes long and helps nobody. */
const MOST_SEARCHED = 200;
/** In characters: longer texts are no names. */
const LONGEST_NAME = 100;

interface Meant {
  readonly trait: Trait;
  readonly certain: boolean;
}

interface Names {
  readonly traits: readonly Trait[];
  /** The place of the first trait that is called so. */
  readonly places: ReadonlyMap<string, number>;
  readonly finder: NameFinder;
}

/** Of the last document: most edits change no name. */
let last: Names | undefined;

const namesOf = lazyByDocument(({ traits }): Names => {
  const before = last;
  if (before?.traits.length === traits.length && before.traits.every(({ name, id }, index) => name === traits[index]?.name && id === traits[index]?.id)) return before;
  const places = new Map<string, number>();
  for (const [index, trait] of traits.entries()) {
    for (const name of [trait.name, trait.id]) if (name.length <= LONGEST_NAME && !places.has(name)) places.set(name, index);
  }
  last = { traits, places, finder: new NameFinder(places.keys()) };
  return last;
});

/** The trait whose name or id is nearest to what was written, if it is near. */
function closest(document: TraitsDocument, { text, url }: TradeOffTarget): Meant | undefined {
  const { places, finder } = namesOf(document);
  const traitNamed = (name: string | undefined): Trait | undefined => document.traits[(name === undefined ? undefined : places.get(name)) ?? -1];
  const written = [url?.replace(/^#/, '') ?? text, text].filter(({ length }) => length <= LONGEST_NAME);
  // Mostly one of the two is right, and then nothing has to be searched for.
  for (const one of written) {
    const trait = traitNamed(finder.alike(one));
    if (trait !== undefined) return { trait, certain: true };
  }
  for (const one of written) {
    const trait = traitNamed(finder.nearest(one)?.name);
    if (trait !== undefined) return { trait, certain: false };
  }
  return undefined;
}

/** Where the spelling alone differs there is nothing to guess. A link's text stays when it is no name of the trait. */
function refer(document: TraitsDocument, from: Trait, target: TradeOffTarget, { trait, certain }: Meant, url: string): Fix {
  const { text } = document;
  let { start, end } = { start: from.range.start + target.range.start, end: from.range.start + target.range.end };
  const label = /^\[(?:[^[\]\\]|\\.)*\](?=[([])/.exec(text.slice(start, end))?.[0];
  const own = label !== undefined && closest(document, { range: target.range, text: target.text })?.trait !== trait;
  // A link in code is none.
  if (text[start - 1] === '`' && text[end] === '`') [start, end] = [start - 1, end + 1];
  return {
    title: `Change to “${trait.name}”`,
    kind: certain ? 'mend' : 'scaffold',
    edits: [{ range: { start, end }, newText: own ? `${label}(${url})` : traitLink(trait, url) }],
  };
}

export const page: RulePage = {
  why: `A chunk carries the statement of each trait that it trades off with, and that trait's own entry about it. A name that
leads nowhere leaves both out, and the generating model is told to weigh one trait against a word. Mostly it is a trait
that was renamed or removed.`,
  fails: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warmth](#warmth)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
`,
  passes: `# How Aster treats people

## Honest {#honest}

Aster says what it believes to be true.

### Trade-offs

- **Over [Warm](#warm)** in substance.

## Warm {#warm}

Aster is glad to be of use.

### Trade-offs

- **Yields to [Honest](#honest)** in substance.
`,
  fix: 'changes the reference to the trait whose name or id is nearest, where one is near. In the editor another begins a trait of that name.',
};
