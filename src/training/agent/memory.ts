/** Estimates the memory that the training of an agent needs. */
import { type Config, networkOptions } from '../../agent/config.js';
import { parameterSpecs } from '../../agent/network.js';
import { createReplay } from '../../agent/replay/replay.js';
import { runLoop } from '../../agent/run-loop.js';
import { UsageError } from '../../common/errors.js';
import { totalSize } from '../../common/flat-parameters.js';
import { createRandom } from '../../common/random.js';
import { type Environment, frameBytes, observationBytes } from '../../env/environment.js';
import { type Environments, firstEnvironment } from '../../env/environment-source.js';
import { availableMemory, expectMemory, type MemoryNeed, programBytes, totalBytes } from '../../jobs/memory.js';
import { assignCompute } from './algorithms/assign-compute.js';

/** Action, reward and flags beside the frame. */
const slotBytes = 6;
export const rawTransitionBytes = frameBytes + slotBytes;
/** Measured on the homebrew game whose frames compress best. */
const leastCompressedBytes = 60;

/** Measured: copies of the parameters in learner, gradients and graphs; bytes of a transition in an update; of a console. */
const [parameterCopies, rowBytes, environmentBytes] = [14, 1.2e6, 0.5e6];

/** Copies of the parameters in a thread of parallel Q-learning: of its own, gradients, graphs. */
const pqnCopies = 10;

/** Size limit of a WebAssembly memory. */
const addressableBytes = 2 ** 32;

/**
 * @param actions outputs of the network
 * @param transitionBytes in the replay; default a lower bound: the size of a raw one, the least of a compressed one
 * @throws UsageError where the learner's memory would exceed 4 GiB
 */
export function trainingMemory(
  config: Config,
  actions: number,
  transitionBytes = config.replay === 'raw' ? rawTransitionBytes : leastCompressedBytes,
): MemoryNeed {
  const network = 4 * totalSize(parameterSpecs({ actions, ...networkOptions(config) }));
  const { slices, workers } = assignCompute(config);
  if (config.algorithm === 'pqn') return pqnMemory(config, network, { slices, workers });
  const { hiddenLayers, batchTransitions, gradientSlices, environments } = config;
  const batches = (1 + config.actingLagUpdates) * batchTransitions * 2 * observationBytes;
  const shared = (4 + slices) * network + batches;
  if (shared > addressableBytes) {
    throw new UsageError(
      `gradientSlices: expected fewer: with batchTransitions ${batchTransitions} and hiddenLayers ${hiddenLayers}, ${4 + slices} networks and the batches must fit into 4 GiB, got ${gradientSlices}`,
    );
  }
  const rows = (batchTransitions / slices) * Math.max(1, workers);
  const transitions = Math.min(config.replayCapacityTransitions, config.totalSteps);
  // The ring of an environment is allocated at its full size.
  const rings = config.replayCapacityTransitions * slotBytes;
  return {
    program: { bytes: programBytes, lower: 'what else runs' },
    replay: { bytes: transitions * transitionBytes + rings, lower: 'replayCapacityTransitions' },
    networks: { bytes: parameterCopies * network + slices * network, lower: 'hiddenLayers' },
    updates: { bytes: rows * rowBytes + batches, lower: 'batchTransitions, or raise gradientSlices' },
    consoles: { bytes: environments * environmentBytes, lower: 'environments' },
  };
}

/** @param network bytes of the parameters */
function pqnMemory(
  { environments, rolloutSteps, minibatches }: Config,
  network: number,
  { slices, workers }: { readonly slices: number; readonly workers: number },
): MemoryNeed {
  const threads = Math.max(1, workers);
  const rows = (environments * rolloutSteps * threads) / (minibatches * slices);
  return {
    program: { bytes: programBytes, lower: 'what else runs' },
    networks: { bytes: (pqnCopies * threads + 3 + slices) * network, lower: 'threads or hiddenLayers' },
    rollouts: { bytes: environments * (rolloutSteps + 1) * observationBytes, lower: 'rolloutSteps' },
    updates: { bytes: rows * rowBytes, lower: 'environments, or raise minibatches' },
    consoles: { bytes: environments * environmentBytes, lower: 'environments' },
  };
}

const sampledTransitions = 1000;

/**
 * Bytes of a transition in the replay. If raw frames would not fit into memory, the compression of the game's frames is
 * measured on some random play.
 */
export async function transitionBytes(
  config: Config,
  createEnvironment: () => Promise<Environment>,
  fits: (transitionBytes: number) => boolean,
): Promise<number> {
  if (config.algorithm === 'pqn' || config.replay === 'raw' || fits(rawTransitionBytes)) return rawTransitionBytes;
  const rng = createRandom(config.seed).split('sample of the replay');
  const replay = createReplay({ capacity: 2 * sampledTransitions, environments: 1, discount: 1 });
  const policy = async (each: readonly Environment[]) => each.map(({ actions }) => rng.integer(actions.length));
  for await (const { transitions } of runLoop([await createEnvironment()], policy)) {
    for (const transition of transitions) replay.add(transition);
    if (replay.size >= sampledTransitions) break;
  }
  const { oldest, end } = replay.window(0);
  const packed = replay.read(0, oldest, end).parts.reduce((sum, part) => sum + part.length, 0);
  return slotBytes + packed / (end - oldest);
}

/** @param times runs at a time @throws UsageError where they need more memory than is available */
export async function expectTrainingMemory(
  config: Config,
  createEnvironments: (config: Config) => Environments,
  times: number,
  available = availableMemory(),
): Promise<void> {
  const createEnvironment = () => firstEnvironment(createEnvironments({ ...config, environments: 1 }));
  const actions = (await createEnvironment()).actions.length;
  const need = (bytes: number) => trainingMemory(config, actions, bytes);
  const fits = (bytes: number) => times * totalBytes(need(bytes)) <= available;
  expectMemory(need(await transitionBytes(config, createEnvironment, fits)), { times, available });
}
