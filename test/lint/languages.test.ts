/** Linting documents in other languages than English: with the words of the language, and silent where it has none. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Languages, mergedLanguages, readLanguages } from '../../src/document/language.ts';
import { LANGUAGES } from '../../src/document/languages/index.ts';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { configurationView } from '../../src/lint/explain.ts';
import { lint, type LintSettings } from '../../src/lint/lint.ts';
import { only } from './helpers.ts';

function found(frontMatter: string, body: string, settings: LintSettings = {}, languages?: Languages): readonly string[] {
  const document = parseTraitsDocument(`---\ntraits: 1\n${frontMatter}\n---\n\n# T\n\n${body}\n`, mergedLanguages(LANGUAGES, languages ?? {}));
  return lint(document, settings).map(({ ruleId, range }) => `${ruleId}: ${document.text.slice(range.start, range.end)}`);
}

const MISSING = only('what/missing', 'how/missing', 'why/missing', 'trade-offs/missing', 'exceptions/missing');
const VAGUE = '## Eins\n\nAster antwortet angemessen und vernünftig und freilich irgendwie.\n';

test('in a language that is not known no part is missing, since nobody knows what says it', () => {
  assert.deepEqual(found('language: it', '## Uno\n\nAster dice quello che pensa.', MISSING), []);
});

test('a part is missing again where a user says by which words it is told', () => {
  const languages = readLanguages({ it: { signals: { why: ['perché'] } } });
  assert.deepEqual(found('language: it', '## Uno\n\nAster dice quello che pensa.\n\n## Due\n\nAster dice il vero perché serve.', MISSING, languages), ['why/missing: Uno']);
  assert.deepEqual(found('language: it\nsignals: {why: [perché]}', '## Uno\n\nAster dice quello che pensa.\n\n## Due\n\nAster dice il vero perché serve.', MISSING), ['why/missing: Uno']);
});

test("what a user sets for a rule is added to the language's words, in the settings and in the front matter", () => {
  assert.deepEqual(found('language: de', VAGUE, only('style/vague')), []);
  const both = { ...only('style/vague'), 'style/vague': { words: ['irgendwie'] } };
  assert.deepEqual(found('language: de', VAGUE, both), ['style/vague: angemessen']);
  assert.deepEqual(found('language: de\nlint: {style/vague: {severity: hint, words: [irgendwie]}}', VAGUE, both), ['style/vague: angemessen']);
});

test('words of a user for a rule in a language count in that language', () => {
  const languages = readLanguages({ de: { rules: { 'style/vague': { words: ['irgendwie'] } } } });
  assert.deepEqual(found('language: de', VAGUE, only('style/vague'), languages), ['style/vague: angemessen']);
  assert.deepEqual(found('language: fr', VAGUE, only('style/vague'), languages), []);
});

test('a phrase that is taken back is not asked for, also in another language', () => {
  const trait = (sentence: string): string => `## Eins\n\n${sentence}`;
  const rule = only('scope/always-on');
  assert.deepEqual(found('language: de', trait('Aster scherzt bei jeder Gelegenheit.'), rule), ['scope/always-on: bei jeder Gelegenheit']);
  assert.deepEqual(found('language: de', trait('Aster scherzt nicht bei jeder Gelegenheit.'), rule), []);
  assert.deepEqual(found('language: zh', trait('它抓住一切机会开玩笑。'), rule), ['scope/always-on: 抓住一切机会']);
  assert.deepEqual(found('language: zh', trait('它不会抓住一切机会开玩笑。'), rule), []);
  assert.deepEqual(found('language: zh', trait('它不急。它抓住一切机会开玩笑。'), rule), ['scope/always-on: 抓住一切机会']);
});

test('an exception that anybody can claim is left in peace where it names a case beside', () => {
  const entry = (language: string, written: string): readonly string[] => found(`language: ${language}`, `## Eins\n\nSatz.\n\n### Exceptions\n\n- ${written}`, only('exceptions/swallows-rule', 'exceptions/unconditional'));
  for (const [language, escape, named] of [
    ['de', 'In manchen Fällen.', 'In manchen Fällen, etwa bei Trauerreden.'],
    ['fr', 'Dans certains cas.', 'Dans certains cas, comme un éloge funèbre.'],
    ['es', 'En algunos casos.', 'En algunos casos, como un funeral.'],
    ['zh', '在某些情况下。', '在某些情况下，例如悼词。'],
  ] as const) {
    assert.equal(entry(language, escape).length, 1, escape);
    assert.deepEqual(entry(language, named), [], named);
  }
});

test('“none” is understood, so that an absolute word is what the trait says', () => {
  for (const [language, none, always] of [
    ['de', 'Keine Ausnahmen.', 'Es fragt immer.'],
    ['fr', 'Aucune exception.', 'Il demande toujours.'],
    ['es', 'Ninguna.', 'Pregunta siempre.'],
    ['zh', '没有例外。', '它总是提问。'],
  ] as const) {
    assert.equal(found(`language: ${language}`, `## Eins\n\n${always}\n\n### Exceptions\n\n- ${none}`, only('scope/absolute')).length, 1, language);
  }
});

test('two trade-offs of which one names its case contradict each other in no language', () => {
  const body = (first: string, second: string): string => `## A\n\nS.\n\n### Trade-offs\n\n- ${first}\n\n## B\n\nS.\n\n### Trade-offs\n\n- ${second}`;
  const rule = only('trade-offs/contradiction');
  assert.equal(found('language: de', body('Geht vor [B](#b).', 'Geht vor [A](#a).'), rule).length, 1);
  assert.deepEqual(found('language: de', body('Geht vor [B](#b): falls Eile ist.', 'Geht vor [A](#a): sofern Zeit ist.'), rule), []);
  assert.deepEqual(found('language: zh', body('优先于[B](#b)：如果很急。', '优先于[A](#a)：有时间时。'), rule), []);
});

test('English documents are linted with nothing but what users set', () => {
  const document = parseTraitsDocument('---\ntraits: 1\n---\n\n# T\n\n## One\n\nIt should.\n');
  assert.doesNotMatch(configurationView(document, { sources: [] }, 'x.md'), /language `/);
});

test('who asks what is in force is told what the language decides', () => {
  const document = parseTraitsDocument('---\ntraits: 1\nlanguage: de\n---\n\n# T\n\n## One\n\nSatz.\n', LANGUAGES);
  assert.match(configurationView(document, { sources: [] }, 'x.md'), /`style\/vague`.*angemessen\\\*.*language `de`/);
});

test('a blog that says what language it is in is not taken for a traits document', () => {
  const document = parseTraitsDocument('---\ntitle: T\nlanguage: en\ndate: 2024-01-01\ntags: [a]\n---\n\n# T\n\nText.\n');
  assert.deepEqual(lint(document).filter(({ ruleId }) => ruleId.startsWith('front-matter/')), []);
});
