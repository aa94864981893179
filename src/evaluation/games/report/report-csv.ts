/** The rows of an evaluation as CSV. */
import { csv, csvColumns } from '../../../report/table.js';
import type { Row } from './summary.js';

const columns = csvColumns<Row>({
  game: (row) => row.game,
  run: (row) => row.run,
  attack: (row) => row.attack,
  gradient_samples: (row) => row.gradientSamples,
  lambda: (row) => row.lambda,
  agent: (row) => row.agent,
  episodes: (row) => row.episodes,
  mean: (row) => row.mean,
  sd: (row) => row.sd,
  interval_low: (row) => row.interval?.[0],
  interval_high: (row) => row.interval?.[1],
  human_normalized: (row) => row.humanNormalized,
  mean_steps: (row) => row.meanSteps,
  truncated: (row) => row.truncated,
  truncated_by_frames: (row) => row.truncatedByFrames,
  truncated_by_steps: (row) => row.truncatedBySteps,
  truncated_by_stall: (row) => row.truncatedByStall,
  mean_stalled_steps: (row) => row.meanStalledSteps,
  flip_rate: (row) => row.flipRate,
  q_gap: (row) => row.qGap,
  sample_agreement: (row) => row.sampleAgreement,
  zero_gradient_pixels: (row) => row.zeroGradientPixels,
  zero_gradient_steps: (row) => row.zeroGradientSteps,
  linf_norm: (row) => row.linfNorm,
});

/** One line a row, unrounded; an unknown value is empty. */
export const reportCsv = ({ rows }: { readonly rows: readonly Row[] }): string => csv(columns, rows);
