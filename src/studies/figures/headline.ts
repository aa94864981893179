/** The main figure: adversarial training, SAP-100, both, and neither. */
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

export const headline: Figure = {
  name: 'headline',
  title: 'SAP-100, adversarial training, and both, under FGSM',
  about:
    'How much accuracy adversarial training (ADV) and stochastic activation pruning (SAP-100) keep, alone and together. The adversary takes one step along the gradient of the attacked classifier, including its defense.',
  roles: ['dense', 'adv'],
  outputSamples: paperSamples,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    underFgsm('SAP-100', 'dense', 'sap100'),
    underFgsm('ADV', 'adv', 'none'),
    underFgsm('ADV + SAP-100', 'adv', 'sap100'),
  ],
};
