/** Adversarial training, alone and with SAP. */
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

export const adversarial: Figure = {
  name: 'adversarial',
  title: 'Adversarial training, with and without SAP-100, under FGSM',
  about: 'ADV was trained on batches of which 20 % were perturbed by FGSM at λ 2. SAP is added after training.',
  roles: ['dense', 'adv'],
  outputSamples: paperSamples,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    underFgsm('ADV', 'adv', 'none'),
    underFgsm('ADV + SAP-100', 'adv', 'sap100'),
  ],
};
