/** Charts of the samples that are listed: what became of them, how people agree with that, and what they cost. */
import { legend, type Part, partsBar, rateBar, type Tone } from '../chart.ts';
import { button, type Child, element } from '../dom.ts';
import { count, interval, percent, say } from '../words.ts';
import type { Cost, Row } from './messages.ts';
import { costText, kappaText, valueName } from './names.ts';
import { agreement, isJudgeable } from './spot-check.ts';
import type { Words } from './words.ts';

export interface ChartsContext {
  readonly words: Words;
  readonly traits: ReadonlyMap<string, string>;
  readonly rows: readonly Row[];
  readonly costs: readonly Cost[];
  readonly onFacet: (facet: 'traitId' | 'kind', value: string) => void;
}

const STATUSES: readonly (readonly [status: string, tone: Tone])[] = [
  ['kept', 'good'],
  ['dropped', 'bad'],
  ['unparsed', 'unsure'],
  ['failed', 'plain'],
  ['cancelled', 'quiet'],
];

/** So many bars are shown of traits; a document may have hundreds. */
const MOST = 12;

export function renderCharts(context: ChartsContext): DocumentFragment {
  const { words, rows } = context;
  const fragment = document.createDocumentFragment();
  fragment.append(
    element('p', { class: 'muted' }, say(words.chart.ofWhat, rows.length)),
    became(context, 'kind', words.chart.byKind),
    became(context, 'traitId', words.chart.byTrait),
    droppedBy(context),
    agreed(context),
    costs(context),
  );
  return fragment;
}

/** By trait or kind, how many samples came to what: the bars are as long as there are samples. */
function became({ words, traits, rows, onFacet }: ChartsContext, facet: 'traitId' | 'kind', title: string): HTMLElement {
  const groups = new Map<string, Map<string, number>>();
  for (const row of rows) {
    const counts = groups.get(row[facet]) ?? new Map<string, number>();
    counts.set(row.status, (counts.get(row.status) ?? 0) + 1);
    groups.set(row[facet], counts);
  }
  const seen = STATUSES.filter(([status]) => rows.some((row) => row.status === status)).map(([status, tone]) => ({ status, tone, label: valueName(words, 'status', status, traits) }));
  const sums = [...groups].map(([value, counts]) => ({ value, counts, all: [...counts.values()].reduce((sum, one) => sum + one, 0) }));
  // Where most is dropped there is most to do.
  const order = sums.sort((a, b) => (b.counts.get('dropped') ?? 0) / b.all - (a.counts.get('dropped') ?? 0) / a.all || b.all - a.all);
  const most = Math.max(1, ...order.map(({ all }) => all));
  const lines = order.map(({ value, counts, all }) => {
    const parts: readonly Part[] = seen.map(({ status, tone, label }) => ({ label, tone, count: counts.get(status) ?? 0 }));
    const told = parts.filter((part) => part.count > 0).map((part) => `${count(part.count)} ${part.label}`).join(', ');
    return element('tr', {}, element('th', { attributes: { scope: 'row' } }, button(valueName(words, facet, value, traits), () => onFacet(facet, value), { class: 'link' })), element('td', { class: 'bar-cell' }, partsBar(parts, most)), element('td', { class: 'figure' }, count(all)), element('td', { class: 'muted' }, told));
  });
  return chart(title, legend(seen), cutTable(lines, words));
}

/** What stopped the samples that were dropped. */
function droppedBy({ words, traits, rows }: ChartsContext): HTMLElement | '' {
  const counts = new Map<string, number>();
  for (const row of rows) if (row.status === 'dropped') counts.set(row.droppedBy, (counts.get(row.droppedBy) ?? 0) + 1);
  if (counts.size === 0) return '';
  const most = Math.max(...counts.values());
  const label = valueName(words, 'status', 'dropped', traits);
  const lines = [...counts].sort(([, a], [, b]) => b - a).map(([name, number]) => element('tr', {}, element('th', { attributes: { scope: 'row' } }, words.stages[name] ?? (name === '' ? '–' : name)), element('td', { class: 'bar-cell' }, partsBar([{ label, count: number, tone: 'bad' }], most)), element('td', { class: 'figure' }, count(number))));
  return chart(words.chart.droppedBy, cutTable(lines, words));
}

