/** How much to prune: the more draws with replacement SAP-k makes, the more activations it keeps. */
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

/** k, samples in percent of a layer's activations. */
const percents = [50, 80, 100, 120, 150];

export const sapSweep: Figure = {
  name: 'sap-sweep',
  title: 'SAP-k under FGSM',
  about:
    'SAP-k draws as many activations of each layer, with replacement, as k % of their number. A small k prunes much and costs accuracy without an attack; a large k prunes little. SAP-100 is also attacked with the gradient of the plain network. Where that does more damage than SAP’s own gradient, SAP masks its gradient; use the lower curve.',
  roles: ['dense'],
  outputSamples: paperSamples,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    ...percents.map((percent) => underFgsm(`SAP-${percent}`, 'dense', `sap${percent}`)),
    { ...underFgsm('SAP-100, gradient of dense', 'dense', 'sap100'), attack: 'transfer' },
  ],
};
