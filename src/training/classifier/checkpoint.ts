/** The complete state of a classifier's training as files: a restored run ends with the same bytes as an uninterrupted one. */
import type { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import type { FlatParameters } from '../../common/flat-parameters.js';
import { type FileSet, type Files, readSetJson } from '../../files/file-set.js';
import { valuesFor, weightsName } from '../../model/model-files.js';
import { decodeSafetensors, encodeSafetensors } from '../../model/safetensors.js';
import { type Classifier, encodeClassifier, loadClassifier } from '../../vision/classifier-files.js';
import type { ResnetSpec } from '../../vision/resnet.js';
import { isLearned } from '../../vision/training-step.js';

/** The state of a training besides its counters. Random numbers depend on epoch, image and step alone. */
export interface ClassifierTraining {
  readonly classifier: Pick<Classifier, 'classNames' | 'config' | 'specs'>;
  readonly parameters: FlatParameters;
  /** Of the learned parameters. */
  readonly velocities: FlatParameters;
  /** Adversarial training's model of the previous epoch. */
  readonly previous?: FlatParameters | undefined;
}

const stateName = 'state.json';

/** The flat parameters by the file that stores them; the classifier's own file stores its parameters. */
function blocksOf({ classifier: { specs }, parameters, velocities, previous }: ClassifierTraining) {
  const blocks: Record<string, { readonly specs: readonly ResnetSpec[]; readonly block: FlatParameters }> = {
    [weightsName]: { specs, block: parameters },
    'velocities.safetensors': { specs: specs.filter(isLearned), block: velocities },
  };
  if (previous) blocks['previous.safetensors'] = { specs, block: previous };
  return blocks;
}

/** The files of a checkpoint, by name. */
export function classifierTrainingFiles<Counters extends { readonly step: number }>(
  training: ClassifierTraining,
  counters: Counters,
): Files {
  const { step } = counters;
  const files: Record<string, () => Uint8Array | string> = { [stateName]: () => JSON.stringify(counters) };
  for (const [name, { specs, block }] of Object.entries(blocksOf(training))) {
    files[name] = () => encodeSafetensors(specs.map((spec, i) => ({ ...spec, values: block.views[i]! })));
  }
  const model = encodeClassifier({ ...training.classifier, step, views: training.parameters.views });
  for (const [name, data] of Object.entries(model)) files[name] = () => data;
  return files;
}

/**
 * Restores a checkpoint into a training.
 * @param schema of the counters
 * @returns the counters
 * @throws UsageError when it belongs to another network, data set or step, or its counters are damaged
 */
export function restoreClassifierTraining<Counters extends { readonly step: number }>(
  set: FileSet,
  training: ClassifierTraining,
  schema: z.ZodType<Counters>,
): Counters {
  const { classNames } = loadClassifier(set.folder);
  if (classNames.join() !== training.classifier.classNames.join()) {
    throw new UsageError(
      `${set.folder}: expected a classifier of ${training.classifier.classNames.join(', ')}, got one of ${classNames.join(', ')}`,
    );
  }
  for (const [name, { specs, block }] of Object.entries(blocksOf(training))) {
    const source = `${set.folder}/${name}`;
    const values = valuesFor(specs, decodeSafetensors(set.read(name), source), source);
    for (const [i, view] of block.views.entries()) view.set(values[i]!);
  }
  const counters = readSetJson(set, stateName, schema);
  if (counters.step === set.number) return counters;
  throw new UsageError(`${set.folder}/${stateName}: expected step ${set.number}, got ${counters.step}`);
}
