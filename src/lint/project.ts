/** What is read of a project, in one place to load where there is one: its file, and its baseline. */
export { newSince, readBaseline } from './baseline.ts';
export { rangeOfPath } from './json-shape.ts';
export { readProject } from './project-file.ts';
