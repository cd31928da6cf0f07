/** What evals and their report say, in the person's language. */
import * as vscode from 'vscode';
import type { EvalName } from '../evals/eval.ts';
import type { EvalWords } from '../view/eval/messages.ts';

/** What an eval is called. */
export function evalTitle(name: EvalName): string {
  switch (name) {
    case 'knowledge':
      return vscode.l10n.t('Knowledge');
    case 'over-trigger':
      return vscode.l10n.t('Over-triggering');
    case 'trade-offs':
      return vscode.l10n.t('Trade-offs');
  }
}

export function evalWords(): EvalWords {
  return {
    title: { knowledge: vscode.l10n.t('Knowledge of {0}'), 'over-trigger': vscode.l10n.t('Over-triggering of {0}'), 'trade-offs': vscode.l10n.t('Trade-offs of {0}') },
    headline: {
      knowledge: vscode.l10n.t('mean score of a point, from 0 to 2'),
      'over-trigger': vscode.l10n.t('of probes on which a trait showed that nothing called for'),
      'trade-offs': vscode.l10n.t('of answers that gave way as the document says'),
    },
    explained: {
      knowledge: vscode.l10n.t('What the subject can recall of the document when it is asked abstract questions. It says nothing of how it behaves.'),
      'over-trigger': vscode.l10n.t('Whether traits show where they are not to: on the document’s exceptions, and on everyday requests. Less is better.'),
      'trade-offs': vscode.l10n.t('Where two traits pull apart, whether the one gives way that the document says.'),
    },
    traitFigure: {
      knowledge: vscode.l10n.t('Answers in which some point recalled the trait, of those that were scored whole.'),
      'over-trigger': vscode.l10n.t('Answers in which the trait showed and nothing called for it.'),
      'trade-offs': vscode.l10n.t('Answers that gave way as the document says, of those in which a trait gave way.'),
    },
    figures: {
      'points-per-answer': vscode.l10n.t('Points in an answer'),
      coverage: vscode.l10n.t('Traits that were recalled'),
      'matched-points': vscode.l10n.t('Points that match a trait'),
      'score-when-recalled': vscode.l10n.t('Mean score where it was recalled'),
      exceptions: vscode.l10n.t('On the document’s exceptions'),
      everyday: vscode.l10n.t('On everyday requests'),
      precedence: vscode.l10n.t('Where the document says which gives way'),
      depends: vscode.l10n.t('Where the document says what it depends on'),
      'no-conflict': vscode.l10n.t('Neither had to give way'),
    },
    ended: {
      done: vscode.l10n.t('finished'),
      cancelled: vscode.l10n.t('cancelled: what was finished is here'),
      budget: vscode.l10n.t('the budget was used up: what was finished is here'),
      failed: vscode.l10n.t('it broke off: what was finished is here'),
      unfinished: vscode.l10n.t('not finished: what there is until now is here'),
    },
    rehearsed: vscode.l10n.t('Rehearsed: answers were written beforehand, and no model was called. These figures show what a report looks like, and nothing else.'),
    judgedBy: vscode.l10n.t('judged by {0}'),
    answersOf: vscode.l10n.t('answers of the run {0}, judged anew'),
    bare: vscode.l10n.t('{0}, by itself'),
    withDocument: vscode.l10n.t('{0}, with the document in its prompt'),
    withRevision: vscode.l10n.t('{0}, with the document of {1} in its prompt'),
    upperBound: vscode.l10n.t('It had the document before it and can repeat it: take this for an upper bound, not for what training would give.'),
    earlierText: vscode.l10n.t('Of an earlier text: the document has changed since.'),
    ofCount: vscode.l10n.t('{0} of {1}'),
    ofMean: vscode.l10n.t('over {0} from {1} questions'),
    interval: vscode.l10n.t('95% interval {0}'),
    between: vscode.l10n.t('{0} to {1}'),
    noInterval: vscode.l10n.t('too few for an interval'),
    nothingKnown: vscode.l10n.t('not known'),
    byTrait: vscode.l10n.t('By trait, with 95% intervals'),
    allTraits: vscode.l10n.t('Answers about all traits'),
    neverRecalled: vscode.l10n.t('never recalled'),
    beside: vscode.l10n.t('Beside the figures'),
    besideNone: vscode.l10n.t('Everything that was asked came to a verdict. What does not is counted here, and never in a figure.'),
    besideOf: { probes: vscode.l10n.t('Probes that could not be written'), answers: vscode.l10n.t('Answers that could not be used'), splits: vscode.l10n.t('Answers that could not be split'), verdicts: vscode.l10n.t('Verdicts that could not be had') },
    troubles: {
      blocked: vscode.l10n.t('{0} blocked'),
      refused: vscode.l10n.t('{0} refused'),
      truncated: vscode.l10n.t('{0} cut off'),
      empty: vscode.l10n.t('{0} empty'),
      failed: vscode.l10n.t('{0} failed'),
      unparsed: vscode.l10n.t('{0} unparsed'),
      missing: vscode.l10n.t('{0} not asked'),
    },
    agreement: vscode.l10n.t('Can the judge be believed?'),
    agreed: vscode.l10n.t('agreed: {0} of {1} verdicts on which you and {2} both said something.'),
    kappa: vscode.l10n.t('Cohen’s kappa is {0}, over {1}: what they agree beyond chance. 1 is all of it, 0 is none.'),
    kappaUndefined: vscode.l10n.t('There is no kappa: both said one value only, and chance alone agrees on that.'),
    nothingScored: vscode.l10n.t('Nobody knows yet. Choose “To score” over the answers, score a few dozen, and how far the judge agrees with you is shown here.'),
    constantJudge: vscode.l10n.t('The judge said the same of everything, and you did not: its figures say nothing about the subject.'),
    onUnparsed: vscode.l10n.t('{0} of your scores are on verdicts that came to nothing. They are in no figure.'),
    personSaid: vscode.l10n.t('you: {0}, the judge: {1} ({2})'),
    compared: vscode.l10n.t('Side by side, with 95% intervals'),
    pairs: vscode.l10n.t('Over {0} pairs, by {1}.'),
    unpaired: vscode.l10n.t('{0} have no counterpart and are left out.'),
    moved: vscode.l10n.t('moved'),
    notMoved: vscode.l10n.t('not told apart'),
    difference: vscode.l10n.t('{0}, less {1}.'),
    beforeAfter: vscode.l10n.t('Before and after, with 95% intervals'),
    otherText: vscode.l10n.t('The document was another text then.'),
    otherJudge: vscode.l10n.t('Another judge judged then, {0}: what moved may be the judges, and not the subject.'),
    noneMoved: vscode.l10n.t('No trait moved by more than chance may do.'),
    noPairs: vscode.l10n.t('The two have no answers to the same question or probe: there is nothing to compare.'),
    answers: vscode.l10n.t('Answers'),
    filters: { all: vscode.l10n.t('All'), telling: vscode.l10n.t('Telling'), disagreements: vscode.l10n.t('Disagreements'), unscored: vscode.l10n.t('To score'), trouble: vscode.l10n.t('Came to nothing') },
    noAnswers: vscode.l10n.t('There are none of these.'),
    noAnswersYet: vscode.l10n.t('There is no answer yet.'),
    noAnswersOf: {
      knowledge: vscode.l10n.t('No point of an answer was matched with this trait.'),
      'over-trigger': vscode.l10n.t('No answer was judged by this trait.'),
      'trade-offs': vscode.l10n.t('No probe was made for this trait: it needs a trade-off that names another trait.'),
    },
    blind: vscode.l10n.t('What the judge said is hidden until you have said something: it would sway you.'),
    kinds: { question: vscode.l10n.t('question'), exception: vscode.l10n.t('exception'), everyday: vscode.l10n.t('everyday'), 'trade-off': vscode.l10n.t('trade-off'), probe: vscode.l10n.t('probe') },
    asked: vscode.l10n.t('Asked'),
    answered: vscode.l10n.t('Answered'),
    entry: vscode.l10n.t('From the document'),
    expected: vscode.l10n.t('By the document, “{0}” goes before.'),
    pointsByCode: vscode.l10n.t('{0} points, split by its own form.'),
    pointsByModel: vscode.l10n.t('{0} points, split by a model.'),
    judgeSaid: vscode.l10n.t('The judge: {0}'),
    quoteMissing: vscode.l10n.t('The judge quotes words that are not in the answer.'),
    none: vscode.l10n.t('no trait'),
    values: {
      '0': vscode.l10n.t('0: no match'),
      '1': vscode.l10n.t('1: in part'),
      '2': vscode.l10n.t('2: it matches'),
      fired: vscode.l10n.t('it showed'),
      'not-fired': vscode.l10n.t('it did not show'),
      'as-documented': vscode.l10n.t('as the document says'),
      otherwise: vscode.l10n.t('the other way'),
      'no-conflict': vscode.l10n.t('neither gave way'),
    },
    yourScore: vscode.l10n.t('You:'),
    scoreKeys: vscode.l10n.t('On a verdict, press {0} to score it and go on, u to take that back; j and k go to the next and the one before.'),
    scored: vscode.l10n.t('You said: {0}'),
    withdrawn: vscode.l10n.t('Your score is taken back.'),
    openTrait: vscode.l10n.t('Show “{0}” in the document'),
    prompts: vscode.l10n.t('Exact prompts'),
    promptOf: vscode.l10n.t('{0}, sent to {1}'),
    system: vscode.l10n.t('System prompt'),
    user: vscode.l10n.t('Message'),
    cost: vscode.l10n.t('Cost: {0}, {1} calls, {2} of them answered from earlier runs; {3} tokens sent, {4} answered. Seed {5}.'),
    costUnknown: vscode.l10n.t('not known'),
    problems: vscode.l10n.t('What else happened'),
    openJournal: vscode.l10n.t('Open Journal'),
    save: vscode.l10n.t('Save Report…'),
    rejudge: vscode.l10n.t('Judge Anew…'),
    showAll: vscode.l10n.t('Show all'),
  };
}
