/** What an import has done, in a sentence or three. */
import { PART_KINDS, PART_TITLES } from '../document/parts.ts';
import type { Imported } from '../language/import.ts';
import type { Translate } from './translate.ts';

/** What was recognised, what was labelled, and what was left as it is. */
export function importText({ traits, fromList, labelled, inProse }: Omit<Imported, 'text'>, t: Translate): string {
  if (traits === 0) return t('No traits were recognised. Give each a heading, or a line that begins with its name and a colon.');
  const parts = Object.values(labelled).reduce((sum, count) => sum + count, 0);
  const kinds = PART_KINDS.flatMap((kind) => (labelled[kind] === undefined ? [] : [`${labelled[kind]} ${PART_TITLES[kind]}`])).join(', ');
  const recognised = fromList
    ? traits === 1 ? t('1 trait recognised, now a section.') : t('{0} traits recognised, each now a section.', traits)
    : traits === 1 ? t('1 trait recognised.') : t('{0} traits recognised.', traits);
  const added = parts === 0 ? t('No label was added.') : parts === 1 ? t('1 label added: {0}.', kinds) : t('{0} labels added: {1}.', parts, kinds);
  const left = inProse === 1 ? t('Reasons, trade-offs or exceptions in the prose of 1 trait were left as they are.') : t('Reasons, trade-offs or exceptions in the prose of {0} traits were left as they are.', inProse);
  return [recognised, added, ...(inProse === 0 ? [] : [left])].join(' ');
}
