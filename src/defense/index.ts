export { type Defense, defend, defense, none } from './defense.js';
export { type DropoutOptions, dropout } from './dropout.js';
export { type DwpOptions, dwp } from './dwp.js';
export {
  type DefenseEntry,
  type DefenseOptions,
  defenseForms,
  parseDefense,
  registerDefense,
} from './parse-defense.js';
export { type DeviationOptions, rna, rsa } from './random-activations.js';
export { rnw, rsw } from './random-weights.js';
export { type SapOptions, sap } from './sap.js';
export { type SwpOptions, swp } from './swp.js';
