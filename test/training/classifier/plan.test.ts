import { describe, expect, it } from 'vitest';
import { measureVisionTraining, planVisionTraining } from '../../../src/training/classifier/plan.js';
import { type VisionConfig, visionDefaults } from '../../../src/vision/config.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyImages } from '../../helpers/toy-images.js';

const set = toyImages();
const config: VisionConfig = {
  ...visionDefaults,
  ...{ data: 'toy', batchImages: 4, batchSlices: 1, epochs: 6, evaluationPeriodEpochs: 4, evaluationImages: 6 },
};
const measured = { secondsPerStep: 0.5, secondsPerEvaluated: 0.1, residentBytes: 1e8 };
const plan = (changes: Partial<VisionConfig> = {}) =>
  planVisionTraining({ ...config, ...changes }, set, measured, temporaryFolder());

describe('planVisionTraining', () => {
  it('extrapolates the measurement to the end of the run', () => {
    // 16 images in batches of 4, and evaluations after epochs 4 and 6
    expect(plan()).toMatchObject({ images: 16, epochs: 6, steps: 24, imagesPerSecond: 8 });
    expect(plan().seconds).toEqual({ learning: 12, evaluation: expect.closeTo(1.2), total: expect.closeTo(13.2) });
    expect(plan().memoryBytes.total).toBe(1e8);
  });

  it('counts one more block of parameters a checkpoint for adversarial training', () => {
    const [clean, adversarial] = [plan({ adversarialShare: 0 }), plan({ adversarialShare: 0.5 })];
    expect(adversarial.diskBytes.total / clean.diskBytes.total).toBeCloseTo(10 / 7);
  });

  it('has no evaluations where the config has none', () => {
    expect(plan({ evaluationPeriodEpochs: 0 }).seconds.evaluation).toBe(0);
  });
});

describe('measureVisionTraining', () => {
  it.each([0, 0.5])('runs the training itself: adversarial share %f', async (adversarialShare) => {
    const { secondsPerStep, secondsPerEvaluated, residentBytes } = await measureVisionTraining(
      { ...config, adversarialShare },
      set,
      0.05,
    );
    for (const seconds of [secondsPerStep, secondsPerEvaluated]) {
      expect(seconds).toBeGreaterThan(1e-5);
      expect(seconds).toBeLessThan(30);
    }
    expect(residentBytes).toBeGreaterThan(1e7);
  });
});
