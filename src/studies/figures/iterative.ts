/** Many small steps in place of one. */
import { type Curve, type Figure, paperDraws, paperStepDraws, underFgsm } from '../figure/figure.js';

const iteratively = (name: string, defense: string): Curve => ({
  ...underFgsm(name, 'dense', defense, paperStepDraws),
  attack: 'iterative',
});

export const iterative: Figure = {
  name: 'iterative',
  title: 'Iterative attack',
  about:
    'λ steps of one pixel, each along a new gradient; on SAP each gradient is the mean of 10 draws. An attack of many steps must do at least the damage of one step, and one on SAP’s own gradient at least that of the plain network’s: where they do not, the checks below say so, and the lower curve is the one to believe.',
  roles: ['dense'],
  outputSamples: paperDraws,
  curves: () => [
    iteratively('dense', 'none'),
    iteratively('SAP-100', 'sap100'),
    { ...iteratively('SAP-100, made on dense', 'sap100'), on: 'plain' },
    underFgsm('dense, one step', 'dense', 'none'),
    underFgsm('SAP-100, one step', 'dense', 'sap100'),
  ],
};
