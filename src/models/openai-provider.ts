/** All that is asked of endpoints of OpenAI's protocol, Ollama's among them, in one place to load when it is first needed. */
export { createOpenAiModel } from './openai.ts';
export { createOpenAiEmbedder } from './openai-embedder.ts';
export { listOpenAiModels } from './openai-listing.ts';
export { findOllama } from './ollama.ts';
