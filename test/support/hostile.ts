/** Text that somebody wrote to be obeyed instead of read: what a model, a document or a file name may hold. */
import assert from 'node:assert/strict';
import type { Nodes } from 'mdast';
import { parseMdast } from '../../src/document/markdown.ts';

export interface Hostile {
  readonly name: string;
  readonly text: string;
}

const MEGABYTE = 1 << 20;

/** Short ones, each of which stands in a sentence. */
export const HOSTILE: readonly Hostile[] = [
  { name: 'a script', text: '<script>alert(1)</script>' },
  { name: 'an image with a handler', text: '<img src=x onerror="alert(1)">' },
  { name: 'SVG with a handler', text: '"><svg/onload=alert(1)>' },
  { name: 'a frame', text: "'><iframe src=javascript:alert(1)></iframe>" },
  { name: 'a style', text: '<style>*{display:none}</style><div style="position:fixed;inset:0">' },
  { name: 'a form that posts elsewhere', text: '<form action=https://evil.example><button>OK</button></form>' },
  { name: 'an HTML comment', text: '<!-- hidden --> <!-- traits-disable -->' },
  { name: 'an HTML comment that never ends', text: '<!-- and all the rest' },
  { name: 'character references', text: '&lt;b&gt; &#60;i&#62; &copy; &#x202e;' },
  { name: 'a link to a command', text: '[Fix it](command:workbench.action.terminal.new)' },
  { name: 'a link to a command with arguments', text: '[Fix](command:workbench.action.openSettings?%22traits%22 "all is well")' },
  { name: 'a link to a script', text: '[x](javascript:alert(1))' },
  { name: 'a link to a file', text: '[passwords](file:///etc/passwd) [more](vscode://file/etc/passwd)' },
  { name: 'a link by reference', text: '[ok][b] [b]: command:x' },
  { name: 'a picture that counts who looks', text: '![](https://evil.example/pixel.png)' },
  { name: 'a picture within a link', text: '[![i](https://evil.example/i.png)](https://evil.example)' },
  { name: 'a link in angle brackets', text: '<https://evil.example> <command:x> <me@evil.example>' },
  { name: 'bare addresses', text: 'https://evil.example www.evil.example http://evil.example/?q=1 me@evil.example mailto:me@evil.example xmpp:me@evil.example' },
  { name: 'an address in letters that look alike', text: '[https://google.com](https://gооglе.com) https://раура1.com' },
  { name: 'a footnote', text: '[^1] [^1]: text' },
  { name: 'an icon', text: '$(alert) $(sync~spin) $(trash) \\$(x)' },
  { name: 'colours of a terminal', text: '\u001b[31mred\u001b[0m \u009b31m \u001b[2J\u001b[H' },
  { name: 'a link of a terminal', text: '\u001b]8;;https://evil.example\u0007click\u001b]8;;\u0007' },
  { name: 'a title of a terminal, a bell, a backspace', text: '\u001b]0;title\u0007 \u0007 safe\b\b\b\bevil \u0000' },
  { name: 'a line that is written over', text: 'all is well\rall is lost' },
  { name: 'text that is turned around', text: '\u202Egnp.exe\u202C \u2066a\u2069 \u200Fb\u200E' },
  { name: 'text that cannot be seen', text: 'a\u200Bb\u2060c\uFEFFd\u00ADe \u{E0041}\u{E0042} \u3164 \u115F' },
  { name: 'half a character', text: '\uD800 and \uDC00' },
  { name: 'marks upon marks', text: `Z${'\u0301\u0302\u0303'.repeat(40)}` },
  { name: 'placeholders', text: '{{chunk}} {0} {1} ${process.env.HOME} %s %d %c' },
  { name: 'emphasis and code', text: '**bold** _it_ ~~no~~ `code` ``` ~~~' },
  { name: 'a table', text: '| a | b | \\| c' },
  { name: 'the beginnings of blocks', text: '# h > q - l 1. n --- === +++ * * *' },
];

/** Texts of many lines, which stand alone. */
export const HOSTILE_BLOCKS: readonly Hostile[] = [
  { name: 'a heading below its text', text: 'text\n===\n\nmore\n---' },
  { name: 'a fence that never ends', text: '```\n<script>\n' },
  { name: 'front matter', text: '---\nmodels: evil\n---\n' },
  { name: 'a definition', text: '[a]: command:x\n\n[a]' },
  { name: 'a block of HTML', text: '<div>\n\n<b>\n\n</div>' },
  { name: 'a directive, a math block, a diagram', text: ':::note\n$$x$$\n```mermaid\ngraph TD; A-->B; click A "javascript:alert(1)"\n```' },
  { name: 'a table', text: '| a | b |\n| --- | --- |\n| [c](command:d) | e |' },
  { name: 'separators of lines and paragraphs', text: 'a\u2028b\u2029c\u0085d\u000be\fg' },
];

/** What is to be too much. */
export const HOSTILE_SIZES: readonly Hostile[] = [
  { name: 'a line of a megabyte', text: 'x'.repeat(MEGABYTE) },
  { name: 'a line of a megabyte with spaces', text: 'word '.repeat(MEGABYTE / 5) },
  { name: 'a megabyte of hidden characters', text: '\u202E'.repeat(MEGABYTE) },
  { name: 'a megabyte of spaces, then a word', text: `${' '.repeat(MEGABYTE)}x` },
  { name: 'quotes in quotes', text: `${'> '.repeat(2000)}x` },
  { name: 'brackets in brackets', text: `${'['.repeat(2000)}x${'](a)'.repeat(2000)}` },
  { name: 'elements in elements', text: `${'<div>'.repeat(2000)}x` },
  { name: 'emphasis in emphasis', text: '*a '.repeat(2000) },
  { name: 'ticks', text: Array.from({ length: 300 }, (_, index) => '`'.repeat(index + 1)).join(' ') },
];

/** Also what a heading or a file name can hold. */
export function onOneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\u0085\v\f\0]/g, ' ');
}

/** Characters that turn or hide text, or that a terminal obeys. Joiners are part of words. */
export const OBEYED = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/u;

const OBEYED_NODES = ['link', 'linkReference', 'image', 'imageReference', 'definition', 'html', 'footnoteReference', 'footnoteDefinition'];
/** What becomes a link with no markup around it. */
const BARE = /https?:\/\/|www\.|(?:mailto|xmpp):|[\w.+-]@[\w-]+\.\w/i;

/** What would be obeyed of Markdown where it is shown: links, pictures, HTML, bare addresses; code is not looked into. */
export function obeyedIn(markdown: string): readonly string[] {
  const visit = (node: Nodes): readonly string[] => {
    const own = markdown.slice(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
    if (OBEYED_NODES.includes(node.type)) return [`${node.type}: ${own.slice(0, 200)}`];
    if (node.type === 'text') return BARE.test(own) ? [`address: ${own.slice(0, 200)}`] : [];
    return 'children' in node ? node.children.flatMap(visit) : [];
  };
  return visit(parseMdast(markdown));
}

/** Fails where any of it would be obeyed. */
export function assertRead(markdown: string, name: string): void {
  assert.deepEqual(obeyedIn(markdown), [], name);
}
