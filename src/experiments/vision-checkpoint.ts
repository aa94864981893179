/** A classifier's training as files, complete: restored, it goes on to the same bytes as one that was never stopped. */
import { UsageError } from '../errors.js';
import { type FileSet, writeFileSet } from '../files/file-set.js';
import { valuesFor, weightsName } from '../files/model-files.js';
import { parseJson } from '../files/parse-json.js';
import { decodeSafetensors, encodeSafetensors } from '../files/safetensors.js';
import type { ParameterBlock } from '../parameter-block.js';
import { type Classifier, encodeClassifier, loadClassifier } from '../vision/classifier-files.js';
import type { ResnetSpec } from '../vision/resnet.js';
import { isLearned } from '../vision/training-step.js';

/** Everything that decides how a run goes on, apart from its counters; chance goes by epoch, image and step alone. */
export interface ClassifierTraining {
  readonly classifier: Pick<Classifier, 'classNames' | 'config' | 'specs'>;
  readonly parameters: ParameterBlock;
  /** Of the learned parameters. */
  readonly velocities: ParameterBlock;
  /** Adversarial training's model of the epoch before. */
  readonly previous?: ParameterBlock | undefined;
}

const stateName = 'state.json';

/** The blocks by the file that holds them; the parameters' is the classifier's own. */
function blocksOf({ classifier: { specs }, parameters, velocities, previous }: ClassifierTraining) {
  const blocks: Record<string, { readonly specs: readonly ResnetSpec[]; readonly block: ParameterBlock }> = {
    [weightsName]: { specs, block: parameters },
    'velocities.safetensors': { specs: specs.filter(isLearned), block: velocities },
  };
  if (previous) blocks['previous.safetensors'] = { specs, block: previous };
  return blocks;
}

/** Writes a checkpoint under `root`; the one before it is kept. @throws Error in one line, e.g. when the disk is full */
export function saveClassifierTraining<Counters extends { readonly step: number }>(
  root: string,
  training: ClassifierTraining,
  counters: Counters,
): void {
  const { step } = counters;
  const files: Record<string, () => Uint8Array | string> = { [stateName]: () => JSON.stringify(counters) };
  for (const [name, { specs, block }] of Object.entries(blocksOf(training))) {
    files[name] = () => encodeSafetensors(specs.map((spec, i) => ({ ...spec, values: block.views[i]! })));
  }
  const model = encodeClassifier({ ...training.classifier, step, views: training.parameters.views });
  for (const [name, data] of Object.entries(model)) files[name] = () => data;
  writeFileSet(root, step, files);
}

/** Puts a checkpoint back. → its counters @throws UsageError when it is of another network or data set */
export function restoreClassifierTraining<Counters>(set: FileSet, training: ClassifierTraining): Counters {
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
  return parseJson(set.read(stateName), `${set.folder}/${stateName}`) as Counters;
}
