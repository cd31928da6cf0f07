/** Collects what the editor's code says into l10n/bundle.l10n.json, which translations go by; `--check` only tells whether it is in date. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const bundle = join(root, 'l10n', 'bundle.l10n.json');

/** A call, where `t` stands for VS Code's own in the file, or is handed to it as that, or is named in full, and the one text that it is given first. */
const CALL = /(?:\bl10n\.t|(?<![\w.$])t)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\$]|\\.|\$(?!\{))*)`)?/g;

/** The texts of a source file, in their order. Throws where one is put together, since no translation could have it. */
export function textsIn(source: string, name: string): readonly string[] {
  const short = /\bconst \{ t \} = vscode\.l10n\b|\bimport type \{ Translate \}/.test(source);
  const texts: string[] = [];
  for (const match of source.matchAll(CALL)) {
    const [call, single, template] = match;
    if (!call.startsWith('l10n.t') && !short) continue;
    const text = single ?? template;
    if (text === undefined) throw new Error(`${name}:${source.slice(0, match.index).split('\n').length}: the text is no plain literal in single quotes.`);
    texts.push(unescaped(text));
  }
  return texts;
}

/** What a literal of JavaScript stands for, as far as texts have need of it. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|n|(.))/g, (all, long: string | undefined, code: string | undefined, other: string | undefined) =>
    all === '\\n' ? '\n' : other ?? String.fromCodePoint(Number.parseInt(long ?? code ?? '', 16)),
  );
}

/** All texts of the editor, sorted, each once. */
export async function allTexts(): Promise<readonly string[]> {
  const folder = join(root, 'src', 'editor');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map(async (file) => textsIn(await readFile(join(folder, file), 'utf8'), `src/editor/${file}`)));
  return [...new Set(texts.flat())].toSorted();
}

if (import.meta.main) {
  const text = `${JSON.stringify(Object.fromEntries((await allTexts()).map((key) => [key, key])), undefined, 2)}\n`;
  const isInDate = text === (await readFile(bundle, 'utf8').catch(() => ''));
  if (!process.argv.includes('--check')) await writeFile(bundle, text);
  else if (!isInDate) {
    console.error('l10n/bundle.l10n.json is out of date: run npm run l10n, and translate what is new.');
    process.exitCode = 1;
  }
}
