/** `patterns --format html`: one page that needs nothing else and runs nothing. */
import type { PatternsReport, ReportedFinding, ReportedModelFinding } from '../../patterns/report.ts';
import { htmlEntities, inHtmlLine as escaped } from '../../document/shown-text.ts';
import { bothRates, interval, modelParts, modelRemarks, ofAll, parts, percent, pieces, remarks, type ReportFormat, samplesOf, verdict, withoutMark } from './words.ts';

export const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1c; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1rem; margin: 1.6rem 0 .2rem; }
code { font-size: .85em; color: #555; }
.bar { position: relative; height: .7rem; background: #ececec; border-radius: 2px; margin: .3rem 0; }
.bar span { position: absolute; top: 0; bottom: 0; }
.rate { left: 0; background: #4878a8; border-radius: 2px; } .alarm .rate { background: #b3392f; }
.interval { background: rgb(0 0 0 / 35%); } .bar .limit { width: 2px; background: #1c1c1c; }
.loose { left: 0; background: #a9c0d6; border-radius: 2px; }
.told { color: #b3392f; font-weight: 600; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #ddd; color: #333; } mark { background: #ffe8a3; }
small { color: #666; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #1e1e1e; } .bar { background: #333; } code, small { color: #aaa; } blockquote { color: #ccc; border-color: #555; } mark { background: #6b5600; color: #fff; } .interval { background: rgb(255 255 255 / 40%); } .bar .limit { background: #ddd; } .told { color: #ff8a80; } }
`;

export const format: ReportFormat = (report) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Patterns</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Patterns</h1>
<ul>
${report.files.map((file) => `<li>${escaped(file.file)}: ${samplesOf(file.samples)}, ${escaped(file.formatName)}.${remarks(file).map((remark) => `<br><small>${escaped(remark)}</small>`).join('')}</li>`).join('\n')}
</ul>
<p>${escaped(verdict(report))}</p>
${report.findings.map(section).join('\n')}
${withModels(report)}${acted(report)}</body>
</html>
`;

function section({ id, description, overall, alarm, alarmAbove, after, byTrait, byKind, examples }: ReportedFinding): string {
  const now = after === undefined ? alarm : after.alarm;
  const told = now === null ? '' : ` <span class="told">${now === 'overall' ? 'alarm' : 'alarm in a trait'}</span>`;
  const limit = alarmAbove === null ? '' : `<span class="limit" style="left:${percent(alarmAbove)}"></span>`;
  const divided = [byTrait, byKind].map((rates) => parts(rates).map(([name, proportion]) => `${escaped(name)} ${percent(proportion.rate)} (${ofAll(proportion)})`).join(', '));
  const quotes = examples.map((example) => {
    const text = pieces(example).map((piece) => (piece.matched ? `<mark>${shown(piece.text)}</mark>` : shown(piece.text)));
    return `<blockquote>${text.join('')}<br><small>${escaped(example.source)}, line ${example.line}</small></blockquote>`;
  });
  return `<section${now === null ? '' : ' class="alarm"'}>
<h2>${percent(overall.rate)} ${escaped(description)}${told}</h2>
<code>${escaped(id)}</code> <small>${ofAll(overall)}, 95% interval ${interval(overall)}${after === undefined ? '' : `; after: ${percent(after.overall.rate)}, ${ofAll(after.overall)}`}</small>
<div class="bar"><span class="rate" style="width:${percent(overall.rate)}"></span><span class="interval" style="left:${percent(overall.low)};width:${percent(overall.high - overall.low)}"></span>${limit}</div>
${divided.filter((part) => part !== '').map((part) => `<small>${part}</small><br>`).join('\n')}
${quotes.join('\n')}
</section>`;
}

function withModels({ model, threshold }: PatternsReport): string {
  if (model === undefined) return '';
  return `<h1>With models</h1>
<ul>
${modelRemarks(model).map((remark) => `<li>${escaped(remark)}</li>`).join('\n')}
</ul>
${model.findings.map((finding) => modelSection(finding, threshold)).join('\n')}
`;
}

function modelSection(finding: ReportedModelFinding, threshold: number): string {
  const { id, name, definition, scans, strict, broad, alarm, byTrait, byKind, examples } = finding;
  const told = alarm === null ? '' : ` <span class="told">${alarm === 'overall' ? 'alarm' : 'alarm in a trait'}</span>`;
  const divided = [byTrait, byKind].map((rates) => modelParts(rates).map(([part, both]) => `${escaped(part)} ${bothRates(both)}`).join('; '));
  const quotes = examples.map((example) => {
    const text = pieces(example).map((piece) => (piece.matched ? `<mark>${shown(piece.text)}</mark>` : shown(piece.text)));
    return `<blockquote>${text.join('')}<br><small>${escaped(example.source)}, line ${example.line}, ${example.mark}</small></blockquote>`;
  });
  return `<section${alarm === null ? '' : ' class="alarm"'}>
<h2>${percent(strict.rate)} ${escaped(name)}${told}</h2>
<code>${escaped(id)}</code> <small>strict ${ofAll(strict)}, 95% interval ${interval(strict)}; broad ${percent(broad.rate)}, ${ofAll(broad)}, ${interval(broad)}${scans === null ? '' : `; found by ${scans} scans`}</small>
<div class="bar"><span class="loose" style="width:${percent(broad.rate)}"></span><span class="rate" style="width:${percent(strict.rate)}"></span><span class="interval" style="left:${percent(strict.low)};width:${percent(strict.high - strict.low)}"></span><span class="limit" style="left:${percent(threshold)}"></span></div>
<p>${escaped(definition)}</p>
${[...divided, withoutMark(finding)].filter((part) => part !== '').map((part) => `<small>${part}</small><br>`).join('\n')}
${quotes.join('\n')}
</section>`;
}

function acted({ acted: what }: PatternsReport): string {
  if (what === undefined) return '';
  const { dropped, left, out } = what;
  return `<h2>${out === null ? 'To be dropped' : 'Dropped'}: ${samplesOf(dropped.length)}; ${samplesOf(left)} left</h2>
<ul>
${dropped.map(({ file, line, patternId }) => `<li>${escaped(file)}, line ${line}: <code>${escaped(patternId)}</code></li>`).join('\n')}
</ul>
`;
}

/** With its spaces, which pieces of one text need. */
function shown(text: string): string {
  return htmlEntities(text.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '\uFFFD'));
}
