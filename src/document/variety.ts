/** The lists that scenarios are varied with, which a project may have of its own. */

/** What is drawn for each scenario, by the key that its list has in a project's file; with what an entry of it is. */
export const VARIETY_LISTS = {
  domains: 'Walks of life and fields that a situation may be set in.',
  userTypes: 'Who a user may be.',
  tones: 'How a message may be written.',
  lengths: 'How long a message may be.',
  names: 'Given names, for whoever has to be called something.',
} as const;
export type VarietyList = keyof typeof VARIETY_LISTS;

/** The lists that a project may have: what is drawn from, and the types of text, of which each has its turn. */
export const PROJECT_LISTS = { ...VARIETY_LISTS, documentTypes: 'The types of text that the document pipeline writes.' } as const;
export type ProjectList = keyof typeof PROJECT_LISTS;

/** Stands in a list for those that come with Traitwright. */
export const USUAL_ENTRIES = '...';

/** By list, its entries, or the path of the file that has them, from the project's folder. */
export type VarietySettings = Readonly<Partial<Record<ProjectList, string | readonly string[]>>>;
