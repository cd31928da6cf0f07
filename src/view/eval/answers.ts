/** The right half of the report: what was asked and answered, with each verdict, which a person can score, too. */
import type { EvalAnswer, EvalReport, EvalVerdict, VerdictValue } from '../../evals/report.ts';
import { button, element } from '../dom.ts';
import { count, say } from '../words.ts';
import { keyed } from './keyed.ts';
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
/** Longer texts are cut until somebody asks for all of one: what was asked and judged is to be in one view. */
const LONG = 2000;

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
  let limit = LISTED;
  const rows = new Map<string, { readonly row: HTMLElement; shown: EvalVerdict }>();
  /** What makes the body of an answer, which most of them have only once they are opened. */
  const openers = new WeakMap<Element, () => void>();
  /** What is listed, with the answer that it shows, so that what somebody opened stays when more answers come. */
  const items = new Map<string, { readonly answer: EvalAnswer; readonly item: HTMLDetailsElement }>();

  const verdictRow = (verdict: EvalVerdict, answer: EvalAnswer): HTMLElement => {
    const row = keyed(`verdict ${verdict.id}`, element('div', { class: 'verdict', attributes: { tabindex: '0', role: 'group' } }));
    fill(row, verdict, answer);
    row.addEventListener('keydown', (event) => onKey(event, row, verdict.id));
    rows.set(verdict.id, { row, shown: verdict });
    return row;
  };

  const fill = (row: HTMLElement, verdict: EvalVerdict, answer: EvalAnswer): void => {
    const isBlind = reading.filter === 'unscored' && verdict.person === null;
    const trait = traitName(report, verdict.traitId);
    const said = verdict.value === null ? troubleText(verdict.trouble) : valueText(verdict.value);
    // Which words the judge quotes tells what it said; a point is what it was asked about.
    const range = isBlind && report.eval !== 'knowledge' ? null : verdict.range;
    const quoted = range === null || answer.answer === null ? undefined : answer.answer.slice(range.start, range.end).trim();
    const isTraitShown = !isBlind || report.eval !== 'knowledge';
    const mine = verdict.person === null ? [] : [say(words.scored, valueText(verdict.person))];
    row.setAttribute('aria-label', [...(isBlind ? [] : [said]), ...(isTraitShown ? [trait ?? words.none] : []), ...(quoted === undefined ? [] : [quoted.slice(0, 300)]), ...mine].join('. '));
    row.classList.toggle('apart', verdict.person !== null && verdict.value !== null && verdict.person !== verdict.value);
    row.replaceChildren(
      ...(quoted === undefined ? [] : [element('blockquote', { class: 'generated' }, quoted)]),
      ...(isBlind && !isTraitShown ? [] : [element('div', {}, ...(isBlind ? [] : [element('span', { class: 'said' }, said), ' ']), trait === undefined ? element('span', { class: 'muted' }, words.none) : button(trait, () => actions.post({ type: 'open-trait', traitId: verdict.traitId ?? '' }), { class: 'link', label: say(words.openTrait, trait) }))]),
      ...(isBlind || verdict.reason === '' ? [] : [element('p', { class: 'generated muted' }, say(words.judgeSaid, verdict.reason))]),
      ...(!isBlind && verdict.isQuoteMissing ? [element('p', { class: 'told' }, words.quoteMissing)] : []),
      element(
        'div',
        { class: 'scores', attributes: { role: 'group', 'aria-label': words.yourScore } },
        element('span', { class: 'muted' }, words.yourScore),
        ...SCORES[report.eval].map(([key, value]) => {
          const chosen = button(valueText(value), () => (verdict.person === value ? withdraw(verdict.id) : score(verdict.id, value)), { class: verdict.person === value ? 'chosen' : '' });
          chosen.setAttribute('aria-pressed', String(verdict.person === value));
          chosen.setAttribute('aria-keyshortcuts', key);
          chosen.title = key;
          return keyed(`score ${verdict.id} ${key}`, chosen);
        }),
      ),
    );
  };

  const valueText = (value: VerdictValue): string => words.values[String(value)] ?? String(value);
  const troubleText = (trouble: EvalVerdict['trouble']): string => (trouble === null ? words.nothingKnown : (words.troubles[trouble] ?? trouble).replace('{0} ', ''));

  const score = (verdict: string, value: VerdictValue): void => {
    actions.post({ type: 'score', verdict, value });
    showScore(verdict, value);
    actions.say(say(words.scored, valueText(value)));
  };

  const withdraw = (verdict: string): void => {
    actions.post({ type: 'withdraw', verdict });
    showScore(verdict, null);
    actions.say(words.withdrawn);
  };

  /** At once: until it is on disk, and all is counted anew, somebody who goes on by keys is further. */
  const showScore = (verdict: string, person: VerdictValue | null): void => {
    const known = rows.get(verdict);
    const answer = report.answers.find(({ verdicts }) => verdicts.some(({ id }) => id === verdict));
    if (known !== undefined && answer !== undefined) refill(known, { ...known.shown, person }, answer);
  };

  const refill = (known: { readonly row: HTMLElement; shown: EvalVerdict }, verdict: EvalVerdict, answer: EvalAnswer): void => {
    if (known.shown.person === verdict.person && known.shown.value === verdict.value) return;
    const { activeElement } = document;
    const key = activeElement !== known.row && known.row.contains(activeElement) ? activeElement?.getAttribute('data-key') : undefined;
    fill(known.row, verdict, answer);
    known.shown = verdict;
    if (key !== undefined && key !== null) known.row.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  };

  const onKey = (event: KeyboardEvent, row: HTMLElement, verdict: string): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const value = SCORES[report.eval].find(([key]) => key === event.key)?.[1];
    const step = (by: 1 | -1): void => goOn(row, by);
    if (value !== undefined) {
      score(verdict, value);
      step(1);
    } else if (event.key === 'u') {
      if ((rows.get(verdict)?.shown.person ?? null) !== null) withdraw(verdict);
    } else if (event.key === 'j' || event.key === 'ArrowDown') step(1);
    else if (event.key === 'k' || event.key === 'ArrowUp') step(-1);
    else return;
    event.preventDefault();
  };

  /** To the next verdict or the one before, in whichever answer: one that is closed is opened. */
  const goOn = (row: HTMLElement, by: 1 | -1): void => {
    const own = row.closest<HTMLDetailsElement>('.answer');
    const beside = [...(own?.querySelectorAll<HTMLElement>('.verdict') ?? [])];
    let next = beside[beside.indexOf(row) + by];
    const shown = [...into.querySelectorAll<HTMLDetailsElement>('.answer')];
    for (let at = shown.findIndex((item) => item === own) + by; next === undefined && shown[at] !== undefined; at += by) {
      const item = shown[at];
      if (item === undefined) return;
      openers.get(item)?.();
      const there = [...item.querySelectorAll<HTMLElement>('.verdict')];
      next = by === 1 ? there[0] : there.at(-1);
      if (next !== undefined) item.open = true;
    }
    next?.focus();
  };

  const answerItem = (answer: EvalAnswer, at: number): HTMLElement => {
    const known = items.get(answer.id);
    if (known !== undefined && known.answer.trouble === answer.trouble && known.answer.verdicts.length === answer.verdicts.length) return known.item;
    const trouble = answer.trouble === null ? undefined : troubleText(answer.trouble);
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
      // It may have been scored since it was listed.
      item.append(...answerBody(report.answers.find(({ id }) => id === answer.id) ?? answer));
    };
    openers.set(item, open);
    item.addEventListener('toggle', () => {
      if (item.open) open();
    });
    if (at < OPENED) {
      item.open = true;
      open();
    }
    items.set(answer.id, { answer, item });
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
    const shown = element('div', { class: 'generated text' }, text.length <= LONG ? text : `${text.slice(0, LONG)}…`);
    const more = text.length <= LONG ? undefined : button(words.showAll, () => {
      shown.textContent = text;
      more?.remove();
    });
    return element('div', { class: 'labelled' }, element('h3', {}, label), shown, more);
  };

  const render = (): void => {
    const listed = report.answers.filter((answer) => isAnswerListed(answer, reading, report));
    const filters = element(
      'div',
      { class: 'filters', attributes: { role: 'toolbar', 'aria-label': words.answers } },
      ...FILTERS.map((filter) => {
        const chosen = button(filter === 'telling' ? words.telling[report.eval] : words.filters[filter], () => actions.filter(filter), { class: reading.filter === filter ? 'chosen' : '' });
        chosen.setAttribute('aria-pressed', String(reading.filter === filter));
        return keyed(`filter ${filter}`, chosen);
      }),
    );
    const trait = traitName(report, reading.traitId);
    const keys = say(words.scoreKeys, SCORES[report.eval].map(([key]) => key).join(' '));
    const all = button(words.showAll, () => {
      limit = Infinity;
      render();
    });
    into.replaceChildren(
      element('h2', {}, `${trait === undefined ? words.answers : `${words.answers} · ${trait}`} (${count(listed.length)})`),
      ...(reading.traitId === null ? [] : [keyed('all-answers', button(words.allTraits, () => actions.pick(null), { class: 'link' }))]),
      filters,
      ...(reading.filter === 'unscored' ? [element('p', {}, words.blind)] : []),
      ...(listed.length === 0 ? [element('p', {}, emptyText())] : [element('p', { class: 'muted' }, keys), ...listed.slice(0, limit).map(answerItem)]),
      ...(listed.length > limit ? [all] : []),
    );
  };

  const emptyText = (): string => {
    if (report.answers.length === 0) return words.noAnswersYet;
    return reading.filter === 'all' && reading.traitId !== null ? words.noAnswersOf[report.eval] : words.noAnswers;
  };

  return {
    show(next, read) {
      report = next;
      reading = read;
      limit = LISTED;
      rows.clear();
      items.clear();
      render();
      into.scrollTop = 0;
    },
    update(next) {
      const isSame = next.answers.length === report.answers.length && next.answers.every(({ id, verdicts }, at) => report.answers[at]?.id === id && report.answers[at].verdicts.length === verdicts.length);
      report = next;
      if (!isSame) {
        const { scrollTop } = into;
        render();
        into.scrollTop = scrollTop;
      }
      for (const answer of next.answers) {
        for (const verdict of answer.verdicts) {
          const known = rows.get(verdict.id);
          if (known !== undefined) refill(known, verdict, answer);
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
