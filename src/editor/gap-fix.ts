/** What is inserted into a trait where a critique says that the document leaves something open: a line to write on, in the part where it belongs. */
import type { Trait, TraitsDocument } from '../document/traits-document.ts';
import type { Fix } from '../lint/rule.ts';
import { insertEntry, insertPart } from '../lint/scaffold.ts';
import type { DocumentGap } from '../prompts/judgement.ts';

/** A critic is asked for one sentence; what it says goes into a person's document. */
const LONGEST = 300;

/** Undefined where the form of the document leaves no place for it. */
export function gapFix(document: TraitsDocument, trait: Trait, { missing, part }: DocumentGap): Fix | undefined {
  const answer = `TODO: ${asWords(missing)}`;
  const there = trait.content.parts.findLast(({ kind }) => kind === part);
  if (there === undefined) return insertPart(document, trait, part, answer);
  return { title: 'Insert', kind: 'scaffold', edits: [insertEntry(document, trait, there, answer)] };
}

/** On one line, such that no markup and no placeholder comes of it. */
function asWords(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s\u2028\u2029]+/gu, ' ').trim();
  const short = line.length > LONGEST ? `${line.slice(0, LONGEST).replace(/\p{Surrogate}$/u, '').trimEnd()}…` : line;
  return short.replace(/[\\`*_[\]<&|~]/g, '\\$&').replaceAll('{{', '{ {').replace(/:(?=\/\/)/g, '\\:');
}
