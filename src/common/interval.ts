/** Bounds of an interval estimate, in the unit of the estimated quantity. */
export type Interval = readonly [low: number, high: number];
