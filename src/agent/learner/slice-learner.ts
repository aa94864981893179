/**
 * The share of one thread in an update: the gradients of its slices of the batch, then, behind a barrier, the optimizer on
 * its range of the parameters. The result does not depend on the number of threads.
 */
import { compile } from '../../compute/engine.js';
import type { CompileOptions, Runner, Values } from '../../compute/signature.js';
import { waitForAll } from '../../compute/threads/barrier.js';
import { type QNetworkOptions, qNetwork } from '../network.js';
import { rangeOf, type UpdateOptions } from '../optimizer/flat-optimizer.js';
import { batchArrays, batchSpecs, batchTensors } from './batch-inputs.js';
import { ddqnGradients, type TdLoss } from './ddqn.js';
import { type LearnerLayout, layOut } from './learner-memory.js';

/** Plain data, which can be sent to a thread. */
export interface SliceLearnerSetup {
  /** The learner's memory, see `layOut`. */
  readonly memory: WebAssembly.Memory;
  readonly layout: LearnerLayout;
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  readonly engine: CompileOptions;
  /** Number of this thread, 0 … threads − 1. */
  readonly thread: number;
  /** At most as many as slices. */
  readonly threads: number;
}

/** An update with the batch of this number. */
export interface BatchUpdate extends Pick<UpdateOptions, 'update' | 'learningRate'> {
  readonly batch: number;
}

export interface SliceLearner {
  /**
   * Updates the online network with a batch. Blocks on a barrier until the other threads, which must learn
   * the same batch, have computed their gradients.
   */
  learn(update: BatchUpdate): Promise<void>;
  /** Compiles the present target network into the gradients. */
  refreshTarget(): Promise<void>;
  dispose(): Promise<void>;
}

export async function createSliceLearner(setup: SliceLearnerSetup): Promise<SliceLearner> {
  const { memory, layout, thread, threads } = setup;
  const { online, target, gradients, batches, results, barrier, optimizer } = layOut(memory, layout);
  const slices = gradients.map((_, slice) => slice).filter((slice) => slice % threads === thread);
  const range = rangeOf(thread, threads, online.flat.length);
  const size = layout.batchTransitions / layout.slices;
  const inputsOf = (batch: number, slice: number) => batchArrays(batches[batch]!, slice * size, size);
  const outputsOf = (slice: number) => [
    results.subarray(2 * slice, 2 * slice + 1),
    results.subarray(2 * slice + 1, 2 * slice + 2),
    ...gradients[slice]!.views,
  ];

  // onnxruntime accepts no arrays in shared memory: with several threads, each computes on its own copies.
  const copies = <T extends Values>(arrays: readonly T[]) =>
    memory.buffer instanceof SharedArrayBuffer ? arrays.map((array) => array.slice() as T) : undefined;
  const [ownOnline, ownTarget] = [copies(online.views), copies(target.views)];
  const [ownInputs, ownOutputs] = [copies(inputsOf(0, slices[0]!)), copies(outputsOf(slices[0]!))];
  const runner = await compileGradients(setup, size, ownTarget ?? target.views);

  return {
    async learn({ batch, ...update }) {
      const parameters = copy(online.views, ownOnline);
      for (const slice of slices) {
        const outputs = outputsOf(slice);
        const own = ownOutputs ?? outputs;
        await runner.run([...parameters, ...copy(inputsOf(batch, slice), ownInputs)], own);
        copy(own, outputs);
      }
      waitForAll(barrier, threads);
      optimizer.step(
        online.flat,
        gradients.map(({ flat }) => flat),
        { ...update, range },
      );
    },
    async refreshTarget() {
      copy(target.views, ownTarget);
      await runner.refreeze();
    },
    dispose: () => runner.dispose(),
  };
}

/** Compiles [...online, ...batch] → [loss, mean of max Q(s′, ·), ...gradients] of a slice. The target network is frozen. */
function compileGradients(setup: SliceLearnerSetup, size: number, target: readonly Float32Array[]): Promise<Runner> {
  const { layout, network, loss, engine } = setup;
  const { specs } = layout;
  return compile(
    (...inputs) => {
      const [p, p_target] = [inputs.slice(0, specs.length), inputs.slice(specs.length, 2 * specs.length)];
      const batch = batchTensors(inputs.slice(2 * specs.length));
      return ddqnGradients(qNetwork(network), p, p_target, batch, loss);
    },
    {
      inputs: [
        ...specs.map(({ shape }) => ({ shape })),
        ...specs.map(({ shape }, i) => ({ shape, frozen: target[i]! })),
        ...batchSpecs(size),
      ],
    },
    engine,
  );
}

/** Copies each array of `from` to its counterpart in `to` if `to` is given. @returns the arrays that now hold the values */
function copy<T extends Values>(from: readonly T[], to: readonly T[] = from): readonly T[] {
  if (to !== from) for (const [i, array] of to.entries()) array.set(from[i]!);
  return to;
}
