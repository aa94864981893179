/** Decodes the nodes of ONNX files. Field numbers are those of onnx.proto, IR version 10. */
import type { ReadExternal } from './external-data.js';
import { integer, integers, type Message, message, messages, read, text, textOf } from './message.js';
import { floatsOf, most, type OnnxTensor, tensorOf } from './onnx-tensor.js';

export type OnnxSetting = number | string | readonly number[] | OnnxTensor;

export interface OnnxCall {
  readonly operator: string;
  /** Name of the node; often empty. */
  readonly name: string;
  /** Its place among the nodes of the file, from 0. */
  readonly index: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxSetting>>;
}

/** A call inside of a function. */
export interface BodyCall extends OnnxCall {
  /** Names of attributes of the function's own call, by the attributes that take their values. */
  readonly references: Readonly<Record<string, string>>;
}

/** Returns the version of the standard operators; undefined where none is named. */
export function operatorSetOf(imports: readonly Uint8Array[]): number | undefined {
  const sets = imports.map((each) => read(each)).filter((set) => isStandard(text(set, 1)));
  return sets.length === 0 ? undefined : Math.max(1, ...sets.map((set) => integer(set, 2)));
}

const isStandard = (domain: string): boolean => domain === '' || domain === 'ai.onnx';

/** Names an operator: `Gemm`, `domain.Operator`, or `domain.Operator:overload`. */
export function operatorName(operator: string, domain: string, overload: string): string {
  const name = overload === '' ? operator : `${operator}:${overload}`;
  return isStandard(domain) ? name : `${domain}.${name}`;
}

/** Decodes a node. The references of its attributes matter in functions only. */
export function callOf(bytes: Uint8Array, index: number, readExternal: ReadExternal): BodyCall {
  const node = read(bytes);
  const attributes = messages(node, 5).map((each) => read(each));
  const references = attributes.map((each) => [text(each, 1), text(each, 21)] as const);
  return {
    operator: operatorName(text(node, 4), text(node, 7), text(node, 8)),
    name: text(node, 3),
    index,
    inputs: messages(node, 1).map(textOf),
    outputs: messages(node, 2).map(textOf),
    attributes: settingsOf(
      attributes.filter((_, i) => references[i]![1] === ''),
      readExternal,
    ),
    references: Object.fromEntries(references.filter(([, from]) => from !== '')),
  };
}

/** Returns values of attributes by name. */
export const settingsOf = (attributes: readonly Message[], readExternal: ReadExternal) =>
  Object.fromEntries(attributes.map((each) => attributeOf(each, readExternal)));

/** Attribute types in onnx.proto. */
const kinds = { float: 1, int: 2, string: 3, tensor: 4, floats: 6 };

function attributeOf(attribute: Message, readExternal: ReadExternal): readonly [string, OnnxSetting] {
  const [name, kind] = [text(attribute, 1), integer(attribute, 20)];
  if (kind === kinds.float) return [name, floatsOf([message(attribute, 2) ?? new Uint8Array()], 1)[0]!];
  if (kind === kinds.int) return [name, integer(attribute, 3)];
  if (kind === kinds.string) return [name, text(attribute, 4)];
  if (kind === kinds.floats) return [name, floatListOf(messages(attribute, 7))];
  const tensor = kind === kinds.tensor ? message(attribute, 5) : undefined;
  return [name, tensor ? tensorOf(tensor, readExternal)[1] : integers(attribute, 8, most.integers)];
}

function floatListOf(parts: readonly Uint8Array[]): OnnxTensor {
  const count = parts.reduce((sum, part) => sum + part.length, 0) / 4;
  if (!Number.isInteger(count) || count > most.integers)
    throw new Error(`expected at most ${most.integers} floats in an attribute, got ${count}`);
  return { shape: [count], values: floatsOf(parts, count) };
}
