/** Functions that an ONNX file defines itself, as older exporters of PyTorch do for its modules: their calls are replaced by their nodes. */
import { printable } from '../../common/printable.js';
import type { ReadExternal } from './external-data.js';
import { messages, read, text, textOf } from './message.js';
import {
  type BodyCall,
  callOf,
  type OnnxCall,
  type OnnxSetting,
  operatorName,
  operatorSetOf,
  settingsOf,
} from './onnx-node.js';
import { Refused } from './onnx-tensor.js';

export interface OnnxFunction {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** Values of attributes that a call leaves out. */
  readonly defaults: Readonly<Record<string, OnnxSetting>>;
  readonly calls: readonly BodyCall[];
}

/** Most functions inside each other. None may call itself. */
const mostDepth = 16;

/**
 * Decodes functions. Returns them by the operator that calls them.
 * @param list their bytes @param operatorSet version of the operators in the graph @param most nodes in all of them
 * @throws Refused for functions of another version
 */
export function functionsOf(
  list: readonly Uint8Array[],
  operatorSet: number,
  most: number,
  readExternal: ReadExternal,
): Map<string, OnnxFunction> {
  const functions = new Map<string, OnnxFunction>();
  let left = most;
  for (const bytes of list) {
    const each = read(bytes);
    const name = operatorName(text(each, 1), text(each, 10), text(each, 13));
    const own = operatorSetOf(messages(each, 9)) ?? operatorSet;
    if (own !== operatorSet) {
      throw new Refused(
        `expected one version of the operators, got ${operatorSet} in the graph and ${own} in the function '${printable(name.slice(0, 100))}': inline it with onnx.inliner.inline_local_functions`,
      );
    }
    const nodes = messages(each, 7);
    left -= nodes.length;
    if (left < 0) throw new Error(`expected at most ${most} nodes in functions, got more`);
    functions.set(name, {
      inputs: messages(each, 4).map(textOf),
      outputs: messages(each, 5).map(textOf),
      defaults: settingsOf(
        messages(each, 11).map((attribute) => read(attribute)),
        readExternal,
      ),
      calls: nodes.map((node, index) => callOf(node, index, readExternal)),
    });
  }
  return functions;
}

/**
 * Replaces the calls of functions, in those of functions too.
 * @param functions by the operator that calls them @param most calls, of functions or not
 * @throws Refused for functions that call themselves, or too many calls
 */
export function withoutFunctions(
  calls: readonly OnnxCall[],
  functions: ReadonlyMap<string, OnnxFunction>,
  most: number,
): readonly OnnxCall[] {
  if (functions.size === 0) return calls;
  const flat: OnnxCall[] = [];
  let count = 0;
  const add = (call: OnnxCall, depth: number): void => {
    if (++count > most) throw new Refused(`expected at most ${most} nodes with those of functions, got more`);
    const called = functions.get(call.operator);
    if (!called) {
      flat.push(call);
      return;
    }
    if (depth === mostDepth) {
      const name = printable(call.operator.slice(0, 100));
      throw new Refused(`the function ${name} calls itself, or functions are nested more than ${mostDepth} deep`);
    }
    for (const inner of bodyOf(call, called, `${call.name || call.operator}#${count}`)) add(inner, depth + 1);
  };
  for (const call of calls) add(call, 0);
  return flat;
}

/** Returns the nodes of a function with the names and attributes of a call. @param prefix of the names that only the function knows */
function bodyOf(call: OnnxCall, { inputs, outputs, defaults, calls }: OnnxFunction, prefix: string): OnnxCall[] {
  const names = new Map([
    ['', ''],
    ...outputs.map((name, i) => [name, call.outputs[i] || `${prefix}/${name}`] as const),
    ...inputs.map((name, i) => [name, call.inputs[i] ?? ''] as const),
  ]);
  const renamed = (list: readonly string[]) => list.map((name) => names.get(name) ?? `${prefix}/${name}`);
  const given = { ...defaults, ...call.attributes };
  return calls.map(({ references, ...inner }) => ({
    ...inner,
    name: [call.name, inner.name].filter(Boolean).join('/'),
    index: call.index,
    inputs: renamed(inner.inputs),
    outputs: renamed(inner.outputs),
    attributes: { ...inner.attributes, ...referred(references, given) },
  }));
}

/** Returns the attributes whose values a call gives. */
const referred = (
  references: Readonly<Record<string, string>>,
  given: Readonly<Record<string, OnnxSetting>>,
): Record<string, OnnxSetting> =>
  Object.fromEntries(
    Object.entries(references).flatMap(([name, from]) => (Object.hasOwn(given, from) ? [[name, given[from]!]] : [])),
  );
