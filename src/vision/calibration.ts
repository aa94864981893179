/** Whether a classifier is right as often as it claims: reliability curve, calibration errors, Brier score. */

/** One classified image. */
export interface Prediction {
  /** Probability of the class that was chosen, in [0, 1]. */
  readonly confidence: number;
  readonly correct: boolean;
}

export interface ReliabilityPoint {
  /** Middle of the window. */
  readonly center: number;
  /** Mean over the predictions in it. */
  readonly confidence: number;
  /** Share of them that are right: `correct` of `count`. */
  readonly accuracy: number;
  readonly correct: number;
  readonly count: number;
}

/**
 * The most probable class of each image, the first of equal ones.
 * @param probabilities images × classes @throws RangeError where these and the labels do not belong together
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
 * Accuracy against confidence through a window that slides along the axis of confidence (paper, section 4), a point for
 * each of `points` evenly spaced centers from 0 to 1 around which there are predictions. A calibrated classifier's curve
 * is the diagonal.
 * @param width of the window, in confidence; both of its ends belong to it
 */
export function reliabilityCurve(
  predictions: readonly Prediction[],
  { width = 0.1, points = 101 }: { readonly width?: number; readonly points?: number } = {},
): ReliabilityPoint[] {
  const centers = Array.from({ length: points }, (_, i) => i / (points - 1));
  return centers.flatMap((center) => {
    // Centers and ends are rounded; what lies on an end belongs to the window all the same.
    const inside = predictions.filter(({ confidence }) => Math.abs(confidence - center) <= width / 2 + 1e-12);
    if (inside.length === 0) return [];
    const { confidence, accuracy, correct } = summary(inside);
    return [{ center, confidence, accuracy, correct, count: inside.length }];
  });
}

/**
 * Expected calibration error (Guo et al. 2017): the gap between mean confidence and accuracy, over bins of equal width
 * that hold their upper end, weighted by how many predictions are in each. In [0, 1].
 */
export function expectedCalibrationError(predictions: readonly Prediction[], bins = 15): number {
  check(predictions, bins);
  const members: Share[][] = Array.from({ length: bins }, () => []);
  for (const { confidence, correct } of predictions) {
    members[binOf(confidence, bins)]!.push({ confidence, right: Number(correct) });
  }
  return weightedGap(members, predictions.length);
}

/** The bin with bin / bins < confidence ≤ (bin + 1) / bins, the first for 0. The product may round across an end. */
function binOf(confidence: number, bins: number): number {
  const near = Math.ceil(confidence * bins) - 1;
  const above = confidence > (near + 1) / bins ? 1 : 0;
  const below = confidence <= near / bins ? 1 : 0;
  return Math.max(0, near + above - below);
}

/**
 * The same over bins of equal mass (Nguyen and O'Connor 2015): the predictions by confidence, cut into `bins` runs whose
 * sizes differ by one at most. Where a cut falls among predictions of one confidence, each of these counts as right as they
 * are on average: their order means nothing. In [0, 1].
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
 * Mean over the images of the squared distance between the probabilities and the truth, over all classes (Brier 1950).
 * In [0, 2]; 1 − 1/classes for one who always says that all are equally likely.
 * @param probabilities images × classes @throws RangeError where these and the labels do not belong together
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

/** A prediction that counts as right to a share, 0…1. */
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
