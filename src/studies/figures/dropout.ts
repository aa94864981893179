/** A classifier trained with dropout, which may stay on at test time: the method most similar to SAP. */
import { visionDefaults } from '../../vision/config.js';
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

export const dropout: Figure = {
  name: 'dropout',
  title: 'Trained dropout under FGSM',
  about:
    'A classifier trained with dropout. At test time dropout is off, as usual, or on as a defense, with the rate of training. SAP-100 on the dense classifier is shown beside it. The attack on a network with dropout takes the mean gradient over samples, as on SAP.',
  roles: ['dense', 'dropout'],
  outputSamples: paperSamples,
  curves({ dropout: { dropoutRate: rate } = visionDefaults }) {
    return [
      underFgsm('dense', 'dense', 'none'),
      underFgsm('SAP-100', 'dense', 'sap100'),
      underFgsm('dropout, off', 'dropout', 'none'),
      // One that was trained without has nothing to leave on.
      ...(rate > 0 ? [underFgsm('dropout, on', 'dropout', `dropout${rate}`)] : []),
    ];
  },
};
