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
  /** Draws of the defense in a gradient; of one that is not drawn there is but one. */
  readonly draws: number;
  /** Whose gradient is taken; default the defended classifier's own. */
  readonly on?: 'plain';
  /** In the legend; curves that differ by their draws alone have one name, to which the draws are added. */
  readonly name: string;
  /** Figures of several panels: the title of its own; absent: in all of them. */
  readonly panel?: string;
}

export interface Figure {
  /** Of its folder, and for `--figure`. */
  readonly name: string;
  readonly title: string;
  /** What it asks, and how it is to be read: some sentences. */
  readonly about: string;
  /** Whose classifiers it needs. */
  readonly roles: readonly Role[];
  /** Draws of a defense averaged for an answer. */
  readonly outputSamples: number;
  curves(configs: Readonly<Partial<Record<Role, VisionConfig>>>): readonly Curve[];
  /** What is drawn; default accuracy against λ. */
  readonly shows?: 'calibration';
}

/** The paper's. */
export const figureLambdas: readonly number[] = [0, 1, 2, 4, 8, 16, 32, 64];
export const paperDraws = 100;
/** In each step of an iterative attack. */
export const paperStepDraws = 10;

/** A classifier behind a defense, under the paper's attack. */
export const underFgsm = (name: string, role: Role, defense: string, draws: number = paperDraws): Curve => ({
  ...{ role, defense, attack: 'fgsm', draws, name },
});
