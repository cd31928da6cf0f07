/** The report of an eval as one page that needs nothing else and runs nothing. */
import type { EvalReport } from '../report.ts';
import { inHtmlLine as escaped } from '../../document/shown-text.ts';
import { barOf, type Block, blocksOf, figureText, percent, shareOf } from './blocks.ts';

const STYLE = `
:root { color-scheme: light dark; --text: #1c1c1c; --quiet: #5a5a5a; --ground: #fff; --line: #d8d8d8; --empty: #ececec; --bar: #4878a8; --ink: #10263a; --less: #a8622f; --told: #9a2a20; --mark: #ffe8a3; }
@media (prefers-color-scheme: dark) { :root { --text: #dcdcdc; --quiet: #a4a4a4; --ground: #1e1e1e; --line: #454545; --empty: #333; --bar: #5b8fc4; --ink: #e6eef6; --less: #d08a55; --told: #ff8a80; --mark: #6b5600; } }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: var(--text); background: var(--ground); }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; border-top: 1px solid var(--line); padding-top: 1rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .2rem; }
.warning { border: 2px solid var(--told); color: var(--told); padding: .5rem .8rem; font-weight: 600; border-radius: 4px; }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; } caption { text-align: left; color: var(--quiet); padding-bottom: .2rem; }
th { text-align: left; font-weight: 500; min-width: 9rem; overflow-wrap: anywhere; } th, td { padding: .2rem .8rem .2rem 0; vertical-align: top; } td.chart { width: 14rem; padding-top: .55rem; }
svg { display: block; width: 14rem; height: .8rem; } .empty { fill: var(--empty); } .bar { fill: var(--bar); } .less { fill: var(--less); } .interval { stroke: var(--ink); stroke-width: 1.5; } .zero { stroke: var(--quiet); stroke-width: 1; }
small, .quiet { color: var(--quiet); } blockquote { margin: .3rem 0 1rem; padding-left: .8rem; border-left: 3px solid var(--line); } mark { background: var(--mark); color: inherit; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--empty); padding: .6rem .8rem; border-radius: 4px; font-size: .85rem; } code { overflow-wrap: anywhere; }
`;

export function format(report: EvalReport): string {
  const blocks = blocksOf(report, { examplesOfTrait: 5, disagreements: 100 });
  const [first] = blocks;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(first?.type === 'heading' ? first.text : 'Eval')}</title>
<style>${STYLE}</style>
</head>
<body>
${blocks.map(shown).join('\n')}
</body>
</html>
`;
}

function shown(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}>${escaped(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${escaped(block.text)}</p>`;
    case 'warning':
      return `<p class="warning">${escaped(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`;
    case 'figures':
      return table(block.caption, block.rows.map((row) => ({ label: row.label, chart: bar(row), text: `${escaped(figureText(row.figure))}${row.notes.map((note) => `<br><small>${escaped(note)}</small>`).join('')}` })));
    case 'differences':
      return table(block.caption, block.rows.map(({ label, figure, note }) => ({ label, chart: difference(figure, block.most), text: escaped(note) })));
    case 'example':
      return `<blockquote><strong>${escaped(block.title)}</strong><br><span class="quiet">asked: <bdi>${escaped(block.prompt)}</bdi></span><br><bdi>${block.pieces.map(({ text, isMarked }) => (isMarked ? `<mark>${spaced(text)}</mark>` : spaced(text))).join('')}</bdi><br><small>judge: <bdi>${escaped(block.reason)}</bdi></small></blockquote>`;
    case 'prompt':
      return `<details><summary>${escaped(block.title)}</summary>${block.system === null ? '' : `<p class="quiet">System prompt</p><pre dir="auto">${lines(block.system)}</pre><p class="quiet">Message</p>`}<pre dir="auto">${lines(block.user)}</pre></details>`;
  }
}

function table(caption: string, rows: readonly { readonly label: string; readonly chart: string; readonly text: string }[]): string {
  return `<table><caption>${escaped(caption)}</caption>\n${rows.map(({ label, chart, text }) => `<tr><th scope="row">${escaped(label)}</th><td class="chart">${chart}</td><td>${text}</td></tr>`).join('\n')}\n</table>`;
}

/** A bar as far as the figure goes, and a line as wide as its interval. The words beside it say the same. */
function bar(row: Parameters<typeof barOf>[0]): string {
  const found = barOf(row);
  const inside = found === undefined ? '' : `<rect class="bar" width="${percent(found.to)}" height="100%"/>${whisker(found.low, found.high)}`;
  return `<svg aria-hidden="true"><rect class="empty" width="100%" height="100%"/>${inside}</svg>`;
}

/** From the middle, to the right where it went up. */
function difference({ difference: found, low, high }: Extract<Block, { type: 'differences' }>['rows'][number]['figure'], most: number): string {
  const at = (value: number): number => shareOf(value + most, 2 * most);
  const inside = found === null ? '' : `<rect class="${found < 0 ? 'less' : 'bar'}" x="${percent(Math.min(0.5, at(found)))}" width="${percent(Math.abs(at(found) - 0.5))}" height="100%"/>${low === null || high === null ? '' : whisker(at(low), at(high))}`;
  return `<svg aria-hidden="true"><rect class="empty" width="100%" height="100%"/>${inside}<line class="zero" x1="50%" x2="50%" y1="0" y2="100%"/></svg>`;
}

function whisker(low: number, high: number): string {
  return `<line class="interval" x1="${percent(low)}" x2="${percent(high)}" y1="50%" y2="50%"/>${[low, high].map((x) => `<line class="interval" x1="${percent(x)}" x2="${percent(x)}" y1="20%" y2="80%"/>`).join('')}`;
}

/** With the spaces at its ends, which pieces of one text need. */
function spaced(text: string): string {
  return `${/^\s/.test(text) ? ' ' : ''}${escaped(text)}${/\s$/.test(text) ? ' ' : ''}`;
}

function lines(text: string): string {
  return text.split(/\r\n?|\n/).map(escapedLine).join('\n');
}

function escapedLine(line: string): string {
  const [, indent = '', rest = ''] = /^([ \t]*)(.*)$/s.exec(line) ?? [];
  return `${indent}${escaped(rest)}`;
}
