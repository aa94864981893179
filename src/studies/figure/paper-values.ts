/**
 * Accuracies on CIFAR-10 that the paper gives: in its text or a table where `stated` says so, else read off its figures,
 * to about half a point. One configuration that its figures show three times differs there by 2 to 3.5 points, and so may
 * a repetition.
 */
import type { Curve } from './figure.js';

type Kept = Pick<Curve, 'role' | 'defense' | 'attack' | 'on'>;

interface PaperCurve extends Kept {
  /** In a gradient; null where nothing is drawn. */
  readonly draws: number | null;
  /** % at λ 0, 1, 2, 4, 8, 16, 32; null: not given. */
  readonly accuracies: readonly (number | null)[];
  /** Up to this λ the paper's text or a table has the value; −1: nowhere. */
  readonly statedUpTo: number;
}

const lambdas = [0, 1, 2, 4, 8, 16, 32];

const dense = { role: 'dense', defense: 'none' } as const;
const sap100 = { role: 'dense', defense: 'sap100' } as const;
const read = -1;
const atOne = (percent: number) => [null, percent, null, null, null, null, null];
const atFour = (percent: number) => [null, null, null, percent, null, null, null];

const curves: readonly PaperCurve[] = [
  { ...dense, attack: 'fgsm', draws: null, statedUpTo: 2, accuracies: [89.8, 66.3, 56.4, 47.4, 35.7, 20.6, 11.6] },
  { ...dense, attack: 'random', draws: null, statedUpTo: read, accuracies: [90.0, 89.8, 89.8, 88.5, 82.6, 60.4, 18.2] },
  { ...dense, attack: 'iterative', draws: null, statedUpTo: 4, accuracies: [89.8, 66.3, 50.1, 31.0, 7.9, 1.8, 0.7] },

  { ...sap100, attack: 'random', draws: null, statedUpTo: read, accuracies: [83.3, 83.1, 82.6, 81, 74.2, 50, 12.8] },
  { ...sap100, attack: 'fgsm', draws: 100, statedUpTo: read, accuracies: [83.3, 78.5, 72.7, 60.2, 38, 15.4, 10] },
  { ...sap100, attack: 'fgsm', draws: 1, statedUpTo: read, accuracies: atFour(73.4) },
  { ...sap100, attack: 'fgsm', draws: 10, statedUpTo: read, accuracies: atFour(68.5) },
  { ...sap100, attack: 'fgsm', draws: 1000, statedUpTo: read, accuracies: atFour(46.9) },
  { ...sap100, attack: 'transfer', draws: null, statedUpTo: read, accuracies: [83.3, 75.3, 66.9, 52.9, 33.3, 15, 10] },
  { ...sap100, attack: 'iterative', draws: 10, statedUpTo: read, accuracies: [83.3, 82, 80.2, 76.7, 68.5, 51.3, 26] },
  {
    ...{ ...sap100, attack: 'iterative', on: 'plain', draws: null, statedUpTo: read },
    accuracies: [83.3, 75.2, 67.0, 50.8, 28.6, 13.5, 7.6],
  },
  { ...dense, defense: 'sap50', attack: 'fgsm', draws: 100, statedUpTo: read, accuracies: atOne(44.3) },
  { ...dense, defense: 'sap80', attack: 'fgsm', draws: 100, statedUpTo: read, accuracies: atOne(73.4) },
  { ...dense, defense: 'sap120', attack: 'fgsm', draws: 100, statedUpTo: read, accuracies: atOne(79) },
  { ...dense, defense: 'sap150', attack: 'fgsm', draws: 100, statedUpTo: read, accuracies: atOne(76.3) },

  {
    ...{ role: 'adv', defense: 'none', attack: 'fgsm', draws: null, statedUpTo: 4 },
    accuracies: [75.0, 72.9, 70.9, 67.5, 60.9, 49.0, 35.3],
  },
  {
    ...{ role: 'adv', defense: 'sap100', attack: 'fgsm', draws: 100, statedUpTo: read },
    accuracies: [74.1, 73.2, 71.9, 69.5, 65.1, 56.8, 43.2],
  },
];

export interface PaperValue {
  /** As a share. */
  readonly accuracy: number;
  /** T: stated in the text or a table; F: read off a figure. */
  readonly mark: 'T' | 'F';
}

/** What the paper has for a curve at λ. @param curve with the draws of the figure's table, as the paper made it */
export function paperValue(curve: Omit<Curve, 'name'>, lambda: number): PaperValue | undefined {
  const found = curves.find(
    ({ role, defense, attack, on, draws }) =>
      role === curve.role &&
      defense === curve.defense &&
      attack === curve.attack &&
      on === curve.on &&
      (draws === null || draws === curve.draws),
  );
  const percent = found?.accuracies[lambdas.indexOf(lambda)];
  if (percent === undefined || percent === null) return undefined;
  return { accuracy: percent / 100, mark: lambda <= found!.statedUpTo ? 'T' : 'F' };
}
