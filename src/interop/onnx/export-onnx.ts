/** Exports networks to ONNX files for any batch size. */
import { ready, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ParameterSpec } from '../../common/flat-parameters.js';
import { optimize } from '../../compute/graph/optimize.js';
import { trace } from '../../compute/graph/trace.js';
import { inputName } from '../../compute/lower/lowering.js';
import { encodeModel, type OnnxGraph, type OnnxInitializer } from '../../compute/onnx/onnx-model.js';
import { planSegments } from '../../compute/onnx/plan.js';
import type { TensorSpec } from '../../compute/signature.js';
import type { Network, OutputKind } from '../../model/model.js';

/** A network with the values of its parameters. */
export interface ExportedNetwork {
  /** The network as a function of parameters and pixels. */
  readonly network: Network;
  /** Shapes of the parameters. */
  readonly specs: readonly Pick<ParameterSpec, 'shape'>[];
  /** Values of the parameters, in the order of the specs. */
  readonly views: readonly Float32Array[];
  /** Shape of the input, without the batch axis. */
  readonly inputShape: readonly number[];
  /** What the outputs are; default: Q-values. */
  readonly outputs?: OutputKind;
}

/** Name of the input in exported files. */
export const inputPort = 'pixels';
/** Names of the output. */
const outputPorts: Readonly<Record<OutputKind, string>> = { 'q-values': 'q_values', logits: 'logits' };

/**
 * Encodes a network: input `pixels`, float32 [N, …] of 0…255, output `q_values` or `logits`, [N, outputs]. Parameters become constants.
 * @param metadata text about the file, by key
 */
export async function encodeOnnx(
  { network, specs, views, inputShape, outputs = 'q-values' }: ExportedNetwork,
  metadata?: Readonly<Record<string, string>>,
): Promise<Uint8Array> {
  await ready();
  const parameters = specs.map(({ shape }, i): TensorSpec => ({ shape, frozen: views[i]! }));
  const graph = optimize(
    trace(
      (...tensors) => [network(tensors.slice(0, -1), tensors.at(-1) as Tensor4D)],
      [...parameters, { shape: [1, ...inputShape] }],
    ),
  );
  const plan = planSegments(graph, { frozen: [...views, undefined] });
  const names = { [inputName(specs.length)]: inputPort, [plan.outputs[0]!.name]: outputPorts[outputs] };
  return encodeModel(anyBatch(renamed(plan.segments[0]!, names)), { batch: 'N', ...(metadata && { metadata }) });
}

function renamed({ nodes, inputs, outputs, initializers }: OnnxGraph, names: Record<string, string>): OnnxGraph {
  const newName = (name: string) => names[name] ?? name;
  const port = <T extends { readonly name: string }>(each: T): T => ({ ...each, name: newName(each.name) });
  return {
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(newName), outputs: node.outputs.map(newName) })),
    inputs: inputs.map(port),
    outputs: outputs.map(port),
    initializers,
  };
}

/**
 * Makes a graph that was traced for a batch of 1 work for any batch: its reshapes keep the length of the first axis (0 in ONNX), but
 * those of constants, which have no batch.
 */
function anyBatch(graph: OnnxGraph): OnnxGraph {
  const shapes = new Map<string, OnnxInitializer>();
  const constant = (input: string | undefined) => graph.initializers.find(({ name }) => name === input);
  const keepsBatch = ({ operator, inputs }: OnnxGraph['nodes'][number]) =>
    operator === 'Reshape' && !constant(inputs[0]);
  for (const node of graph.nodes) {
    const shape = keepsBatch(node) && constant(node.inputs[1]);
    if (!shape) continue;
    const lengths = new BigInt64Array(shape.data.slice().buffer);
    if (lengths[0] !== 1n) continue;
    lengths[0] = 0n;
    shapes.set(shape.name, { ...shape, name: `${shape.name}_batch`, data: new Uint8Array(lengths.buffer) });
  }
  return {
    ...graph,
    initializers: [...graph.initializers, ...shapes.values()],
    nodes: graph.nodes.map((node) => {
      const shape = keepsBatch(node) ? shapes.get(node.inputs[1]!) : undefined;
      return shape ? { ...node, inputs: [node.inputs[0]!, shape.name] } : node;
    }),
  };
}
