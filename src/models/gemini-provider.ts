/** All that is asked of Gemini, here or on Vertex AI, in one place to load when it is first needed. */
export { createGeminiModel, createVertexModel } from './gemini.ts';
export { createGeminiEmbedder, createVertexEmbedder } from './gemini-embedder.ts';
export { listGeminiModels, listVertexModels } from './gemini-listing.ts';
