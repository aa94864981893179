/**
 * The ten outlines of the embedded data set, as signed distance functions: negative inside, for figures that fit the unit
 * circle. Near corners the value is slightly less than the distance, which makes them softer. Only arithmetic and square
 * roots are used, whose results are the same on every machine.
 */
export type Outline = (x: number, y: number) => number;

const [cos18, sin18] = [0.9510565162951535, 0.3090169943749474];
const [cos36, sin36] = [0.8090169943749475, 0.5877852522924731];
const [cos30, sin30] = [0.8660254037844386, 0.5];

const radius = (x: number, y: number) => Math.sqrt(x * x + y * y);

const rectangle = (width: number, height: number) => (x: number, y: number) =>
  Math.max(Math.abs(x) - width, Math.abs(y) - height);

const upright = rectangle(0.32, 0.95);
const lying = rectangle(0.95, 0.32);

/**
 * The outlines by class name, in the order of the labels. Some are similar when they are small, stretched or partly hidden:
 * disc and pentagon, square and bar, star and cross, ring and crescent, leaf and bar.
 */
export const outlines = {
  disc: (x, y) => radius(x, y) - 0.86,
  pentagon: (x, y) => {
    const side = Math.abs(x);
    return Math.max(-y, side * cos18 - y * sin18, side * sin36 + y * cos36) - 0.78;
  },
  square: rectangle(0.72, 0.72),
  bar: rectangle(0.98, 0.46),
  // A point is inside a pentagram if it is on the inner side of at least four of its five lines.
  star: (x, y) => {
    const side = Math.abs(x);
    const [lower, upper] = [side * cos18 - y * sin18, side * sin36 + y * cos36];
    const [lowerLeft, upperLeft] = [-side * cos18 - y * sin18, -side * sin36 + y * cos36];
    return secondLargest(-y, lower, upper, Math.max(lowerLeft, upperLeft)) - 0.33;
  },
  cross: (x, y) => Math.min(upright(x, y), lying(x, y)),
  ring: (x, y) => Math.abs(radius(x, y) - 0.68) - 0.25,
  crescent: (x, y) => Math.max(radius(x, y) - 0.92, 0.68 - radius(x - 0.42, y)),
  // The intersection of two circles through (0, ±1): 1.17² = 0.607² + 1.
  leaf: (x, y) => radius(Math.abs(x) + 0.607, y) - 1.17,
  triangle: (x, y) => Math.max(-y, Math.abs(x) * cos30 + y * sin30) - 0.5,
} as const satisfies Record<string, Outline>;

export type OutlineName = keyof typeof outlines;

function secondLargest(a: number, b: number, c: number, d: number): number {
  const [high, low] = [Math.max(a, b), Math.min(a, b)];
  const [alsoHigh, alsoLow] = [Math.max(c, d), Math.min(c, d)];
  return high > alsoHigh ? Math.max(low, alsoHigh) : Math.max(high, alsoLow);
}
