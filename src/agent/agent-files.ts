/** A trained agent on disk: `model.safetensors` (the online network) and `model.json` (what it is, and its fingerprint). */
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import type { ParameterSpec } from '../common/flat-parameters.js';
import { sizeOf } from '../common/shape.js';
import { observationShape } from '../env/environment.js';
import type { Network } from '../model/model.js';
import {
  descriptionName,
  encodeModelFiles,
  findModel,
  readDescription,
  readWeights,
  saveModelFiles,
  valuesFor,
  weightsName,
} from '../model/model-files.js';
import { checkLayers } from './check-layers.js';
import { type Config, defaults, parseConfig } from './config.js';
import { type Layer, layerSchema, layersNetwork } from './layers.js';
import { parameterSpecs, qNetwork } from './network.js';

export interface Agent {
  /** Id in the game table. */
  readonly game: string;
  /** Names of the actions, by index of the Q-values. */
  readonly actions: readonly string[];
  /** Steps it has learned from. */
  readonly step: number;
  /** The run's whole config. */
  readonly config: Config;
  /** Of a network that is not the paper's: what it is made of. */
  readonly layers?: readonly Layer[];
  /** The network as a function of parameters and pixels. */
  readonly network: Network;
  /** Names and shapes of the parameters. */
  readonly specs: readonly ParameterSpec[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

const format = 'sap-atari agent 1';

/** File name → contents of an agent's two files. */
export function encodeAgent({ game, actions, step, config, layers, specs, views }: Omit<Agent, 'network'>) {
  const arrays = specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! }));
  return encodeModelFiles(arrays, (weights) => ({
    format,
    game,
    actions,
    step,
    weights,
    config,
    ...(layers && { layers }),
  }));
}

/** Writes the agent into the folder; the description last, which vouches for the weights. */
export const saveAgent = (folder: string, agent: Omit<Agent, 'network'>): void =>
  saveModelFiles(folder, encodeAgent(agent));

/**
 * Loads the agent of a folder: a run's (the final one, else that of its newest checkpoint), or any with the two files.
 * @throws UsageError when there is none, or its files are damaged or foreign
 */
export function loadAgent(folder: string): Agent {
  const found = findModel(folder);
  if (found !== undefined) return readAgent(found);
  throw new UsageError(
    `${folder} holds no agent: expected ${descriptionName} and ${weightsName}, or a run with a checkpoint; train one with sap-atari train --out ${folder}`,
  );
}

/** Refuses an agent that was trained for something else. */
export function expectAgentFor(agent: Agent, folder: string, game: string, actions: readonly string[]): void {
  if (agent.game !== game) throw new UsageError(`${folder}: expected an agent for ${game}, got one for ${agent.game}`);
  if (agent.actions.join() !== actions.join()) {
    throw new UsageError(
      `${folder}: expected an agent with the ${actions.length} actions ${actions.join(', ')}, got ${agent.actions.length}: ${agent.actions.join(', ')}`,
    );
  }
}

function readAgent(folder: string): Agent {
  const description = readDescription(folder, 'agent', format);
  const { keys, fail } = description;
  const { game, actions, step, config, layers } = keys;
  if (typeof game !== 'string') return fail('the id of a game', JSON.stringify(game) ?? 'nothing');
  if (!Array.isArray(actions) || actions.length === 0 || !actions.every((name) => typeof name === 'string')) {
    return fail('names of actions', JSON.stringify(actions) ?? 'nothing');
  }
  if (typeof step !== 'number') return fail('a number of steps', JSON.stringify(step) ?? 'nothing');
  const whole = { ...defaults, ...parseConfig(config, join(folder, descriptionName)) };
  const { hiddenLayers } = whole;

  const arrays = readWeights(folder, 'agent', description);
  const common = { game, actions, step, config: whole };
  if (layers !== undefined) {
    const { data, error } = z.array(layerSchema).safeParse(layers);
    if (!data) return fail('layers', `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
    const outputs = checkLayers(data, arrays, observationShape, join(folder, descriptionName));
    if (outputs.join() !== `${actions.length}`) fail(`layers with ${actions.length} outputs`, `[${outputs}]`);
    const specs = arrays.map(({ name, shape }) => ({ name, shape, fanIn: sizeOf(shape.slice(0, -1)) }));
    const views = arrays.map(({ values }) => values);
    return { ...common, layers: data, network: layersNetwork(data), specs, views };
  }
  const specs = parameterSpecs({ actions: actions.length, hiddenLayers });
  const views = valuesFor(specs, arrays, join(folder, weightsName));
  return { ...common, network: qNetwork({ hiddenLayers }), specs, views };
}
