import { describe, expect, it } from 'vitest';
import { inExecutionOrder } from '../../src/compute/onnx/execution-order.js';
import type { OnnxNode } from '../../src/compute/onnx/onnx-model.js';

const node = (output: string, ...inputs: string[]): OnnxNode => ({
  operator: 'Sum',
  inputs,
  outputs: [output],
  attributes: {},
});
const order = (nodes: readonly OnnxNode[]) => inExecutionOrder(nodes).map(({ outputs }) => outputs[0]);

describe('inExecutionOrder', () => {
  it.each<[string, OnnxNode[], string[]]>([
    ['nothing', [], []],
    ['a chain', [node('a', 'x'), node('b', 'a')], ['a', 'b']],
    [
      'gradients of two layers: that of the upper layer needs less and comes last',
      [node('dy', 'x'), node('dw2', 'dy'), node('dx', 'dy'), node('dw1', 'dx')],
      ['dy', 'dx', 'dw1', 'dw2'],
    ],
    ['leaves that need equally much stay in order', [node('a', 'x'), node('p', 'a'), node('q', 'a')], ['a', 'p', 'q']],
    [
      'a node that is needed twice counts once',
      [node('a', 'x'), node('p', 'a', 'a'), node('b', 'a'), node('q', 'b')],
      ['a', 'b', 'q', 'p'],
    ],
  ])('%s', (_, nodes, expected) => {
    expect(order(nodes)).toEqual(expected);
  });

  it('keeps all nodes of a large graph, each after what it needs', () => {
    const nodes = Array.from({ length: 200 }, (_, i) =>
      node(`n${i}`, `n${Math.floor(i / 2) - 1}`, `n${Math.floor(i / 3) - 1}`, 'x'),
    );
    const names = order(nodes);
    expect([...names].sort()).toEqual(nodes.map(({ outputs }) => outputs[0]!).sort());
    const position = new Map(names.map((name, i) => [name, i]));
    for (const { inputs, outputs } of nodes) {
      for (const name of inputs) expect(position.get(name) ?? -1).toBeLessThan(position.get(outputs[0]!)!);
    }
  });
});
