export { type AttackedFrames, carryFrames, frameMask } from './agent/attacked-frames.js';
export { allOf, always, everyNth, parseTiming, strategicallyTimed, type Timing } from './agent/timing.js';
export { type ApgdOptions, apgd } from './apgd.js';
export { type EotPgdOptions, eotPgd } from './eot-pgd.js';
export { type FgsmOptions, fgsm, transfer } from './fgsm.js';
export { type IterativeOptions, iterative } from './iterative.js';
export {
  type AttackEntry,
  attackForms,
  type ChosenOptions,
  type ParseAttackOptions,
  parseAttack,
  registerAttack,
} from './parse-attack.js';
export { type PgdOptions, pgd } from './pgd.js';
export { randomSign } from './random-sign.js';
export type { Attack, AttackOptions, AttackResult, Search } from './search/attack.js';
export { type AttackTarget, type AttackValues, type CompiledAttack, compileAttack } from './search/compile-attack.js';
export { createAttack } from './search/create-attack.js';
export {
  type Criterion,
  greedyAction,
  misclassification,
  parseCriterion,
  targetedMisclassification,
  worstAction,
} from './search/criteria.js';
export { cleanLabels } from './search/evaluate-result.js';
export { type GradientAscentOptions, gradientAscent, type Update } from './search/gradient-ascent.js';
export { exact, expected, type Gradient } from './search/gradients.js';
export { crossEntropy, differenceOfLogitsRatio, type Loss, margin } from './search/losses.js';
export { pixelLambda } from './search/region.js';
export { type SquareOptions, square } from './square.js';
