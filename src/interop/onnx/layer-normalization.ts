/** Imports layer normalization over the channels of each pixel or over units, as one operator or as several. */
import { equalValues } from '../network-builder.js';
import { type Chain, floatsIn, inChannelsLast, inOnnxOrder, isAlong, type Refuse } from './chain.js';
import { readAffine, readStandardized } from './decomposed-norm.js';
import type { Constants } from './fold-constants.js';
import type { OnnxCall, OnnxTensor } from './onnx-file.js';

/** What errors about other kinds of normalization say. */
export const supportedNorms =
  'only layer normalization over the last axis, or over the channels of each pixel, is supported';

/** Scale and offset, constants of any shape that broadcasts along the axis. */
interface Affine {
  readonly scale?: OnnxTensor | undefined;
  readonly offset?: OnnxTensor | undefined;
}

/** Adds a LayerNormalization of operator set 17, which is over its axis and all after it. */
export function addLayerNormalization(
  chain: Chain,
  { inputs, attributes }: OnnxCall,
  [scale, offset]: readonly OnnxTensor[],
  refuse: Refuse,
): void {
  const { axis = -1, epsilon = 1e-5 } = attributes;
  if (!scale || inputs[1] === '') throw refuse('has no scale');
  if (axis !== -1 && axis !== chain.shape.length)
    throw refuse(`over the axes from ${axis} on is not supported: ${supportedNorms}`);
  add(chain, -1, Number(epsilon), { scale, offset }, refuse);
}

/**
 * Adds layer normalization that begins with a ReduceMean, the first of the calls, over the last axis or axis 1 of images.
 * @param input name of the result so far @returns the name of the result, and the number of calls that were read
 */
export function addDecomposedNorm(
  chain: Chain,
  calls: readonly OnnxCall[],
  input: string,
  constants: Constants,
  refuse: Refuse,
): { readonly output: string; readonly length: number } {
  const { axes, epsilon, ...norm } = readStandardized(calls, input, constants, refuse);
  const rank = chain.shape.length + 1;
  const [axis = 0] = axes;
  const fromEnd = axis < 0 ? axis : axis - rank;
  if (axes.length !== 1 || !(fromEnd === -1 || (rank === 4 && fromEnd === -3))) {
    throw refuse(`over ${axes.length === 0 ? 'all axes' : `the axes [${axes}]`} is not supported: ${supportedNorms}`);
  }
  const length = chain.shape.at(fromEnd);
  const { scale, offset, ...affine } = readAffine(
    calls.slice(norm.length),
    norm.output,
    constants,
    (constant) => isAlong(constant, fromEnd, chain) && constant.values.length === length,
  );
  add(chain, fromEnd, epsilon, { scale, offset }, refuse);
  return { output: affine.output, length: norm.length + affine.length };
}

/** @param axis −1, or −3 for the channels of images */
function add(chain: Chain, axis: -1 | -3, epsilon: number, { scale, offset }: Affine, refuse: Refuse): void {
  const length = chain.shape.at(axis)!;
  const parameter = (what: string, given: OnnxTensor | undefined, otherwise: number) => {
    if (!given) return equalValues(length, otherwise, refuse);
    if (!isAlong(given, axis, chain) || given.values.length !== length)
      throw refuse(`has the ${what} [${given.shape}] where [${length}] was expected`);
    return { shape: [length], values: floatsIn(given, refuse) };
  };
  const parameters = { scale: parameter('scale', scale, 1), offset: parameter('offset', offset, 0) };
  if (axis === -3) inChannelsLast(chain);
  else inOnnxOrder(chain);
  chain.list.add({ kind: 'layerNorm', epsilon }, parameters);
}
