/** All figures of the paper's image part, the main one first. */
import { UsageError } from '../../common/errors.js';
import { expectedName } from '../../common/nearest.js';
import type { Figure } from '../figure/figure.js';
import { adversarial } from './adversarial.js';
import { appendixB } from './appendix-b.js';
import { calibration } from './calibration.js';
import { dropout } from './dropout.js';
import { headline } from './headline.js';
import { iterative } from './iterative.js';
import { randomNoise } from './random-noise.js';
import { samples } from './samples.js';
import { sapSweep } from './sap-sweep.js';

export const figures: readonly Figure[] = [
  ...[headline, sapSweep, randomNoise, iterative, dropout],
  ...[adversarial, calibration, samples, appendixB],
];

/** @throws UsageError for an unknown name */
export function figureNamed(name: string): Figure {
  const found = figures.find((figure) => figure.name === name);
  if (found) return found;
  throw new UsageError(
    `figure: ${expectedName(
      name,
      figures.map((each) => each.name),
    )}`,
  );
}
