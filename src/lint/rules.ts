/** The rules, in the order of their areas. */
import type { Rule } from './rule.ts';
import { rule as documentShortList } from './rules/document-short-list.ts';
import { rule as exceptionsMissing } from './rules/exceptions-missing.ts';
import { rule as frontMatterInvalid } from './rules/front-matter-invalid.ts';
import { rule as scenarioIncomplete } from './rules/scenario-incomplete.ts';
import { rule as scenarioInvalid } from './rules/scenario-invalid.ts';
import { rule as tradeOffsMissing } from './rules/trade-offs-missing.ts';
import { rule as tradeOffsOneSided } from './rules/trade-offs-one-sided.ts';
import { rule as tradeOffsUnknownTrait } from './rules/trade-offs-unknown-trait.ts';
import { rule as whatMissing } from './rules/what-missing.ts';
import { rule as whyMissing } from './rules/why-missing.ts';

export const RULES: readonly Rule[] = [
  whatMissing,
  whyMissing,
  tradeOffsMissing,
  tradeOffsUnknownTrait,
  tradeOffsOneSided,
  exceptionsMissing,
  scenarioIncomplete,
  scenarioInvalid,
  documentShortList,
  frontMatterInvalid,
];
