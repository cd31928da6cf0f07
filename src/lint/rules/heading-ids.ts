/** Finds the ids that are written on headings, of traits and of all others. */
import { lazyByDocument } from '../../document/lazy.ts';
import type { Range } from '../../document/range.ts';
import type { Section } from '../../document/traits-document.ts';

/** A section whose heading has an id of its own. */
export type Identified = Section & { readonly idRange: Range };

/** In document order; ids that are made of a heading's text are not among them. */
export const identified = lazyByDocument(({ sections }): readonly Identified[] => sections.filter((section): section is Identified => section.idRange !== undefined));
