/** How amounts of money are written, wherever one is shown. */

/** `$0.42`, and with more digits below ten cents, so that little is not shown as nothing: `$0.0031`. */
export function dollars(usd: number): string {
  if (usd <= 0) return '$0';
  if (usd < 0.0001) return 'under $0.0001';
  if (usd >= 0.0995) return `$${usd.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
  return `$${usd.toLocaleString('en', { maximumSignificantDigits: 2 })}`;
}
