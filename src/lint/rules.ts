/** The rules, in the order of their areas. */
import type { Rule } from './rule.ts';
import { rule as chunkTooLong } from './rules/chunk-too-long.ts';
import { rule as documentLanguage } from './rules/document-language.ts';
import { rule as documentNoTraits } from './rules/document-no-traits.ts';
import { rule as documentShortList } from './rules/document-short-list.ts';
import { rule as exceptionsMissing } from './rules/exceptions-missing.ts';
import { rule as exceptionsSwallowsRule } from './rules/exceptions-swallows-rule.ts';
import { rule as exceptionsUnconditional } from './rules/exceptions-unconditional.ts';
import { rule as frontMatterInvalid } from './rules/front-matter-invalid.ts';
import { rule as frontMatterUnknownKey } from './rules/front-matter-unknown-key.ts';
import { rule as howMissing } from './rules/how-missing.ts';
import { rule as linksUnresolved } from './rules/links-unresolved.ts';
import { rule as namesModel } from './rules/names-model.ts';
import { rule as namesPlaceholder } from './rules/names-placeholder.ts';
import { rule as partDuplicate } from './rules/part-duplicate.ts';
import { rule as partEmpty } from './rules/part-empty.ts';
import { rule as partOrder } from './rules/part-order.ts';
import { rule as partPlaceholder } from './rules/part-placeholder.ts';
import { rule as partThin } from './rules/part-thin.ts';
import { rule as scenarioIncomplete } from './rules/scenario-incomplete.ts';
import { rule as scenarioInvalid } from './rules/scenario-invalid.ts';
import { rule as scenarioOneSided } from './rules/scenario-one-sided.ts';
import { rule as scopeAbsolute } from './rules/scope-absolute.ts';
import { rule as scopeAlwaysOn } from './rules/scope-always-on.ts';
import { rule as styleMonotony } from './rules/style-monotony.ts';
import { rule as styleVague } from './rules/style-vague.ts';
import { rule as suppressionUnused } from './rules/suppression-unused.ts';
import { rule as statementMissing } from './rules/statement-missing.ts';
import { rule as tradeOffsContradiction } from './rules/trade-offs-contradiction.ts';
import { rule as tradeOffsCycle } from './rules/trade-offs-cycle.ts';
import { rule as tradeOffsIsolated } from './rules/trade-offs-isolated.ts';
import { rule as tradeOffsMissing } from './rules/trade-offs-missing.ts';
import { rule as tradeOffsOneSided } from './rules/trade-offs-one-sided.ts';
import { rule as tradeOffsSelf } from './rules/trade-offs-self.ts';
import { rule as tradeOffsUnknownTrait } from './rules/trade-offs-unknown-trait.ts';
import { rule as tradeOffsUnresolved } from './rules/trade-offs-unresolved.ts';
import { rule as traitsDuplicateId } from './rules/traits-duplicate-id.ts';
import { rule as traitsLevel } from './rules/traits-level.ts';
import { rule as traitsOverlap } from './rules/traits-overlap.ts';
import { rule as whatMissing } from './rules/what-missing.ts';
import { rule as whatNotObservable } from './rules/what-not-observable.ts';
import { rule as whyCircular } from './rules/why-circular.ts';
import { rule as whyMissing } from './rules/why-missing.ts';

export const RULES: readonly Rule[] = [
  statementMissing,
  whatMissing,
  whatNotObservable,
  howMissing,
  whyMissing,
  whyCircular,
  partEmpty,
  partPlaceholder,
  partDuplicate,
  partOrder,
  partThin,
  tradeOffsMissing,
  tradeOffsUnknownTrait,
  tradeOffsSelf,
  tradeOffsOneSided,
  tradeOffsContradiction,
  tradeOffsCycle,
  tradeOffsUnresolved,
  tradeOffsIsolated,
  exceptionsMissing,
  exceptionsUnconditional,
  exceptionsSwallowsRule,
  scopeAbsolute,
  scopeAlwaysOn,
  scenarioIncomplete,
  scenarioInvalid,
  scenarioOneSided,
  documentShortList,
  documentNoTraits,
  documentLanguage,
  traitsDuplicateId,
  traitsLevel,
  traitsOverlap,
  chunkTooLong,
  styleVague,
  styleMonotony,
  namesModel,
  namesPlaceholder,
  linksUnresolved,
  frontMatterInvalid,
  frontMatterUnknownKey,
  // Last: it looks at what the others found.
  suppressionUnused,
];
