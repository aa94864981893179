/** Many small steps instead of one. */
import { type Curve, type Figure, paperSamples, paperStepSamples, underFgsm } from '../figure/figure.js';

const iteratively = (name: string, defense: string): Curve => ({
  ...underFgsm(name, 'dense', defense, paperStepSamples),
  attack: 'iterative',
});

export const iterative: Figure = {
  name: 'iterative',
  title: 'Iterative attack',
  about:
    'BIM: λ steps of 1 gray level, each along a new gradient; on SAP each gradient is the mean of 10 samples. Many steps must do at least as much damage as one step, and SAP’s own gradient at least as much as the plain network’s. Where they do not, a check below fails; use the lower curve.',
  roles: ['dense'],
  outputSamples: paperSamples,
  curves: () => [
    iteratively('dense', 'none'),
    iteratively('SAP-100', 'sap100'),
    { ...iteratively('SAP-100, gradient of dense', 'sap100'), on: 'plain' },
    underFgsm('dense, one step', 'dense', 'none'),
    underFgsm('SAP-100, one step', 'dense', 'sap100'),
  ],
};
