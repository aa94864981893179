/** Imports the networks of ONNX graphs. */
import { UsageError } from '../../common/errors.js';
import { printable, shown } from '../../common/printable.js';
import { exportedAgent } from '../about-agent.js';
import { type ImportedNetwork, importedNetwork } from '../network-builder.js';
import { simplifiedLayers } from '../simplify-layers.js';
import type { ReadExternal } from './external-data.js';
import { decodeOnnx, type OnnxFile } from './onnx-file.js';
import type { OnnxCall } from './onnx-node.js';
import { constantRules } from './operators/constants.js';
import { createImportGraph } from './operators/import-graph.js';
import { outputLayer } from './operators/output.js';
import type { Use } from './operators/rule.js';
import { operatorRules, supportedOperators } from './operators/rules.js';
import { unsupported } from './operators/unsupported.js';
import { identity, isConstant, type Refuse, type Value } from './operators/value.js';

export interface OnnxOptions {
  /** Name of the result to import; default: the only output of the graph. */
  readonly output?: string | undefined;
  /** Reads the files that hold the weights; default: those beside the file. */
  readonly readExternal?: ReadExternal | undefined;
}

/**
 * Imports the network of an ONNX graph. A softmax at the end is left out, because attacks and averages need its input.
 * @param bytes of the file @param source path of the file, for its errors and the weights beside it
 * @throws UsageError for damaged files, several outputs without a choice, and operators that are not supported
 */
export function importOnnx(bytes: Uint8Array, source: string, options: OnnxOptions = {}): ImportedNetwork {
  const file = decodeOnnx(bytes, source, options.readExternal);
  const input = inputOf(file, source);
  const inputShape = input.shape.slice(1);
  const output = outputOf(file, options.output, source);
  const numbers = [...file.constants.values()].reduce((sum, { values }) => sum + values.length, 0);
  const graph = createImportGraph(file.operatorSet, input.shape[0]!, numbers);
  const values = new Map<string, Value>(file.constants);
  values.set(input.name, { layer: 0, shape: inputShape, order: identity(inputShape.length), merged: false });
  const calls = neededCalls(file, output, source);
  const refusing =
    (call: OnnxCall): Refuse =>
    (why) =>
      new UsageError(`${source}: ${describe(call)} ${why}, so the network cannot be imported`);
  // First, because other operators, such as the transpositions around an LSTM, are refused for less obvious reasons.
  const unknown = calls.find(({ operator }) => !isKnown(operator));
  if (unknown) throw refusing(unknown)(unsupported(unknown, supportedOperators));
  for (const call of calls) {
    const refuse = refusing(call);
    const inputs = call.inputs.map((name) => {
      const value = name === '' ? undefined : values.get(name);
      if (name !== '' && !value) throw refuse(`takes ${quoted(name)}, which nothing before it gives`);
      return value;
    });
    const given = resultOf({ graph, call, values: inputs, refuse });
    for (const [i, value] of [given].flat().entries()) {
      const name = call.outputs[i];
      if (name !== undefined && name !== '') values.set(name, value as Value);
    }
  }
  const value = values.get(output);
  if (!value) throw new UsageError(`${source}: expected a result ${quoted(output)}, got none`);
  const end = outputLayer(graph, value, (why) => new UsageError(`${source}: the output ${quoted(output)} ${why}`));
  const network = importedNetwork(simplifiedLayers(graph.layers, end.layer), inputShape, source);
  const exported = exportedAgent(file.metadata, source);
  if (exported) {
    const { outputs } = exported.policy;
    return { ...network, facts: { family: 'ONNX, exported by sap-atari', inputScale: 1, output: outputs, exported } };
  }
  return { ...network, facts: { family: 'ONNX', output: end.isLogits ? 'logits' : 'q-values' } };
}

const quoted = (name: string): string => `'${printable(name.slice(0, 100))}'`;

/** Names a call in messages: `Gemm (node 7 '/head/Gemm', which gives 'q')`. */
function describe({ operator, index, name, outputs }: OnnxCall): string {
  const named = name === '' ? '' : ` ${quoted(name)}`;
  return `${printable(operator.slice(0, 100))} (node ${index + 1}${named}, which gives ${quoted(outputs[0] ?? '')})`;
}

/** Applies the rule of an operator. */
function resultOf(use: Use): Value | readonly Value[] {
  const { operator } = use.call;
  const rules = use.values.every((value) => value === undefined || isConstant(value)) ? constantRules : operatorRules;
  const rule = Object.hasOwn(rules, operator) ? rules[operator]! : undefined;
  if (rule) return rule(use);
  if (rules === constantRules) throw use.refuse('of constants is not supported');
  throw use.refuse(unsupported(use.call, supportedOperators));
}

const isKnown = (operator: string): boolean =>
  Object.hasOwn(constantRules, operator) || Object.hasOwn(operatorRules, operator);

function inputOf({ inputs }: OnnxFile, source: string) {
  const [input, ...others] = inputs;
  if (!input || others.length > 0) {
    const names = inputs.map(({ name }) => quoted(name)).join(', ');
    throw new UsageError(
      `${source}: expected one input, the observations, got ${inputs.length === 0 ? 'none' : names}`,
    );
  }
  const shape = input.shape.slice(1);
  if (shape.length === 0 || shape.some((length) => length < 1)) {
    throw new UsageError(`${source}: expected an input whose axes but the first are known, got [${input.shape}]`);
  }
  return input;
}

/** Returns the name of the result to import. */
function outputOf({ outputs, calls }: OnnxFile, given: string | undefined, source: string): string {
  const names = outputs.slice(0, 20).map(quoted).join(', ');
  if (given !== undefined) {
    if (outputs.includes(given) || calls.some((call) => call.outputs.includes(given))) return given;
    throw new UsageError(`${source}: expected the name of an output, one of ${names}, got ${shown(given)}`);
  }
  const [output, ...others] = outputs;
  if (output !== undefined && others.length === 0) return output;
  throw new UsageError(
    `${source}: expected one output, got ${outputs.length === 0 ? 'none' : `${outputs.length}: choose one with --output, of ${names}`}`,
  );
}

/** Returns the calls that the output needs, in the order of the file. */
function neededCalls({ calls, constants, inputs }: OnnxFile, output: string, source: string): OnnxCall[] {
  const givers = new Map<string, OnnxCall>();
  const taken = new Set([...constants.keys(), ...inputs.map(({ name }) => name)]);
  for (const call of calls) {
    for (const name of call.outputs.filter((each) => each !== '')) {
      if (taken.has(name) || givers.has(name))
        throw new UsageError(`${source}: ${describe(call)} gives ${quoted(name)} a second time`);
      givers.set(name, call);
    }
  }
  const needed = new Set<OnnxCall>();
  const names = [output];
  for (let name = names.pop(); name !== undefined; name = names.pop()) {
    const call = givers.get(name);
    if (!call || needed.has(call)) continue;
    needed.add(call);
    names.push(...call.inputs);
  }
  return calls.filter((call) => needed.has(call));
}