/** How people's judgements and the pipeline's agree, beyond chance, too. */
function agreed({ words, traits, rows }: ChartsContext): HTMLElement {
  const { n, agreed: share, kappa } = agreement(rows);
  if (n === 0) return chart(words.chart.agreement, element('p', {}, words.chart.noneDecided));
  const cell = (decision: Row['decision'], status: string): string => count(rows.filter((row) => isJudgeable(row) && row.decision === decision && row.status === status).length);
  const head = ['kept', 'dropped'].map((status) => element('th', { attributes: { scope: 'col' } }, valueName(words, 'status', status, traits)));
  const line = (title: string, decision: Row['decision']): HTMLElement => element('tr', {}, element('th', { attributes: { scope: 'row' } }, title), ...['kept', 'dropped'].map((status) => element('td', { class: 'figure' }, cell(decision, status))));
  return chart(
    words.chart.agreement,
    element('div', { class: 'one-bar' }, rateBar({ value: share })),
    element('p', {}, say(words.chart.agreedOn, share.k, n, percent(share.rate), interval(share)), ' ', kappa === null ? words.chart.noKappa : say(words.chart.kappa, kappaText(kappa), n)),
    element('table', {}, element('thead', {}, element('tr', {}, element('td', {}), ...head)), element('tbody', {}, line(words.chart.accepted, 'accepted'), line(words.chart.rejected, 'rejected'))),
  );
}

/** What the calls of the runs took by stage; of all their samples, since a call may be of several. */
function costs({ words, rows, costs: all }: ChartsContext): HTMLElement | '' {
  const runs = new Set(rows.map(({ run }) => run));
  const sums = new Map<string, Cost>();
  for (const cost of all) {
    if (!runs.has(cost.run)) continue;
    const key = JSON.stringify([cost.stage, cost.role, cost.model]);
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? cost : { ...sum, calls: sum.calls + cost.calls, cached: sum.cached + cost.cached, inputTokens: sum.inputTokens + cost.inputTokens, outputTokens: sum.outputTokens + cost.outputTokens, usd: sum.usd + cost.usd, unpriced: sum.unpriced + cost.unpriced });
  }
  if (sums.size === 0) return '';
  const lines = [...sums.values()].sort((a, b) => b.usd - a.usd || b.outputTokens - a.outputTokens);
  const most = Math.max(...lines.map(({ usd }) => usd));
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const unpriced = lines.reduce((sum, cost) => sum + cost.unpriced, 0);
  const { stage, role, model, calls, cached, tokensInOut } = words.chart;
  return chart(
    words.chart.costs,
    element('p', {}, say(words.chart.total, costText(words, total)), unpriced === 0 ? undefined : ` ${say(words.chart.unpriced, unpriced)}`),
    element(
      'div',
      { class: 'wide' },
      element(
        'table',
        {},
        element('thead', {}, element('tr', {}, ...[stage, role, model, calls, cached, tokensInOut, words.detail.cost, ''].map((title) => element('th', { attributes: { scope: 'col' } }, title)))),
        element(
          'tbody',
          {},
          ...lines.map((one) =>
            element(
              'tr',
              {},
              element('th', { attributes: { scope: 'row' } }, words.stages[one.stage] ?? one.stage),
              element('td', {}, words.roles[one.role] ?? one.role),
              element('td', { class: 'name' }, one.model),
              element('td', { class: 'figure' }, count(one.calls)),
              element('td', { class: 'figure' }, count(one.cached)),
              element('td', { class: 'figure' }, `${count(one.inputTokens)} / ${count(one.outputTokens)}`),
              element('td', { class: 'figure' }, one.usd === 0 && one.unpriced > 0 ? words.detail.costUnknown : costText(words, one.usd)),
              element('td', { class: 'bar-cell' }, most > 0 ? partsBar([{ label: words.detail.cost, count: one.usd, tone: 'plain' }], most) : undefined),
            ),
          ),
        ),
      ),
    ),
  );
}

function chart(title: string, ...children: readonly Child[]): HTMLElement {
  return element('section', { class: 'chart' }, element('h2', {}, title), ...children);
}

function cutTable(lines: readonly HTMLElement[], words: Words): HTMLElement {
  const body = element('tbody', {}, ...lines.slice(0, MOST));
  const table = element('table', { class: 'bars' }, body);
  if (lines.length <= MOST) return table;
  const all = button(say(words.chart.all, lines.length), () => {
    body.append(...lines.slice(MOST));
    all.remove();
  }, { class: 'link' });
  return element('div', {}, table, all);
}
