/** front-matter/unknown-key: a key that means nothing. */
import type { FrontMatterKey } from '../../document/front-matter.ts';
import { type Placeholder, findPlaceholders } from '../../document/placeholders.ts';
import type { DocumentRule, Fix, LintRun, RulePage } from '../rule.ts';
import { didYouMean, NameFinder } from './nearest.ts';
import { isTraitsDocument, readByPiece } from './pieces.ts';

/** The keys that the format knows. */
export const FRONT_MATTER_KEYS: readonly string[] = ['traits', 'title', 'model', 'provider', 'language', 'trait-level', 'sections', 'signals', 'lint', 'models'];

const placeholders = readByPiece((text): readonly Placeholder[] => findPlaceholders(text));
const keys = new NameFinder(FRONT_MATTER_KEYS);

export const rule: DocumentRule = {
  scope: 'document',
  meta: { id: 'front-matter/unknown-key', summary: 'A key of the front matter that means nothing', severity: 'information' },
  check(document, report, _options, run) {
    const unknown = document.frontMatter.keys.filter(({ key }) => !FRONT_MATTER_KEYS.includes(key) && !/^x-/i.test(key));
    // Other Markdown has front matter of its own, and a title and a language in it: of a blog, say.
    const ours = document.frontMatter.keys.some(({ key }) => key !== 'title' && key !== 'language' && FRONT_MATTER_KEYS.includes(key));
    if (unknown.length > 0 && (ours || isTraitsDocument(document, run))) {
      const used = new Set(placeholders(document).flatMap(({ value }) => value.map(({ name }) => name)));
      for (const { key, range } of unknown) {
        if (used.has(key) && document.frontMatter.variables.has(key)) continue;
        const taken = document.frontMatter.keys.map((other) => other.key);
        const nearest = keys.nearest(key);
        const meant = nearest === undefined || taken.includes(nearest.name) ? undefined : nearest;
        if (!ours && meant === undefined) continue;
        const fixes: Fix[] = meant === undefined ? [] : [rename(range, meant.name, meant.certain ? 'mend' : 'scaffold')];
        report({
          range,
          message: `The key \`${key}\` means nothing here, and no placeholder uses it: expected ${FRONT_MATTER_KEYS.join(', ')}, or a key of your own that begins with \`x-\`.${didYouMean(meant)}`,
          ...(meant === undefined ? {} : { severity: 'warning' as const }),
          fixes: () => [...fixes, ...(taken.includes(`x-${key}`) ? [] : [rename(range, `x-${key}`, 'scaffold')])],
        });
      }
    }
    const lint = document.frontMatter.keys.find(({ key }) => key === 'lint');
    for (const entry of lint?.entries ?? []) {
      if (run.rules.has(entry.key)) continue;
      const meant = ruleNames(run).nearest(entry.key);
      report({
        range: entry.range,
        message: `There is no rule \`${entry.key}\`: expected the id of one.${didYouMean(meant)}`,
        severity: 'warning',
        ...(meant === undefined || has(lint?.entries, meant.name) ? {} : { fixes: () => [rename(entry.range, meant.name, meant.certain ? 'mend' : 'scaffold')] }),
      });
    }
  },
};

function has(entries: readonly FrontMatterKey[] | undefined, key: string): boolean {
  return entries?.some((entry) => entry.key === key) === true;
}

function ruleNames(run: LintRun): NameFinder {
  return new NameFinder(run.rules.keys());
}

function rename(range: Fix['edits'][number]['range'], name: string, kind: Fix['kind']): Fix {
  return { title: `Change to \`${name}\``, kind, edits: [{ range, newText: name }] };
}

export const page: RulePage = {
  why: `A key that is misspelled is not read, and nothing else would show it: the title stays the old one, the rule stays on,
the names that should count as parts do not. Where the key is close to one that exists, or stands under \`lint\` and is
no rule, the severity is *warning*. A key of your own is *information*: whether it was meant for this format is a
guess. It is judgement, too, that keys of your own should begin with \`x-\`, so that no later version of the format gives
them a meaning.

A key that the text uses as a placeholder is known by that. In front matter that has no key of this format but a title
or a language, only what is close to one is found.`,
  fails: `---
traits: 1
modle: Aster
---

# How Aster treats people
`,
  passes: `---
traits: 1
model: Aster
audience: students
x-owner: character-team
---

# How {{model}} treats {{audience}}
`,
  fix: 'changes the key to the one that is nearest, or puts `x-` before it.',
};
