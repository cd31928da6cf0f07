/** What stands over the list: search, filters with counts, order and groups. */
import { button, element } from '../dom.ts';
import { count } from '../words.ts';
import { type Facet, FACETS, type Group, GROUPS, type Sort, SORTS, type Wish } from './list.ts';
import { valueName } from './names.ts';
import type { Words } from './words.ts';

export interface ToolbarWishes {
  readonly change: (wish: Partial<Wish>) => void;
  readonly charts: () => void;
  readonly spotCheck: () => void;
  readonly export: () => void;
  readonly help: () => void;
  /** Goes to the list. */
  readonly list: () => void;
}

/** Those that are always there; the others only when somebody asks for more filters, or has set one. */
const FIRST: readonly Facet[] = ['traitId', 'kind', 'status', 'decision'];

export class Toolbar {
  readonly root: HTMLElement;
  readonly search: HTMLInputElement;
  /** In which order and groups; it stands over the list. */
  readonly orders: HTMLElement;
  private readonly words: Words;
  private readonly selects = new Map<Facet, HTMLSelectElement>();
  private readonly sort: HTMLSelectElement;
  private readonly group: HTMLSelectElement;
  private readonly clear: HTMLButtonElement;
  private readonly more: HTMLButtonElement;
  private readonly chartsButton: HTMLButtonElement;
  private showsMore = false;

  constructor(words: Words, wishes: ToolbarWishes) {
    this.words = words;
    this.search = element('input', { class: 'search', attributes: { type: 'search', placeholder: words.search, 'aria-label': words.search, spellcheck: 'false', maxlength: '10000' } });
    this.search.addEventListener('input', () => wishes.change({ query: this.search.value }));
    this.search.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      // First out of the search, and then out of the field, as elsewhere in VS Code.
      if (event.key === 'Escape' && this.search.value !== '') wishes.change({ query: '' });
      else if (event.key === 'Enter' || event.key === 'ArrowDown') wishes.list();
      else return;
      event.preventDefault();
    });
    for (const facet of FACETS) {
      const select = element('select', { attributes: { 'aria-label': words.facets[facet], title: words.facets[facet] } });
      select.addEventListener('change', () => {
        // The value is after the first letter: an empty one is a value, too.
        wishes.change({ filter: { [facet]: select.value === '' ? undefined : select.value.slice(1) } });
      });
      this.selects.set(facet, select);
    }
    this.sort = choice(words.sort, SORTS, words.sorts, (sort: Sort) => wishes.change({ sort }));
    this.group = choice(words.group, GROUPS, words.groups, (group: Group) => wishes.change({ group }));
    this.orders = element('span', { class: 'orders' }, this.sort, this.group);
    this.clear = button(words.clear, () => wishes.change({ filter: Object.fromEntries(FACETS.map((facet) => [facet, undefined])), query: '' }), { class: 'link' });
    this.more = button(words.moreFilters, () => {
      this.showsMore = !this.showsMore;
      this.more.setAttribute('aria-expanded', String(this.showsMore));
      this.place();
    }, { class: 'link' });
    this.more.setAttribute('aria-expanded', 'false');
    this.chartsButton = button(words.charts, wishes.charts);
    this.root = element(
      'div',
      { class: 'toolbar', attributes: { role: 'toolbar', 'aria-label': words.filters } },
      element('div', { class: 'bar' }, this.search, element('span', { class: 'buttons' }, button(words.spot.begin, wishes.spotCheck, { class: 'main' }), this.chartsButton, button(words.export, wishes.export), button('?', wishes.help, { label: words.keys }))),
      element('div', { class: 'bar filters' }, ...this.selects.values(), this.more, this.clear),
    );
  }

  /** Shows what is wished, and how many samples each choice has. A facet with one value is not worth a choice. */
  show(wish: Wish, counts: (facet: Facet) => ReadonlyMap<string, number>, traits: ReadonlyMap<string, string>, showsCharts: boolean): void {
    if (this.search.value !== wish.query) this.search.value = wish.query;
    for (const [facet, select] of this.selects) {
      const values = counts(facet);
      const chosen = wish.filter[facet];
      select.dataset['few'] = String(values.size < 2 && chosen === undefined);
      const order = facet === 'traitId' ? [...traits.keys(), ...[...values.keys()].filter((id) => !traits.has(id))].filter((id) => values.has(id)) : facet === 'run' ? [...values.keys()].sort().toReversed() : [...values.keys()];
      if (chosen !== undefined && !values.has(chosen)) order.push(chosen);
      const options = order.map((value) => ({ value: `=${value}`, text: `${valueName(this.words, facet, value, traits)} (${count(values.get(value) ?? 0)})` }));
      fill(select, [{ value: '', text: this.words.any[facet] }, ...options], chosen === undefined ? '' : `=${chosen}`);
      select.classList.toggle('set', chosen !== undefined);
    }
    this.sort.value = wish.sort;
    this.group.value = wish.group;
    this.clear.classList.toggle('hidden', Object.values(wish.filter).every((value) => value === undefined) && wish.query === '');
    this.chartsButton.textContent = showsCharts ? this.words.list : this.words.charts;
    this.chartsButton.setAttribute('aria-pressed', String(showsCharts));
    this.place();
  }

  private place(): void {
    let hidden = 0;
    for (const [facet, select] of this.selects) {
      const isFew = select.dataset['few'] === 'true';
      const isExtra = !FIRST.includes(facet) && !select.classList.contains('set');
      if (isExtra && !isFew) hidden += 1;
      select.classList.toggle('hidden', isFew || (isExtra && !this.showsMore));
    }
    this.more.classList.toggle('hidden', hidden === 0);
  }
}

function choice<T extends string>(label: string, values: readonly T[], names: Readonly<Record<T, string>>, choose: (value: T) => void): HTMLSelectElement {
  const select = element('select', { attributes: { 'aria-label': label, title: label } }, ...values.map((value) => element('option', { attributes: { value } }, names[value])));
  select.addEventListener('change', () => {
    const value = values.find((one) => one === select.value);
    if (value !== undefined) choose(value);
  });
  return select;
}

/** Leaves alone what is the same, so that an open list of choices does not close. */
function fill(select: HTMLSelectElement, options: readonly { readonly value: string; readonly text: string }[], chosen: string): void {
  const isSame = select.options.length === options.length && options.every(({ value, text }, index) => select.options[index]?.value === value && select.options[index].text === text);
  if (!isSame) select.replaceChildren(...options.map(({ value, text }) => element('option', { attributes: { value } }, text)));
  if (select.value !== chosen) select.value = chosen;
}
