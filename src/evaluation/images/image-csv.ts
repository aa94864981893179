/** The rows of classifiers as CSV. */
import { type Column, csv, csvColumns } from '../../report/table.js';
import type { VisionReport } from './image-report.js';
import type { VisionRow } from './image-summary.js';

type Accuracy = Pick<
  VisionRow,
  'images' | 'correct' | 'accuracy' | 'interval' | 'confidence' | 'correctSamples' | 'zeroGradientPixels'
>;

/** Columns for the accuracy in one setting; shares, not percent. */
export const accuracyColumns: readonly Column<Accuracy>[] = csvColumns<Accuracy>({
  images: (row) => row.images,
  correct: (row) => row.correct,
  accuracy: (row) => row.accuracy,
  interval_low: (row) => row.interval[0],
  interval_high: (row) => row.interval[1],
  confidence: (row) => row.confidence,
  correct_samples: (row) => row.correctSamples,
  zero_gradient_pixels: (row) => row.zeroGradientPixels,
});

const settingColumns = csvColumns<VisionRow>({
  run: (row) => row.run,
  agent: (row) => row.agent,
  attack: (row) => row.attack,
  gradient_samples: (row) => row.gradientSamples,
  lambda: (row) => row.lambda,
});

const lastColumns = csvColumns<VisionRow>({
  zero_gradient_images: (row) => row.zeroGradientImages,
  linf_norm: (row) => row.linfNorm,
});

/** One line a row, unrounded; an unknown value is empty. */
export const visionCsv = ({ rows }: VisionReport): string =>
  csv<VisionRow>([...settingColumns, ...accuracyColumns, ...lastColumns], rows);
