import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import {
  adaptiveCalibrationError,
  brierScore,
  expectedCalibrationError,
  type Prediction,
  predictionsOf,
  reliabilityCurve,
} from '../../src/vision/calibration.js';

const prediction = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() });
const somePredictions = fc.array(prediction, { minLength: 1, maxLength: 60 });

/** Confidences, each with whether it was right. */
const list = (...pairs: readonly (readonly [number, boolean])[]): Prediction[] =>
  pairs.map(([confidence, correct]) => ({ confidence, correct }));

/** Right exactly as often as it claims. */
function calibrated(count: number): Prediction[] {
  const rng = createRandom(4);
  return Array.from({ length: count }, () => {
    const confidence = rng.uniform();
    return { confidence, correct: rng.uniform() < confidence };
  });
}

describe('predictions', () => {
  it('are the most probable class, the first one among equals', () => {
    const probabilities = [0.2, 0.5, 0.3, 0.4, 0.4, 0.2];
    expect(predictionsOf(probabilities, [1, 1], 3)).toEqual(list([0.5, true], [0.4, false]));
  });

  it.each([
    [
      [0.5, 0.5],
      [0, 1],
    ],
    [[], []],
  ])('refuse %j for labels %j', (probabilities, labels) => {
    expect(() => predictionsOf(probabilities, labels, 2)).toThrow(/expected 2 probabilities for each/);
    expect(() => brierScore(probabilities, labels, 2)).toThrow(/expected 2 probabilities for each/);
  });
});

