/** The end of an imported graph: values for each action. */
import { type ImportGraph, inOrder, withoutAxes } from './import-graph.js';
import { identity, isPart, isResult, onnxShape, type Refuse, type Result, shapeText, type Value } from './value.js';

/** Smallest and largest return of the atoms of C51 (Bellemare et al. 2017), which its implementations have as their default. */
const usualRange = [-10, 10] as const;

/**
 * Returns the number of the layer that gives a value for each action, and whether these are logits.
 *
 * A softmax over actions is left out: its operands are logits. Of a softmax over atoms, [N, actions, atoms], the mean is taken with atoms from −10 to 10.
 * Other atoms at equal distances change Q to a·Q + b with a > 0, so neither the best action nor any attack's direction.
 */
export function outputLayer(
  graph: ImportGraph,
  value: Value,
  refuse: Refuse,
): { readonly layer: number; readonly isLogits: boolean } {
  const end = isPart(value) && value.part === 'log softmax' ? value.of : value;
  if (!isResult(end)) throw refuse('does not depend on the observations');
  const x = end;
  if (x.pads) throw refuse('is the result of Pad, which is supported only before Conv');
  if (x.merged) throw refuse(`has the shape ${shapeText(onnxShape(x))}: expected [N,actions]`);
  const step = graph.layers[x.layer - 1];
  const isSoftmax = step?.layer.kind === 'softmax';
  if (x.shape.length === 2 && isSoftmax && x.order[1] === 1 && x.shape[1]! > 1) {
    return { layer: mean(graph, x).layer, isLogits: false };
  }
  if (x.shape.length === 1) return { layer: isSoftmax ? step.from[0]! : x.layer, isLogits: isSoftmax };
  throw refuse(
    `has the shape ${shapeText(onnxShape(x))}: expected [N,actions]${x.shape.length === 2 ? '; of a distribution of returns export the mean: Σ p·z, or that of its quantiles' : ''}`,
  );
}

/** Σ p·z */
function mean(graph: ImportGraph, x: Result): Result {
  const atoms = x.shape[1]!;
  const [least, most] = usualRange;
  const values = Float32Array.from({ length: atoms }, (_, i) => least + ((most - least) * i) / (atoms - 1));
  const weighted = graph.add({ kind: 'affine', scale: true, offset: false }, [inOrder(graph, x, identity(2))], x, {
    scale: { shape: [atoms], values },
  });
  const sum = graph.add({ kind: 'sum', axes: [2] }, [weighted], { ...x, shape: [x.shape[0]!, 1] });
  return withoutAxes(graph, sum, [1]);
}
