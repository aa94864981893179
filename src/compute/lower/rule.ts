/** The rule that compiles one TensorFlow.js kernel. */
import type { Attributes, Inputs, TensorType, Value } from '../graph/graph.js';
import type { GraphBuilder, KernelInference } from '../graph/graph-builder.js';
import type { Lowering } from './lowering.js';

export interface KernelRule extends KernelInference {
  /** Emits ONNX nodes that compute `outputs` and declares their names (`to.set`). */
  readonly lower: (to: Lowering, inputs: Inputs, attributes: Attributes, outputs: readonly Value[]) => void;
  /** Whether the kernel returns an array, even of one tensor. */
  readonly returnsArray?: true;
}

/** Creates the rule of a kernel with one result. Inputs and attributes have the types of TensorFlow.js. */
export function rule<Names extends string, Settings>(definition: {
  infer(inputs: Record<Names, Value>, attributes: Settings): TensorType;
  lower(to: Lowering, inputs: Record<Names, Value>, attributes: Settings, output: Value): void;
  simplify?(inputs: Record<Names, Value>, attributes: Settings, graph: GraphBuilder): Value | undefined;
}): KernelRule {
  const { infer, lower, simplify } = definition as typeof definition & {
    infer(inputs: Inputs, attributes: unknown): TensorType;
    lower(to: Lowering, inputs: Inputs, attributes: unknown, output: Value): void;
    simplify?(inputs: Inputs, attributes: unknown, graph: GraphBuilder): Value | undefined;
  };
  return {
    infer: (inputs, attributes) => [infer(inputs, attributes)],
    lower: (to, inputs, attributes, outputs) => lower(to, inputs, attributes, outputs[0]!),
    ...(simplify && { simplify }),
  };
}
