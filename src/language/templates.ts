/** The documents that a new one can begin as: which there are, and how what is left to write is asked for. */
import { parseFrontMatter } from '../document/front-matter.ts';
import { PART_TITLES } from '../document/parts.ts';
import { PART_QUESTIONS, STATEMENT_QUESTION } from './guide.ts';

export interface Template {
  readonly id: string;
  readonly label: string;
  readonly description: string;
  /** In `templates/`; the template that has none is made of names. */
  readonly file?: string;
}

export const TEMPLATES: readonly Template[] = [
  { id: 'one-trait', label: 'One trait, every part', description: 'A trait with a question for each part, to be answered one after the other', file: 'one-trait.traits.md' },
  { id: 'short-set', label: 'A short set of traits, with trade-offs between them', description: 'Three traits, one written out as an example', file: 'short-set.traits.md' },
  { id: 'model-spec', label: 'A model spec, with groups', description: 'Priorities, and groups of traits that say what they have in common', file: 'model-spec.traits.md' },
  { id: 'names', label: 'From a list of names', description: 'Type the names of your traits; each gets its parts to fill in' },
];

const PARTS = ['what', 'how', 'why', 'trade-offs', 'exceptions'] as const;

/** A document whose traits are called so, each with a question for its statement and for every part. */
export function documentOfNames(names: readonly string[]): string {
  const traits = names.map((name) => [`## ${name}`, `TODO: ${STATEMENT_QUESTION}`, ...PARTS.flatMap(scaffold)].join('\n\n'));
  return ['---\ntraits: 1\nmodel: Assistant\n---', '# What {{model}} is like', ...traits].join('\n\n') + '\n';
}

function scaffold(kind: (typeof PARTS)[number]): readonly string[] {
  return [`### ${PART_TITLES[kind]}`, `${kind === 'why' ? '' : '- '}TODO: ${PART_QUESTIONS[kind]}`];
}

/** The names in what somebody typed: between commas, semicolons or line ends, each once, without the markers of a list. */
export function namesIn(typed: string): readonly string[] {
  const names = typed.split(/[,;\r\n]+/).map((name) =>
    name
      .replace(/^\s*(?:(?:[-+*•]|\d{1,9}[.)]|#{1,6})\s+)*/, '')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
  return [...new Map(names.filter((name) => name !== '').map((name) => [name.toLowerCase(), name])).values()];
}

/** What is left to write: questions that begin with TODO, up to what closes around them. */
const TO_WRITE = /TODO(?::[^\r\n]*?)?(?=[ \t]*(?:\{#|\*\*|\]|[\r\n]|$))/g;
/** The values of the front matter that are somebody's own. */
const OWN_VALUES = /(?<=^(?:model|provider|title):[ \t]+)[^\s#][^#\r\n]*?(?=[ \t]*(?:#|[\r\n]|$))/gm;

/** `text` as a VS Code snippet that stops at each thing left to write, first in the front matter, with all of it selected. */
export function templateSnippet(text: string): string {
  const { bodyStart } = parseFrontMatter(text);
  let stop = 0;
  const withStops = (part: string, stops: RegExp): string => {
    let written = '';
    let from = 0;
    for (const { 0: found, index } of part.matchAll(stops)) {
      stop += 1;
      written += `${escaped(part.slice(from, index))}\${${stop}:${escaped(found)}}`;
      from = index + found.length;
    }
    return written + escaped(part.slice(from));
  };
  return withStops(text.slice(0, bodyStart), OWN_VALUES) + withStops(text.slice(bodyStart), TO_WRITE);
}

function escaped(text: string): string {
  return text.replaceAll(/[\\$}]/g, '\\$&');
}
