/** The right half of the report: what was asked and answered, with each verdict, which a person can score, too. */
import type { EvalAnswer, EvalReport, EvalVerdict, VerdictValue } from '../../evals/report.ts';
import { button, element } from '../dom.ts';
import { count, say } from '../words.ts';
import type { Actions, Reading } from './main.ts';
import type { EvalWords, Filter } from './messages.ts';
import { subjectText } from './overview.ts';

export interface AnswerList {
  show(report: EvalReport, reading: Reading): void;
  /** The same report with another score: nothing moves under who reads. */
  update(report: EvalReport): void;
}

/** So many answers are opened at once; the rest open when they are asked for. */
const OPENED = 3;
/** So many are listed before somebody asks for all. */
const LISTED = 100;
/** Longer texts are cut until somebody asks for all of one. */
const LONG = 6000;

const FILTERS: readonly Filter[] = ['all', 'telling', 'disagreements', 'unscored', 'trouble'];

/** What a person can say, with the key that says it. */
const SCORES: Readonly<Record<EvalReport['eval'], readonly (readonly [key: string, value: VerdictValue])[]>> = {
  knowledge: [['0', 0], ['1', 1], ['2', 2]],
  'over-trigger': [['y', 'fired'], ['n', 'not-fired']],
  'trade-offs': [['y', 'as-documented'], ['n', 'otherwise'], ['o', 'no-conflict']],
};

