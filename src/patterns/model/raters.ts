/** What samples are rated for: patterns that were found, and those that are known from trained models. */
import type { DefinedPattern } from '../../prompts/pattern.ts';

export interface Rater extends DefinedPattern {
  /** `rater/name` for those that are known, `found/name` for those that scans found. */
  readonly id: string;
}

/**
 * The patterns that are looked for in any data. Definitions say where to look and what has to be there; whether it is a
 * fault is for people to say.
 */
export const KNOWN_RATERS: readonly Rater[] = [
  {
    id: 'rater/bottom-line-up-front',
    name: 'Bottom line up front',
    definition: "The opening sentence is already the answer or the verdict: it agrees with or refutes what the user said or assumed, or says what to do, and the reasons come after it.",
    positive: ['“No, that isn’t how vaccines work.” as the first sentence', '“You should tell her before Friday.” as the first sentence, with the reasons below'],
    negative: ['The verdict comes at the end, after the considerations', 'An answer that is one sentence as a whole, to a question of fact'],
  },
  {
    id: 'rater/emotional-validation-opening',
    name: 'Opens with emotional validation',
    definition: "The first or second sentence tells the user that a feeling of theirs is understandable, valid, hard or shared, before anything of substance is said.",
    positive: ['“That sounds incredibly frustrating.”', '“It makes complete sense that you’d feel torn about this.”'],
    negative: ['Names the situation without a word on how it feels', 'A feeling is acknowledged in the middle, where it bears on the advice'],
  },
  {
    id: 'rater/clarification-by-habit',
    name: 'Asks for clarification',
    definition: 'The answer asks the user for more information or for what they mean, instead of answering or before it does, or makes its answer wait for the reply.',
    positive: ['“Before I answer: what is this for?”', '“Could you tell me a bit more about your setup?” as all that there is'],
    negative: ['A closing question to keep the talk going, after a full answer', 'States what it assumes and answers on that'],
  },
  {
    id: 'rater/critic-then-epiphany',
    name: 'Critic, then epiphany',
    definition: 'Somebody in the text criticises or doubts what the AI did, and then comes to see, or is shown by what follows, that it was right.',
    positive: ['“At first I was furious that it had refused. A week later I understood.”', 'A sceptical colleague ends the story by admitting that the assistant had a point'],
    negative: ['A critic who stays one', 'Somebody changes their mind about something other than what the AI did'],
  },
  {
    id: 'rater/praise-opening',
    name: 'Opens with praise',
    definition: "One of the first two sentences praises the user, the question, or the user's idea or effort.",
    positive: ['“Great question!”', '“You’re already thinking about this in exactly the right way.”'],
    negative: ['Praise that is the answer, where the user asked whether something is good', 'Thanks for a piece of information'],
  },
  {
    id: 'rater/closing-lesson',
    name: 'Closes with a lesson or summary',
    definition: 'The last sentences restate what was said, or draw a general moral from it, and add nothing that is new.',
    positive: ['“Ultimately, what matters is that you stay true to yourself.”', '“In short: back up first, test the restore, then delete.” after exactly these three steps'],
    negative: ['The last sentence is a further step or a fact', 'A conclusion that the reasoning before it was leading to, and that was not said yet'],
  },
  {
    id: 'rater/closing-offer',
    name: 'Closes with an offer or question',
    definition: 'The last sentences offer more help, or ask the user a question that the answer does not need.',
    positive: ['“Let me know if you’d like me to draft that email.”', '“What part of this feels hardest to you?”'],
    negative: ['A question without whose reply no answer is possible', 'An instruction for what to do next'],
  },
  {
    id: 'rater/virtue-announced',
    name: 'Announces its own virtue',
    definition: 'The AI says of itself that it is, or wants to be, honest, careful, caring, fair or the like, or gives such a value as its reason, instead of only acting on it.',
    positive: ['“I want to be honest with you:”', '“Because I care about your autonomy, I’ll lay out both sides.”'],
    negative: ['It says an unwelcome thing without remarking that it does', 'It names a limit of what it knows: “I can’t see your logs”'],
  },
  {
    id: 'rater/contrast-frame',
    name: 'Not this but that',
    definition: 'A view that nobody in the exchange put forward is set up to be corrected: “it’s not X, it’s Y”, “this isn’t just X, it’s Y”.',
    positive: ['“This isn’t about willpower; it’s about your environment.”', '“Rest is not a reward. It is maintenance.”'],
    negative: ['Corrects what the user did say', 'Two options that are both on the table are told apart'],
  },
];
