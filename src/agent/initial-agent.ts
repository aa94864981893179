/** The agent from whose weights a training starts (`train --init-from`): the run keeps a copy of its two files. */
import { join } from 'node:path';
import { UsageError } from '../common/errors.js';
import { readRegularFile, sizeLimits } from '../files/read-file.js';
import { sha256 } from '../files/sha256.js';
import { descriptionName, weightsName } from '../model/model-files.js';
import { type Agent, agentIn, loadAgent } from './agent-files.js';
import type { Config } from './config.js';

/** An agent from whose weights a training starts. */
export interface InitialAgent {
  /** How messages name it. */
  readonly name: string;
  /** As `loadAgent` returns it. */
  readonly agent: Agent;
  /** Contents of its two files, by name. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** What the config of the run says of it. */
  readonly keys: Pick<Config, 'initFrom' | 'initFromFrames'>;
}

/**
 * Loads the agent from whose weights a training is to start: of its folder, or of a run as for `loadAgent`.
 * @param name for messages
 * @throws UsageError as `loadAgent`
 * @example
 * const initial = loadInitialAgent('runs/bowling-1');
 * await train({ ...config, ...initial.keys }, { ...options, initial });
 */
export function loadInitialAgent(folder: string, name = folder): InitialAgent {
  const found = agentIn(folder);
  const agent = loadAgent(found);
  const read = (name: string) => readRegularFile(join(found, name), sizeLimits.network);
  const files = { [weightsName]: read(weightsName), [descriptionName]: read(descriptionName) };
  const { frameSkipFrames, initFromFrames } = agent.config;
  return {
    ...{ name, agent, files },
    keys: {
      initFrom: sha256(files[weightsName]!),
      initFromFrames: initFromFrames + agent.step * frameSkipFrames,
    },
  };
}

/** The form of a network, which its weights determine. */
const formKeys = ['hiddenLayers', 'normalization'] as const;

/** Returns the keys of the agent's network that a new run takes over. @param given keys of its own */
export const formOf = (
  { agent: { config } }: InitialAgent,
  given: Partial<Config>,
): Pick<Config, (typeof formKeys)[number]> => ({
  hiddenLayers: given.hiddenLayers ?? config.hiddenLayers,
  normalization: given.normalization ?? config.normalization,
});

/** @throws UsageError if a training cannot start from the agent: another game, other actions, another network */
export function expectInitialAgent(
  { agent, name }: InitialAgent,
  game: string,
  actions: readonly string[],
  config: Config,
): void {
  const refuse = (expected: string, got: string, remedy: string): never => {
    throw new UsageError(`${name}: expected ${expected}, got ${got}: ${remedy}choose another --init-from`);
  };
  if (agent.layers) refuse('an agent that sap-atari has trained', 'an imported network, which it cannot train', '');
  if (agent.game !== game) refuse(`an agent for ${game}`, `one for ${agent.game}`, 'leave --game out, or ');
  if (agent.actions.join() !== actions.join()) {
    const expected = `an agent with the ${actions.length} actions ${actions.join(', ')}`;
    const got = `${agent.actions.length}: ${agent.actions.join(', ')}`;
    refuse(expected, got, 'give the rules of its training (--preset, --actions), or ');
  }
  for (const key of formKeys) {
    if (agent.config[key] === config[key]) continue;
    const expected = `a network with ${key} ${config[key]}, as the config says`;
    refuse(expected, `${agent.config[key]}`, `leave ${key} out of the config, or `);
  }
}