describe('calibration errors', () => {
  it('with equal width are as computed by hand', () => {
    // bins of a half: (0.2 right, 0.4 wrong) claims 0.3 and has 0.5; (0.9 wrong, 0.7 right, 0.8 right) claims 0.8, has 2/3
    const predictions = list([0.2, true], [0.4, false], [0.9, false], [0.7, true], [0.8, true]);
    expect(expectedCalibrationError(predictions, 2)).toBeCloseTo((2 * 0.2 + 3 * (0.8 - 2 / 3)) / 5, 12);
  });

  it('with equal mass are as computed by hand', () => {
    // sorted and halved: 0.7 wrong and 0.8 right claim 0.75 and have 0.5; 0.9 right and 1 right claim 0.95 and have 1
    const predictions = list([0.9, true], [0.7, false], [1, true], [0.8, true]);
    expect(adaptiveCalibrationError(predictions, 2)).toBeCloseTo((0.25 + 0.05) / 2, 12);
  });

  it('a bin includes its upper end, the first also 0', () => {
    // apart, ½ wrong and 0.6 right: gaps of 0.5 and 0.4; in one bin they would be of 0.05
    expect(expectedCalibrationError(list([0.5, false], [0.6, true]), 2)).toBeCloseTo((0.5 + 0.4) / 2, 12);
    expect(expectedCalibrationError(list([0, false]), 2)).toBe(0);
    expect(expectedCalibrationError(list([1, false]), 2)).toBe(1);
  });

  const errors = [
    ['equal width', expectedCalibrationError],
    ['equal mass', adaptiveCalibrationError],
  ] as const;

  it.each(errors)('%s: is between the overall gap and 1, in any order', (_, error) => {
    fc.assert(
      fc.property(somePredictions, (predictions) => {
        const found = error(predictions);
        const gap = predictions.reduce((sum, { confidence, correct }) => sum + confidence - Number(correct), 0);
        expect(found).toBeGreaterThanOrEqual(Math.abs(gap) / predictions.length - 1e-12);
        expect(found).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it.each(errors)('%s: is the overall gap for one bin', (_, error) => {
    fc.assert(
      fc.property(somePredictions, (predictions) => {
        const gap = predictions.reduce((sum, { confidence, correct }) => sum + confidence - Number(correct), 0);
        expect(error(predictions, 1)).toBeCloseTo(Math.abs(gap) / predictions.length, 10);
      }),
    );
  });

  it.each(errors)('%s: is near 0 for a calibrated classifier, and the offset for an overconfident one', (_, error) => {
    expect(error(calibrated(20_000))).toBeLessThan(0.02);
    const rng = createRandom(6);
    const sure = Array.from({ length: 20_000 }, () => ({ confidence: 0.95, correct: rng.uniform() < 0.7 }));
    expect(error(sure)).toBeCloseTo(0.25, 1);
  });

  it.each(errors)('%s: refuses no predictions, and invalid numbers of bins', (_, error) => {
    expect(() => error([])).toThrow(/at least one prediction/);
    for (const bins of [0, -1, 1.5, Number.NaN]) {
      expect(() => error(list([1, true]), bins)).toThrow(`expected a whole number of bins from 1, got ${bins}`);
    }
  });

  /** Few confidences, so that many are tied, also across the ends of bins. */
  const tied = fc.record({ confidence: fc.integer({ min: 0, max: 8 }).map((n) => n / 8), correct: fc.boolean() });
  const reordered = fc
    .array(tied, { minLength: 1, maxLength: 60 })
    .chain((predictions) =>
      fc.tuple(fc.constant(predictions), fc.shuffledSubarray(predictions, { minLength: predictions.length })),
    );

  it.each(errors)('%s: does not depend on the order of predictions, also with ties', (_, error) => {
    fc.assert(
      fc.property(reordered, fc.integer({ min: 1, max: 20 }), ([predictions, others], bins) => {
        expect(error(others, bins)).toBe(error(predictions, bins));
      }),
    );
  });

  it('with equal mass, predictions of equal confidence count with their mean accuracy', () => {
    // both halves claim 1 and have ½, whichever of the four comes first
    expect(adaptiveCalibrationError(list([1, true], [1, true], [1, false], [1, false]), 2)).toBe(0.5);
  });

  it('with equal width, a bin includes its upper end for every number of bins', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.nat(), (bins, any) => {
        // k wrong on the end of bin k, and right just above it: one bin would average them
        const end = ((any % bins) + 1) / bins;
        const inBin = list([end, false], [end - 0.5 / bins, true]);
        expect(expectedCalibrationError(inBin, bins)).toBeCloseTo(Math.abs(end - 0.25 / bins - 0.5), 9);
        if (end === 1) return;
        const apart = list([end, false], [end + 1e-9, true]);
        expect(expectedCalibrationError(apart, bins)).toBeCloseTo(0.5, 6);
      }),
      {
        examples: [
          [100, 6],
          [100, 28],
          [1000, 56],
        ],
      },
    );
  });
});

describe('reliability curve', () => {
  it('is as computed by hand', () => {
    const curve = reliabilityCurve(list([0.1, false], [0.3, true], [0.6, true]), { width: 0.4, points: 3 });
    // windows 0…0.2, 0.3…0.7 and 0.8…1
    expect(curve).toHaveLength(2);
    expect(curve[0]).toEqual({ center: 0, confidence: 0.1, accuracy: 0, correct: 0, count: 1 });
    expect(curve[1]).toMatchObject({ center: 0.5, accuracy: 1, correct: 2, count: 2 });
    expect(curve[1]!.confidence).toBeCloseTo(0.45, 12);
  });

  it('of a calibrated classifier is the diagonal', () => {
    const curve = reliabilityCurve(calibrated(40_000));
    expect(curve).toHaveLength(101);
    for (const { confidence, accuracy, count } of curve) {
      const deviation = Math.sqrt((confidence * (1 - confidence)) / count);
      expect(Math.abs(accuracy - confidence)).toBeLessThan(5 * deviation + 1e-3);
    }
  });

  it('has no points without predictions', () => {
    const curve = reliabilityCurve(list([0.9, true]));
    expect(curve.map(({ center }) => center)).toEqual([
      0.85, 0.86, 0.87, 0.88, 0.89, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95,
    ]);
  });
});

describe('Brier score', () => {
  it.each([
    ['certain and right', [0, 1, 0], [1], 0],
    ['certain and wrong', [1, 0, 0], [1], 2],
    ['knows nothing', [1 / 3, 1 / 3, 1 / 3], [1], 2 / 3],
    ['by hand, two images', [0.7, 0.2, 0.1, 0, 0.5, 0.5], [0, 2], (0.09 + 0.04 + 0.01 + 0.25 + 0.25) / 2],
  ])('%s', (_, probabilities, labels, score) => {
    expect(brierScore(probabilities, labels, 3)).toBeCloseTo(score, 12);
  });
});
