/** Computes what classifiers say of images under attack, a block of images at a time. */
import type { Tensor1D } from '@tensorflow/tfjs-core';
import { argMax } from '../../agent/policy.js';
import { misclassification } from '../../attack/search/criteria.js';
import { createLruCache } from '../../common/lru-cache.js';
import { createRandom } from '../../common/random.js';
import { loadEagerBackend } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import { abandonLate } from '../../jobs/worker.js';
import { placesOf } from '../../model/keys.js';
import type { Timed } from '../../storage/results/timing.js';
import { type Classifier, loadClassifier } from '../../vision/classifier-files.js';
import { centerCrop } from '../../vision/data/augment.js';
import type { ImageSet } from '../../vision/data/image-set.js';
import { openImageSet } from '../../vision/data/open-image-set.js';
import { type BlockJob, short } from '../blocks.js';
import { type Adversary, type AdversaryNames, listedAttack, openAdversary } from '../players/adversary.js';
import { type CellOptions, compileCell, type GridCell } from '../players/grid-cell.js';
import type { RunName } from '../players/players.js';
import { plainAgent } from '../settings.js';
import type { LineWorker } from '../worker.js';
import type { ImageLine, ImageSetting } from './image-line.js';

/** One classifier under one attack on a block of consecutive images. */
export interface ImageJob extends BlockJob {
  readonly run: string;
}

/** Returns for each λ the lines of the block, with their time: the λ of a one-step attack share it. */
export type ImageProber = LineWorker<ImageJob, ImageLine>;

/** Selects a data set, as plain data. */
export interface ImageNames {
  readonly data: string;
  readonly dataFolder: string | null;
  /** Seed of the embedded images, and of the images that are held out of a folder without `test`. */
  readonly dataSeed: number;
}

export interface ImageProberSetup {
  readonly names: AdversaryNames;
  readonly runs: readonly RunName[];
  readonly images: ImageNames;
  /** Seed of all random numbers. */
  readonly seed: number;
  readonly computing: CompileOptions;
}

/** Creates a prober from plain data, in a thread. */
export async function imageProberFor({ names, runs, images, seed, computing }: ImageProberSetup): Promise<ImageProber> {
  if (computing.engine === 'tfjs') await loadEagerBackend();
  const classifiers = new Map(runs.map(({ run, folder }) => [run, loadClassifier(folder)]));
  return createImageProber(await openAdversary(names), classifiers, await openImages(images), seed, computing);
}

/** @throws UsageError for an unknown data set, or one that is damaged */
export const openImages = ({ data, dataFolder, dataSeed: seed }: ImageNames): Promise<ImageSet> =>
  openImageSet(data, { seed, ...(dataFolder !== null && { dataDir: dataFolder }) });

/** Compiled cells that are kept: jobs come attack by attack, so few are in use at a time. */
export const keptCells = 2;

/** Reads `count` images of the test set from `first` on, center-cropped to `side` pixels. */
export function readImages({ shape, test }: ImageSet, first: number, count: number, side: number) {
  const view = centerCrop(shape, side);
  const source = new Uint8Array(shape[0] * shape[1] * shape[2]);
  const pixels = new Uint8Array(count * 3 * side * side);
  const labels = Int32Array.from({ length: count }, (_, i) => test.label(first + i));
  for (let i = 0; i < count; i++) {
    test.read(first + i, source);
    view.write(source, pixels, i * 3 * side * side, createRandom(0)); // a center crop uses no random numbers
  }
  return { pixels, labels };
}

/** Describes a classifier under an attack, for blocks of images. */
export function imageCell(
  { agent, attack, gradientSamples, states: batch }: Omit<ImageJob, 'from' | 'lambdas'>,
  adversary: Adversary,
  { network, specs, views, config }: Classifier,
  computing: CompileOptions,
): CellOptions {
  return {
    ...{ network, specs, views, adversary, computing, outputKind: 'logits' },
    defense: adversary.defenses.find(({ label }) => label === agent) ?? none,
    attack: attack === null ? null : listedAttack(adversary, attack, gradientSamples),
    shape: [batch, 3, config.cropPixels, config.cropPixels],
    given: [{ shape: [batch], dtype: 'int32' }],
    criterion: (labels) => misclassification(labels as Tensor1D),
  };
}

/** @param seed of all random numbers */
export function createImageProber(
  adversary: Adversary,
  classifiers: ReadonlyMap<string, Classifier>,
  set: ImageSet,
  seed: number,
  computing: CompileOptions = {},
): ImageProber {
  const cells = createLruCache<GridCell>(keptCells, (each) => each.dispose());
  const noiseSeed = createRandom(seed).split('images').uint32() | 0;
  const classes = set.classNames.length;

  return {
    async do(job, { signal } = {}) {
      // A macrotask between jobs lets the abort signal arrive.
      await new Promise(setImmediate);
      if (signal?.aborted) return undefined;
      const { run, agent, attack, gradientSamples, lambdas, from, states: batch } = job;
      const key = JSON.stringify([run, agent, attack, gradientSamples, batch]);
      const cell = await cells.get(key, () => compileCell(imageCell(job, adversary, classifiers.get(run)!, computing)));
      const { pixels, labels } = readImages(set, from, batch, classifiers.get(run)!.config.cropPixels);
      const begin = performance.now();
      const images = placesOf(batch).map((place) => from + place);
      const found = await abandonLate(signal, (giveUp) =>
        cell.run(pixels, lambdas, noiseSeed, images, [labels], giveUp),
      );
      if (!found) return undefined;
      const seconds = (performance.now() - begin) / 1000 / lambdas.length;
      return found.map(({ outputs, votes, zeroGradients, linfNorm }, l): Timed<ImageLine> => {
        const setting: ImageSetting = { run, agent, attack, gradientSamples, lambda: lambdas[l]! };
        const lines = Array.from(labels, (label, i): ImageLine => {
          const prediction = argMax(outputs, i * classes, classes);
          const probabilities = outputs.subarray(i * classes, (i + 1) * classes);
          return {
            ...setting,
            ...{ image: from + i, label, prediction },
            probabilities: Array.from(probabilities, short),
            ...(agent !== plainAgent && { correctSamples: short(votes[i * classes + label]!) }),
            ...(zeroGradients && { zeroGradient: short(zeroGradients[i]!) }),
            linfNorm: short(linfNorm?.[i] ?? 0),
          };
        });
        return { lines, timing: { ...setting, from, count: batch, seconds: short(seconds) } };
      });
    },
    dispose: () => cells.clear(),
  };
}
