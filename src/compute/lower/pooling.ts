/** Maximum and average pooling, and their gradients. */
import { backend_util } from '@tensorflow/tfjs-core';
import { sizeOf } from '../../common/shape.js';
import type { Shape } from '../graph/graph.js';
import type { Lowering } from './lowering.js';
import { permuted } from './permutation.js';
import { type KernelRule, rule } from './rule.js';
import { type Conv2DInfo, nchw, windowOf } from './window.js';

interface Settings {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: Parameters<typeof backend_util.computePool2DInfo>[4];
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

const infoOf = (shape: Shape, { filterSize, strides, pad, dimRoundingMode }: Settings): Conv2DInfo =>
  backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );

const attributesOf = (info: Conv2DInfo) => ({
  ...windowOf(info).attributes,
  kernel_shape: [info.filterHeight, info.filterWidth],
});

const pool = (operator: string): KernelRule =>
  rule<'x', Settings>({
    infer: ({ x }, settings) => ({ shape: infoOf(x.shape, settings).outShape, dtype: 'float32' }),
    lower(to, { x }, settings, y) {
      to.set(y, to.emit(operator, [to.form(x, nchw)], attributesOf(infoOf(x.shape, settings))), nchw);
    },
  });

/** Adds each gradient to the first largest element of its window. ONNX gives the index of that element in the whole input. */
const maxPoolGrad: KernelRule = rule<'dy' | 'input' | 'output', Settings>({
  infer: ({ input }) => input,
  lower(to, { dy, input }, settings, dx) {
    const [, places] = to.emitMany(2, 'MaxPool', [to.form(input, nchw)], attributesOf(infoOf(input.shape, settings)));
    const zeros = to.emit('Expand', [to.scalar(0, 'float32'), to.ints([sizeOf(input.shape)])]);
    const updates = [to.reshape(places!, [-1]), to.reshape(to.form(dy, nchw), [-1])];
    const flat = to.emit('ScatterElements', [zeros, ...updates], { axis: 0, reduction: 'add' });
    to.set(dx, to.reshape(flat, permuted(input.shape, nchw)), nchw);
  },
});

/** Emits the number of input elements in each window, [1, 1, rows, columns]. Padding does not count. */
function windowSizes(to: Lowering, info: Conv2DInfo): string {
  const along = (length: number, out: number, stride: number, filter: number, before: number) =>
    Array.from({ length: out }, (_, i) => {
      const start = i * stride - before;
      return Math.min(start + filter, length) - Math.max(start, 0);
    });
  const rows = along(info.inHeight, info.outHeight, info.strideHeight, info.filterHeight, info.padInfo.top);
  const columns = along(info.inWidth, info.outWidth, info.strideWidth, info.filterWidth, info.padInfo.left);
  const sizes = rows.flatMap((height) => columns.map((width) => height * width));
  return to.constant(Float32Array.from(sizes), [1, 1, info.outHeight, info.outWidth], 'float32');
}

const avgPoolGrad: KernelRule = rule<'dy' | 'input', Settings>({
  infer: ({ input }) => input,
  lower(to, { dy, input }, settings, dx) {
    const info = infoOf(input.shape, settings);
    const { attributes, unused } = windowOf(info);
    const share = to.emit('Div', [to.form(dy, nchw), windowSizes(to, info)]);
    const ones = new Float32Array(info.inChannels * info.filterHeight * info.filterWidth).fill(1);
    const filter = to.constant(ones, [info.inChannels, 1, info.filterHeight, info.filterWidth], 'float32');
    const spread = { ...attributes, output_padding: unused, group: info.inChannels };
    to.set(dx, to.emit('ConvTranspose', [share, filter], spread), nchw);
  },
});

export const poolingRules: Readonly<Record<string, KernelRule>> = {
  MaxPool: pool('MaxPool'),
  AvgPool: pool('AveragePool'),
  MaxPoolGrad: maxPoolGrad,
  AvgPoolGrad: avgPoolGrad,
};
