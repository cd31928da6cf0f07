/** The samples of journals, in one place to load when somebody first looks at some: what there is, what it took the place of, and what is in it. */
export { replacedSamples } from './last-samples.ts';
export { runsFolder } from './run-files.node.ts';
export { SampleIndex } from './sample-index.node.ts';
export { readSampleAt, searchSamples } from './sample-texts.node.ts';
