import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { readRows } from '../../../src/storage/row-file.js';
import { adversarialPlaces } from '../../../src/training/classifier/adversarial-batches.js';
import type { VisionEvaluationRow, VisionMetricsRow } from '../../../src/training/classifier/classifier-run.js';
import { trainClassifier, type VisionTrainOptions } from '../../../src/training/classifier/train.js';
import { loadClassifier } from '../../../src/vision/classifier-files.js';
import { type VisionConfig, visionDefaults } from '../../../src/vision/config.js';
import { resnetSpecs } from '../../../src/vision/resnet.js';
import { snapshot } from '../../folder-laws/laws.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyImages } from '../../helpers/toy-images.js';

const set = toyImages();
const config: VisionConfig = {
  ...visionDefaults,
  ...{ data: 'toy', batchImages: 4, batchSlices: 2, epochs: 2, learningRate: 0.05, schedule: 'adversarial' },
  ...{ adversarialShare: 0.5, dropoutRate: 0.1, metricsPeriodSteps: 2, evaluationImages: 6 },
};
const run = (changes: Partial<VisionConfig>, options: Partial<VisionTrainOptions> = {}) => {
  const folder = options.folder ?? temporaryFolder();
  return trainClassifier({ ...config, ...changes }, { set, ...options, folder }).then((result) => ({
    ...result,
    folder,
  }));
};

describe('training of a classifier', () => {
  it('ends with the same bytes when it was stopped and resumed, with adversarial images, dropout and augmentation', async () => {
    const whole = await run({});
    expect(whole).toMatchObject({ step: 8, finished: true });
    const controller = new AbortController();
    const folder = temporaryFolder();
    const stopped = await run(
      {},
      { folder, signal: controller.signal, onProgress: ({ step }) => step === 5 && controller.abort() },
    );
    expect(stopped).toMatchObject({ step: 5, finished: false });
    expect(await run({}, { folder, resume: true })).toMatchObject({ step: 8, finished: true });
    for (const name of ['metrics.jsonl', 'evaluations.jsonl', 'model.safetensors', 'model.json', 'config.json']) {
      expect(readFileSync(join(folder, name)).equals(readFileSync(join(whole.folder, name))), name).toBe(true);
    }
    const rows = readRows<VisionMetricsRow>(join(folder, 'metrics.jsonl'));
    expect(rows.map(({ step, epoch, images }) => [step, epoch, images])).toEqual([
      [2, 0.5, 8],
      [4, 1, 16],
      [6, 1.5, 24],
      [8, 2, 32],
    ]);
    expect(rows[0]!.learningRate).toBe(0.025); // 12.5 of the schedule’s 100 epochs
    expect(readRows<VisionEvaluationRow>(join(folder, 'evaluations.jsonl')).map(({ step }) => step)).toEqual([4, 8]);
    expect(readdirSync(folder).some((name) => name.startsWith('events.out'))).toBe(true);
    expect(readdirSync(join(folder, 'checkpoints')).filter((name) => /^\d+$/.test(name)).length).toBeLessThanOrEqual(2);
    const { classNames, step, specs, views } = loadClassifier(folder);
    expect({ classNames, step }).toEqual({ classNames: set.classNames, step: 8 });
    expect(specs).toEqual(resnetSpecs(3));
    expect(views.every((view) => view.every(Number.isFinite))).toBe(true);
  });

  it('detects damage and edits when it is resumed, and changes nothing when it refuses', async () => {
    const folder = temporaryFolder();
    const plain = { adversarialShare: 0, dropoutRate: 0, evaluationPeriodEpochs: 0 } as const;
    const stopAt = (stop: number) => {
      const controller = new AbortController();
      return {
        signal: controller.signal,
        onProgress: ({ step }: { step: number }) => step >= stop && controller.abort(),
      };
    };
    await run(plain, { folder, ...stopAt(3) });
    await run(plain, { folder, ...stopAt(5), resume: true });
    const configPath = join(folder, 'config.json');
    const text = readFileSync(configPath, 'utf8');
    writeFileSync(configPath, text.replace('"momentum": 0.9', '"momentum": 0.5'));
    const before = snapshot(folder);
    await expect(run({ ...plain, momentum: 0.5 }, { folder, resume: true })).rejects.toThrow(
      /config\.json was edited .*: momentum 0\.9 → 0\.5; undo the edit, or accept it with --accept-config-changes$/,
    );
    expect(snapshot(folder)).toEqual(before);
    writeFileSync(configPath, text);
    const metrics = join(folder, 'metrics.jsonl');
    writeFileSync(metrics, `${readFileSync(metrics, 'utf8').split('\n')[0]}\n`);
    const warnings: string[] = [];
    const onWarning = (line: string) => warnings.push(line);
    expect(await run(plain, { folder, resume: true, signal: AbortSignal.abort(), onWarning })).toMatchObject({
      step: 3,
    });
    expect(warnings).toEqual([expect.stringMatching(/metrics\.jsonl is cut short .*; resuming from step 3 instead$/)]);
  });

  it('learns a small data set', async () => {
    const plain = { adversarialShare: 0, dropoutRate: 0, augmentation: 'none', epochs: 12, batchSlices: 1 } as const;
    const { folder } = await run({ ...plain, evaluationPeriodEpochs: 12 });
    const [row] = readRows<VisionEvaluationRow>(join(folder, 'evaluations.jsonl'));
    expect(row!.images).toBe(6);
    expect(row!.accuracy).toBe(1);
  });

  it('refuses a folder with a run, and too few images', async () => {
    const folder = temporaryFolder();
    const stop = AbortSignal.abort();
    await run({}, { folder, signal: stop });
    expect(existsSync(join(folder, 'config.json'))).toBe(true);
    await expect(run({}, { folder, signal: stop })).rejects.toThrow('already holds a run');
    await expect(run({ epochs: 3 }, { folder, signal: stop, resume: true })).rejects.toThrow(
      'its run has epochs 2, got 3',
    );
    await expect(run({ trainImages: 17 })).rejects.toThrow(UsageError);
    await expect(run({ batchImages: 20, batchSlices: 1 })).rejects.toThrow('at most the 16 training images of toy');
  });
});

describe('adversarial places', () => {
  it.each([
    [10, 0.2, [4, 9]],
    [4, 0.5, [1, 3]],
    [5, 1, [0, 1, 2, 3, 4]],
    [512, 0.2, undefined],
  ])('of %i images, a share of %f, are evenly spaced', (batch, share, expected) => {
    const places = adversarialPlaces(batch, share);
    if (expected) expect(places).toEqual(expected);
    expect(new Set(places).size).toBe(Math.round(batch * share));
    const slices = Array.from({ length: 2 }, (_, i) => places.filter((place) => Math.floor((2 * place) / batch) === i));
    expect(Math.abs(slices[0]!.length - slices[1]!.length)).toBeLessThanOrEqual(1);
  });
});
