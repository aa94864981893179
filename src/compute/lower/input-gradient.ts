/**
 * The gradient of the input of a convolution, by phases. With stride s, the s × s pixels of a cell depend on s² different parts of
 * the filter. They are computed as s² groups of output channels of one unstrided convolution of dy and then interleaved.
 */
import type { Value } from '../graph/graph.js';
import { blockedConvolution, blockedFilter, blockedImage, fitsBlocks, offerImage } from './blocked.js';
import type { Lowering } from './lowering.js';
import type { Conv2DInfo } from './window.js';

/** One axis of the geometry. Counts are in cells of `stride` rows or columns. */
interface Axis {
  readonly stride: number;
  /** Cells of the filter after padding it to whole cells. */
  readonly hooks: number;
  readonly filter: number;
  /** Cells of zeros around dy that make the result cover the input. */
  readonly before: number;
  readonly after: number;
  readonly cells: number;
  /** Rows or columns of the first cell that precede the input. */
  readonly skipped: number;
  readonly length: number;
}

function axisOf(stride: number, filter: number, length: number, out: number, padding: number): Axis {
  const hooks = Math.ceil(filter / stride);
  const skipped = padding % stride;
  const before = hooks - 1 - Math.floor(padding / stride);
  const cells = Math.ceil((skipped + length) / stride);
  return { stride, hooks, filter, before, after: cells - (out + before - hooks + 1), cells, skipped, length };
}

/** Emits the gradient. Returns false if the geometry or the channels are not supported. */
export function phaseGradient(to: Lowering, dy: Value, filter: Value, info: Conv2DInfo, dx: Value): boolean {
  const { padInfo } = info;
  const rows = axisOf(info.strideHeight, info.filterHeight, info.inHeight, info.outHeight, padInfo.top);
  const columns = axisOf(info.strideWidth, info.filterWidth, info.inWidth, info.outWidth, padInfo.left);
  const channels = rows.stride * columns.stride * info.inChannels;
  const pads = [rows.before, columns.before, rows.after, columns.after];
  if (pads.some((count) => count < 0) || !fitsBlocks(to, info.outChannels, channels)) return false;

  const convolution = {
    image: blockedImage(to, dy),
    filter: phaseFilter(to, filter, rows, columns, info),
    kernel: [rows.hooks, columns.hooks] as const,
    attributes: { pads, strides: [1, 1], dilations: [1, 1] },
  };
  const unstrided = rows.stride === 1 && columns.stride === 1;
  const cells = blockedConvolution(to, convolution, channels);
  if (unstrided) offerImage(to, dx, cells);
  else to.set(dx, interleaved(to, cells.channelsLast(), rows, columns, info));
  return true;
}

/** Emits the filter [h, w, I, O], rotated by 180°, with a group of I output channels for each phase. */
function phaseFilter(to: Lowering, filter: Value, rows: Axis, columns: Axis, info: Conv2DInfo): string {
  const { inChannels, outChannels } = info;
  const missing = [rows, columns].map(({ hooks, stride, filter: length }) => hooks * stride - length);
  const name = to.logical(filter);
  const whole = missing.some((count) => count > 0)
    ? to.emit('Pad', [name, to.ints([0, 0, 0, 0, missing[0]!, missing[1]!, 0, 0])])
    : name;
  const cells = [rows.hooks, rows.stride, columns.hooks, columns.stride, inChannels, outChannels];
  const turned = [0, 2].filter((axis) => cells[axis]! > 1);
  const each = (value: number) => to.ints(turned.map(() => value));
  const parts = to.reshape(whole, cells);
  const flipped =
    turned.length === 0 ? parts : to.emit('Slice', [parts, each(-1), each(-(2 ** 31)), to.ints(turned), each(-1)]);
  const shape = [rows.hooks, columns.hooks, rows.stride * columns.stride * inChannels, outChannels];
  const grouped = to.emit('Transpose', [flipped], { perm: [0, 2, 1, 3, 4, 5] });
  return blockedFilter(to, to.reshape(grouped, shape), shape, true);
}

/** Interleaves [N, cells, cells, phases · I] to the image [N, H, W, I]. */
function interleaved(to: Lowering, cells: string, rows: Axis, columns: Axis, info: Conv2DInfo): string {
  const { batchSize, inChannels } = info;
  const split = [batchSize, rows.cells, columns.cells, rows.stride, columns.stride * inChannels];
  const moved = to.emit('Transpose', [to.reshape(cells, split)], { perm: [0, 1, 3, 2, 4] });
  const whole = to.reshape(moved, [batchSize, rows.cells * rows.stride, columns.cells * columns.stride, inChannels]);
  const exact = [rows, columns].every(({ cells: count, stride, length }) => count * stride === length);
  if (exact) return whole;
  const starts = [rows.skipped, columns.skipped];
  const ends = [rows.skipped + rows.length, columns.skipped + columns.length];
  return to.emit('Slice', [whole, to.ints(starts), to.ints(ends), to.ints([1, 2])]);
}
