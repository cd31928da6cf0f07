/** Says of a document, as Markdown or plain lines, which of its sentences kept samples rest on and which none does. */
import { lineAt, lineStarts } from '../document/range.ts';
import type { TraitsDocument } from '../document/traits-document.ts';
import { escaped } from './markdown-text.ts';
import { type CitedSentence, coverageOf, type Provenance, type TraitProvenance } from './provenance.ts';

/** One group of sentences that is told of together: a trait, or what traits share. */
interface Group {
  readonly title: string;
  readonly id?: string;
  readonly samples?: string;
  readonly sentences: readonly CitedSentence[];
}

const SHARED = 'What the traits share';

/** The report as plain lines; `fileName` as it is to be shown. */
export function provenanceText(document: TraitsDocument, provenance: Provenance, fileName: string, runs: number): string {
  const line = lineIn(document);
  const groups = groupsOf(provenance).map(({ title, id, samples, sentences }) => {
    const { said, cited, uncited } = coverageOf(sentences);
    const by = samples === undefined ? '' : `, ${samples}`;
    return `${id ?? title}: ${cited} of ${counted(said, 'sentence')} cited${by}\n${uncited.length === 0 ? '' : '  Not cited:\n'}${uncited.map((sentence) => `    line ${line(sentence)}: ${shown(document, sentence)}\n`).join('')}`;
  });
  return [`${fileName}: ${overall(provenance, runs)}\n`, ...groups].join('\n') + notes(provenance).map((note) => `\n${note}\n`).join('');
}

/** The report as Markdown, with a table and then what no sample touched. */
export function provenanceView(document: TraitsDocument, provenance: Provenance, fileName: string, runs: number): string {
  const line = lineIn(document);
  const groups = groupsOf(provenance);
  const rows = groups.map(({ title, samples = '', sentences }) => {
    const { said, cited } = coverageOf(sentences);
    return `| ${escaped(title)} | ${cited} of ${said} | ${samples} |`;
  });
  const untouched = groups.flatMap(({ title, sentences }) => {
    const { uncited } = coverageOf(sentences);
    return uncited.length === 0 ? [] : [`## ${escaped(title)}`, uncited.map((sentence) => `- Line ${line(sentence)}: ${escaped(shown(document, sentence))}`).join('\n')];
  });
  return [
    `# What no sample touched in ${escaped(fileName)}`,
    `${capital(overall(provenance, runs))} A sentence is cited where the critique of a sample that was kept quotes some of it, word for word.`,
    ['| Trait | Sentences cited | Samples |', '| --- | --- | --- |', ...rows].join('\n'),
    ...(untouched.length === 0 ? ['Every sentence is cited.'] : untouched),
    ...notes(provenance),
  ].join('\n\n') + '\n';
}

function groupsOf({ traits, shared }: Provenance): readonly Group[] {
  const ofTraits = traits.map(({ traitId, name, sentences, ...rest }): Group => ({ title: name, id: traitId, samples: samplesText(rest), sentences }));
  return shared.length === 0 ? ofTraits : [...ofTraits, { title: SHARED, sentences: shared }];
}

function samplesText({ samples, stale, rehearsed }: Pick<TraitProvenance, 'samples' | 'stale' | 'rehearsed'>): string {
  return `${counted(samples, 'sample')}${stale === 0 ? '' : `, ${stale} of them stale`}${rehearsed === 0 ? '' : `, ${rehearsed} of them rehearsed`}`;
}

function overall({ traits, shared }: Provenance, runs: number): string {
  const { said, cited } = coverageOf([...traits.flatMap(({ sentences }) => sentences), ...shared]);
  const samples = traits.reduce((sum, trait) => sum + trait.samples, 0);
  return `${cited} of ${counted(said, 'sentence')} cited by ${counted(samples, 'kept sample')} of ${counted(runs, 'run')}.`;
}

/** What the numbers leave out. */
function notes({ traits, gone, unfound, lost }: Provenance): readonly string[] {
  const rehearsed = traits.reduce((sum, trait) => sum + trait.rehearsed, 0);
  return [
    ...(rehearsed === 0 ? [] : [`${capital(counted(rehearsed, 'sample'))} ${rehearsed === 1 ? 'is' : 'are'} rehearsed: what ${rehearsed === 1 ? 'it says was' : 'they say was'} written beforehand, and no model quoted anything.`]),
    ...(gone === 0 ? [] : [`${capital(counted(gone, 'kept sample'))} of traits that are not in the document any more ${gone === 1 ? 'is' : 'are'} left out.`]),
    ...(unfound === 0 ? [] : [`${capital(counted(unfound, 'quote'))} of critiques stood nowhere in what the model was shown, and ${unfound === 1 ? 'counts' : 'count'} for nothing.`]),
    ...(lost === 0 ? [] : [`${capital(counted(lost, 'quote'))} of samples that were made before a change ${lost === 1 ? 'has' : 'have'} no certain place in today’s text.`]),
  ];
}

function lineIn({ text }: TraitsDocument): (sentence: CitedSentence) => number {
  const starts = lineStarts(text);
  return ({ range }) => lineAt(starts, range.start) + 1;
}

/** A sentence on one line; control characters go, since a terminal would obey them. */
function shown({ text }: TraitsDocument, { range }: CitedSentence): string {
  return text.slice(range.start, range.end).replace(/\s+/g, ' ').replace(/\p{Cc}/gu, '\uFFFD');
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
