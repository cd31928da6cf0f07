/** Which findings the comments in a document silence, and which comments silence something. */
import { lineAt, lineStarts, type Range } from '../document/range.ts';
import type { Suppression } from '../document/suppressions.ts';
import type { TraitsDocument } from '../document/traits-document.ts';

/** Stands for the rules of a suppression that names none, which means all. */
export const ALL_RULES = '*';

/** For each suppression the rules with which it silenced something: ids that it names, or `ALL_RULES`. */
export type SuppressionUses = ReadonlyMap<Suppression, ReadonlySet<string>>;

export function rulesOf({ rules }: Suppression): readonly string[] {
  return rules.length === 0 ? [ALL_RULES] : rules;
}

interface Finding {
  readonly ruleId: string;
  readonly range: Range;
}

/** `findings` in document order. One that several suppressions cover counts as a use of each, but of a stretch only the last that opened it. */
export function suppress<F extends Finding>(document: TraitsDocument, findings: readonly F[]): { kept: readonly F[]; uses: SuppressionUses } {
  const uses = new Map<Suppression, Set<string>>(document.suppressions.map((suppression) => [suppression, new Set()]));
  if (uses.size === 0) return { kept: findings, uses };
  const lines = lineStarts(document.text);
  const inFile = new Map<string, Suppression[]>();
  const onLine = new Map<string, Suppression[]>();
  const turns: Suppression[] = [];
  const subjects = document.suppressions.some(({ scope }) => scope === 'next-line') ? nextSubjects(withoutSuppressions(document), lines) : [];
  for (const suppression of document.suppressions) {
    const { scope, range } = suppression;
    if (scope === 'from-here' || scope === 'until-here') turns.push(suppression);
    for (const rule of scope === 'file' || scope === 'next-line' ? rulesOf(suppression) : []) {
      if (scope === 'file') add(inFile, rule, suppression);
      // A diagnostic belongs to the line on which it begins.
      else add(onLine, `${subjects[lineAt(lines, range.end)]} ${rule}`, suppression);
    }
  }
  turns.sort((a, b) => a.range.start - b.range.start);
  let next = 0;
  const last = new Map<string, { turn: Suppression; at: number }>();
  const kept = findings.filter(({ ruleId, range }) => {
    for (let turn = turns[next]; turn !== undefined && turn.range.start <= range.start; turn = turns[next]) {
      next += 1;
      for (const rule of rulesOf(turn)) last.set(rule, { turn, at: next });
    }
    let silenced = false;
    const use = (suppression: Suppression, rule: string): void => {
      silenced = true;
      uses.get(suppression)?.add(rule);
    };
    for (const rule of [ruleId, ALL_RULES]) {
      for (const suppression of inFile.get(rule) ?? []) use(suppression, rule);
      for (const suppression of onLine.get(`${lineAt(lines, range.start)} ${rule}`) ?? []) use(suppression, rule);
    }
    const own = last.get(ruleId);
    const all = last.get(ALL_RULES);
    const [rule, latest] = (own?.at ?? 0) >= (all?.at ?? 0) ? [ruleId, own] : [ALL_RULES, all];
    if (latest?.turn.scope === 'from-here') use(latest.turn, rule);
    return !silenced;
  });
  return { kept, uses };
}

function add(map: Map<string, Suppression[]>, key: string, suppression: Suppression): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [suppression]);
  else known.push(suppression);
}

/** The text with its suppressions blanked, so that several can stand above the line that they are about. */
function withoutSuppressions({ suppressions, text }: TraitsDocument): string {
  let rest = '';
  let from = 0;
  for (const { range } of suppressions.toSorted((a, b) => a.range.start - b.range.start)) {
    rest += text.slice(from, range.start) + text.slice(Math.max(from, range.start), range.end).replaceAll(/[^\r\n]/g, ' ');
    from = range.end;
  }
  return rest + text.slice(from);
}

/** For each line the first after it that is not blank: formatters put a blank line after a comment. */
function nextSubjects(text: string, starts: readonly number[]): readonly (number | undefined)[] {
  const subjects: (number | undefined)[] = Array.from(starts, () => undefined);
  let subject: number | undefined;
  for (let line = starts.length - 1; line >= 0; line -= 1) {
    subjects[line] = subject;
    if (text.slice(starts[line], starts[line + 1]).trim() !== '') subject = line;
  }
  return subjects;
}
