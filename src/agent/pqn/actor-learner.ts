/**
 * The share of one thread in parallel Q-learning: it plays its environments for some steps, then learns from them together with the
 * other threads. Environments are divided into slices, and each slice has random generators of its own, so that the result does not
 * depend on the number of threads.
 */
import { createRandom, type Random } from '../../common/random.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions, Runner } from '../../compute/signature.js';
import { waitForAll } from '../../compute/threads/barrier.js';
import { type Environment, observationBytes, observationShape } from '../../env/environment.js';
import type { TdLoss } from '../learner/ddqn.js';
import { type QNetworkOptions, qNetwork } from '../network.js';
import { clipFactor, rangeOf } from '../optimizer/flat-optimizer.js';
import type { SharedLayout } from '../optimizer/shared-parameters.js';
import { compileQ } from '../q-function.js';
import { type FinishedEpisode, newProgress, type Progress } from '../run-loop.js';
import { restoreState, type SavedState, saveState } from '../saved-state.js';
import { pqnGradients } from './pqn.js';
import { createRollout, type Rollout, type RolloutResult } from './rollout.js';
import { layOut, type SharedMemory } from './shared-memory.js';

/** Plain data. */
export interface ActorLearnerOptions {
  readonly memory: WebAssembly.Memory;
  readonly layout: SharedLayout;
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  readonly discount: number;
  /** λ of the returns. */
  readonly lambda: number;
  /** Environments of all slices. */
  readonly environments: number;
  /** Steps of each environment between two phases of learning. */
  readonly rolloutSteps: number;
  /** Passes over the steps of a rollout; 0 = it plays without learning. */
  readonly epochs: number;
  /** Updates of a pass. */
  readonly minibatches: number;
  /** Longest gradient; 0 = no limit. */
  readonly maxGradientNorm: number;
  readonly seed: number;
  readonly engine: CompileOptions;
  /** Number of this thread, 0 … threads − 1. */
  readonly thread: number;
  /** At most as many as slices. */
  readonly threads: number;
}

/** What is constant during a round. */
export interface RoundOptions {
  /** Exploration at the first step of the round and at the step after the last; linear between them. */
  readonly exploration: readonly [number, number];
  /** Number of the first update, from 1. */
  readonly update: number;
  readonly learningRate: number;
}

/** What a slice has done in a round. */
export interface SliceResult {
  readonly slice: number;
  readonly episodes: readonly FinishedEpisode[];
  /** Mean of max Q over the steps, and of the loss over the updates. */
  readonly meanQ: number;
  readonly loss: number;
  /** Console frames. */
  readonly frames: number;
}

/** The state of a slice between two rounds. */
interface SliceState extends SavedState {
  readonly slice: number;
}

/** The share of one thread. */
export interface ActorLearner {
  /** Plays and learns. Blocks on barriers until the other threads, which must play the same round, have come as far. */
  round(options: RoundOptions): Promise<readonly SliceResult[]>;
  save(): Promise<readonly SliceState[]>;
  /** @param states of all slices, by number @throws UsageError where the state of an environment does not fit */
  restore(states: readonly Omit<SliceState, 'slice'>[]): Promise<void>;
  dispose(): Promise<void>;
}

/** The uses of the random generators of a slice. */
export const generatorUses = ['exploration', 'order'] as const;

interface Slice {
  readonly index: number;
  readonly environments: readonly Environment[];
  readonly progress: Progress[];
  /** Of actions, and of the order of the steps in the minibatches. */
  readonly generators: Readonly<Record<(typeof generatorUses)[number], Random>>;
  readonly rollout: Rollout;
}

