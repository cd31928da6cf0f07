/** The pages of a gallery: what they show has to be somewhere. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { galleryText } from '../scripts/gallery-text.ts';

const root = resolve(import.meta.dirname, '..');

test('links to files leave their words, and those to the web and within the page stay', () => {
  assert.equal(galleryText('See [the rules](docs/rules/README.md), [the web](https://example.org/a) and [below](#below).\n'), 'See the rules, [the web](https://example.org/a) and [below](#below).\n');
});

test('pictures go, with the paragraph that was nothing else', () => {
  assert.equal(galleryText('Before.\n\n![A picture](docs/images/a.png)\n\nAfter ![an icon](media/icon.png) it.\n'), 'Before.\n\nAfter  it.\n');
});

test('a row of links after an arrow goes, and so does a paragraph of links', () => {
  assert.equal(galleryText('- It lints. → [Rules](docs/rules.md), [their settings](docs/settings.md)\n- It runs.\n\n[A](a.md) · [B](b.md)\n\nEnd.\n'), '- It lints.\n- It runs.\n\nEnd.\n');
});

for (const page of ['README.md', 'CHANGELOG.md']) {
  test(`${page} has nothing that a gallery takes out, and nothing that leads nowhere there`, () => {
    const text = readFileSync(resolve(root, page), 'utf8');
    assert.doesNotMatch(text, /^ *<\/?[a-z][^>]*>/im, 'HTML');
    assert.doesNotMatch(text, /\.svg\)/, 'SVG');
    const shown = galleryText(text);
    assert.deepEqual([...shown.matchAll(/\]\((?!https:|#)([^)]+)\)/g)].map(([, to]) => to), []);
  });
}
