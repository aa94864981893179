/** The two networks of double DQN and the step that moves the online one; all state in one memory, updated in place. */
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import { compile } from '../compute/engine.js';
import { createKernels } from '../compute/kernels.js';
import type { CompileOptions, TensorSpec } from '../compute/signature.js';
import { observationShape } from '../env/environment.js';
import type { Network } from '../model.js';
import { ddqnGradients, type TdLoss } from './ddqn.js';
import type { ParameterSpec } from './network.js';
import { type ParameterBlock, parameterBlock, totalSize, viewsOf } from './parameter-block.js';
import type { Batch } from './replay.js';
import { type RmspropOptions, rmsprop } from './rmsprop.js';

export interface LearnerOptions extends CompileOptions {
  readonly network: Network;
  readonly specs: readonly ParameterSpec[];
  /** Transitions in an update. */
  readonly batch: number;
  readonly loss: TdLoss;
  readonly optimiser: RmspropOptions;
}

export interface Learner {
  readonly online: ParameterBlock;
  readonly target: ParameterBlock;
  /** RMSProp's moments, cut as the parameters are. */
  readonly mean: ParameterBlock;
  readonly meanSquare: ParameterBlock;
  /** One update of the online network. → mean loss and mean of max Q(s′, ·) over the batch, before the update */
  learn(batch: Batch): Promise<{ readonly loss: number; readonly meanQ: number }>;
  /** Target ← online. */
  copyToTarget(): Promise<void>;
  /** To be called after the target block was written by hand (a restored checkpoint). */
  refreshTarget(): Promise<void>;
  dispose(): Promise<void>;
}

/** Both networks are zero until the caller fills `online.views` and calls `copyToTarget`. */
export async function createLearner(options: LearnerOptions): Promise<Learner> {
  const { network, specs, batch: size, loss, optimiser, ...engine } = options;
  const length = totalSize(specs);
  const kernels = createKernels(length * 4 * 4 + 4096);
  const online = parameterBlock(specs, kernels.float32);
  const gradients = parameterBlock(specs, kernels.float32);
  const target = parameterBlock(specs);
  const { mean, meanSquare, step } = rmsprop(length, kernels, optimiser);

  const frames: TensorSpec = { shape: [size, ...observationShape], storage: 'uint8' };
  const runner = await compile(
    (...inputs) => {
      const [s_tm1, a_tm1, r_t, discount_t, s_t] = inputs.slice(2 * specs.length) as BatchInputs;
      const batch = { s_tm1, a_tm1, r_t, discount_t, s_t };
      const [p, p_target] = [inputs.slice(0, specs.length), inputs.slice(specs.length, 2 * specs.length)];
      return ddqnGradients(network, p, p_target, batch, loss);
    },
    {
      inputs: [
        ...specs.map(({ shape }) => ({ shape })),
        ...specs.map(({ shape }, i) => ({ shape, frozen: target.views[i]! })),
        ...[frames, { shape: [size], dtype: 'int32' as const }, { shape: [size] }, { shape: [size] }, frames],
      ],
    },
    engine,
  );
  const [lossValue, meanQ] = [new Float32Array(1), new Float32Array(1)];
  const outputs = [lossValue, meanQ, ...gradients.views];

  return {
    online,
    target,
    mean: { flat: mean, views: viewsOf(mean, specs) },
    meanSquare: { flat: meanSquare, views: viewsOf(meanSquare, specs) },
    async learn({ s_tm1, a_tm1, r_t, discount_t, s_t }) {
      await runner.run([...online.views, s_tm1, a_tm1, r_t, discount_t, s_t], outputs);
      step(online.flat, gradients.flat);
      return { loss: lossValue[0]!, meanQ: meanQ[0]! };
    },
    async copyToTarget() {
      target.flat.set(online.flat);
      await runner.refreeze();
    },
    refreshTarget: () => runner.refreeze(),
    dispose: () => runner.dispose(),
  };
}

type BatchInputs = [Tensor4D, Tensor1D, Tensor1D, Tensor1D, Tensor4D, ...Tensor[]];
