/** A classifier trained with dropout, which may be left on when it answers: the nearest relative of SAP. */
import { visionDefaults } from '../../vision/config.js';
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

export const dropout: Figure = {
  name: 'dropout',
  title: 'Trained dropout under FGSM',
  about:
    'A classifier trained with dropout, which is off when it answers as usual, or left on as a defense with the rate that it was trained with, beside SAP-100 on the dense one. The attack on a dropped network takes the mean gradient over its draws, as on SAP.',
  roles: ['dense', 'dropout'],
  outputSamples: paperDraws,
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
