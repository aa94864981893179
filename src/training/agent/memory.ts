/** Estimates the memory that the training of an agent needs. */
import { type Config, networkOptions, optimizerOptions } from '../../agent/config.js';
import { batchBytes, memoryBytes as ddqnBytes } from '../../agent/learner/learner-memory.js';
import { parameterSpecs } from '../../agent/network.js';
import type { SharedLayout } from '../../agent/optimizer/shared-parameters.js';
import { memoryBytes as pqnBytes } from '../../agent/pqn/shared-memory.js';
import { createReplay } from '../../agent/replay/replay.js';
import { runLoop } from '../../agent/run-loop.js';
import { UsageError } from '../../common/errors.js';
import { totalSize } from '../../common/flat-parameters.js';
import { createRandom } from '../../common/random.js';
import { mostKernelBytes } from '../../compute/kernels.js';
import { type Environment, frameBytes, observationBytes } from '../../env/environment.js';
import { type Environments, firstEnvironment } from '../../env/environment-source.js';
import {
  availableMemory,
  bytesText,
  expectMemory,
  type MemoryNeed,
  programBytes,
  totalBytes,
} from '../../jobs/memory.js';
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

/** Size limit of a typed array in Node 20. */
const mostArrayBytes = 2 ** 32;

/**
 * @param actions outputs of the network
 * @param transitionBytes in the replay; default a lower bound: the size of a raw one, the least of a compressed one
 * @throws UsageError where an array or the memory that threads share would exceed 4 GiB
 */
export function trainingMemory(
  config: Config,
  actions: number,
  transitionBytes = config.replay === 'raw' ? rawTransitionBytes : leastCompressedBytes,
): MemoryNeed {
  const { slices, workers } = assignCompute(config);
  const specs = parameterSpecs({ actions, ...networkOptions(config) });
  const layout = { specs, slices, optimizer: optimizerOptions(config) };
  if (config.algorithm === 'pqn') return pqnMemory(config, layout, workers);
  const { batchTransitions, environments } = config;
  const network = 4 * totalSize(specs);
  const inMemory = { batchTransitions, batches: 1 + config.actingLagUpdates };
  const batches = batchBytes(inMemory);
  const shared = ddqnBytes({ ...layout, ...inMemory });
  const lower = 'lower gradientSlices, hiddenLayers or batchTransitions';
  expectAtMost(mostKernelBytes, 'networks, gradients and batches', shared, lower);
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

function pqnMemory(config: Config, layout: SharedLayout, workers: number): MemoryNeed {
  const { environments, rolloutSteps, minibatches } = config;
  const { slices, specs } = layout;
  const network = 4 * totalSize(specs);
  const threads = Math.max(1, workers);
  expectAtMost(mostKernelBytes, 'network and gradients', pqnBytes(layout), 'lower gradientSlices or hiddenLayers');
  // Each slice has arrays of its own.
  const steps = (environments / slices) * rolloutSteps;
  const rollout = steps * observationBytes;
  const lower = 'lower rolloutSteps or environments, or raise gradientSlices';
  expectAtMost(mostArrayBytes, 'the observations of a rollout', rollout, lower);
  // TensorFlow.js converts them to 32-bit floats.
  const minibatch = (rollout / minibatches) * (config.engine === 'tfjs' ? 4 : 1);
  expectAtMost(mostArrayBytes, 'the observations of a minibatch', minibatch, `raise minibatches, or ${lower}`);
  const rows = (steps * threads) / minibatches;
  return {
    program: { bytes: programBytes, lower: 'what else runs' },
    networks: { bytes: (pqnCopies * threads + 3 + slices) * network, lower: 'threads or hiddenLayers' },
    rollouts: { bytes: environments * (rolloutSteps + 1) * observationBytes, lower: 'rolloutSteps' },
    updates: { bytes: rows * rowBytes, lower: 'environments, or raise minibatches' },
    consoles: { bytes: environments * environmentBytes, lower: 'environments' },
  };
}

/** @throws UsageError with the remedy */
function expectAtMost(most: number, what: string, bytes: number, remedy: string): void {
  if (bytes <= most) return;
  throw new UsageError(
    `memory: expected at most 4 GiB for ${what}, since they lie in one block, got ${bytesText(bytes)}; ${remedy}`,
  );
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
