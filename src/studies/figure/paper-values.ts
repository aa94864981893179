/**
 * Accuracies on CIFAR-10 from the paper: stated in its text or a table up to λ `statedUpTo`, else read off its figures, to
 * about half a point. The paper's figures show one configuration three times, with differences of 2 to 3.5 points; a
 * repetition may differ as much.
 */
import type { Curve } from './figure.js';

type Kept = Pick<Curve, 'role' | 'defense' | 'attack' | 'on'>;

interface PaperCurve extends Kept {
  /** Samples per gradient; null where the gradient is not random. */
  readonly samples: number | null;
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
  { ...dense, attack: 'fgsm', samples: null, statedUpTo: 2, accuracies: [89.8, 66.3, 56.4, 47.4, 35.7, 20.6, 11.6] },
  {
    ...dense,
    attack: 'random',
    samples: null,
    statedUpTo: read,
    accuracies: [90.0, 89.8, 89.8, 88.5, 82.6, 60.4, 18.2],
  },
  { ...dense, attack: 'iterative', samples: null, statedUpTo: 4, accuracies: [89.8, 66.3, 50.1, 31.0, 7.9, 1.8, 0.7] },

  { ...sap100, attack: 'random', samples: null, statedUpTo: read, accuracies: [83.3, 83.1, 82.6, 81, 74.2, 50, 12.8] },
  { ...sap100, attack: 'fgsm', samples: 100, statedUpTo: read, accuracies: [83.3, 78.5, 72.7, 60.2, 38, 15.4, 10] },
  { ...sap100, attack: 'fgsm', samples: 1, statedUpTo: read, accuracies: atFour(73.4) },
  { ...sap100, attack: 'fgsm', samples: 10, statedUpTo: read, accuracies: atFour(68.5) },
  { ...sap100, attack: 'fgsm', samples: 1000, statedUpTo: read, accuracies: atFour(46.9) },
  {
    ...sap100,
    attack: 'transfer',
    samples: null,
    statedUpTo: read,
    accuracies: [83.3, 75.3, 66.9, 52.9, 33.3, 15, 10],
  },
  { ...sap100, attack: 'iterative', samples: 10, statedUpTo: read, accuracies: [83.3, 82, 80.2, 76.7, 68.5, 51.3, 26] },
  {
    ...{ ...sap100, attack: 'iterative', on: 'plain', samples: null, statedUpTo: read },
    accuracies: [83.3, 75.2, 67.0, 50.8, 28.6, 13.5, 7.6],
  },
  { ...dense, defense: 'sap50', attack: 'fgsm', samples: 100, statedUpTo: read, accuracies: atOne(44.3) },
  { ...dense, defense: 'sap80', attack: 'fgsm', samples: 100, statedUpTo: read, accuracies: atOne(73.4) },
  { ...dense, defense: 'sap120', attack: 'fgsm', samples: 100, statedUpTo: read, accuracies: atOne(79) },
  { ...dense, defense: 'sap150', attack: 'fgsm', samples: 100, statedUpTo: read, accuracies: atOne(76.3) },

  {
    ...{ role: 'adv', defense: 'none', attack: 'fgsm', samples: null, statedUpTo: 4 },
    accuracies: [75.0, 72.9, 70.9, 67.5, 60.9, 49.0, 35.3],
  },
  {
    ...{ role: 'adv', defense: 'sap100', attack: 'fgsm', samples: 100, statedUpTo: read },
    accuracies: [74.1, 73.2, 71.9, 69.5, 65.1, 56.8, 43.2],
  },
];

export interface PaperValue {
  /** As a share. */
  readonly accuracy: number;
  /** T: stated in the text or a table; F: read off a figure. */
  readonly mark: 'T' | 'F';
}

/** The paper's value of a curve at λ, if it has one. @param curve with the number of samples that the paper used */
export function paperValue(curve: Omit<Curve, 'name'>, lambda: number): PaperValue | undefined {
  const found = curves.find(
    ({ role, defense, attack, on, samples }) =>
      role === curve.role &&
      defense === curve.defense &&
      attack === curve.attack &&
      on === curve.on &&
      (samples === null || samples === curve.samples),
  );
  const percent = found?.accuracies[lambdas.indexOf(lambda)];
  if (percent === undefined || percent === null) return undefined;
  return { accuracy: percent / 100, mark: lambda <= found!.statedUpTo ? 'T' : 'F' };
}
