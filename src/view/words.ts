/** Words and figures as the person's language writes them. */

/** A sentence with `{0}`, `{1}` and so on filled in. */
export function say(sentence: string, ...values: readonly (string | number)[]): string {
  return sentence.replaceAll(/\{(\d+)\}/g, (hole, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? hole : typeof value === 'number' ? count(value) : value;
  });
}

function language(): string {
  return document.documentElement.lang || 'en';
}

/** `12,400` */
export function count(value: number): string {
  return value.toLocaleString(language());
}

/** `31.0%`, of a share from 0 to 1. */
export function percent(share: number): string {
  return share.toLocaleString(language(), { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** `17.5–34.3%` */
export function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  const bare = (100 * low).toLocaleString(language(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return `${bare}–${percent(high)}`;
}

/** `1.24` */
export function decimal(value: number): string {
  return value.toLocaleString(language(), { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}
