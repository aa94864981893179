/** Functions that an ONNX file defines: their nodes take the place of their calls. */
import { describe, expect, it } from 'vitest';
import { encodeModel } from '../../src/compute/onnx/onnx-model.js';
import { type OnnxFunction, withoutFunctions } from '../../src/interop/onnx/functions.js';
import { importOnnx } from '../../src/interop/onnx/import-onnx.js';
import { chain, weights } from '../helpers/onnx-graph.js';

type Names = readonly string[];
const call = (operator: string, inputs: Names, outputs: Names, attributes = {}, references = {}) => ({
  ...{ operator, name: '', index: 0, inputs, outputs, attributes, references },
});
const define = (inputs: Names, outputs: Names, calls: OnnxFunction['calls'], defaults = {}): OnnxFunction => ({
  ...{ inputs, outputs, calls, defaults },
});
/** Calls as text: `operator(inputs) → outputs attributes` */
const flat = (calls: OnnxFunction['calls'], functions: Record<string, OnnxFunction>, most = 100) =>
  withoutFunctions(calls, new Map(Object.entries(functions)), most).map(
    ({ operator, inputs, outputs, attributes }) => `${operator}(${inputs}) → ${outputs} ${JSON.stringify(attributes)}`,
  );

const scaled = define(
  ['x', 'w', 'b'],
  ['y'],
  [call('Conv', ['x', 'w', 'b'], ['t'], { group: 1 }, { strides: 'by', pads: 'around' }), call('Relu', ['t'], ['y'])],
  { by: [1, 1] },
);

describe('withoutFunctions', () => {
  it('gives names that only a function knows to each of its calls', () => {
    const calls = [call('f', ['x', 'w'], ['t']), call('f', ['t', 'w', 'b'], ['y'], { by: [2, 2], around: [1, 1] })];
    expect(flat(calls, { f: scaled })).toEqual([
      'Conv(x,w,) → f#1/t {"group":1,"strides":[1,1]}',
      'Relu(f#1/t) → t {}',
      'Conv(t,w,b) → f#4/t {"group":1,"strides":[2,2],"pads":[1,1]}',
      'Relu(f#4/t) → y {}',
    ]);
  });

  it('replaces calls in functions, whose attributes go on to them', () => {
    const outer = define(['a', 'k'], ['b', 'unused'], [call('f', ['a', 'k'], ['b'], {}, { by: 'stride' })]);
    expect(flat([call('g', ['x', 'w'], ['y', ''], { stride: [4, 4] })], { f: scaled, g: outer })).toEqual([
      'Conv(x,w,) → f#2/t {"group":1,"strides":[4,4]}',
      'Relu(f#2/t) → y {}',
    ]);
  });

  it.each<[string, Record<string, OnnxFunction>, RegExp]>([
    ['itself', { f: define(['x'], ['y'], [call('f', ['x'], ['y'])]) }, /^the function f calls itself, or/],
    [
      'another one that calls it',
      { f: define([], [], [call('g', [], [])]), g: define([], [], [call('f', [], [])]) },
      /^the function f calls itself, or/,
    ],
    [
      'others 10^15 times',
      Object.fromEntries(
        Array.from({ length: 15 }, (_, i) => [
          i === 0 ? 'f' : `f${i}`,
          define([], [], Array(10).fill(call(`f${i + 1}`, [], []))),
        ]),
      ),
      /^expected at most 100 nodes with those of functions, got more$/,
    ],
  ])('refuses a function that calls %s', (_, functions, message) => {
    expect(() => flat([call('f', ['x'], ['y'])], functions)).toThrow(message);
  });
});

describe('importOnnx', () => {
  const field = (id: number, bytes: Uint8Array) => Buffer.concat([Uint8Array.of((id << 3) | 2, bytes.length), bytes]);
  const text = (id: number, value: string) => field(id, Buffer.from(value));
  const version = (id: number, number: number) => field(id, Buffer.concat([text(1, ''), Uint8Array.of(0x10, number)]));
  const relu = Buffer.concat([text(1, 'a'), text(2, 'b'), text(4, 'Relu')]);
  /** A file and, behind it, one function `user.Act(a) → b`; the key of the field is of two bytes. */
  const withFunction = (file: Uint8Array, operatorSet: number) => {
    const body = [
      text(1, 'Act'),
      text(10, 'user'),
      text(4, 'a'),
      text(5, 'b'),
      field(7, relu),
      version(9, operatorSet),
    ];
    const bytes = Buffer.concat(body);
    return Buffer.concat([file, Uint8Array.of(0xca, 1, bytes.length), bytes]);
  };
  const called = encodeModel(
    chain([['user.Act', ''], ['Flatten', ''], ['MatMul', 'w']], [weights('w', 72, 3)], 3), // biome-ignore format: a chain
  );

  it('reads the functions of a file', () => {
    const { layers } = importOnnx(withFunction(called, 20), 'file');
    expect(layers.map(({ kind }) => kind)).toContain('relu');
  });

  it('names a function that is missing, or of another version of the operators', () => {
    expect(() => importOnnx(called, 'file')).toThrow(/^file: user\.Act \(node 1 .*\) is not supported/);
    expect(() => importOnnx(withFunction(called, 9), 'file')).toThrow(
      /^file: expected one version of the operators, got 20 in the graph and 9 in the function 'user\.Act': inline it/,
    );
  });
});