export function answerList(into: HTMLElement, words: EvalWords, actions: Actions): AnswerList {
  let report: EvalReport;
  let reading: Reading;
  const rows = new Map<string, HTMLElement>();

  const verdictRow = (verdict: EvalVerdict, answer: EvalAnswer): HTMLElement => {
    const row = element('div', { class: 'verdict', attributes: { tabindex: '0', role: 'group', 'data-verdict': verdict.id } });
    fill(row, verdict, answer);
    row.addEventListener('keydown', (event) => onKey(event, row, verdict.id));
    rows.set(verdict.id, row);
    return row;
  };

  const fill = (row: HTMLElement, verdict: EvalVerdict, answer: EvalAnswer): void => {
    const trait = traitName(report, verdict.traitId);
    const said = verdict.value === null ? (verdict.trouble === null ? words.nothingKnown : (words.troubles[verdict.trouble] ?? verdict.trouble).replace('{0} ', '')) : (words.values[String(verdict.value)] ?? String(verdict.value));
    const quoted = verdict.range === null || answer.answer === null ? undefined : answer.answer.slice(verdict.range.start, verdict.range.end).trim();
    row.setAttribute('aria-label', `${said}. ${trait ?? words.none}. ${quoted ?? ''}`.slice(0, 300));
    row.classList.toggle('apart', verdict.person !== null && verdict.value !== null && verdict.person !== verdict.value);
    row.replaceChildren(
      ...(quoted === undefined ? [] : [element('blockquote', { class: 'generated' }, quoted)]),
      element('div', {}, element('span', { class: `said v-${String(verdict.value)}` }, said), ' ', verdict.traitId === null || trait === undefined ? element('span', { class: 'muted' }, words.none) : button(trait, () => actions.post({ type: 'open-trait', traitId: verdict.traitId ?? '' }), { class: 'link', label: say(words.openTrait, trait) })),
      ...(verdict.reason === '' ? [] : [element('p', { class: 'generated muted' }, say(words.judgeSaid, verdict.reason))]),
      ...(verdict.isQuoteMissing ? [element('p', { class: 'told' }, words.quoteMissing)] : []),
      element(
        'div',
        { class: 'scores', attributes: { role: 'group', 'aria-label': words.yourScore } },
        element('span', { class: 'muted' }, words.yourScore),
        ...SCORES[report.eval].map(([key, value]) => {
          const label = words.values[String(value)] ?? String(value);
          const chosen = button(label, () => score(verdict.id, value), { class: verdict.person === value ? 'chosen' : '' });
          chosen.setAttribute('aria-pressed', String(verdict.person === value));
          chosen.setAttribute('aria-keyshortcuts', key);
          chosen.title = key;
          return chosen;
        }),
      ),
    );
  };

  const score = (verdict: string, value: VerdictValue): void => {
    actions.post({ type: 'score', verdict, value });
    actions.say(say(words.scored, words.values[String(value)] ?? String(value)));
  };

  const onKey = (event: KeyboardEvent, row: HTMLElement, verdict: string): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const value = SCORES[report.eval].find(([key]) => key === event.key)?.[1];
    const all = [...into.querySelectorAll<HTMLElement>('.verdict')];
    const step = (by: number): void => all[all.indexOf(row) + by]?.focus();
    if (value !== undefined) {
      score(verdict, value);
      step(1);
    } else if (event.key === 'j' || event.key === 'ArrowDown') step(1);
    else if (event.key === 'k' || event.key === 'ArrowUp') step(-1);
    else return;
    event.preventDefault();
  };

  const answerItem = (answer: EvalAnswer, at: number): HTMLElement => {
    const trouble = answer.trouble === null ? undefined : (words.troubles[answer.trouble] ?? answer.trouble).replace('{0} ', '');
    const summary = element(
      'summary',
      {},
      element('span', { class: 'kind' }, words.kinds[answer.kind] ?? answer.kind),
      ' ',
      element('span', { class: 'generated' }, (answer.prompt ?? answer.entry ?? '').slice(0, 300)),
      ...(trouble === undefined ? [] : [' ', element('span', { class: 'told' }, trouble)]),
    );
    const item = element('details', { class: 'answer' }, summary);
    const open = (): void => {
      if (item.childElementCount > 1) return;
      item.append(...answerBody(answer));
    };
    item.addEventListener('toggle', () => {
      if (item.open) open();
    });
    if (at < OPENED) {
      item.open = true;
      open();
    }
    return item;
  };

  const answerBody = (answer: EvalAnswer): readonly HTMLElement[] => {
    const side = report.sides[answer.side];
    const verdicts = answer.verdicts.filter((verdict) => isListed(verdict, reading, report));
    const { split } = answer;
    return [
      ...(answer.entry === null ? [] : [labelled(words.entry, answer.entry)]),
      ...(answer.expected === null ? [] : [element('p', { class: 'muted' }, say(words.expected, traitName(report, answer.expected.traitId) ?? answer.expected.traitId))]),
      ...((answer.prompt ?? '').length > 300 ? [labelled(words.asked, answer.prompt ?? '')] : []),
      ...(answer.answer === null ? [] : [labelled(side === undefined ? words.answered : `${words.answered} · ${subjectText(side.subject, words)}`, answer.answer)]),
      ...(answer.reason === '' ? [] : [element('p', { class: 'generated told' }, answer.reason)]),
      ...(split === null || split.trouble !== null ? [] : [element('p', { class: 'muted' }, say(split.by === 'code' ? words.pointsByCode : words.pointsByModel, answer.verdicts.length))]),
      ...verdicts.map((verdict) => verdictRow(verdict, answer)),
    ];
  };

  const labelled = (label: string, text: string): HTMLElement => {
    const shown = element('div', { class: 'generated text' }, text.slice(0, LONG));
    const more = text.length <= LONG ? undefined : button(words.showAll, () => {
      shown.textContent = text;
      more?.remove();
    });
    return element('div', { class: 'labelled' }, element('h3', {}, label), shown, more);
  };

  const render = (limit = LISTED): void => {
    rows.clear();
    const listed = report.answers.filter((answer) => isAnswerListed(answer, reading, report));
    const filters = element(
      'div',
      { class: 'filters', attributes: { role: 'toolbar', 'aria-label': words.answers } },
      ...FILTERS.map((filter) => {
        const chosen = button(words.filters[filter], () => actions.filter(filter), { class: reading.filter === filter ? 'chosen' : '' });
        chosen.setAttribute('aria-pressed', String(reading.filter === filter));
        return chosen;
      }),
    );
    const trait = traitName(report, reading.traitId);
    into.replaceChildren(
      element('h2', {}, `${trait === undefined ? words.answers : `${words.answers} · ${trait}`} (${count(listed.length)})`),
      filters,
      element('p', { class: 'muted' }, say(words.scoreKeys, SCORES[report.eval].map(([key]) => key).join(' '))),
      ...(listed.length === 0 ? [element('p', {}, words.noAnswers)] : listed.slice(0, limit).map(answerItem)),
    );
    if (listed.length > limit) into.append(button(words.showAll, () => render(Infinity)));
    into.scrollTop = 0;
  };

  return {
    show(next, read) {
      report = next;
      reading = read;
      render();
    },
    update(next) {
      report = next;
      for (const answer of next.answers) {
        for (const verdict of answer.verdicts) {
          const row = rows.get(verdict.id);
          if (row === undefined) continue;
          // Filling it anew takes the focus from a button in it.
          const hadFocus = row.contains(document.activeElement) && document.activeElement !== row;
          fill(row, verdict, answer);
          if (hadFocus) row.focus();
        }
      }
    },
  };
}

function traitName({ sides }: EvalReport, id: string | null): string | undefined {
  return id === null ? undefined : sides[0]?.traits.find(({ traitId }) => traitId === id)?.name;
}

function isAnswerListed(answer: EvalAnswer, reading: Reading, report: EvalReport): boolean {
  if (reading.filter === 'trouble' && answer.trouble !== null) return reading.traitId === null || answer.traitId === reading.traitId;
  if (answer.verdicts.some((verdict) => isListed(verdict, reading, report))) return true;
  return reading.filter === 'all' && (reading.traitId === null || answer.traitId === reading.traitId || answer.otherTraitId === reading.traitId);
}

function isListed(verdict: EvalVerdict, { traitId, filter }: Reading, report: EvalReport): boolean {
  if (traitId !== null && verdict.traitId !== traitId) return false;
  switch (filter) {
    case 'all':
      return true;
    case 'telling':
      return verdict.value === 2 || verdict.value === 'fired' || verdict.value === 'otherwise';
    case 'disagreements':
      return report.agreement.disagreements.includes(verdict.id);
    case 'unscored':
      return verdict.value !== null && verdict.person === null;
    case 'trouble':
      return verdict.trouble !== null;
  }
}
