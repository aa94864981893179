/** λ, the L∞ bound of perturbations. */
import { Option } from 'commander';

/** Returns the option; its value stays text, for `parseLambdas`. @param lambdas the default */
export const lambdaOption = (lambdas: readonly number[]): Option =>
  new Option(
    '--lambda <list>',
    'λ, the L∞ bounds of perturbations, in gray levels (0–255), with commas; 0 = no attack',
  ).default(lambdas.join());
