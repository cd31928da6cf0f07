/** The languages that are known beside English. */
import type { Languages } from '../language.ts';
import { chinese } from './zh.ts';
import { french } from './fr.ts';
import { german } from './de.ts';
import { spanish } from './es.ts';

export const LANGUAGES: Languages = { de: german, es: spanish, fr: french, zh: chinese };
