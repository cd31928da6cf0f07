/** Patterns, stage 1, scan: what a batch of samples repeats, with quotes. */
import * as z from 'zod';
import { ONLY_MATERIAL, type PatternPrompt, sampleText, type ShownSample } from './pattern.ts';
import { filled, paragraphs } from './stage.ts';

export const patternScanSchema = z.strictObject({
  patterns: z.array(
    z.strictObject({
      examples: z.array(z.strictObject({ sample: z.int().describe('The number of the sample.'), quote: z.string().describe('Copied character for character from that sample.') })),
      name: filled.describe('Two to six words.'),
      definition: filled.describe('One or two sentences by which a stranger could tell whether a sample has it.'),
    }),
  ),
});
export type PatternScan = z.infer<typeof patternScanSchema>;

export interface PatternScanInput {
  /** Numbered from 1 in this order. */
  readonly samples: readonly ShownSample[];
}

export const patternScanPrompt: PatternPrompt<PatternScanInput> = {
  stage: 'pattern-scan',
  role: 'critic',
  version: 1,
  render({ samples }) {
    return {
      user: paragraphs(
        `You look for what a dataset repeats. A model will be trained on it, and whatever many samples share it will do everywhere: answers that each asked for clarification with good reason taught a model to ask for clarification about “What is 1+1?”. No sample has to be bad for that. Below are ${samples.length} samples of the dataset. ${ONLY_MATERIAL}`,
        ...samples.map((sample, index) => paragraphs(`Sample ${index + 1}:`, sampleText(sample))),
        `Name the patterns that recur in the answers, or in the texts where there are no messages:
- structural: how they open and close, in which order their parts come, what form they have;
- rhetorical: moves that are made again and again, such as validating a feeling first, setting up a view to knock it down, ending with a lesson;
- behavioural: what is done again and again whatever was asked, such as asking back, warning, declining a part, telling a story in which somebody comes to see that the model was right.`,
        `A good pattern is narrow enough for two people to agree about a sample that neither has seen (“The first sentence says that the user's feeling is understandable”), says what is done and not how good it is, and is in at least two samples here. These are bad: “is helpful”, “uses clear language”, what any good answer would have; the subject of the samples, or the value that they are about; and what is in one sample only. Name what is there and no more: it may be nothing. Twelve at most, the most frequent first.`,
        'For each give two to four examples from different samples: the number of the sample, and the words in it that show the pattern, copied character for character, without ellipses, thirty words at most. They are looked up in the sample, and what is not found there does not count. Take the words from the answer or the text, never from the message.',
        'Answer with JSON: {"patterns": [{"examples": [{"sample", "quote"}], "name", "definition"}]}.',
      ),
    };
  },
};
