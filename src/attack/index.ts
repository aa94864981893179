export { type Attack, type AttackOptions, type AttackResult, createAttack } from './attack.js';
export { type Criterion, greedyAction, misclassification } from './criteria.js';
export { fgsm } from './fgsm.js';
export { exact, expected, type Gradient } from './gradients.js';
export { attackForms, parseAttack } from './parse-attack.js';
export { randomSign } from './random-sign.js';
