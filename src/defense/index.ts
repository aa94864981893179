export { type Defense, defend, defense, none } from './defense.js';
export { defenseForms, parseDefense } from './parse-defense.js';
export { type SapOptions, sap } from './sap.js';
