/**
 * The execution plan: ONNX graphs (segments) with host operations between them. The graph is divided by level, the number of host
 * operations on the longest path to a value, so all host operations of one level run between the same two segments.
 */

import type { Graph, Node, Value } from '../graph/graph.js';
import { type HostOperation, type HostTensor, hostCallKernel } from '../host-call.js';
import { createLowering, inputName } from '../lower/lowering.js';
import { kernelRules } from '../lower/rules.js';
import { nchw } from '../lower/window.js';
import type { Values } from '../signature.js';
import { type Constants, createConstants } from './constants.js';
import type { OnnxGraph, OnnxPort } from './onnx-model.js';

export interface HostStep {
  readonly operation: HostOperation;
  /** Locations of the operands, or their values if known. */
  readonly inputs: readonly (OnnxPort | Values)[];
  readonly outputs: readonly OnnxPort[];
  readonly shapes: readonly HostTensor[];
}

export interface Plan {
  /** The order is: segment k, the host operations `hosts[k]`, segment k + 1. */
  readonly segments: readonly OnnxGraph[];
  readonly hosts: readonly (readonly HostStep[])[];
  /** Location of each result of the function. */
  readonly outputs: readonly OnnxPort[];
}

export interface PlanOptions {
  /** Values of the frozen inputs of the signature, by index. */
  readonly frozen: readonly (Values | undefined)[];
  readonly blockSize?: number | undefined;
}

/**
 * Kernels of normalizations. In graphs with one of them, maps that exist in two orders are read with the channels first: batch
 * normalization needs that, and for layer normalization over the channels it is faster.
 */
const normalizations: ReadonlySet<string> = new Set(['FusedBatchNorm', 'Rsqrt']);

const isHostCall = ({ kernel }: Node): boolean => kernel === hostCallKernel;

/** Returns the level of every node: the segment that computes it. A host operation runs after the segment of its level. */
function levels({ nodes }: Graph, constants: Constants): Map<Node, number> {
  const levelOf = new Map<Node, number>();
  for (const node of nodes) {
    const after = Object.values(node.inputs).map((value) => {
      const { source } = value;
      if (source.kind !== 'node' || (isHostCall(source.node) && constants(value))) return 0;
      return levelOf.get(source.node)! + (isHostCall(source.node) ? 1 : 0);
    });
    levelOf.set(node, Math.max(0, ...after));
  }
  return levelOf;
}

export function planSegments(graph: Graph, { frozen, blockSize }: PlanOptions): Plan {
  const constants = createConstants(frozen);
  const levelOf = levels(graph, constants);
  const segmentOf = ({ source }: Value): number => (source.kind === 'node' ? levelOf.get(source.node)! : 0);
  const count = 1 + Math.max(0, ...levelOf.values());
  const tieForm = graph.nodes.some(({ kernel }) => normalizations.has(kernel)) ? nchw : undefined;
  const lowering = createLowering(count, { constants, blockSize, tieForm });
  const hosts: HostStep[][] = Array.from({ length: count }, () => []);

  const expose = (value: Value) => lowering.expose(segmentOf(value), value);
  const hostStep = ({ inputs, outputs, attributes }: Node): HostStep => {
    const operands = Object.values(inputs);
    return {
      operation: attributes.operation as HostOperation,
      // a copy, since the caller may write to a frozen input before `refreeze`
      inputs: operands.map((value) => constants(value)?.slice() ?? expose(value)),
      outputs: outputs.map((value) => {
        const name = `host_${value.id}`;
        lowering.provide(value, name);
        return { name, dtype: value.dtype, shape: value.shape };
      }),
      shapes: operands as readonly Value[] as readonly HostTensor[],
    };
  };

  for (const value of graph.inputs) {
    const { source } = value;
    if (source.kind === 'input' && !source.storage) lowering.provide(value, inputName(source.index));
  }
  for (const node of graph.nodes) {
    const level = levelOf.get(node)!;
    if (isHostCall(node)) {
      if (!constants(node.outputs[0]!)) hosts[level]!.push(hostStep(node));
    } else kernelRules[node.kernel]!.lower(lowering.at(level), node.inputs, node.attributes, node.outputs);
  }
  const outputs = graph.outputs.map(expose);
  return { segments: lowering.finish(), hosts, outputs };
}
