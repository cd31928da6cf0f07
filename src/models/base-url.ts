/** Where a key may be sent. */

/**
 * Why a key must not be sent to `baseUrl`, as the end of a sentence that begins with the address's name; undefined
 * when it may: https anywhere, http on this machine only, and nothing in the address but scheme, host and path.
 */
export function refuseBaseUrl(baseUrl: string): string | undefined {
  const expected = 'use https, or http on this machine, such as http://127.0.0.1:8080.';
  if (!URL.canParse(baseUrl)) return `is not a URL: ${expected}`;
  const url = new URL(baseUrl);
  const onThisMachine = url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(url.hostname);
  if (url.protocol === 'http:' && !onThisMachine) return `would send the key to ${url.host} unencrypted: ${expected}`;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return `is ${url.protocol}, not https: ${expected}`;
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return 'holds a user name, a password or a query: write only scheme, host and path.';
  }
  return undefined;
}
