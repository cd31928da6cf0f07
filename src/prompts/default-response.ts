/** Stage 3, default response: what the model answers by itself, with no system prompt at all. */
import type { TextStage } from './stage.ts';

export interface DefaultResponseInput {
  readonly prompt: string;
}

export const defaultResponseStage: TextStage<DefaultResponseInput> = {
  stage: 'default-response',
  role: 'generator',
  version: 1,
  render({ prompt }) {
    return { user: prompt };
  },
};
