/** A network trained elsewhere as an agent of ours. */
import type { Agent } from '../agent/agent-files.js';
import { defaults } from '../agent/config.js';
import { type Layer, layersNetwork } from '../agent/layers.js';
import { UsageError } from '../common/errors.js';
import { sizeOf } from '../common/shape.js';
import { frameSize, observationShape, stackDepth } from '../env/environment.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';
import type { ForeignNetwork } from './layer-list.js';
import { importLayersModel } from './layers-model/import-layers-model.js';
import { importOnnx } from './onnx/import-onnx.js';

/** Reads an ONNX file (`.onnx`) or a TensorFlow.js layers model (`model.json`). @throws UsageError saying what stands in the way */
export async function readForeign(path: string): Promise<ForeignNetwork> {
  return path.endsWith('.json') ? importLayersModel(path) : importOnnx(readRegularFile(path, sizeLimits.network), path);
}

/** What an agent needs besides its network. */
export interface ForeignAgentOptions {
  /** Id in the game table. */
  readonly game: string;
  /** Names of its actions, by index of the outputs. */
  readonly actions: readonly string[];
  /** What the network expects pixels of 0…255 to be divided by; default 1. */
  readonly pixelDivisor?: number;
  /** Is named in messages. */
  readonly source: string;
}

/** The network with our observations (4 × 84 × 84, oldest frame first) led to its input. @throws UsageError when it takes or gives something else */
export function foreignAgent(network: ForeignNetwork, options: ForeignAgentOptions): Agent {
  const { game, actions, pixelDivisor = 1, source } = options;
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
    config: { ...defaults, game },
    layers: all,
    network: layersNetwork(all),
    specs: arrays.map(({ name, shape }) => ({ name, shape, fanIn: sizeOf(shape.slice(0, -1)) })),
    views: arrays.map(({ values }) => values),
  };
}
