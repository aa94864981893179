/** Whether the classifiers know what they do not know. */
import { type Figure, paperDraws, underFgsm } from '../figure/figure.js';

export const calibration: Figure = {
  name: 'calibration',
  title: 'Confidence and accuracy under FGSM',
  about:
    'Accuracy of the images whose confidence, the probability of the answer, lies within 0.05 of a point that slides from 0 to 1; on the diagonal a classifier is right as often as it says. A curve below it is too sure of itself. A point of few images has a wide band. The calibration errors are mean distances from the diagonal, over bins of equal width and over bins of equally many images; the Brier score is the mean squared distance of the probabilities from the truth (0 best, 2 worst).',
  roles: ['dense'],
  outputSamples: paperDraws,
  shows: 'calibration',
  curves: () => [underFgsm('dense', 'dense', 'none'), underFgsm('SAP-100', 'dense', 'sap100')],
};
