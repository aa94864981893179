/** The figure that the others are details of: training, a defense, both, and neither. */
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

export const headline: Figure = {
  name: 'headline',
  title: 'SAP-100, adversarial training, and both, under FGSM',
  about:
    'What adversarial training (ADV) and stochastic activation pruning (SAP-100) keep of the accuracy, alone and together. The adversary takes one step along the gradient of the classifier that answers, defense included.',
  roles: ['dense', 'adv'],
  outputSamples: paperDraws,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    underFgsm('SAP-100', 'dense', 'sap100'),
    underFgsm('ADV', 'adv', 'none'),
    underFgsm('ADV + SAP-100', 'adv', 'sap100'),
  ],
};
