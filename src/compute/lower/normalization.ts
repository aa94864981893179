/** Batch normalization with given statistics. */
import type { Value } from '../graph/graph.js';
import { identity } from './permutation.js';
import { type KernelRule, rule } from './rule.js';
import { nchw } from './window.js';

type Names = 'x' | 'mean' | 'variance' | 'scale' | 'offset';

export const normalizationRules: Readonly<Record<string, KernelRule>> = {
  FusedBatchNorm: rule<Names, { varianceEpsilon: number }>({
    infer: ({ x }) => x,
    lower(to, inputs: Record<Names, Value | undefined> & { x: Value; mean: Value; variance: Value }, settings, y) {
      const { x, mean, variance, scale, offset } = inputs;
      const channels = x.shape.at(-1)!;
      for (const [name, statistic] of Object.entries({ mean, variance, scale, offset })) {
        if (statistic && !(statistic.shape.length === 1 && statistic.shape[0] === channels)) {
          throw new Error(`batchNorm: expected ${name} of shape [${channels}], got [${statistic.shape}]`);
        }
      }
      const each = (value: Value | undefined, otherwise: number) =>
        value ? to.logical(value) : to.constant(new Float32Array(channels).fill(otherwise), [channels], 'float32');
      const axes = identity(x.shape.length);
      const form = x.shape.length === 4 ? nchw : [0, axes.length - 1, ...axes.slice(1, -1)];
      const operands = [to.form(x, form), each(scale, 1), each(offset, 0), to.logical(mean), to.logical(variance)];
      to.set(y, to.emit('BatchNormalization', operands, { epsilon: { float: settings.varianceEpsilon } }), form);
    },
  }),
};
