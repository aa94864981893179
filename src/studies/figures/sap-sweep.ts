/** How much to prune: SAP-k keeps the more activations, the more draws it makes. */
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

/** k, draws in percent of a layer's activations. */
const percents = [50, 80, 100, 120, 150];

export const sapSweep: Figure = {
  name: 'sap-sweep',
  title: 'SAP-k under FGSM',
  about:
    'SAP-k draws k % of each layer’s activations: a small k prunes much and costs clean accuracy, a large one prunes little. Against SAP-100 the gradient of the plain network is tried too: where that does more damage than SAP’s own, SAP hides its gradient, and the lower curve is the one to believe.',
  roles: ['dense'],
  outputSamples: paperDraws,
  curves: () => [
    underFgsm('dense', 'dense', 'none'),
    ...percents.map((percent) => underFgsm(`SAP-${percent}`, 'dense', `sap${percent}`)),
    { ...underFgsm('SAP-100, made on dense', 'dense', 'sap100'), attack: 'transfer' },
  ],
};
