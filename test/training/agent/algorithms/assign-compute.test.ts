import { describe, expect, it } from 'vitest';
import { type Config, defaults } from '../../../../src/agent/config.js';
import { assignCompute, type ComputeAssignment } from '../../../../src/training/agent/algorithms/assign-compute.js';

const rows: readonly [string, Partial<Config>, ComputeAssignment][] = [
  ['one thread plays and learns', { threads: 1 }, { slices: 1, workers: 0, threads: 1 }],
  ['so it does where none was asked for', { threads: 0 }, { slices: 1, workers: 0, threads: 1 }],
  ['others help it with a whole batch', { threads: 4 }, { slices: 1, workers: 0, threads: 4 }],
  ['each takes a slice', { threads: 2, gradientSlices: 2 }, { slices: 2, workers: 2, threads: 1 }],
  ['or several', { threads: 2, gradientSlices: 8 }, { slices: 8, workers: 2, threads: 1 }],
  ['those that are left help', { threads: 7, gradientSlices: 2 }, { slices: 2, workers: 2, threads: 3 }],
  ['slices stay when there is one thread', { gradientSlices: 4 }, { slices: 4, workers: 0, threads: 1 }],
  ['with a lag one learns while the other plays', { actingLagUpdates: 1 }, { slices: 1, workers: 1, threads: 1 }],
  ['with helpers of its own', { threads: 3, actingLagUpdates: 1 }, { slices: 1, workers: 1, threads: 3 }],
  ['unless there shall be no other', { threads: 0, actingLagUpdates: 1 }, { slices: 1, workers: 0, threads: 1 }],
  [
    'CUDA takes slices in turn',
    { threads: 4, provider: 'cuda', gradientSlices: 2 },
    { slices: 2, workers: 0, threads: 4 },
  ],
  ['in a thread beside play', { provider: 'cuda', actingLagUpdates: 1 }, { slices: 1, workers: 1, threads: 1 }],
  ['WebGPU keeps the network', { provider: 'webgpu', actingLagUpdates: 1 }, { slices: 1, workers: 0, threads: 1 }],
  ['so does TensorFlow.js', { engine: 'tfjs', actingLagUpdates: 1 }, { slices: 1, workers: 0, threads: 1 }],
];

describe('assignCompute', () => {
  it.each(rows)('%s', (_, changes, expected) => {
    expect(assignCompute({ ...defaults, ...changes })).toEqual(expected);
  });
});
