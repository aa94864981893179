/** A random perturbation of the same size as the adversary's. */
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

export const randomNoise: Figure = {
  name: 'random-noise',
  title: 'Random noise',
  about:
    'Every value changes by λ, up or down at random: what a perturbation of that size costs without an adversary. The difference to the same classifier under FGSM is the effect of the gradient.',
  roles: ['dense'],
  outputSamples: paperSamples,
  curves: () => [
    { ...underFgsm('dense, random', 'dense', 'none'), attack: 'random' },
    { ...underFgsm('SAP-100, random', 'dense', 'sap100'), attack: 'random' },
    underFgsm('dense, FGSM', 'dense', 'none'),
    underFgsm('SAP-100, FGSM', 'dense', 'sap100'),
  ],
};
