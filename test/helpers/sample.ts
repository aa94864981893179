/**
 * Sizes of the long suites. `npm test` and `.ci/run` take a sample; `.ci/full` sets SAP_ATARI_FULL=1 and runs everything.
 */
const isFull = process.env.SAP_ATARI_FULL === '1';

/** Number of cases to run: `sample` in the ordinary test run, `full` in `.ci/full`. */
export const sampleSize = (sample: number, full: number): number => (isFull ? full : sample);
