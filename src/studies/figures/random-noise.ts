/** A perturbation of the adversary's size without the adversary. */
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

export const randomNoise: Figure = {
  name: 'random-noise',
  title: 'Random noise',
  about:
    'Every pixel moves by λ, up or down at random: what a perturbation of that size costs by itself. The distance to the same classifier under FGSM is what the gradient is worth.',
  roles: ['dense'],
  outputSamples: paperDraws,
  curves: () => [
    { ...underFgsm('dense, random', 'dense', 'none'), attack: 'random' },
    { ...underFgsm('SAP-100, random', 'dense', 'sap100'), attack: 'random' },
    underFgsm('dense, FGSM', 'dense', 'none'),
    underFgsm('SAP-100, FGSM', 'dense', 'sap100'),
  ],
};
