/** What a figure of the paper's image part is: a table of curves, each a classifier behind a defense under an attack. */
import type { VisionConfig } from '../../vision/config.js';

/** What a classifier was trained for. */
export const roles = ['dense', 'adv', 'dropout'] as const;
export type Role = (typeof roles)[number];

/** Accuracy against λ. */
export interface Curve {
  readonly role: Role;
  /** `none`, or a defense's name. */
  readonly defense: string;
  /** `fgsm`, `iterative`, `transfer` or `random`. */
  readonly attack: string;
  /** Samples of the defense per gradient; ignored where the gradient is not random. */
  readonly samples: number;
  /** Whose gradient is taken; default the defended classifier's own. */
  readonly on?: 'plain';
  /** Name in the legend; the number of samples is added where curves differ in it alone. */
  readonly name: string;
  /** Title of the curve's panel, in figures of several panels; without it the curve is in all of them. */
  readonly panel?: string;
}

export interface Figure {
  /** Name of its folder, and for `--figure`. */
  readonly name: string;
  readonly title: string;
  /** What the figure asks and how to read it, in a few sentences. */
  readonly about: string;
  /** The classifiers that the figure needs. */
  readonly roles: readonly Role[];
  /** Samples of a defense averaged for an output. */
  readonly outputSamples: number;
  curves(configs: Readonly<Partial<Record<Role, VisionConfig>>>): readonly Curve[];
  /** What the chart shows; default: accuracy against λ. */
  readonly shows?: 'calibration';
}

/** The paper's λ, in gray levels. */
export const figureLambdas: readonly number[] = [0, 1, 2, 4, 8, 16, 32, 64];
/** The paper's samples per gradient and per output. */
export const paperSamples = 100;
/** The paper's samples per gradient in each step of an iterative attack. */
export const paperStepSamples = 10;

/** A curve of a defended classifier under FGSM. */
export const underFgsm = (name: string, role: Role, defense: string, samples: number = paperSamples): Curve => ({
  ...{ role, defense, attack: 'fgsm', samples, name },
});
