/**
 * Adversarial training as in the SAP paper: a share of each batch is replaced by FGSM examples, made on the model of the
 * previous epoch. In the first epoch there is no such model, and all images are clean.
 */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { fgsm } from '../../attack/fgsm.js';
import { compileAttack } from '../../attack/search/compile-attack.js';
import { misclassification } from '../../attack/search/criteria.js';
import { createLoss } from '../../attack/search/losses.js';
import { createFlatParameters, type FlatParameters } from '../../common/flat-parameters.js';
import type { CompileOptions } from '../../compute/signature.js';
import { createModel } from '../../model/create-model.js';
import { softmaxCrossEntropy } from '../../vision/loss.js';
import { type ResnetSpec, resnet20 } from '../../vision/resnet.js';

export interface AdversarialBatches {
  /** The model of the previous epoch; to be filled before `perturb`. */
  readonly previous: FlatParameters;
  /**
   * Replaces the share of the batch, in place. Pixels stay whole gray levels, since λ is whole.
   * @param pixels bytes, [batch, 3, side, side] @param labels [batch]
   */
  perturb(pixels: Uint8Array, labels: Int32Array): Promise<void>;
  dispose(): Promise<void>;
}

export interface AdversarialOptions extends CompileOptions {
  readonly specs: readonly ResnetSpec[];
  readonly batch: number;
  readonly side: number;
  readonly share: number;
  /** Gray levels, a whole number. */
  readonly lambda: number;
}

/** The cross-entropy of training. Attacks have another one, whose gradient does not vanish; this one keeps trainings reproducible. */
const trainingLoss = createLoss('ce', softmaxCrossEntropy);

export async function adversarialBatches(options: AdversarialOptions): Promise<AdversarialBatches> {
  const { specs, batch, side, share, lambda, ...engine } = options;
  const places = adversarialPlaces(batch, share);
  const size = 3 * side * side;
  const previous = createFlatParameters(specs);
  const attack = await compileAttack({
    attack: fgsm({ loss: trainingLoss }),
    inputs: { shape: [places.length, 3, side, side], storage: 'uint8' },
    given: [...specs.map(({ shape }) => ({ shape })), { shape: [places.length], dtype: 'int32' }],
    target: (...given) => ({
      model: createModel(resnet20, given.slice(0, -1), { outputKind: 'logits' }),
      criterion: misclassification(given.at(-1) as Tensor1D),
    }),
    ...engine,
  });
  const chosen = { pixels: new Uint8Array(places.length * size), labels: new Int32Array(places.length) };
  return {
    previous,
    async perturb(pixels, labels) {
      for (const [i, place] of places.entries()) {
        chosen.pixels.set(pixels.subarray(place * size, (place + 1) * size), i * size);
        chosen.labels[i] = labels[place]!;
      }
      const given = [...previous.views, chosen.labels];
      const [found] = await attack.run(chosen.pixels, { lambdas: [lambda], key: [0, 0], given });
      for (const [i, place] of places.entries()) {
        pixels.set(found!.perturbed.subarray(i * size, (i + 1) * size), place * size);
      }
    },
    dispose: () => attack.dispose(),
  };
}

/** Indices of the images of a batch that are attacked: evenly spaced, so that every slice has as many. */
export function adversarialPlaces(batch: number, share: number): number[] {
  const count = Math.round(share * batch);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * batch) / count) - 1);
}
