/** What the report can be narrowed to, and what can be done about it. */
import { PATTERN_KINDS } from '../../patterns/pattern.ts';
import { button, element } from '../dom.ts';
import type { FromPatternsView, Looking, PatternsState, PatternsWords } from './messages.ts';

export interface Toolbar {
  readonly root: HTMLElement;
  show(state: PatternsState, looking: Looking, parts: { readonly traits: readonly string[]; readonly kinds: readonly string[] }): void;
}

export function toolbar(words: PatternsWords, look: (change: Partial<Looking>) => void, post: (message: FromPatternsView) => void): Toolbar {
  const sort = element('select', { attributes: { 'aria-label': words.sort } });
  const part = element('select', { attributes: { 'aria-label': words.where } });
  const onlyOver = element('input', { attributes: { type: 'checkbox', id: 'only-over' } });
  const threshold = element('input', { class: 'threshold', attributes: { type: 'number', id: 'threshold', min: '0', max: '99.9', step: 'any' } });
  sort.addEventListener('change', () => look({ sort: sort.value }));
  part.addEventListener('change', () => look({ part: part.value }));
  onlyOver.addEventListener('change', () => look({ onlyOver: onlyOver.checked }));
  threshold.addEventListener('change', () => {
    if (threshold.value !== '' && threshold.reportValidity()) post({ type: 'threshold', percent: threshold.valueAsNumber });
  });
  const models = button(words.askModels, () => post({ type: 'models' }), { class: 'main' });
  const compare = button(words.compare, () => post({ type: 'compare' }));
  const leaveOut = button(words.leaveOut, () => post({ type: 'leave-out' }));
  const tell = button(words.tell, () => post({ type: 'tell-critiques' }));
  const scan = button(words.scanAgain, () => post({ type: 'scan' }));
  for (const [one, tip] of [[models, words.tips.models], [compare, words.tips.compare], [leaveOut, words.tips.leaveOut], [tell, words.tips.tell], [scan, words.tips.scan]] as const) one.title = tip;
  const cancel = button(words.cancel, () => post({ type: 'cancel' }));
  const filters = element(
    'div',
    { class: 'filters' },
    element('label', {}, words.where, ' ', part),
    element('label', {}, words.sort, ' ', sort),
    element('label', {}, words.threshold, ' ', threshold),
    element('label', {}, onlyOver, ' ', words.onlyOver),
  );
  const root = element('div', { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': words.title } }, filters, element('div', { class: 'actions' }, models, compare, leaveOut, tell, scan, cancel));
  let offered = '';

  return {
    root,
    show({ report, busy, document: ofDocument, comparison }, looking, { traits, kinds }) {
      const sorts = PATTERN_KINDS.filter((kind) => report?.findings.some((finding) => finding.kind === kind) === true);
      const now = JSON.stringify([sorts, traits, kinds, report?.model !== undefined]);
      // Made anew only where there is something else to choose: a list that is open would close.
      if (now !== offered) {
        offered = now;
        sort.replaceChildren(option('', words.allSorts), ...(report?.model === undefined ? [] : [option('models', words.withModels)]), ...sorts.map((kind) => option(kind, words.sorts[kind])));
        part.replaceChildren(option('', words.allSamples), ...group(words.traits, 'trait', traits), ...group(words.kinds, 'kind', kinds));
      }
      sort.value = looking.sort;
      part.value = looking.part;
      onlyOver.checked = looking.onlyOver;
      if (document.activeElement !== threshold && report !== undefined) threshold.value = String(Number((100 * report.threshold).toFixed(1)));
      models.textContent = report?.model === undefined ? words.askModels : words.askAgain;
      const isBusy = busy !== undefined;
      for (const one of [models, compare, leaveOut, tell, threshold]) one.disabled = isBusy || report === undefined;
      // With nothing listed there is nothing to act on, or to choose from.
      const isEmpty = report !== undefined && report.findings.length + (report.model?.findings.length ?? 0) === 0;
      if (isEmpty) leaveOut.disabled = tell.disabled = true;
      scan.disabled = isBusy;
      tell.classList.toggle('hidden', ofDocument === undefined);
      cancel.classList.toggle('hidden', !isBusy);
      root.classList.toggle('hidden', comparison !== undefined);
      filters.classList.toggle('hidden', report === undefined || isEmpty);
    },
  };
}

function option(value: string, text: string): HTMLOptionElement {
  return element('option', { attributes: { value } }, text);
}

function group(label: string, by: string, names: readonly string[]): readonly HTMLElement[] {
  return names.length < 2 ? [] : [element('optgroup', { attributes: { label } }, ...names.map((name) => option(`${by}:${name}`, name)))];
}
