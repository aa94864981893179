/** Calibration of classifiers: reliability curve, expected calibration errors, Brier score. */

/** One classified image. */
export interface Prediction {
  /** Probability of the predicted class, in [0, 1]. */
  readonly confidence: number;
  readonly correct: boolean;
}

export interface ReliabilityPoint {
  /** Middle of the window. */
  readonly center: number;
  /** Mean confidence of the predictions in it. */
  readonly confidence: number;
  /** Share of them that are correct: `correct` / `count`. */
  readonly accuracy: number;
  readonly correct: number;
  readonly count: number;
}

/**
 * Returns the prediction for each image: the most probable class, the first one among equals.
 * @param probabilities [images, classes], flat @param labels [images]
 * @throws RangeError where their sizes do not match
 */
export function predictionsOf(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Prediction[] {
  checkShape(probabilities, labels, classes);
  return Array.from(labels, (label, image) => {
    const start = image * classes;
    let chosen = 0;
    for (let k = 1; k < classes; k++) {
      if (probabilities[start + k]! > probabilities[start + chosen]!) chosen = k;
    }
    return { confidence: probabilities[start + chosen]!, correct: chosen === label };
  });
}

/**
 * Returns accuracy against confidence in a sliding window over confidence (SAP paper, section 4): a point for each of `points`
 * evenly spaced centers in 0…1 whose window has predictions. The curve of a calibrated classifier is the diagonal.
 * @param width of the window, in confidence, both ends included
 */
export function reliabilityCurve(
  predictions: readonly Prediction[],
  { width = 0.1, points = 101 }: { readonly width?: number; readonly points?: number } = {},
): ReliabilityPoint[] {
  const centers = Array.from({ length: points }, (_, i) => i / (points - 1));
  return centers.flatMap((center) => {
    // The tolerance includes predictions on an end in spite of rounding.
    const inside = predictions.filter(({ confidence }) => Math.abs(confidence - center) <= width / 2 + 1e-12);
    if (inside.length === 0) return [];
    const { confidence, accuracy, correct } = summary(inside);
    return [{ center, confidence, accuracy, correct, count: inside.length }];
  });
}

/**
 * Returns the expected calibration error (Guo et al. 2017) in [0, 1]: the mean gap between confidence and accuracy over bins
 * of equal width, weighted by their numbers of predictions. A bin includes its upper end.
 * @throws RangeError without predictions, or for a number of bins below 1
 */
export function expectedCalibrationError(predictions: readonly Prediction[], bins = 15): number {
  check(predictions, bins);
  const members: Share[][] = Array.from({ length: bins }, () => []);
  for (const { confidence, correct } of predictions) {
    members[binOf(confidence, bins)]!.push({ confidence, right: Number(correct) });
  }
  return weightedGap(members, predictions.length);
}

/** Returns the bin with bin / bins < confidence ≤ (bin + 1) / bins, the first for 0, in spite of rounding. */
function binOf(confidence: number, bins: number): number {
  const near = Math.ceil(confidence * bins) - 1;
  const above = confidence > (near + 1) / bins ? 1 : 0;
  const below = confidence <= near / bins ? 1 : 0;
  return Math.max(0, near + above - below);
}

/**
 * Returns the expected calibration error over bins of equal mass (Nguyen and O'Connor 2015) in [0, 1]: predictions sorted by
 * confidence, in `bins` groups whose sizes differ by at most one. Predictions of equal confidence have no order, so each of
 * them counts with their mean accuracy.
 * @throws RangeError without predictions, or for a number of bins below 1
 */
export function adaptiveCalibrationError(predictions: readonly Prediction[], bins = 15): number {
  check(predictions, bins);
  const tied = new Map<number, { count: number; correct: number }>();
  for (const { confidence, correct } of predictions) {
    const group = tied.get(confidence) ?? { count: 0, correct: 0 };
    tied.set(confidence, { count: group.count + 1, correct: group.correct + Number(correct) });
  }
  const sorted = [...tied]
    .sort(([a], [b]) => a - b)
    .flatMap(([confidence, { count, correct }]) =>
      Array.from({ length: count }, (): Share => ({ confidence, right: correct / count })),
    );
  const cut = (bin: number) => Math.floor((bin * sorted.length) / bins);
  const members = Array.from({ length: bins }, (_, bin) => sorted.slice(cut(bin), cut(bin + 1)));
  return weightedGap(members, sorted.length);
}

/**
 * Returns the Brier score (Brier 1950) in [0, 2]: the squared distance between probabilities and one-hot labels, summed over
 * classes, mean over images. Equal probabilities give 1 − 1/classes.
 * @param probabilities [images, classes], flat @param labels [images]
 * @throws RangeError where their sizes do not match
 */
export function brierScore(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classes: number): number {
  checkShape(probabilities, labels, classes);
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const truth = i % classes === labels[Math.floor(i / classes)] ? 1 : 0;
    sum += (probabilities[i]! - truth) ** 2;
  }
  return sum / labels.length;
}

/** A prediction with its mean accuracy among those of equal confidence, 0…1. */
interface Share {
  readonly confidence: number;
  readonly right: number;
}

function weightedGap(members: readonly (readonly Share[])[], total: number): number {
  const meanOf = (bin: readonly Share[], of: (share: Share) => number) =>
    bin.reduce((sum, share) => sum + of(share), 0) / bin.length;
  return members
    .filter((bin) => bin.length > 0)
    .reduce((sum, bin) => {
      const gap = meanOf(bin, ({ confidence }) => confidence) - meanOf(bin, ({ right }) => right);
      return sum + (bin.length / total) * Math.abs(gap);
    }, 0);
}

function summary(predictions: readonly Prediction[]) {
  const correct = predictions.filter((prediction) => prediction.correct).length;
  const confidence = predictions.reduce((sum, prediction) => sum + prediction.confidence, 0) / predictions.length;
  return { confidence, correct, accuracy: correct / predictions.length };
}

function check(predictions: readonly Prediction[], bins: number): void {
  if (predictions.length === 0) throw new RangeError('calibration: expected at least one prediction, got none');
  if (!(Number.isInteger(bins) && bins > 0)) {
    throw new RangeError(`calibration: expected a whole number of bins from 1, got ${bins}`);
  }
}

function checkShape(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classes: number): void {
  if (labels.length > 0 && probabilities.length === labels.length * classes) return;
  throw new RangeError(
    `calibration: expected ${classes} probabilities for each of one or more labels, got ${probabilities.length} for ${labels.length}`,
  );
}