/** @param environment returns the environment of a number */
export async function createActorLearner(
  options: ActorLearnerOptions,
  environment: (number: number) => Environment,
): Promise<ActorLearner> {
  const { memory, layout, network, engine, thread, threads, rolloutSteps, minibatches, epochs } = options;
  const shared = layOut(memory, layout);
  const perSlice = options.environments / layout.slices;
  const rows = (perSlice * rolloutSteps) / minibatches;
  // onnxruntime accepts no arrays in shared memory: each thread computes on its own copies.
  const own = shared.online.views.map((view) => view.slice());
  const refresh = () => {
    for (const [i, view] of own.entries()) view.set(shared.online.views[i]!);
  };
  const q = await compileQ({ network: qNetwork(network), specs: layout.specs, views: own, batch: perSlice, ...engine });
  const gradients = await compileGradients(options, rows);
  const batch = {
    observations: new Uint8Array(rows * observationBytes),
    actions: new Int32Array(rows),
    returns: new Float32Array(rows),
  };
  const results = [new Float32Array(1), ...shared.online.views.map(({ length }) => new Float32Array(length))];
  const slices = Array.from({ length: layout.slices }, (_, index) => index)
    .filter((index) => index % threads === thread)
    .map((index) => {
      const environments = Array.from({ length: perSlice }, (_, i) => environment(index * perSlice + i));
      return createSlice(options, index, environments, q.q);
    });
  const framesOf = ({ environments }: Slice) => environments.reduce((sum, { frames }) => sum + frames, 0);

  async function gradientOf({ index, rollout }: Slice, order: Uint32Array, minibatch: number): Promise<number> {
    gather(rollout, order.subarray(minibatch * rows, (minibatch + 1) * rows), batch);
    await gradients.run([...own, batch.observations, batch.actions, batch.returns], results);
    for (const [i, view] of shared.gradients[index]!.views.entries()) view.set(results[i + 1]!);
    return results[0]![0]!;
  }

  return {
    async round({ exploration: [start, end], update, learningRate }) {
      refresh();
      const framesBefore = slices.map(framesOf);
      const played: RolloutResult[] = [];
      for (const { rollout } of slices) {
        played.push(await rollout.play((step) => start + ((end - start) * step) / rolloutSteps));
      }
      const losses = slices.map(() => 0);
      let number = update;
      for (let epoch = 0; epoch < epochs; epoch++) {
        const orders = slices.map(({ generators: { order } }) => shuffled(perSlice * rolloutSteps, order));
        for (let minibatch = 0; minibatch < minibatches; minibatch++) {
          for (const [i, slice] of slices.entries()) losses[i]! += await gradientOf(slice, orders[i]!, minibatch);
          applyGradients(shared, options, { update: number++, learningRate });
          refresh();
        }
      }
      const updates = epochs * minibatches;
      return slices.map((slice, i) => ({
        ...{ slice: slice.index, ...played[i]!, loss: updates === 0 ? 0 : losses[i]! / updates },
        frames: framesOf(slice) - framesBefore[i]!,
      }));
    },
    save: async () => slices.map((slice) => ({ slice: slice.index, ...saveState(slice) })),
    async restore(states) {
      for (const slice of slices) restoreState(slice, states[slice.index]!, slice.index * perSlice);
    },
    async dispose() {
      await Promise.all([q.dispose(), gradients.dispose()]);
    },
  };
}

function createSlice(
  { rolloutSteps: steps, discount, lambda, seed }: ActorLearnerOptions,
  index: number,
  environments: readonly Environment[],
  q: Parameters<typeof createRollout>[0]['q'],
): Slice {
  const random = createRandom(seed).split(`slice ${index}`);
  const generators = { exploration: random.split('exploration'), order: random.split('order') };
  const progress = environments.map(newProgress);
  const rollout = createRollout({ environments, q, steps, discount, lambda, rng: generators.exploration, progress });
  return { index, environments, progress, generators, rollout };
}

/** Compiles [...parameters, observations, actions, returns] → [loss, ...gradients]. */
function compileGradients({ layout, network, loss, engine }: ActorLearnerOptions, rows: number): Promise<Runner> {
  return compile(
    (...inputs) => {
      const parameters = inputs.slice(0, -3);
      const [observations, actions, returns] = inputs.slice(-3) as never[];
      return pqnGradients(
        qNetwork(network),
        parameters,
        { observations: observations!, actions: actions!, returns: returns! },
        loss,
      );
    },
    {
      inputs: [
        ...layout.specs.map(({ shape }) => ({ shape })),
        { shape: [rows, ...observationShape], storage: 'uint8' },
        { shape: [rows], dtype: 'int32' },
        { shape: [rows] },
      ],
    },
    engine,
  );
}

/** Copies the rows of these numbers to a minibatch. */
function gather(
  from: Pick<Rollout, 'observations' | 'actions' | 'returns'>,
  numbers: Uint32Array,
  to: Pick<Rollout, 'observations' | 'actions' | 'returns'>,
): void {
  for (const [row, number] of numbers.entries()) {
    const start = number * observationBytes;
    to.observations.set(from.observations.subarray(start, start + observationBytes), row * observationBytes);
    to.actions[row] = from.actions[number]!;
    to.returns[row] = from.returns[number]!;
  }
}

/** Returns 0 … length − 1 in a random order (Fisher and Yates). */
function shuffled(length: number, rng: Random): Uint32Array {
  const order = Uint32Array.from({ length }, (_, i) => i);
  for (let i = length - 1; i > 0; i--) {
    const j = rng.integer(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Updates the range of this thread when all gradients are there, and waits until all ranges are updated. */
function applyGradients(
  { online, gradients, norms, barrier, optimizer }: SharedMemory,
  { layout: { slices }, thread, threads, maxGradientNorm }: ActorLearnerOptions,
  update: { readonly update: number; readonly learningRate: number },
): void {
  const blocks = gradients.map(({ flat }) => flat);
  const ranges = Array.from({ length: slices }, (_, i) => rangeOf(i, slices, online.flat.length));
  const own = ranges.filter((_, i) => i % threads === thread);
  waitForAll(barrier, threads);
  let scale = 1;
  if (maxGradientNorm > 0) {
    for (const range of own) norms[ranges.indexOf(range)] = optimizer.squaredNorm(blocks, range);
    waitForAll(barrier, threads);
    scale = clipFactor(
      norms.reduce((sum, norm) => sum + norm, 0),
      maxGradientNorm,
    );
  }
  for (const range of own) optimizer.step(online.flat, blocks, { ...update, scale, range });
  waitForAll(barrier, threads);
}
