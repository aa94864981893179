/** Exports agents to PyTorch: a safetensors file with a state dict, and a Python file that loads it. */
import type { Agent } from '../../agent/agent-files.js';
import { networkOptions } from '../../agent/config.js';
import { observationShape } from '../../env/environment.js';
import { encodeSafetensors } from '../../model/safetensors.js';
import { aboutAgent } from '../about-agent.js';
import { networkLayers } from './network-layers.js';
import { torchNetwork } from './torch-modules.js';
import { moduleName, torchSource } from './torch-source.js';

/** The contents of both files. */
export interface PytorchFiles {
  /** Parameters under the names of the module, as in CleanRL's `QNetwork` for the network of Mnih et al.: `network.0.weight`, … */
  readonly weights: Uint8Array;
  /** Python source. */
  readonly source: string;
}

/**
 * Encodes an agent.
 * @param weightsFile path of the safetensors file, beside which the Python file will lie @param inputShape without the batch
 */
export function encodePytorch(
  agent: Omit<Agent, 'network'>,
  weightsFile: string,
  inputShape: readonly number[] = observationShape,
): PytorchFiles {
  const { game, actions, config, layers = networkLayers(networkOptions(config)), specs, views } = agent;
  const arrays = specs.map(({ shape }, i) => ({ shape, values: views[i]! }));
  const network = torchNetwork(layers, arrays, inputShape);
  const state = network.steps.flatMap(({ parameters }, i) =>
    Object.entries(parameters).map(([name, values]) => ({ name: `${moduleName(network, i)}.${name}`, ...values })),
  );
  const outputs = agent.policy?.outputs ?? 'q-values';
  const source = torchSource({ network, game, actions, inputShape, weightsFile, outputs });
  const metadata = {
    ...{ format: 'pt', ...aboutAgent(agent), layers: JSON.stringify(layers) },
    parameters: JSON.stringify(specs.map(({ name, shape }) => ({ name, shape }))),
  };
  return { weights: encodeSafetensors(state, 'F32', metadata), source };
}
