/** Tells that a document is written in another language than English, where it does not say in which. */
import type { TraitsDocument } from '../document/traits-document.ts';

/** Words that are frequent in each language and rare in the others. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and of to it not for',
  de: 'und der nicht ist sie das wenn',
  es: 'los las para por una el',
  fr: 'les des une est pour dans pas',
  it: 'che non di della sono gli il per',
  pt: 'não uma com dos os em ao',
  nl: 'het een niet van zijn dat de op',
};

/** In characters: what comes later does not change what a document is written in. */
const READ = 3000;
/** Fewer words of a language than this may be a quotation. */
const FEWEST = 6;
const FEWEST_HAN = 40;

const TAGS = new Map(Object.entries(WORDS).flatMap(([tag, words]) => words.split(' ').map((word) => [word, tag])));

/** What was read last: most edits stand further down. */
let last: { readonly read: string; readonly language?: string } = { read: '' };

/** The language tag; undefined where the front matter says one, and where the text may be English. */
export function unsaidLanguage({ text, frontMatter: { bodyStart, language } }: TraitsDocument): string | undefined {
  if (language !== undefined) return undefined;
  const read = text.slice(bodyStart, bodyStart + READ);
  if (read !== last.read) last = { read, ...languageOf(read.toLowerCase()) };
  return last.language;
}

function languageOf(text: string): { readonly language?: string } {
  const words = text.match(/\p{Script=Latin}+/gu) ?? [];
  if ((text.match(/\p{Script=Han}/gu)?.length ?? 0) >= Math.max(FEWEST_HAN, words.length)) return { language: /[\u3040-\u30ff]/.test(text) ? 'ja' : 'zh' };
  const counts = new Map<string, number>();
  for (const word of words) {
    const tag = TAGS.get(word);
    if (tag !== undefined) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  }
  const [most, next] = [...counts].toSorted(([, a], [, b]) => b - a);
  if (most === undefined || most[0] === 'en' || most[1] < FEWEST || most[1] < (next?.[1] ?? 0) * 1.5) return {};
  return { language: most[0] };
}
