/** Names what may be made anew while it has the focus, so that what takes its place gets it. */
export function keyed<Made extends HTMLElement>(key: string, made: Made): Made {
  made.setAttribute('data-key', key);
  return made;
}
