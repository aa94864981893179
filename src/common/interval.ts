/** The bounds of a confidence interval, in the unit of the estimated quantity. */
export type Interval = readonly [low: number, high: number];
