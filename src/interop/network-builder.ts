/** Imported networks: every file format is translated to a list of layers with their parameters. */
import type { ActionPolicy } from '../agent/action-policy.js';
import { checkLayers } from '../agent/check-layers.js';
import type { Layer } from '../agent/layers.js';
import { UsageError } from '../common/errors.js';
import { expectFinite } from '../common/finite.js';
import type { GivenRules } from '../env/presets.js';
import type { NamedArray } from '../model/safetensors.js';

/**
 * Zeros around the images before the convolutions: none, as TensorFlow and Flax add them for SAME (fewer before than after where their
 * number is odd), or as many on each side, for each convolution.
 */
export type Padding = 'valid' | 'same' | readonly number[];

/** Keys of a config that say how episodes of an agent are played, besides the rules of play. */
export interface EvaluationKeys {
  /** Share of random actions. */
  readonly evaluationExploration?: number;
  /** Steps after which an episode is truncated; null: by the rules of play only. */
  readonly evaluationMaxSteps?: number | null;
  /** Steps without a change of the screen after which an episode is truncated; null: never. */
  readonly evaluationMaxStallSteps?: number | null;
}

/** How the agent of an exported file plays. */
export interface ExportedAgent {
  /** Id of its game. */
  readonly game: string;
  /** Names of its actions, in the order of the outputs. */
  readonly actions: readonly string[];
  /** Keys of its config: rules of play. */
  readonly rules: GivenRules;
  /** Keys of its config: exploration and limits of its evaluations. */
  readonly evaluation: EvaluationKeys;
  readonly policy: ActionPolicy;
  /** Title of the framework that the rules are of, if it is one. */
  readonly framework?: string;
}

/** How agents are evaluated where they were trained. */
export interface EvaluationFacts {
  /** Share of random actions. */
  readonly exploration?: number;
  /** Whether an actor's actions are the most probable ones, or sampled. */
  readonly choice?: 'greedy' | 'sampled';
  /** Frames after which an episode is truncated. */
  readonly maxEpisodeFrames?: number;
}

/** What a file says about a network besides its layers and parameters. */
export interface NetworkFacts {
  /** Framework and algorithm, such as `CleanRL DQN`, for messages. */
  readonly family: string;
  /** Framework whose rules of play it was trained by. */
  readonly preset?: 'cleanrl' | 'sb3' | 'pfrl' | 'tianshou' | 'sa-dqn' | 'radial' | 'dopamine';
  /** Factor on the gray levels 0…255 that the framework applies before the network. */
  readonly inputScale?: number;
  /** Evaluations of its algorithm, as far as they differ from those of the framework's others. */
  readonly evaluation?: EvaluationFacts;
  /** Q-values, or the logits of an actor's actions. */
  readonly output: 'q-values' | 'logits';
  /** Of files that were exported here. */
  readonly exported?: ExportedAgent;
  /** What the file does not say and was assumed, each as a clause of a warning. */
  readonly assumed?: readonly string[];
  /** Other paddings of its convolutions that give as many values, where the file does not say which one it is. */
  readonly otherPaddings?: readonly Padding[];
}

/** A network that was read from a file. */
export interface ImportedNetwork {
  /** The layers, in order. */
  readonly layers: readonly Layer[];
  /** Parameters, in the order in which the layers use them. */
  readonly arrays: readonly NamedArray[];
  /** Shape of the input, without the batch axis. */
  readonly inputShape: readonly number[];
  /** Number of outputs. */
  readonly outputs: number;
  /** Of checkpoints of known frameworks. */
  readonly facts?: NetworkFacts;
}

/** Collects layers and their parameters in order. */
export interface NetworkBuilder {
  readonly layers: Layer[];
  readonly arrays: NamedArray[];
  /** Adds a layer with its parameters by name (`weights`; `scale`, `offset`), in the order in which the layer uses them. */
  add(layer: Layer, parameters?: Readonly<Record<string, Omit<NamedArray, 'name'>>>): void;
  /** Adds a bias to the last layer. Returns false unless that is a convolution or dense layer without a bias. */
  addBias(values: Float32Array): boolean;
}

export function createNetworkBuilder(): NetworkBuilder {
  const layers: Layer[] = [];
  const arrays: NamedArray[] = [];
  const nameOf = (what: string) => `layer${layers.length}.${what}`;
  return {
    layers,
    arrays,
    add(layer, parameters = {}) {
      layers.push(layer);
      for (const [what, array] of Object.entries(parameters)) arrays.push({ ...array, name: nameOf(what) });
    },
    addBias(values) {
      const last = layers.at(-1);
      if (!last || !('bias' in last) || last.bias || arrays.at(-1)?.shape.at(-1) !== values.length) return false;
      layers[layers.length - 1] = { ...last, bias: true };
      arrays.push({ name: nameOf('bias'), shape: [values.length], values });
      return true;
    },
  };
}

/** Most values of a parameter that a file leaves out: 64 KiB, since a small file can leave out thousands of them. */
const mostEqualValues = 2 ** 14;

/**
 * Returns equal values, for a parameter that a file leaves out.
 * @param refuse returns the error to throw
 */
export function equalValues(
  length: number,
  value: number,
  refuse: (why: string) => UsageError,
): Omit<NamedArray, 'name'> {
  if (!(length <= mostEqualValues))
    throw refuse(`without scale or offset is over ${length} values, at most ${mostEqualValues} are supported`);
  return { shape: [length], values: new Float32Array(length).fill(value) };
}

/**
 * Returns the network of a builder, after checking it.
 * @param inputShape without the batch axis @param source names the file in errors
 * @throws UsageError for layers that do not fit together, and values that are not finite
 */
export function importedNetwork(
  { layers, arrays }: Pick<ImportedNetwork, 'layers' | 'arrays'>,
  inputShape: readonly number[],
  source: string,
): ImportedNetwork {
  const outputShape = checkLayers(layers, arrays, inputShape, source);
  if (outputShape.length !== 1) throw new UsageError(`${source}: expected outputs [N, n], got [N,${outputShape}]`);
  for (const { name, values } of arrays) expectFinite(values, `${source}: ${name}`);
  return { layers, arrays, inputShape, outputs: outputShape[0]! };
}
