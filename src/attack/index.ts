export { type ApgdOptions, apgd } from './apgd.js';
export { type Attack, type AttackOptions, type AttackResult, createAttack, type Search } from './attack.js';
export {
  type Criterion,
  greedyAction,
  misclassification,
  parseCriterion,
  targetedMisclassification,
  worstAction,
} from './criteria.js';
export { type AttackTarget, type AttackValues, type CompiledAttack, compileAttack } from './driver.js';
export { type EotPgdOptions, eotPgd } from './eot-pgd.js';
export { type FgsmOptions, fgsm, transfer } from './fgsm.js';
export { type GradientAscentOptions, gradientAscent, type Move } from './gradient-ascent.js';
export { exact, expected, type Gradient } from './gradients.js';
export { type IterativeOptions, iterative } from './iterative.js';
export { crossEntropy, differenceOfLogitsRatio, type Loss, margin } from './losses.js';
export { attackForms, type ParseAttackOptions, parseAttack } from './parse-attack.js';
export { type PgdOptions, pgd } from './pgd.js';
export { randomSign } from './random-sign.js';
export { type SquareOptions, square } from './square.js';
export { type AttackedFrames, carryFrames, frameMask } from './stack.js';
export { allOf, always, everyNth, parseTiming, strategicallyTimed, type Timing } from './timing.js';
