/** The pipelines that there are, by name. */
import type { PipelineName } from '../models/model.ts';
import { CHAT } from './chat.ts';
import { DOCUMENT } from './document.ts';
import type { Pipeline } from './pipeline.ts';
import { PREFERENCE } from './preference.ts';

export const PIPELINES: Readonly<Record<PipelineName, Pipeline>> = { chat: CHAT, document: DOCUMENT, preference: PREFERENCE };
