/** The JSON Schema that an OpenAI-compatible endpoint holds an answer to. */
import type { JsonSchema } from './model.ts';
import { isRecord } from './one-call.ts';

/** The keywords that strict mode knows, of those that our schemas use. */
const STRICT = new Set(
  '$defs $ref additionalProperties anyOf const description enum items maxItems maximum minItems minimum properties required title type'.split(' '),
);

/**
 * Keywords that OpenAI's strict mode refuses, or that llama.cpp (and with it Ollama and LM Studio) fails on: it can
 * only follow a pattern of the whole text. The caller validates the answer against them all the same.
 */
const LEFT_OUT = new Set(
  '$comment $id $schema default examples exclusiveMaximum exclusiveMinimum format maxLength minLength multipleOf pattern uniqueItems'.split(' '),
);

export interface WireSchema {
  readonly schema: JsonSchema;
  /** Whether strict mode takes it: every object is closed and has all its properties, and nothing else is asked for. */
  readonly strict: boolean;
}

/** What to send of `schema`. */
export function wireSchema(schema: JsonSchema): WireSchema {
  let strict = schema['type'] === 'object';

  function read(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(read);
    if (!isRecord(value)) return value;
    if (value['type'] === 'object' && !isClosed(value)) strict = false;
    const entries = Object.entries(value).filter(([keyword]) => !LEFT_OUT.has(keyword));
    return Object.fromEntries(
      entries.map(([keyword, held]): [string, unknown] => {
        if (!STRICT.has(keyword)) strict = false;
        switch (keyword) {
          case 'properties':
          case '$defs':
            // What stands there are names, which may be those of keywords.
            return [keyword, isRecord(held) ? Object.fromEntries(Object.entries(held).map(([name, inner]) => [name, read(inner)])) : held];
          case 'const':
          case 'enum':
            return [keyword, held];
          default:
            return [keyword, read(held)];
        }
      }),
    );
  }

  const sent = read(schema);
  return { schema: isRecord(sent) ? sent : {}, strict };
}

function isClosed(schema: JsonSchema): boolean {
  const { properties, required, additionalProperties } = schema;
  const names = isRecord(properties) ? Object.keys(properties) : [];
  return additionalProperties === false && Array.isArray(required) && names.every((name) => required.includes(name));
}
