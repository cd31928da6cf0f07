/** The samples that have a pattern: each with what matched highlighted, and the ways to where it comes from. */
import type { MatchedSample } from '../../patterns/session.ts';
import { button, element } from '../dom.ts';
import { say } from '../words.ts';
import type { FromPatternsView, PatternsState, PatternsWords } from './messages.ts';

/** Characters of a sample that are shown before somebody asks for all of it, and how many of them stand before the first match. */
const EXCERPT = 700;
const BEFORE = 120;

export function sampleCard(sample: MatchedSample, { files, document: ofDocument }: Pick<PatternsState, 'files' | 'document'>, words: PatternsWords, post: (message: FromPatternsView) => void): HTMLElement {
  const { file, line, traitId, kind, prompt, mark, repeats } = sample;
  const place = (at: { readonly file: number; readonly line: number }): HTMLElement => {
    const where = say(words.line, shortName(files[at.file] ?? ''), at.line);
    return button(where, () => post({ type: 'open', file: at.file, line: at.line }), { class: 'link', label: say(words.openLine, where) });
  };
  const links: (HTMLElement | string)[] = [place({ file, line })];
  if (traitId !== undefined && ofDocument !== undefined) {
    links.push(button(say(words.reveal, traitId), () => post({ type: 'reveal', file, traitId }), { class: 'link' }));
    links.push(button(words.prompt, () => post({ type: 'prompt', file, traitId }), { class: 'link', label: say(words.promptOf, traitId) }));
  } else if (traitId !== undefined) links.push(element('span', { class: 'muted generated' }, traitId));
  if (kind !== undefined) links.push(element('span', { class: 'muted generated' }, kind));
  if (mark !== undefined) links.push(element('span', { class: 'tag' }, mark === 'strict' ? words.markStrict : words.markBroad));
  const text = element('div', { class: 'text generated', attributes: { dir: 'auto' } });
  const { start, end } = excerptOf(sample);
  const isPart = start > 0 || end < sample.response.length;
  const toggle = button(words.whole, () => show(!isWhole), { class: 'link' });
  let isWhole = false;
  const show = (whole: boolean): void => {
    isWhole = whole;
    text.replaceChildren(...(whole ? marked(sample, 0, sample.response.length) : [start > 0 ? '… ' : '', ...marked(sample, start, end), end < sample.response.length ? ' …' : '']));
    toggle.textContent = whole ? words.excerpt : words.whole;
    toggle.setAttribute('aria-expanded', String(whole));
  };
  show(false);
  return element(
    'article',
    { class: 'sample' },
    element('div', { class: 'links' }, ...links),
    ...(prompt === undefined ? [] : [element('div', { class: 'asked generated muted', attributes: { dir: 'auto', title: prompt.slice(0, 1000) } }, element('span', { class: 'for-screen-readers' }, words.askedWith), prompt)]),
    text,
    ...(repeats === undefined ? [] : [element('div', { class: 'muted' }, words.repeats, ' ', place(repeats))]),
    ...(isPart ? [toggle] : []),
    ...(sample.leftOut > 0 ? [element('div', { class: 'muted' }, say(words.cut, sample.leftOut))] : []),
  );
}

function shortName(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
}

/** What is shown at first: a piece around the first match, from a space to a space. */
function excerptOf({ response, ranges }: MatchedSample): { readonly start: number; readonly end: number } {
  if (response.length <= EXCERPT * 1.3) return { start: 0, end: response.length };
  const first = ranges[0]?.start ?? 0;
  const wanted = Math.max(0, Math.min(first - BEFORE, response.length - EXCERPT));
  const space = wanted === 0 ? 0 : response.indexOf(' ', wanted) + 1;
  const start = space > 0 && space <= first ? space : wanted;
  const last = Math.min(response.length, Math.max(start + EXCERPT, Math.min(ranges[0]?.end ?? 0, start + 3 * EXCERPT)));
  const before = last === response.length ? last : response.lastIndexOf(' ', last);
  return { start, end: before > start + EXCERPT / 2 ? before : last };
}

/** Pieces of the response between two offsets, those that matched as marks. */
function marked({ response, ranges }: MatchedSample, start: number, end: number): readonly (HTMLElement | string)[] {
  const pieces: (HTMLElement | string)[] = [];
  let at = start;
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(range.start, at);
    const to = Math.min(range.end, end);
    if (from >= to) continue;
    pieces.push(response.slice(at, from), element('mark', {}, response.slice(from, to)));
    at = to;
  }
  pieces.push(response.slice(at, end));
  return pieces;
}
