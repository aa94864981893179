import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFlatParameters } from '../../../src/common/flat-parameters.js';
import { createRandom } from '../../../src/common/random.js';
import {
  evaluateClassifiers,
  type VisionChoices,
  type VisionEvaluationOptions,
} from '../../../src/evaluation/images/evaluate-images.js';
import type { ImageLine } from '../../../src/evaluation/images/image-line.js';
import { readRows } from '../../../src/storage/row-file.js';
import { accuracyMeter } from '../../../src/training/classifier/accuracy.js';
import { initializeResnet, resnetSpecs } from '../../../src/vision/resnet.js';
import { refusal } from '../../helpers/refusal.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyClassifier } from '../../helpers/toy-classifier.js';
import { toyImages } from '../../helpers/toy-images.js';

const set = toyImages({ test: 3 });
const specs = resnetSpecs(3);
const { views } = createFlatParameters(specs);
initializeResnet(views, specs, createRandom(3));

const classifier = (classNames = set.classNames) => toyClassifier(classNames);

const choicesFor = (folder: string, changes: Partial<VisionChoices> = {}): VisionChoices => ({
  names: {
    ...{ attacks: ['fgsm', 'random'], gradientSamples: [2], attackChoices: {}, attackOn: 'self' },
    ...{ defenses: ['none', 'sap100'], defenseOptions: {}, outputSamples: 2 },
  },
  runs: [{ run: 'toy', folder }],
  images: { data: 'toy', dataFolder: null, dataSeed: 1 },
  ...{ count: 3, lambdas: [0, 2, 8], seed: 1 },
  ...changes,
});

const evaluate = (choices: VisionChoices, folder: string, options: Partial<VisionEvaluationOptions> = {}) =>
  evaluateClassifiers(choices, { folder, set, computing: { workers: 1 }, ...options });

const linesOf = (folder: string) => readRows<ImageLine>(join(folder, 'images.jsonl'));

describe('the evaluation of a classifier', () => {
  it('leaves a line an image, stopped and taken up again or not', async () => {
    const choices = choicesFor(classifier());
    const [whole, inPieces] = [temporaryFolder(), temporaryFolder()];
    const report = await evaluate(choices, whole);
    expect(report.complete).toBe(true);
    expect(
      report.rows.map(({ agent, attack, gradientSamples, lambda }) => [agent, attack, gradientSamples, lambda]),
    ).toEqual(
      ['plain', 'sap100'].flatMap((agent) => [
        [agent, null, null, 0],
        [agent, 'fgsm', 2, 2],
        [agent, 'fgsm', 2, 8],
        [agent, 'random', null, 2],
        [agent, 'random', null, 8],
      ]),
    );
    const lines = linesOf(whole);
    expect(lines).toHaveLength(10 * 3);
    for (const { lambda, linfNorm, probabilities, attack, agent, correctSamples } of lines) {
      expect(linfNorm).toBe(attack === null ? 0 : lambda);
      expect(probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 4);
      expect(correctSamples === undefined).toBe(agent === 'plain');
    }

    const controller = new AbortController();
    const stopped = await evaluate(choices, inPieces, {
      signal: controller.signal,
      onProgress: (_, __, job) => job && controller.abort(),
    });
    expect(stopped.complete).toBe(false);
    expect(linesOf(inPieces).length).toBeLessThan(lines.length);
    expect((await evaluate(choices, inPieces)).complete).toBe(true);
    expect(linesOf(inPieces)).toEqual(lines);
    expect(JSON.parse(readFileSync(join(inPieces, 'results.json'), 'utf8')).checks).toEqual(report.checks);

    await expect(evaluate({ ...choices, seed: 2 }, whole)).rejects.toThrow('has seed 1, got 2');
  });

  it('does not go on with lines of images in another order', async () => {
    const names = { ...choicesFor('').names, attacks: ['random'], gradientSamples: [null], defenses: ['none'] };
    const [choices, folder] = [choicesFor(classifier(), { names, lambdas: [0] }), temporaryFolder()];
    await evaluate(choices, folder);
    const settings = readFileSync(join(folder, 'settings.json'), 'utf8');
    const { size, read, label } = set.test;
    const backwards = { size, read, label: (index: number) => label(size - 1 - index) };
    const again = evaluate({ ...choices, lambdas: [0, 2] }, folder, { set: { ...set, test: backwards } });
    expect(await refusal(again)).toMatch(
      /its vision evaluation has image 0 of class red, got one of blue: the images are others, or in another order; choose another --out/,
    );
    expect(readFileSync(join(folder, 'settings.json'), 'utf8')).toBe(settings);
  });

  it('does not evaluate a classifier on pictures that another seed holds out', async () => {
    const data = temporaryFolder();
    const runs = [1, 2].map((seed) => ({ run: `seed ${seed}`, folder: toyClassifier(set.classNames, 3, { seed }) }));
    const names = { ...choicesFor('').names, attacks: ['random'], gradientSamples: [null], defenses: ['none'] };
    const changes = { runs, names, lambdas: [0], images: { data, dataFolder: null, dataSeed: 1 } };
    const choices = choicesFor('', changes);
    const out = join(temporaryFolder(), 'out');
    expect(await refusal(evaluate(choices, out))).toMatch(
      /^seed 2: expected a classifier trained with seed 1, by which .* are held out, got one with seed 2, .*; train it with --seed 1, or evaluate/,
    );
    expect(existsSync(out)).toBe(false);
    // one seed, or a test set of its own, will do
    expect((await evaluate({ ...choices, runs: runs.slice(0, 1) }, temporaryFolder())).complete).toBe(true);
    mkdirSync(join(data, 'test'));
    const elsewhere = { ...choices, images: { ...choices.images, data: 'embedded' } };
    for (const each of [choices, elsewhere]) expect((await evaluate(each, temporaryFolder())).complete).toBe(true);
  });

  it('undisturbed and undefended is as accurate as training says', async () => {
    const names = { ...choicesFor('').names, defenses: ['none'] };
    const report = await evaluate(choicesFor(classifier(), { names, lambdas: [0] }), temporaryFolder());
    const meter = await accuracyMeter({ specs, set, cropPixels: 28, images: 3 });
    expect(report.rows[0]!.accuracy).toBe((await meter.measure(views))!.accuracy);
    await meter.dispose();
  });

  it('refuses a classifier of other classes, and more images than there are', async () => {
    await expect(evaluate(choicesFor(classifier(['a', 'b', 'c'])), temporaryFolder())).rejects.toThrow(
      'expected a classifier of the classes of toy (red, green, blue), got one of a, b, c',
    );
    await expect(evaluate(choicesFor(classifier(), { count: 4 }), temporaryFolder())).rejects.toThrow(
      'expected at most the 3 test images of toy, got 4',
    );
  });
});
