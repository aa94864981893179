/** A Q-network bound to its parameters and compiled for batches of observations. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { expectFiniteOutputs } from '../common/finite.js';
import type { ParameterSpec } from '../common/flat-parameters.js';
import { compile } from '../compute/engine.js';
import { Resident } from '../compute/resident.js';
import type { CompileOptions, TensorSpec } from '../compute/signature.js';
import { observationShape } from '../env/environment.js';
import type { Network } from '../model/model.js';
import type { QFunction } from './policy.js';

export interface QFunctionOptions extends CompileOptions {
  readonly network: Network;
  readonly specs: readonly ParameterSpec[];
  /** The parameters, in the order of the specs: arrays, or where a device keeps them. */
  readonly views: readonly (Float32Array | Resident)[];
  /** Observations in a batch. */
  readonly batch: number;
  /** The arrays will not change: they become constants, which is faster. */
  readonly frozen?: boolean;
}

export interface CompiledQ {
  /** The Q-values returned are overwritten by the next call. */
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
  const values = new Float32Array(batch * specs.at(-1)!.shape.at(-1)!);
  return {
    async q(observations) {
      await runner.run([...live, observations], [values]);
      return expectFiniteOutputs(values);
    },
    dispose: () => runner.dispose(),
  };
}
