import { expect, it } from 'vitest';
import { type Config, loadConfig } from '../../../src/agent/config.js';
import { noUpdateWarning } from '../../../src/cli/train/no-update.js';

const rest = 'learning starts after warmUpSteps (100), and the run has 100 steps; raise --steps';

it.each<[string, Partial<Config>, string | undefined]>([
  ['a run from random weights', {}, `nothing was learned: ${rest}`],
  [
    'a run from given weights',
    { initFrom: 'a'.repeat(64) },
    `nothing was learned beyond the weights of --init-from: ${rest}`,
  ],
  ['a longer run', { totalSteps: 101 }, undefined],
  ['parallel Q-learning, which has no warm-up', { algorithm: 'pqn' }, undefined],
])('%s', (_, changes, expected) => {
  const config = { ...loadConfig({ flags: { totalSteps: 100, warmUpSteps: 100 } }), ...changes };
  expect(noUpdateWarning(config)).toBe(expected);
});
