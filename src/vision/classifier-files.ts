/** Trained classifiers on disk: `model.safetensors` (parameters) and `model.json` (description, with the SHA-256 of the parameters). */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../common/errors.js';
import { type Format, formatText } from '../files/format.js';
import type { Network } from '../model/model.js';
import {
  descriptionName,
  encodeModelFiles,
  findModel,
  readDescription,
  readWeights,
  valuesFor,
  weightsName,
} from '../model/model-files.js';
import { parseVisionConfig, type VisionConfig, visionDefaults } from './config.js';
import { type ResnetSpec, resnet20, resnetSpecs } from './resnet.js';

/** A trained classifier. */
export interface Classifier {
  /** Names of the outputs, in order. */
  readonly classNames: readonly string[];
  /** Number of gradient steps of its training. */
  readonly step: number;
  /** The complete config of the run. */
  readonly config: VisionConfig;
  /** Pixels [N, 3, H, W] of 0…255 → logits [N, classes]. */
  readonly network: Network;
  /** Names, shapes and roles of the parameters, in the order of the network. */
  readonly specs: readonly ResnetSpec[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
}

const noun = 'classifier';
const format: Format = { name: noun, version: 1, remedy: 'train the classifier anew' };

/** Returns the contents of a classifier's two files by name. */
export function encodeClassifier({ classNames, step, config, specs, views }: Omit<Classifier, 'network'>) {
  const arrays = specs.map(({ name, shape }, i) => ({ name, shape, values: views[i]! }));
  return encodeModelFiles(arrays, (weights) => ({ format: formatText(format), classNames, step, weights, config }));
}

/**
 * Loads the classifier of a folder: a run (its final classifier, else the newest checkpoint), or any folder with the two files.
 * @throws UsageError where there is none, and for files that are damaged or of another kind
 */
export function loadClassifier(folder: string): Classifier {
  const found = classifierIn(folder);
  const description = readDescription(found, format);
  const { keys, fail } = description;
  const { classNames, step, config } = keys;
  if (!Array.isArray(classNames) || classNames.length < 2 || !classNames.every((name) => typeof name === 'string')) {
    return fail('names of classes', JSON.stringify(classNames) ?? 'nothing');
  }
  if (typeof step !== 'number') return fail('a number of steps', JSON.stringify(step) ?? 'nothing');
  const whole = { ...visionDefaults, ...parseVisionConfig(config, join(found, descriptionName)) };
  const specs = resnetSpecs(classNames.length);
  const views = valuesFor(specs, readWeights(found, noun, description), join(found, weightsName));
  return { classNames, step, config: whole, network: resnet20, specs, views };
}

function classifierIn(folder: string): string {
  const found = findModel(folder);
  if (found !== undefined) return found;
  throw new UsageError(
    `${folder} holds no classifier: expected ${descriptionName} and ${weightsName}, or a run with a checkpoint; train one with sap-atari vision train --out ${folder}`,
  );
}

/**
 * Reads the description of the classifier that `loadClassifier` would load, without its weights.
 * @returns the config, unchecked, and when its file was written, in milliseconds since 1970
 * @throws UsageError as `loadClassifier`
 */
export function describeClassifier(folder: string): { config: Partial<VisionConfig>; modified: number } {
  const found = classifierIn(folder);
  const { keys } = readDescription(found, format);
  const config = (keys.config ?? {}) as Partial<VisionConfig>;
  return { config, modified: statSync(join(found, descriptionName)).mtimeMs };
}
