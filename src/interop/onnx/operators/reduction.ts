/** Means, sums and softmax. */
import { sizeOf } from '../../../common/shape.js';
import { reshaped, withLast, withoutAxes } from './import-graph.js';
import { integersAt, numberOf, type Rule, type Rules, resultAt, type Use } from './rule.js';
import { axisOf, identity, isPart, type Result } from './value.js';

const reduction =
  (kind: 'mean' | 'sum'): Rule =>
  (use) => {
    const { graph, refuse } = use;
    const x = resultAt(use, 0);
    const given = integersAt(use, 1, 'axes') ?? [];
    if (given.length === 0 && numberOf(use, 'noop_with_empty_axes', 0) !== 0) return x;
    if (given.length === 0) throw refuse('over all axes is not supported: it mixes examples');
    const axes = [...new Set(given.map((axis) => axisOf(x, axis, refuse)))];
    const stored = axes.map((axis) => x.order.indexOf(axis) + 1).sort((a, b) => a - b);
    const shape = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
    const reduced = graph.add({ kind, axes: stored }, [x], { ...x, shape });
    return numberOf(use, 'keepdims', 1) === 0 ? withoutAxes(graph, reduced, axes) : reduced;
  };

/** Before operator set 13, a softmax is over its axis and all axes after it. */
function softmax(use: Use): Result {
  const { graph, refuse } = use;
  const x = resultAt(use, 0);
  const isOld = graph.operatorSet < 13;
  const axis = axisOf(x, numberOf(use, 'axis', isOld ? 1 : -1), refuse);
  const axes = isOld ? identity(x.shape.length).slice(axis) : [axis];
  if (axes.length === 1) {
    const last = withLast(graph, x, axis);
    return graph.add({ kind: 'softmax' }, [last], last);
  }
  const flat = reshaped(graph, x, {
    shape: [...x.shape.slice(0, axis), sizeOf(x.shape.slice(axis))],
    merged: x.merged,
  });
  return reshaped(graph, graph.add({ kind: 'softmax' }, [flat], flat), x);
}

export const reductionRules: Rules = {
  ReduceMean: reduction('mean'),
  ReduceSum: reduction('sum'),
  Softmax: softmax,
  LogSoftmax: (use) => ({ part: 'log softmax', of: softmax(use), operator: 'LogSoftmax' }),
  Exp(use) {
    const [x] = use.values;
    if (isPart(x) && x.part === 'log softmax') return x.of;
    throw use.refuse('is supported only after LogSoftmax');
  },
};
