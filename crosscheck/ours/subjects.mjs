/** What is attacked: the bundled agents on observations that they recorded, and the bundled classifiers on test images. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  bundledAgent,
  centerCrop,
  createModel,
  createRandom,
  greedyAction,
  loadClassifier,
  misclassification,
  openImageSet,
} from 'sap-atari';

const root = fileURLToPath(new URL('../..', import.meta.url));
const agents = { catch: 'bundled', raiders: 'bundled-raiders', tenpins: 'bundled-tenpins' };

/** Names of the subjects. */
export const agentNames = Object.keys(agents);
export const classifierNames = ['dense', 'adv'];
export const isAgent = (name) => name in agents;

/** Folder of a subject's weights, for Python. */
export const weightsOf = (name) => join(root, 'assets', isAgent(name) ? name : `vision/${name}`);

/**
 * Loads a subject with its first `count` inputs.
 * @param {string} work folder of intermediate files, where observations are recorded once
 */
export async function loadSubject(name, count, work) {
  return isAgent(name) ? loadAgent(name, count, work) : loadImages(name, count);
}

function loadAgent(name, count, work) {
  const agent = bundledAgent(name);
  const folder = join(work, `states-${name}-${count}`);
  if (!existsSync(join(folder, 'states.bin.gz'))) {
    const flags = ['--run', agents[name], '--states', count, '--every', 5, '--seed', 1, '--out', folder];
    execFileSync(process.execPath, [join(root, 'dist/cli/index.js'), 'record-states', ...flags.map(String)]);
  }
  const pixels = new Uint8Array(gunzipSync(readFileSync(join(folder, 'states.bin.gz'))));
  const { actions } = JSON.parse(readFileSync(join(folder, 'states.json'), 'utf8'));
  return subject(name, agent, { pixels, shape: [count, 4, 84, 84], outputs: actions.length, outputKind: 'q-values' });
}

async function loadImages(name, count) {
  const classifier = loadClassifier(weightsOf(name));
  const { data, seed, cropPixels: side } = classifier.config;
  const set = await openImageSet(data, { seed });
  const view = centerCrop(set.shape, side);
  const source = new Uint8Array(set.shape.reduce((product, length) => product * length, 1));
  const pixels = new Uint8Array(count * 3 * side * side);
  const labels = Int32Array.from({ length: count }, (_, i) => set.test.label(i));
  for (let i = 0; i < count; i++) {
    set.test.read(i, source);
    view.write(source, pixels, i * 3 * side * side, createRandom(0)); // a center crop uses no random numbers
  }
  const outputs = set.classNames.length;
  return subject(name, classifier, { pixels, labels, shape: [count, 3, side, side], outputs, outputKind: 'logits' });
}

/** Adds what `compile` and `compileAttack` need: frozen parameters, and the model and the criterion that they give. */
function subject(name, { network, specs, views }, { pixels, labels, shape, outputs, outputKind }) {
  const frozen = specs.map(({ shape }, i) => ({ shape, frozen: views[i] }));
  const model = (parameters, defense = (plain) => plain) => defense(createModel(network, parameters, { outputKind }));
  const labelSpec = labels ? [{ shape: [shape[0]], dtype: 'int32' }] : [];
  return {
    ...{ name, network, specs, views, pixels, labels, shape, outputs, model },
    given: [...frozen, ...labelSpec],
    values: labels ? [labels] : [],
    criterionOf: (given) => (labels ? misclassification(given.at(-1)) : greedyAction()),
    parametersOf: (given) => given.slice(0, specs.length),
    /** The same subject with these of its inputs, in this order. @param {number[]} examples */
    only(examples) {
      const size = pixels.length / shape[0];
      const taken = new Uint8Array(examples.length * size);
      for (const [i, example] of examples.entries())
        taken.set(pixels.subarray(example * size, (example + 1) * size), i * size);
      const inputs = { pixels: taken, labels: labels && Int32Array.from(examples, (example) => labels[example]) };
      const sides = [examples.length, ...shape.slice(1)];
      return subject(name, { network, specs, views }, { ...inputs, shape: sides, outputs, outputKind });
    },
  };
}
