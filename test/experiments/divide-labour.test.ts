import { describe, expect, it } from 'vitest';
import { type Config, defaults } from '../../src/agent/config.js';
import { divideLabour, type Labour } from '../../src/experiments/divide-labour.js';

const rows: readonly [string, Partial<Config>, Labour][] = [
  ['one thread plays and learns', { threads: 1 }, { slices: 1, workers: 0, threads: 1 }],
  ['so it does where none was asked for', { threads: 0 }, { slices: 1, workers: 0, threads: 1 }],
  ['two threads share a batch', { threads: 2 }, { slices: 2, workers: 2, threads: 1 }],
  ['as many as divide it', { threads: 7 }, { slices: 4, workers: 4, threads: 1 }],
  ['the others help', { threads: 24, batchTransitions: 8 }, { slices: 8, workers: 8, threads: 3 }],
  [
    'a whole batch is left to one thread and its helpers',
    { threads: 2, gradientSlices: 1 },
    { slices: 1, workers: 0, threads: 2 },
  ],
  ['slices stay when threads are few', { threads: 1, gradientSlices: 4 }, { slices: 4, workers: 0, threads: 1 }],
  [
    'with a lag, one thread learns while the other plays',
    { threads: 1, actingLagUpdates: 1 },
    { slices: 1, workers: 1, threads: 1 },
  ],
  ['unless there shall be no other', { threads: 0, actingLagUpdates: 1 }, { slices: 1, workers: 0, threads: 1 }],
  ['a device takes the batch as a whole', { threads: 4, provider: 'cuda' }, { slices: 1, workers: 0, threads: 4 }],
  ['while play goes on', { threads: 4, provider: 'cuda', actingLagUpdates: 1 }, { slices: 1, workers: 1, threads: 4 }],
  [
    'WebGPU keeps the network, so one thread uses it',
    { threads: 4, provider: 'webgpu', actingLagUpdates: 1 },
    { slices: 1, workers: 0, threads: 4 },
  ],
  ['so does TensorFlow.js', { threads: 4, engine: 'tfjs', actingLagUpdates: 1 }, { slices: 1, workers: 0, threads: 4 }],
];

describe('divideLabour', () => {
  it.each(rows)('%s', (_, changes, expected) => {
    expect(divideLabour({ ...defaults, ...changes })).toEqual(expected);
  });
});
