/**
 * The paper's Monte Carlo study: does the adversary gain from more samples per gradient? A gradient of 1000 samples takes
 * 3.5 GB in each worker.
 */

import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';
import { sweptSamples } from '../mc-sweep.js';

export const samples: Figure = {
  name: 'samples',
  title: 'Samples per gradient of FGSM on SAP-100',
  about:
    'The adversary’s gradient is a mean over Monte Carlo samples of SAP; with more samples it approaches the true gradient. A defense that resists only gradients of few samples hides its gradient behind noise; it is not robust.',
  roles: ['dense'],
  outputSamples: paperSamples,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    ...sweptSamples.map((count) => underFgsm('SAP-100', 'dense', 'sap100', count)),
  ],
};
