/** Values known at the creation of a session: constants, frozen inputs, and values computed only from them. */
import { permuteAxes } from '../../common/shape.js';
import { callOf, type Node, type Value } from '../graph/graph.js';
import { allocate, type HostOperation, type HostTensor, hostCallKernel } from '../host-call.js';
import type { Permutation } from '../lower/permutation.js';
import type { Values } from '../signature.js';

/** Returns the elements of a known value in its own axis order; undefined for other values. */
export type Constants = (value: Value) => Values | undefined;

/**
 * Computes transpositions and host operations of known values once and removes them from the graph. A pruned weight matrix, for
 * example, becomes an ordinary constant.
 * @param frozen values of the frozen inputs of the signature, by index
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
    const known = transposed.get(value) ?? permuteAxes(values, operand.shape, attributes.perm as Permutation);
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
