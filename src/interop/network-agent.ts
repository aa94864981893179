/** Makes an agent of an imported network. */
import type { Agent } from '../agent/agent-files.js';
import { loadConfig } from '../agent/config.js';
import type { Layer } from '../agent/layers.js';
import { layersNetwork } from '../agent/layers-network.js';
import { UsageError } from '../common/errors.js';
import { sizeOf } from '../common/shape.js';
import { frameSize, observationShape, stackDepth } from '../env/environment.js';
import type { GivenRules } from '../env/presets.js';
import type { ImportedNetwork } from './network-builder.js';

/** What an agent needs besides its network. */
export interface NetworkAgentOptions {
  /** Id of the game, such as `catch`. */
  readonly game: string;
  /** Names of the game's actions, in the order of the network's outputs. */
  readonly actions: readonly string[];
  /** Rules by which it was trained; default `dqn2015`. */
  readonly rules?: GivenRules;
  /** Divisor that the network expects pixels of 0…255 to be divided by; default 1. */
  readonly pixelDivisor?: number;
  /** Names the file in errors. */
  readonly source: string;
}

/**
 * Makes an agent whose observations, [N, 4, 84, 84] with the oldest frame first, are the network's input. For networks with
 * the input [N, 84, 84, 4] the axes are transposed.
 * @throws UsageError for another input shape, or a number of outputs other than that of the actions
 */
export function networkAgent(network: ImportedNetwork, options: NetworkAgentOptions): Agent {
  const { game, actions, rules, pixelDivisor = 1, source } = options;
  const { layers, arrays, inputShape, outputs } = network;
  const first: Layer[] = [];
  if (pixelDivisor !== 1) first.push({ kind: 'scale', factor: 1 / pixelDivisor, offset: 0 });
  if (inputShape.join() === [frameSize, frameSize, stackDepth].join()) {
    first.push({ kind: 'transpose', order: [0, 2, 3, 1] });
  } else if (inputShape.join() !== observationShape.join()) {
    const expected = `[N,${observationShape}] or [N,${frameSize},${frameSize},${stackDepth}]`;
    throw new UsageError(`${source}: expected an input ${expected}, got [N,${inputShape}]`);
  }
  if (outputs !== actions.length) {
    throw new UsageError(
      `${source}: expected ${actions.length} outputs, one for each action of ${game} (${actions.join(', ')}), got ${outputs}`,
    );
  }
  const all = [...first, ...layers];
  return {
    game,
    actions,
    step: 0,
    config: loadConfig({ flags: { game, ...rules } }),
    layers: all,
    network: layersNetwork(all),
    specs: arrays.map(({ name, shape }) => ({ name, shape, fanIn: sizeOf(shape.slice(0, -1)) })),
    views: arrays.map(({ values }) => values),
  };
}
