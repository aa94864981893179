/** Whether the classifiers are right as often as their confidence says. */
import { type Figure, paperSamples, underFgsm } from '../figure/figure.js';

export const calibration: Figure = {
  name: 'calibration',
  title: 'Confidence and accuracy under FGSM',
  about:
    'Accuracy of images whose confidence, the probability of the predicted class, lies within 0.05 of a point between 0 and 1. On the diagonal a classifier is right as often as its confidence says; below it, it is overconfident. A point of few images has a wide band. Calibration errors are mean distances from the diagonal, over bins of equal width or of equally many images. The Brier score is the mean squared distance of the probabilities from the true class (0 best, 2 worst).',
  roles: ['dense'],
  outputSamples: paperSamples,
  shows: 'calibration',
  curves: () => [underFgsm('dense', 'dense', 'none'), underFgsm('SAP-100', 'dense', 'sap100')],
};
