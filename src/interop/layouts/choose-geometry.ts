/** Chooses the framework and the padding of a checkpoint's convolutions, by its names, its sizes, and what the user says. */
import type { UsageError } from '../../common/errors.js';
import { frameSize } from '../../env/environment.js';
import type { Padding } from '../network-builder.js';
import type { Family } from './families.js';
import { type Geometry, geometriesOf, type Images, paddingText, possiblePaddings, usualPaddings } from './geometry.js';

export interface ChosenGeometry {
  readonly family: Family;
  readonly geometry: Geometry;
  /** Other usual paddings that give as many values, where neither the names nor the user say which one it is. */
  readonly others: readonly Padding[];
}

interface Choice {
  /** Frameworks that write such names, the most probable first. */
  readonly families: readonly Family[];
  readonly given?: Padding | undefined;
  /** Name of the layer that takes the values. */
  readonly layer: string;
}

/** @param refuse returns the error to throw for sizes that do not fit */
export function chooseGeometry(
  images: Images,
  { families, given, layer }: Choice,
  refuse: (why: string) => UsageError,
): ChosenGeometry {
  const fitting = (padding: Padding) => geometriesOf(images, [padding])[0];
  const sizes = `from ${frameSize} × ${frameSize} pixels to the ${images.values} inputs of ${layer}`;
  const last = families.at(-1)!;
  if (given !== undefined) {
    const geometry = fitting(given);
    if (!geometry) throw refuse(`--padding ${paddingText(given)} does not lead ${sizes}${possible(images)}`);
    const family = families.find(({ padding }) => padding && paddingText(padding) === paddingText(given)) ?? last;
    return { family, geometry, others: [] };
  }
  for (const family of families) {
    const geometry = family.padding && fitting(family.padding);
    if (geometry) return { family, geometry, others: [] };
  }
  const [geometry, ...others] = geometriesOf(images, usualPaddings(images.filters));
  if (geometry) return { family: last, geometry, others: others.map(({ padding }) => padding) };
  throw refuse(`no usual strides and padding of its convolutions lead ${sizes}${possible(images)}`);
}

/** Most paddings that an error lists. */
const mostListed = 5;

function possible(images: Images): string {
  const texts = possiblePaddings(images).map((padding) => `--padding ${paddingText(padding)}`);
  const listed = [...texts.slice(0, mostListed), ...(texts.length > mostListed ? ['…'] : [])].join(', ');
  return texts.length === 0 ? '' : ` (possible: ${listed})`;
}

/** Returns the warning about a padding that others could take the place of. */
export const assumedPadding = ({ geometry, others }: ChosenGeometry): string | undefined =>
  others.length === 0
    ? undefined
    : `the file does not say the padding of its convolutions: ${paddingText(geometry.padding)} is assumed, and ${others.map(paddingText).join(' or ')} would give as many values: set --padding`;
