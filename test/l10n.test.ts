/** What people read is there to be translated, and the German translation is complete. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { allTexts, textsIn } from '../scripts/l10n.ts';

type Texts = Readonly<Record<string, string>>;

function read(file: string): unknown {
  return JSON.parse(readFileSync(resolve(import.meta.dirname, '..', file), 'utf8'));
}

const bundle = read('l10n/bundle.l10n.json') as Texts;
const german = read('l10n/bundle.l10n.de.json') as Texts;
const manifest = read('package.json') as { readonly description: string; readonly contributes: Readonly<Record<string, unknown>> };
const manifestTexts = read('package.nls.json') as Texts;
const germanManifestTexts = read('package.nls.de.json') as Texts;

/** What has to come through in every language: what is filled in, where links lead, and icons. */
function kept(text: string): readonly string[] {
  return [...text.matchAll(/\{\d+\}|\(command:[^)]+\)|\$\([\w~-]+\)/g)].map(([found]) => found).toSorted();
}

/** Says only what differs. */
function assertSame(there: readonly string[], wanted: readonly string[]): void {
  assert.deepEqual({ missing: wanted.filter((text) => !there.includes(text)), left: there.filter((text) => !wanted.includes(text)) }, { missing: [], left: [] });
}

/** Texts of the manifest that are read by people, wherever they stand; those of the rules are in English, as their pages are. */
function readByPeople(value: unknown, key = ''): readonly string[] {
  if (typeof value === 'string') return /^(?:title|shortTitle|description|markdownDescription|patternErrorMessage|name|contextualTitle|contents|altText)$/.test(key) ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => (key.endsWith('numDescriptions') ? [String(item)] : readByPeople(item, key)));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([inner, found]) => (inner === 'traits.lint.rules' || inner === 'default' ? [] : readByPeople(found, inner)));
}

test('the bundle has every text of the editor, and no other (npm run l10n)', async () => {
  assertSame(Object.keys(bundle), await allTexts());
});

test('every text of the editor is there in German, and no other', () => {
  assertSame(Object.keys(german), Object.keys(bundle));
});

test('every text of the manifest that people read is one of package.nls.json', () => {
  const texts = [manifest.description, ...readByPeople(manifest.contributes)];
  assert.ok(texts.length > 60);
  const keys = texts.map((text) => /^%(.+)%$/.exec(text)?.[1]);
  assert.deepEqual(texts.filter((_, index) => keys[index] === undefined), [], 'write %key% there, and the text into package.nls.json');
  assertSame(Object.keys(manifestTexts).filter((key) => !key.startsWith('capabilities.')), keys.filter((key) => key !== undefined));
});

test('every text of the manifest is there in German, and no other', () => {
  assertSame(Object.keys(germanManifestTexts), Object.keys(manifestTexts));
});

test('what is filled in, where links lead and icons are the same in German', () => {
  const both = [...Object.entries(german).map(([key, text]) => [key, text]), ...Object.entries(germanManifestTexts).map(([key, text]) => [manifestTexts[key] ?? '', text])];
  for (const [english = '', translated = ''] of both) {
    assert.notEqual(translated.trim(), '', english);
    assert.deepEqual(kept(translated), kept(english), translated);
  }
});

test('a text that is put together is refused, since no translation could have it', () => {
  assert.deepEqual(textsIn("vscode.l10n.t('It’s \\'{0}\\'', x); vscode.l10n.t(\n  'b');", 'a.ts'), ["It’s '{0}'", 'b']);
  assert.deepEqual(textsIn("const { t } = vscode.l10n;\nt('c'); set('d');", 'a.ts'), ['c']);
  assert.throws(() => textsIn('\nvscode.l10n.t(`a ${b}`)', 'a.ts'), /a\.ts:2/);
});
