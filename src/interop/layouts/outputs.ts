/** What the outputs of a network are: Q-values, or distributions of returns that Q is the mean of. */
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { fractions } from './modules.js';

export type Outputs =
  | { readonly kind: 'values'; readonly actions: number }
  /** Categorical distributions over the returns `support` (C51, Bellemare et al. 2017, arXiv:1707.06887). */
  | { readonly kind: 'categorical'; readonly actions: number; readonly support: Float32Array }
  /** Quantiles of the return (QR-DQN, Dabney et al. 2018, arXiv:1710.10044). */
  | { readonly kind: 'quantiles'; readonly actions: number; readonly quantiles: number; readonly actionsLast: boolean };

/** Most actions of an Atari game. */
const mostActions = 18;
/** Atoms and quantiles of the papers, which all frameworks here have as their default. */
const usualAtoms = 51;
const usualQuantiles = 200;
/** Smallest and largest return of the papers' atoms. */
const usualRange = [-10, 10] as const;

export interface OutputsOptions {
  /** Number of outputs for all actions. */
  readonly outputs: number;
  /** Number of outputs of the value head of a dueling network: 1, or the number of atoms. */
  readonly valueOutputs?: number;
  readonly constants: ReadonlyMap<string, Float32Array>;
  readonly about: Checkpoint['about'];
  /** Names of arrays. */
  readonly names: readonly string[];
}

/** Returns what the outputs are; undefined if that cannot be told. */
export function outputsOf({ outputs, valueOutputs, constants, about, names }: OutputsOptions): Outputs | undefined {
  if (valueOutputs === 1) return { kind: 'values', actions: outputs };
  const setting = (name: string): number | undefined => {
    const key = Object.keys(about).find((each) => each === name || each.endsWith(`.${name}`));
    return key !== undefined && typeof about[key] === 'number' ? about[key] : undefined;
  };
  const isWhole = (count: number) => Number.isInteger(outputs / count) && outputs / count <= mostActions;
  const [stored] = [...constants].flatMap(([name, values]) => (name === fractions ? [] : [values]));
  const atoms = stored?.length ?? setting('n_atoms') ?? setting('num_atoms') ?? valueOutputs ?? usualAtoms;
  const taus = constants.get(fractions);
  const saidQuantiles = taus?.length ?? setting('n_quantiles') ?? setting('num_quantiles');
  const quantiles = saidQuantiles ?? usualQuantiles;
  const isQuantile = names.some((name) => name.includes('quantile'));
  const isDistribution = stored !== undefined || taus !== undefined || (isQuantile && saidQuantiles !== undefined);
  if (valueOutputs === undefined && outputs <= mostActions && !isDistribution)
    return { kind: 'values', actions: outputs };
  if (!isQuantile && !taus && atoms > 1 && isWhole(atoms)) {
    const [least, most] = [setting('v_min') ?? usualRange[0], setting('v_max') ?? usualRange[1]];
    const even = () => Float32Array.from({ length: atoms }, (_, i) => least + ((most - least) * i) / (atoms - 1));
    return { kind: 'categorical', actions: outputs / atoms, support: stored ?? even() };
  }
  if (valueOutputs !== undefined || !isWhole(quantiles)) return undefined;
  return { kind: 'quantiles', actions: outputs / quantiles, quantiles, actionsLast: isQuantile };
}
