/** What is known when a session is made: constants, frozen inputs, and what is computed from them alone. */
import { callOf, type Node, type Value } from '../graph/graph.js';
import { allocate, type HostOperation, type HostTensor, hostCallKernel } from '../host-call.js';
import { type Permutation, permuteValues } from '../lower/permutation.js';
import type { Values } from '../signature.js';

/** The elements of a value that is known, in its own axis order; undefined for one that is not. */
export type Constants = (value: Value) => Values | undefined;

/**
 * Transpositions and host operations of known values are computed here, once, and leave the graph (a pruned weight
 * matrix is a constant like any other). @param frozen values of the signature's frozen inputs, by index
 */
export function createConstants(frozen: readonly (Values | undefined)[]): Constants {
  const transposed = new Map<Value, Values>();
  const called = new Map<Node, readonly Values[] | undefined>();

  const constants: Constants = (value) => {
    const { source } = value;
    if (source.kind === 'constant') return source.values;
    if (source.kind === 'frozen') return frozen[source.index];
    const transpose = callOf(value, 'Transpose');
    if (transpose) return transposition(value, transpose);
    const hostCall = callOf(value, hostCallKernel);
    if (!hostCall) return undefined;
    if (!called.has(hostCall)) called.set(hostCall, results(hostCall));
    return called.get(hostCall)?.[hostCall.outputs.indexOf(value)];
  };

  function transposition(value: Value, { inputs, attributes }: Node): Values | undefined {
    const operand = inputs.x!;
    const values = constants(operand);
    if (!values) return undefined;
    const known = transposed.get(value) ?? permuteValues(values, operand.shape, attributes.perm as Permutation);
    transposed.set(value, known);
    return known;
  }

  function results({ inputs, attributes, outputs }: Node): readonly Values[] | undefined {
    const operation = attributes.operation as HostOperation;
    const operands = Object.values(inputs);
    const values = operands.map(constants);
    if (operation.prepare || !values.every((each) => each !== undefined)) return undefined;
    const made = outputs.map((output) => allocate(output as HostTensor));
    operation.run(values, made, operands as readonly Value[] as readonly HostTensor[]);
    return made;
  }

  return constants;
}
