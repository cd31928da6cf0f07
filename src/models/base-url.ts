/** Where a key may be sent, and where answers come from. */

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
  if (url.username !== '' || url.password !== '' || /[?#]/.test(url.href)) {
    return 'holds a user name, a password or a query: write only scheme, host and path.';
  }
  return undefined;
}

/**
 * The address that a model is called at, as one of its settings, which a call's key depends on: the same name at another
 * address is another model. Empty at `own`, the provider's own address.
 */
export function endpointSetting(baseUrl: string, own: string): { readonly endpoint?: string } {
  const endpoint = normalised(baseUrl);
  return endpoint === normalised(own) ? {} : { endpoint };
}

/** Without anything but scheme, host and path: whatever else stands in an address is refused, and may be a secret. */
function normalised(baseUrl: string): string {
  if (!URL.canParse(baseUrl)) return '';
  const { protocol, host, pathname } = new URL(baseUrl);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
}
