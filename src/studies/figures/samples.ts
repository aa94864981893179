/**
 * The paper's Monte-Carlo study: does the adversary gain from more draws in its gradient? A gradient of 1000 draws takes
 * 3.5 GB in each worker.
 */

import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';
import { sweptSamples } from '../mc-sweep.js';

export const samples: Figure = {
  name: 'samples',
  title: 'Draws in the gradient of FGSM on SAP-100',
  about:
    'The adversary’s gradient is a mean over draws of SAP; more of them come nearer to the true one. A defense that stands only against few draws is noise in the adversary’s way, not robustness.',
  roles: ['dense'],
  outputSamples: paperDraws,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    ...sweptSamples.map((count) => underFgsm('SAP-100', 'dense', 'sap100', count)),
  ],
};
