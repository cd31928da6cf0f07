/** Makes elements. Whatever is given as text becomes text, never markup. */

export type Child = Node | string | undefined;

export interface Given {
  readonly class?: string;
  /** `aria-label`, `type` and the like. What may change is set by name; `style` is not: the page's policy forbids it. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: (event: MouseEvent) => void;
}

/** An element with what is in it; a child that is undefined is left out. */
export function element<K extends keyof HTMLElementTagNameMap>(tag: K, given: Given = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (given.class !== undefined) made.className = given.class;
  for (const [name, value] of Object.entries(given.attributes ?? {})) made.setAttribute(name, value);
  if (given.onClick !== undefined) made.addEventListener('click', given.onClick as (event: Event) => void);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A button that says what it does; `label` is for screen readers, where the text alone does not say enough. */
export function button(text: string, onClick: () => void, given: { readonly class?: string; readonly label?: string } = {}): HTMLButtonElement {
  return element('button', { ...(given.class === undefined ? {} : { class: given.class }), attributes: { type: 'button', ...(given.label === undefined ? {} : { 'aria-label': given.label }) }, onClick }, text);
}
