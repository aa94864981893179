/** Rewrites a recorded graph so that ONNX Runtime can use its fused kernels. Values do not change. */
import { callOf, countUses, type Graph, liveNodes, type Node, sameShape, type Value } from './graph.js';

/** Returns the graph without unused calls and with biases fused into the preceding products. Changes nodes in place. */
export function optimize(graph: Graph): Graph {
  const uses = countUses(liveNodes(graph), graph.outputs);
  const reluOf = new Map<Value, Value>();
  for (const node of graph.nodes) {
    if (node.kernel === 'Relu') reluOf.set(node.inputs.x!, node.outputs[0]!);
  }
  for (const node of graph.nodes) {
    addBias(node, uses);
    stepOfActivation(node, reluOf);
  }
  const usesAfter = countUses(liveNodes(graph), graph.outputs);
  for (const node of graph.nodes) addActivation(node, usesAfter);
  return { ...graph, nodes: liveNodes(graph) };
}

/** Fuses the addition in Conv2D(x, w) + b and a·b + c into the product, if nothing else uses the product. */
function addBias(node: Node, uses: ReadonlyMap<Value, number>): void {
  if (node.kernel !== 'Add') return;
  const { a, b } = node.inputs as { a: Value; b: Value };
  for (const [product, bias] of [
    [a, b],
    [b, a],
  ] as const) {
    const call = callOf(product, 'Conv2D') ?? callOf(product, 'BatchMatMul');
    if (!call || call.inputs.bias || uses.get(product) !== 1 || !isBias(bias, product)) continue;
    if (call.kernel === 'BatchMatMul' && product.shape.length !== 2) continue;
    node.kernel = call.kernel;
    node.inputs = { ...call.inputs, bias };
    node.attributes = call.attributes;
    return;
  }
}

const isBias = (bias: Value, product: Value): boolean => sameShape(bias.shape, product.shape.slice(-1));

/**
 * Makes the gradient of a ReLU read its result instead of its operand, so that the operand can be fused. Both are positive in
 * the same places.
 */
function stepOfActivation(node: Node, reluOf: ReadonlyMap<Value, Value>): void {
  if (node.kernel !== 'Step' || node.attributes.alpha) return;
  const activation = reluOf.get(node.inputs.x!);
  if (activation) node.inputs = { x: activation };
}

/** Fuses relu(Conv2D(x, w)), if nothing else uses the convolution. */
function addActivation(node: Node, uses: ReadonlyMap<Value, number>): void {
  if (node.kernel !== 'Relu') return;
  const { x } = node.inputs as { x: Value };
  const call = callOf(x, 'Conv2D');
  if (!call || call.attributes.activation || uses.get(x) !== 1) return;
  node.kernel = call.kernel;
  node.inputs = call.inputs;
  node.attributes = { ...call.attributes, activation: 'Relu' };
}
