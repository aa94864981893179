/**
 * P(χ² with `freedom` degrees ≥ value), by Wilson and Hilferty's cube root: right to a few per cent, which is enough to
 * tell chance (p > 1e-4) from error (p < 1e-10).
 */
export function chiSquareTail(value: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  const z = (Math.cbrt(value / freedom) - (1 - spread)) / Math.sqrt(spread);
  return normalTail(z);
}

/** P(standard normal ≥ z); Abramowitz and Stegun 26.2.17. */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
