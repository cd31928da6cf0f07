/** Reads a document's own questions and everyday requests from the files beside its runs. */
import { dirname, join } from 'node:path';
import { journalPath } from '../engine/journal-file.node.ts';
import { readWorkspaceFile } from '../generation/workspace-file.node.ts';
import { LONGEST_QUESTION, MOST_QUESTIONS, type OwnQuestions, QUESTION_FILES, readOwnQuestions } from './own-questions.ts';

/** `.traits/<document>/questions.txt` and `everyday.txt`. */
export function questionsPath(documentPath: string, of: keyof typeof QUESTION_FILES): string {
  return join(dirname(dirname(journalPath(documentPath, 'run'))), QUESTION_FILES[of]);
}

/** The file of an eval; empty where there is none. A file that cannot be read is a problem of its first line. */
export async function readQuestionsFile(documentPath: string, of: keyof typeof QUESTION_FILES): Promise<OwnQuestions> {
  const read = await readWorkspaceFile(questionsPath(documentPath, of), dirname(documentPath), 2 * MOST_QUESTIONS * LONGEST_QUESTION);
  if (read === undefined) return { questions: [], problems: [] };
  return typeof read === 'string' ? readOwnQuestions(read) : { questions: [], problems: [{ line: 1, message: read.problem }] };
}
