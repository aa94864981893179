import { join } from 'node:path';
import { expect, it } from 'vitest';
import { train } from '../../../../src/training/agent/train.js';
import { fingerprints } from '../../../helpers/fingerprints.js';
import { temporaryFolder } from '../../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments } from '../../../helpers/toy-run.js';

it('double DQN learns from returns of nStep steps', async () => {
  const weights = [];
  for (const nStep of [1, 1, 2]) {
    const folder = join(temporaryFolder(), 'run');
    const config = toyConfig({ nStep, totalSteps: 20, evaluationPeriodSteps: 0 });
    await train(config, { folder, environments: toyEnvironments(config) });
    weights.push(fingerprints(folder)['model.safetensors']);
  }
  expect(weights[1]).toBe(weights[0]);
  expect(weights[2]).not.toBe(weights[0]);
});
