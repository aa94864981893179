/** Compiles a Q-network with its parameters for batches of observations. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expectFiniteOutputs } from '../common/finite.js';
import type { ParameterSpec } from '../common/flat-parameters.js';
import { sizeOf } from '../common/shape.js';
import { compile } from '../compute/engine.js';
import { Resident } from '../compute/resident.js';
import type { CompileOptions, TensorSpec } from '../compute/signature.js';
import { observationShape } from '../env/environment.js';
import type { Network } from '../model/model.js';
import type { QFunction } from './policy.js';

export interface QFunctionOptions extends CompileOptions {
  readonly network: Network;
  readonly specs: readonly ParameterSpec[];
  /** The parameters, in the order of the specs: arrays, or residents of a device. */
  readonly views: readonly (Float32Array | Resident)[];
  /** Number of observations in a batch. */
  readonly batch: number;
  /** True if the arrays never change: they become constants, which is faster. Default false. */
  readonly frozen?: boolean;
}

export interface CompiledQ {
  /** Each call overwrites the Q-values that the last call returned. */
  readonly q: QFunction;
  dispose(): Promise<void>;
}

export async function compileQ(options: QFunctionOptions): Promise<CompiledQ> {
  const { network, specs, views, batch, frozen = false, ...engine } = options;
  const parameters = specs.map(({ shape }, i): TensorSpec => {
    const view = views[i]!;
    if (view instanceof Resident) return { shape, resident: view };
    return frozen ? { shape, frozen: view } : { shape };
  });
  const runner = await compile(
    (...inputs) => [network(inputs.slice(0, -1), inputs.at(-1) as Tensor4D)],
    { inputs: [...parameters, { shape: [batch, ...observationShape], storage: 'uint8' }] },
    engine,
  );
  const live = frozen ? [] : views.filter((view) => view instanceof Float32Array);
  const values = new Float32Array(sizeOf(runner.outputs[0]!.shape));
  return {
    async q(observations) {
      await runner.run([...live, observations], [values]);
      return expectFiniteOutputs(values);
    },
    dispose: () => runner.dispose(),
  };
}
