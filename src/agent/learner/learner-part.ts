/**
 * What one of several threads does in an update: the gradients of its slices of the batch, then, when all threads have
 * come so far, RMSProp on its range of the parameters. Which thread does what leaves no trace in the result.
 */

import { compile } from '../../compute/engine.js';
import type { CompileOptions, Runner, Values } from '../../compute/signature.js';
import { waitForAll } from '../../compute/threads/barrier.js';
import { type QNetworkOptions, qNetwork } from '../network.js';
import type { Range } from '../optimizer/rmsprop.js';
import { batchArrays, batchSpecs, batchTensors } from './batch-inputs.js';
import { ddqnGradients, type TdLoss } from './ddqn.js';
import { type LearnerLayout, layOut } from './learner-memory.js';

/** Plain data, so that it can be sent to a thread. */
export interface PartSetup {
  /** Laid out by `layout`. */
  readonly memory: WebAssembly.Memory;
  readonly layout: LearnerLayout;
  readonly network: Omit<QNetworkOptions, 'actions'>;
  readonly loss: TdLoss;
  readonly engine: CompileOptions;
  /** Which of how many threads this is; at most as many as slices. */
  readonly part: number;
  readonly parts: number;
}

export interface Part {
  /** An update of the online network by the batch of this number; waits for the other parts, which must learn it too. */
  learn(batch: number): Promise<void>;
  /** Takes the target network over. */
  refreshTarget(): Promise<void>;
  dispose(): Promise<void>;
}

export async function createPart(setup: PartSetup): Promise<Part> {
  const { memory, layout, part, parts } = setup;
  const { online, target, gradients, batches, results, barrier, step } = layOut(memory, layout);
  const slices = gradients.map((_, slice) => slice).filter((slice) => slice % parts === part);
  const range = rangeOf(part, parts, online.flat.length);
  const size = layout.batchTransitions / layout.slices;
  const inputsOf = (batch: number, slice: number) => batchArrays(batches[batch]!, slice * size, size);
  const outputsOf = (slice: number) => [
    results.subarray(2 * slice, 2 * slice + 1),
    results.subarray(2 * slice + 1, 2 * slice + 2),
    ...gradients[slice]!.views,
  ];

  // onnxruntime takes no arrays in shared memory: with several threads, each works on copies of its own.
  const copies = <T extends Values>(arrays: readonly T[]) =>
    memory.buffer instanceof SharedArrayBuffer ? arrays.map((array) => array.slice() as T) : undefined;
  const [ownOnline, ownTarget] = [copies(online.views), copies(target.views)];
  const [ownInputs, ownOutputs] = [copies(inputsOf(0, slices[0]!)), copies(outputsOf(slices[0]!))];
  const runner = await compileGradients(setup, size, ownTarget ?? target.views);

  return {
    async learn(batch) {
      const parameters = copy(online.views, ownOnline);
      for (const slice of slices) {
        const outputs = outputsOf(slice);
        const own = ownOutputs ?? outputs;
        await runner.run([...parameters, ...copy(inputsOf(batch, slice), ownInputs)], own);
        copy(own, outputs);
      }
      waitForAll(barrier, parts);
      step(
        online.flat,
        gradients.map(({ flat }) => flat),
        range,
      );
    },
    async refreshTarget() {
      copy(target.views, ownTarget);
      await runner.refreeze();
    },
    dispose: () => runner.dispose(),
  };
}

/** Gradients over a slice: [...online, ...batch] → [loss, mean of max Q(s′, ·), ...gradients]; the target is frozen. */
function compileGradients(setup: PartSetup, size: number, target: readonly Float32Array[]): Promise<Runner> {
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

/** Equal shares of `length`, whole cache lines of floats but for the last. */
function rangeOf(part: number, parts: number, length: number): Range {
  const edge = (i: number) => (i === parts ? length : 16 * Math.floor((i * length) / parts / 16));
  return { start: edge(part), end: edge(part + 1) };
}

/** Copies each array into its fellow, if there are any. → where the values now are to be found */
function copy<T extends Values>(from: readonly T[], to: readonly T[] = from): readonly T[] {
  if (to !== from) for (const [i, array] of to.entries()) array.set(from[i]!);
  return to;
}
