/** Checkpoints of Python frameworks, small and with random weights: the network of each computes what the framework computes. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadEagerBackend } from '../../../src/compute/engine.js';
import { readNetwork } from '../../../src/interop/read-network.js';
import { checkpointFolder, type ExpectedQ, observationsOf, qOf } from '../../helpers/checkpoints.js';

beforeAll(async () => {
  await loadEagerBackend();
});

const files = ['torch', 'flax'].flatMap((list) =>
  Object.entries(JSON.parse(readFileSync(`${checkpointFolder}${list}.json`, 'utf8')) as Record<string, ExpectedQ>),
);

describe('checkpoints', () => {
  it.each(files)('%s', async (name, expected) => {
    const network = await readNetwork(`${checkpointFolder}${name}`, expected.options);
    expect(network.inputShape).toEqual([expected.frames, 84, 84]);
    expect(network.facts).toMatchObject({ family: expected.family, output: expected.output });
    expect(network.facts?.inputScale).toBe(expected.inputScale ?? undefined);
    const q = qOf(network, observationsOf(expected.q.length, expected.frames, expected.inputScale ?? 1));
    expect(q.length).toBe(expected.q.length);
    for (const [i, row] of expected.q.entries()) {
      expect(q[i]!.length).toBe(row.length);
      const largest = Math.max(1, ...row.map(Math.abs));
      for (const [a, value] of row.entries()) expect(Math.abs(q[i]![a]! - value) / largest).toBeLessThan(1e-5);
    }
  });
});
