/** The paper's appendix B: other ways to make a trained network random or sparse, with the strengths of its legends. */
import { type Figure, underFgsm } from '../figure/figure.js';

const methods: readonly { readonly prefix: string; readonly title: string; readonly strengths: readonly number[] }[] = [
  { prefix: 'dropout', title: 'dropout: rate', strengths: [0.1, 0.2, 0.3, 0.4] },
  { prefix: 'rnw', title: 'RNW: weights + N(0, s²)', strengths: [0.01, 0.02, 0.03, 0.04, 0.05] },
  { prefix: 'rsw', title: 'RSW: weights × N(1, s²)', strengths: [0.01, 0.05, 0.1, 0.2] },
  { prefix: 'dwp', title: 'DWP: the k % largest weights', strengths: [10, 30, 50, 70, 90] },
  { prefix: 'swp', title: 'SWP: the SAP rule on weights', strengths: [500, 750, 1000] },
  { prefix: 'rna', title: 'RNA: activations + N(0, s²)', strengths: [0.1, 0.2, 0.3, 0.4, 0.5] },
  { prefix: 'rsa', title: 'RSA: activations × N(1, s²)', strengths: [0.1, 0.2, 0.3, 0.4, 0.5] },
];

/** Thirty-one curves: with fewer samples than in the other figures they take a fifth of the time. */
const few = 20;

export const appendixB: Figure = {
  name: 'appendix-b',
  title: 'Other defenses without training, under FGSM',
  about:
    'Each panel shows a method of the paper’s appendix B on the dense classifier, with a curve for each strength, beside the plain classifier and SAP-100. All curves have fewer samples than in the other figures.',
  roles: ['dense'],
  outputSamples: few,
  curves: () => [
    underFgsm('dense', 'dense', 'none', few),
    underFgsm('SAP-100', 'dense', 'sap100', few),
    ...methods.flatMap(({ prefix, title, strengths }) =>
      strengths.map((strength) => ({
        ...underFgsm(`${prefix}${strength}`, 'dense', `${prefix}${strength}`, few),
        panel: title,
      })),
    ),
  ],
};
