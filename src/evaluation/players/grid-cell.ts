/** One cell of a grid: a network, defended or not, under one attack or none, compiled for a batch of inputs. */
import type * as tf from '@tensorflow/tfjs-core';
import { compileAttack } from '../../attack/search/compile-attack.js';
import type { Criterion } from '../../attack/search/criteria.js';
import { expectFiniteOutputs } from '../../common/finite.js';
import { compile } from '../../compute/engine.js';
import type { CompileOptions, TensorSpec, Values } from '../../compute/signature.js';
import type { Defense } from '../../defense/defense.js';
import { createModel } from '../../model/create-model.js';
import { exampleKeyWords, type Key } from '../../model/keys.js';
import { meanOutput, type Network, type OutputKind } from '../../model/model.js';
import { sampleVotes } from '../../model/votes.js';
import type { Adversary, ListedAttack } from './adversary.js';

export interface CellOptions {
  readonly network: Network;
  readonly specs: readonly { readonly shape: readonly number[] }[];
  /** Values of the parameters, which become constants. */
  readonly views: readonly Float32Array[];
  readonly outputKind: OutputKind;
  readonly defense: Defense;
  /** Null: none. */
  readonly attack: Pick<ListedAttack, 'attack'> | null;
  readonly adversary: Pick<Adversary, 'attackOn' | 'outputSamples'>;
  /** Shape of a batch of byte pixels. */
  readonly shape: readonly [examples: number, ...number[]];
  /** Further inputs of each batch besides its pixels, such as labels. */
  readonly given?: readonly TensorSpec[];
  /** Returns the criterion of the attack. @param given the further inputs */
  readonly criterion: (...given: tf.Tensor[]) => Criterion;
  readonly computing: CompileOptions;
}

/** Arrays hold one block of values per example, in order. */
interface CellResult {
  /** Mean over the Monte Carlo samples. */
  readonly outputs: Float32Array;
  /** Share of the samples whose largest output is this one. */
  readonly votes: Float32Array;
  readonly zeroGradients?: Float32Array;
  /** ‖δ‖∞ in gray levels. */
  readonly linfNorm?: Float32Array;
}

export interface GridCell {
  /**
   * Returns one result per λ. What does not depend on λ, such as the gradient of a one-step attack, is computed once for all.
   * @param seed of all random numbers
   * @param examples id of each example. The random numbers of an example depend on its id and the seed alone
   * @param signal aborting it ends the run between two steps of an attack. The run then throws the reason of the signal
   */
  run(
    pixels: Uint8Array,
    lambdas: readonly number[],
    seed: number,
    examples: readonly number[],
    given?: readonly Values[],
    signal?: AbortSignal,
  ): Promise<CellResult[]>;
  dispose(): Promise<void>;
}

export async function compileCell(options: CellOptions): Promise<GridCell> {
  const { network, specs, views, outputKind, defense, attack: listed, adversary, shape, computing } = options;
  const { attackOn, outputSamples } = adversary;
  const given = options.given ?? [];
  const parameters = specs.map(({ shape: of }, i): TensorSpec => ({ shape: of, frozen: views[i]! }));
  const inputs: TensorSpec = { shape, storage: 'uint8' };
  const modelsOf = (tensors: readonly tf.Tensor[]) => {
    const plain = createModel(network, tensors.slice(0, specs.length), { outputKind });
    return { plain, acting: defense(plain) };
  };

  if (!listed) {
    const runner = await compile(
      (...tensors) => {
        const { acting } = modelsOf(tensors);
        const [x, key] = tensors.slice(specs.length) as [tf.Tensor4D, Key];
        const ofSamples = acting.forward(x, key, outputSamples);
        return [meanOutput(acting, ofSamples, shape[0]), sampleVotes(ofSamples, shape[0])];
      },
      { inputs: [...parameters, inputs, { shape: [1 + shape[0], 3], dtype: 'int32' }] },
      computing,
    );
    return {
      async run(pixels, _, seed, examples) {
        const [outputs, votes] = await runner.run([pixels, exampleKeyWords([seed, 0, 0], examples)]);
        return [{ outputs: expectFiniteOutputs(outputs as Float32Array), votes: votes as Float32Array }];
      },
      dispose: () => runner.dispose(),
    };
  }
  const { attack } = listed;
  const attacked = await compileAttack({
    ...computing,
    ...{ attack, outputSamples, inputs },
    given: [...parameters, ...given],
    target(...tensors) {
      const { plain, acting } = modelsOf(tensors);
      const model = attackOn === 'plain' || attack.on === 'plain' ? plain : acting;
      return { model, evaluatedModel: acting, criterion: options.criterion(...tensors.slice(specs.length)) };
    },
  });
  return {
    run: (pixels, lambdas, seed, examples, values = [], signal) =>
      attacked.run(pixels, { lambdas, key: [seed, 0], examples, given: values, signal }),
    dispose: () => attacked.dispose(),
  };
}
