/** A document's own questions and everyday requests: one on a line, in a text file beside its runs. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Question } from './eval.ts';

/** What an eval may be made to ask by a file that somebody else's workspace holds. */
export const MOST_QUESTIONS = 200;
export const LONGEST_QUESTION = 1000;

/** The names of the files, in `.traits/<document>/`. */
export const QUESTION_FILES = { knowledge: 'questions.txt', 'over-trigger': 'everyday.txt' } as const;

export interface OwnQuestions {
  readonly questions: readonly Question[];
  /** What is wrong with lines, counted from 1, in sentences; such a line is left out. */
  readonly problems: readonly { readonly line: number; readonly message: string }[];
}

/** Reads such a file. Blank lines, and lines that begin with `#`, are no questions; one that stands twice is asked once. */
export function readOwnQuestions(text: string): OwnQuestions {
  const questions = new Map<string, Question>();
  const problems: { line: number; message: string }[] = [];
  for (const [index, written] of text.replace(/^\uFEFF/, '').split(/\r\n?|\n/).entries()) {
    const question = written.trim();
    if (question === '' || question.startsWith('#')) continue;
    const id = `own-${bytesToHex(sha256(utf8ToBytes(question))).slice(0, 12)}`;
    if (question.length > LONGEST_QUESTION) problems.push({ line: index + 1, message: `It is longer than ${LONGEST_QUESTION} characters.` });
    else if (questions.has(id)) problems.push({ line: index + 1, message: 'It stands there already, and is asked once.' });
    else if (questions.size >= MOST_QUESTIONS) {
      problems.push({ line: index + 1, message: `There are ${MOST_QUESTIONS} before it: this one and those after it are left out.` });
      break;
    } else questions.set(id, { id, text: question });
  }
  return { questions: [...questions.values()], problems };
}
