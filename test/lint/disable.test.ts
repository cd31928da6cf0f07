/** A rule that is silenced from the lightbulb is silent there, and everything else is as it was. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseTraitsDocument } from '../../src/document/traits-document.ts';
import { disableFixes } from '../../src/lint/disable.ts';
import { applyEdits, lint } from '../../src/lint/lint.ts';

const folder = new URL('fixtures/', import.meta.url);

function findings(text: string): readonly string[] {
  return lint(parseTraitsDocument(text)).map(({ ruleId, range, message }) => `${ruleId} ${text.slice(range.start, range.end)} ${message}`);
}

/** What is left of `all` without one of each of `gone`. */
function without(all: readonly string[], gone: (finding: string) => boolean): readonly string[] {
  return all.filter((finding) => !gone(finding)).toSorted();
}

for (const name of readdirSync(folder)) {
  for (const eol of ['\n', '\r\n']) {
    const text = readFileSync(new URL(name, folder), 'utf8').replaceAll(/\r?\n/g, eol);
    const document = parseTraitsDocument(text);
    const diagnostics = lint(document);
    if (diagnostics.length === 0) continue;

    test(`${name}${eol === '\n' ? '' : ', CRLF'}: in the document`, () => {
      for (const diagnostic of diagnostics) {
        const fix = disableFixes(document, diagnostic).at(-1);
        assert.ok(fix);
        const after = findings(applyEdits(text, fix.edits));
        assert.deepEqual(after.toSorted(), without(findings(text), (finding) => finding.startsWith(`${diagnostic.ruleId} `)), fix.title);
      }
    });

    test(`${name}${eol === '\n' ? '' : ', CRLF'}: for one line`, () => {
      for (const diagnostic of diagnostics) {
        const fix = disableFixes(document, diagnostic).find(({ title }) => title.endsWith('for this line'));
        if (fix === undefined) continue;
        const changed = applyEdits(text, fix.edits);
        const own = `${diagnostic.ruleId} ${text.slice(diagnostic.range.start, diagnostic.range.end)} `;
        assert.deepEqual(findings(changed).toSorted(), without(findings(text), (finding) => finding.startsWith(own)), `${fix.title}: ${own}`);
        assert.equal(parseTraitsDocument(changed).traits.length, document.traits.length);
      }
    });
  }
}
