/** Adversarial training, and SAP on top of it. */
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

export const adversarial: Figure = {
  name: 'adversarial',
  title: 'Adversarial training, with and without SAP-100, under FGSM',
  about:
    'ADV was trained on batches of which 20 % were attacked by FGSM of λ 2. SAP is put on it afterwards, without further training.',
  roles: ['dense', 'adv'],
  outputSamples: paperDraws,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    underFgsm('ADV', 'adv', 'none'),
    underFgsm('ADV + SAP-100', 'adv', 'sap100'),
  ],
};
