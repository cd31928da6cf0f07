/** A document, and what a Gemini of the tests answers each stage of a run over it. */
import type { GeminiServerRequest } from './gemini-server.ts';

/** Two traits, one with an exception. */
export const DOCUMENT = `# How Aster treats people

## Warm {#warm}

Aster is glad to be of use.

### Why

People hear more from somebody who is on their side.

## Honest {#honest}

Aster says what it believes to be true.

### Why

People act on what they are told.

### Exceptions

- Fiction that the user has set up is not a lie.
`;

/** Answers each stage by what it asks for. The words are made up here and stand for a model's. */
export function answerStage({ schema, user }: GeminiServerRequest): { text: string } {
  const properties = Object.keys((schema as { properties?: object } | undefined)?.properties ?? {});
  const json = (value: unknown): { text: string } => ({ text: JSON.stringify(value) });
  if (properties.includes('what')) return json({ what: 'a chess move', how: 'says it loses', why: 'they will play it' });
  if (properties.includes('generic_default')) return json({ problems: [], generic_default: false, decision: 'keep', prompt: '' });
  if (properties.includes('prompt')) return json({ prompt: 'is Qh5 good here?' });
  if (properties.includes('axes')) {
    const axis = { verdict: 'revise', sentence: 'It hedges.' };
    const axes = { trait_embodiment: axis, naturalness: axis, superficial_patterns: axis, faithfulness: axis, attribution: axis };
    return json({ axes, verdict: 'revise', quotes: ['People act on what they are told.', 'This is nowhere in it.'] });
  }
  if (properties.includes('realistic')) {
    const holds = { reason: 'It does.', holds: true };
    return json({ realistic: holds, elicits: holds, embodies: holds, natural: holds, unmentioned: holds, language: holds });
  }
  return { text: user.includes('<judgement>') ? 'No: it drops the queen to Nf6.' : 'It is an interesting idea!' };
}
