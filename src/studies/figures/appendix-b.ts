/** The paper's appendix B: other ways of making a trained network random, or sparse, with the strengths of its legends. */
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

/** Thirty-one curves: fewer draws than elsewhere, so that they take a fifth of the time. */
const draws = 20;

export const appendixB: Figure = {
  name: 'appendix-b',
  title: 'Other defenses without training, under FGSM',
  about:
    'Each panel is a method of the paper’s appendix B on the dense classifier, a curve for each strength, with the plain classifier and SAP-100 for comparison. All of them, SAP-100 too, have fewer draws here than in the other figures.',
  roles: ['dense'],
  outputSamples: draws,
  curves: () => [
    underFgsm('dense', 'dense', 'none', draws),
    underFgsm('SAP-100', 'dense', 'sap100', draws),
    ...methods.flatMap(({ prefix, title, strengths }) =>
      strengths.map((strength) => ({
        ...underFgsm(`${prefix}${strength}`, 'dense', `${prefix}${strength}`, draws),
        panel: title,
      })),
    ),
  ],
};
