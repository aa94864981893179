/** Makes an agent of an imported network. */
import type { ActionPolicy } from '../agent/action-policy.js';
import type { Agent, AgentSource } from '../agent/agent-files.js';
import { loadConfig } from '../agent/config.js';
import { afterLayers, type Layer } from '../agent/layers.js';
import { layersNetwork } from '../agent/layers-network.js';
import { UsageError } from '../common/errors.js';
import { sizeOf } from '../common/shape.js';
import { frameSize, stackDepth } from '../env/environment.js';
import type { GivenRules } from '../env/presets.js';
import type { EvaluationKeys, ImportedNetwork } from './network-builder.js';

/** Order of the frames in the input that a network was trained with. */
export const frameOrders = ['oldest-first', 'newest-first'] as const;
export type FrameOrder = (typeof frameOrders)[number];

/** What an agent needs besides its network. */
export interface NetworkAgentOptions {
  /** Id of the game, such as `catch`. */
  readonly game: string;
  /** Names of the game's actions, in the order of the network's outputs. */
  readonly actions: readonly string[];
  /** Keys of its config: rules of play, default `dqn2015`, and the exploration of its episodes. */
  readonly rules?: GivenRules & EvaluationKeys;
  /** Factor on the pixels of 0…255 before the network's own layers; default 1. */
  readonly inputScale?: number;
  /** Frames that the network sees, as its input says. It must be given where that has 3 channels, which may be colors. */
  readonly frames?: number | undefined;
  /** Default `oldest-first`. */
  readonly frameOrder?: FrameOrder;
  /** Whether the network sees rows as columns and columns as rows; default false. */
  readonly isTransposed?: boolean;
  /** Where the file comes from, for the agent's description. */
  readonly origin?: AgentSource;
  /** What the outputs are; default: what the file is known for, else Q-values. */
  readonly outputs?: ActionPolicy['outputs'];
  /** How actions are chosen; default `greedy`. */
  readonly choice?: ActionPolicy['choice'];
  /** Names the file in errors. */
  readonly source: string;
}

/**
 * Makes an agent. Its observations, [N, 4, 84, 84] with the oldest frame first, become the input of the network: [N, frames, 84, 84]
 * or [N, 84, 84, frames] with the newest 1 to 4 frames.
 * @throws UsageError for another input shape, 3 channels without `frames`, or a number of outputs other than that of the actions
 */
export function networkAgent(network: ImportedNetwork, options: NetworkAgentOptions): Agent {
  const { game, actions, rules, origin, source } = options;
  const { layers, arrays, outputs } = network;
  const first = inputLayers(network.inputShape, options);
  if (outputs !== actions.length) {
    throw new UsageError(
      `${source}: expected ${actions.length} outputs, one for each action of ${game} (${actions.join(', ')}), got ${outputs}`,
    );
  }
  const all = afterLayers(first, layers);
  const policy = policyOf(network, options);
  return {
    game,
    actions,
    step: 0,
    config: loadConfig({ flags: { game, ...rules } }),
    layers: all,
    network: layersNetwork(all),
    specs: arrays.map(({ name, shape }) => ({ name, shape, fanIn: sizeOf(shape.slice(0, -1)) })),
    views: arrays.map(({ values }) => values),
    ...(policy && { policy }),
    ...(origin && { source: origin }),
  };
}

/** Returns undefined for the largest Q-value. */
function policyOf({ facts }: ImportedNetwork, options: NetworkAgentOptions): ActionPolicy | undefined {
  const { outputs = facts?.output ?? 'q-values', choice = 'greedy', source } = options;
  if (outputs === 'logits') return { outputs, choice };
  if (choice === 'greedy') return undefined;
  throw new UsageError(`${source}: expected logits for sampled actions, got Q-values`);
}

/** Red, green and blue. */
const colorChannels = 3;

/** Returns the layers from an observation to the input of the network. */
function inputLayers(
  inputShape: readonly number[],
  { inputScale = 1, frameOrder = 'oldest-first', isTransposed = false, frames: given, source }: NetworkAgentOptions,
): Layer[] {
  const image = [frameSize, frameSize].join();
  const isLast = inputShape.slice(0, 2).join() === image;
  const frames = inputShape[isLast ? 2 : 0] ?? 0;
  const isImage = isLast || inputShape.slice(1).join() === image;
  if (inputShape.length !== 3 || !isImage || frames < 1 || frames > stackDepth) {
    const expected = `[N,frames,${image}] or [N,${image},frames] with 1 to ${stackDepth} frames`;
    throw new UsageError(`${source}: expected an input ${expected}, got [N,${inputShape}]`);
  }
  if (frames === colorChannels && given === undefined) {
    throw new UsageError(
      `${source}: its input has 3 channels, which may be red, green and blue, or 3 gray frames: set --frames 3 if they are frames; networks that see colors cannot be imported`,
    );
  }
  if (given !== undefined && given !== frames) {
    throw new UsageError(`${source}: expected --frames ${frames}, as its input [N,${inputShape}] has, got ${given}`);
  }
  const layers: Layer[] = [];
  if (frames < stackDepth) layers.push({ kind: 'slice', axis: 1, start: stackDepth - frames, end: stackDepth });
  if (frameOrder === 'newest-first' && frames > 1) {
    layers.push({ kind: 'gather', axis: 1, indices: Array.from({ length: frames }, (_, i) => frames - 1 - i) });
  }
  if (isTransposed) layers.push({ kind: 'transpose', order: [0, 1, 3, 2] });
  if (inputScale !== 1) layers.push({ kind: 'scale', factor: inputScale, offset: 0 });
  if (isLast) layers.push({ kind: 'transpose', order: [0, 2, 3, 1] });
  return layers;
}
