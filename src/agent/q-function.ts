/** A Q-network bound to its parameters and compiled for batches of observations. */
import type { Tensor4D } from '@tensorflow/tfjs-core';
import { compile } from '../compute/engine.js';
import type { CompileOptions } from '../compute/signature.js';
import { observationShape } from '../env/environment.js';
import type { Network } from '../model.js';
import type { ParameterSpec } from './network.js';
import type { QFunction } from './policy.js';

export interface QFunctionOptions extends CompileOptions {
  readonly network: Network;
  readonly specs: readonly ParameterSpec[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
  /** Observations in a batch. */
  readonly batch: number;
  /** The parameters will not change: they become constants, which is faster. */
  readonly frozen?: boolean;
}

export interface CompiledQ {
  /** The Q-values returned are overwritten by the next call. */
  readonly q: QFunction;
  dispose(): Promise<void>;
}

export async function compileQ(options: QFunctionOptions): Promise<CompiledQ> {
  const { network, specs, views, batch, frozen = false, ...engine } = options;
  const parameters = specs.map(({ shape }, i) => (frozen ? { shape, frozen: views[i]! } : { shape }));
  const runner = await compile(
    (...inputs) => [network(inputs.slice(0, -1), inputs.at(-1) as Tensor4D)],
    { inputs: [...parameters, { shape: [batch, ...observationShape], storage: 'uint8' }] },
    engine,
  );
  const live = frozen ? [] : views;
  const values = new Float32Array(batch * specs.at(-1)!.shape[0]!);
  return {
    async q(observations) {
      await runner.run([...live, observations], [values]);
      return values;
    },
    dispose: () => runner.dispose(),
  };
}
