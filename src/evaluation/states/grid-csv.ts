/** The rows of a grid as CSV. */
import { csv, csvColumns } from '../../report/table.js';
import type { GridReport } from './grid-report.js';
import type { GridRow } from './grid-summary.js';

const columns = csvColumns<GridRow>({
  agent: (row) => row.agent,
  attack: (row) => row.attack,
  gradient_samples: (row) => row.gradientSamples,
  lambda: (row) => row.lambda,
  states: (row) => row.states,
  flip_rate: (row) => row.flipRate,
  flip_interval_low: (row) => row.flipInterval[0],
  flip_interval_high: (row) => row.flipInterval[1],
  q_gap: (row) => row.qGap,
  q_gap_interval_low: (row) => row.qGapInterval?.[0],
  q_gap_interval_high: (row) => row.qGapInterval?.[1],
  single_sample_flip_rate: (row) => row.singleSampleFlipRate,
  all_samples_flipped: (row) => row.allSamplesFlipped,
  zero_gradient_pixels: (row) => row.zeroGradientPixels,
  flip_difference: (row) => row.flipDifference?.difference,
  flip_difference_low: (row) => row.flipDifference?.differenceInterval?.[0],
  flip_difference_high: (row) => row.flipDifference?.differenceInterval?.[1],
  flip_p: (row) => row.flipDifference?.p,
  flip_p_holm: (row) => row.flipDifference?.pHolm,
  linf_norm: (row) => row.linfNorm,
});

/** One line a row, unrounded; an unknown value is empty. */
export const gridCsv = ({ rows }: GridReport): string => csv(columns, rows);
