/** Files of a trained agent: `model.safetensors` (the online network) and `model.json` (its description and SHA-256). */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import type { ParameterSpec } from '../common/flat-parameters.js';
import { plural } from '../common/format.js';
import { sizeOf } from '../common/shape.js';
import { observationShape } from '../env/environment.js';
import { type Format, formatText } from '../files/format.js';
import { isFolder, namesIn } from '../files/read-file.js';
import type { Network } from '../model/model.js';
import {
  descriptionName,
  encodeModelFiles,
  findModel,
  type ModelDescription,
  readDescription,
  readWeights,
  saveModelFiles,
  valuesFor,
  type WeightsReference,
  weightsName,
} from '../model/model-files.js';
import type { Dtype } from '../model/safetensors.js';
import { type ActionPolicy, actionPolicySchema } from './action-policy.js';
import { checkLayers } from './check-layers.js';
import { type Config, completeConfig, networkOptions, parseConfig } from './config.js';
import { type Layer, layerSchema } from './layers.js';
import { layersNetwork } from './layers-network.js';
import { parameterSpecs, qNetwork } from './network.js';
import { readCard } from './zoo/card.js';

export interface Agent {
  /** Id of the game. */
  readonly game: string;
  /** Names of the actions, in the order of the Q-values. */
  readonly actions: readonly string[];
  /** Agent steps of its training. */
  readonly step: number;
  /** The config of its training. */
  readonly config: Config;
  /** Where an imported network comes from. */
  readonly source?: AgentSource;
  /** Layers of an imported network; undefined for the network of the paper. */
  readonly layers?: readonly Layer[];
  /** How its actions follow from the outputs of the network; default: the largest Q-value. */
  readonly policy?: ActionPolicy;
  /** The network as a function of parameters and pixels. */
  readonly network: Network;
  /** Names and shapes of the parameters. */
  readonly specs: readonly ParameterSpec[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

/** The file that an agent was imported from. */
export type AgentSource = Readonly<z.infer<typeof sourceSchema>>;

const sourceSchema = z.strictObject({
  /** Its name, without folders. */
  file: z.string(),
  /** SHA-256 of the file. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected the 64 hexadecimal digits of a SHA-256'),
  /** The form of the file: `CleanRL DQN`, `ONNX`. */
  family: z.string().optional(),
  /** The framework by whose rules the agent plays. */
  framework: z.string().optional(),
});

export const agentFormat: Format = { name: 'agent', version: 2, remedy: 'train the agent anew' };

export interface SaveOptions {
  /** How weights are stored: `F32` (default) exactly, or `F16`, rounded to 16-bit floats in half the space. */
  readonly dtype?: Dtype;
}

/** Returns the contents of the two files of an agent, by name. */
export function encodeAgent(agent: Omit<Agent, 'network'>, { dtype }: SaveOptions = {}) {
  const { game, actions, step, config, source, layers, policy, specs, views } = agent;
  const arrays = specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! }));
  const describe = (weights: WeightsReference) => ({
    format: formatText(agentFormat),
    game,
    actions,
    step,
    weights,
    config,
    ...(source && { source }),
    ...(layers && { layers }),
    ...(policy && { policy }),
  });
  return encodeModelFiles(arrays, describe, dtype);
}

/**
 * Writes the agent into the folder. Interrupted at any moment, it leaves the agent that was there, or this one.
 * @throws RangeError when a weight is too large for a 16-bit float
 */
export const saveAgent = (folder: string, agent: Omit<Agent, 'network'>, options?: SaveOptions): void =>
  saveModelFiles(folder, encodeAgent(agent, options));

/**
 * Loads the agent in a folder with the two files, or of a run: the final agent, else that of the newest checkpoint.
 * @throws UsageError if there is none, its files are damaged or of another format, or its card is that of another agent
 */
export function loadAgent(folder: string): Agent {
  return readAgent(agentIn(folder));
}

