import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compute/engine.js';

describe('providers', () => {
  it('a provider that cannot start is named, with what to do', async () => {
    // CUDA's library is no part of the npm package, so that it is missing unless someone has installed it.
    const start = compile((x) => [tf.neg(x!)], { inputs: [{ shape: [2] }] }, { provider: 'cuda' });
    const outcome = await start.then(
      () => 'started',
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(/^started$|^provider 'cuda' cannot compute here \(.+\): use the provider cpu/);
    expect(outcome).not.toContain('\n');
  });
});