/** Returns the folder of a run's agent: its final one, else that of the newest checkpoint. @throws UsageError if there is none */
export function agentIn(folder: string): string {
  const found = findModel(folder);
  if (found !== undefined) return found;
  const inside = agentFoldersIn(folder);
  if (inside.length > 0) {
    const listed = [...inside.slice(0, 10), ...(inside.length > 10 ? ['…'] : [])].join(', ');
    throw new UsageError(
      `expected the folder of one agent, got ${folder}, which holds folders of ${plural(inside.length, 'agent')}: give one of ${listed}`,
    );
  }
  const train = existsSync(folder) ? 'sap-atari train' : `sap-atari train --out ${folder}`;
  throw new UsageError(
    `${folder} holds no agent: expected ${descriptionName} and ${weightsName}, or a run with a checkpoint; train one with ${train}`,
  );
}

/** Folders of agents one level below, such as the runs of several seeds. */
const agentFoldersIn = (folder: string): string[] =>
  (isFolder(folder) ? namesIn(folder) : [])
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((name) => join(folder, name))
    .filter((each) => isFolder(each) && findModel(each) !== undefined);

export interface AgentDescription extends Pick<Agent, 'game' | 'step'> {
  /** Unchecked. */
  readonly config: Partial<Config>;
  /** When its file was written, in milliseconds since 1970. */
  readonly modified: number;
}

/** Reads the description of the agent that `loadAgent` would load, without its weights. @throws UsageError as `loadAgent` */
export function describeAgent(folder: string): AgentDescription {
  const found = agentIn(folder);
  const { game, step, config } = checkedKeys(readDescription(found, agentFormat));
  const modified = statSync(join(found, descriptionName)).mtimeMs;
  return { game, step, config: (config ?? {}) as Partial<Config>, modified };
}

/** @throws UsageError if the agent was trained for another game or other actions */
export function expectAgentFor(agent: Agent, folder: string, game: string, actions: readonly string[]): void {
  if (agent.game !== game) throw new UsageError(`${folder}: expected an agent for ${game}, got one for ${agent.game}`);
  if (agent.actions.join() !== actions.join()) {
    throw new UsageError(
      `${folder}: expected an agent with the ${actions.length} actions ${actions.join(', ')}, got ${agent.actions.length}: ${agent.actions.join(', ')}`,
    );
  }
}

/** @throws UsageError when the id of the game, the actions or the step are not there */
function checkedKeys({ keys, fail }: ModelDescription) {
  const { game, actions, step, config, source, layers, policy } = keys;
  if (typeof game !== 'string') return fail('the id of a game', JSON.stringify(game) ?? 'nothing');
  if (!Array.isArray(actions) || actions.length === 0 || !actions.every((name) => typeof name === 'string')) {
    return fail('names of actions', JSON.stringify(actions) ?? 'nothing');
  }
  if (typeof step !== 'number') return fail('a number of steps', JSON.stringify(step) ?? 'nothing');
  const parsed = actionPolicySchema.optional().safeParse(policy);
  if (!parsed.success) return fail('a policy of outputs and choice', JSON.stringify(policy) ?? 'nothing');
  const from = sourceSchema.optional().safeParse(source);
  if (!from.success) {
    const { path, message } = from.error.issues[0]!;
    return fail('a source', `${path.join('.')}: ${message}`);
  }
  return { game, actions: actions as string[], step, config, layers, policy: parsed.data, source: from.data };
}

function readAgent(folder: string): Agent {
  const description = readDescription(folder, agentFormat);
  const { fail } = description;
  const { game, actions, step, config, layers, policy, source } = checkedKeys(description);
  const whole = completeConfig(parseConfig(config, join(folder, descriptionName)));
  const arrays = readWeights(folder, 'agent', description);
  readCard(folder);
  const common = { game, actions, step, config: whole, ...(policy && { policy }), ...(source && { source }) };
  if (layers !== undefined) {
    const { data, error } = z.array(layerSchema).safeParse(layers);
    if (!data) return fail('layers', `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`);
    const outputs = checkLayers(data, arrays, observationShape, join(folder, descriptionName));
    if (outputs.join() !== `${actions.length}`) fail(`layers with ${actions.length} outputs`, `[${outputs}]`);
    const specs = arrays.map(({ name, shape }) => ({ name, shape, fanIn: sizeOf(shape.slice(0, -1)) }));
    const views = arrays.map(({ values }) => values);
    return { ...common, layers: data, network: layersNetwork(data), specs, views };
  }
  const network = networkOptions(whole);
  const specs = parameterSpecs({ actions: actions.length, ...network });
  const views = valuesFor(specs, arrays, join(folder, weightsName));
  return { ...common, network: qNetwork(network), specs, views };
}
