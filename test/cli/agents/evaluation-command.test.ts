import { expect, it } from 'vitest';
import { evaluationCommand } from '../../../src/cli/agents/evaluation-command.js';

it.each([
  [['runs/bowling-1'], 'sap-atari evaluate --game Bowling --lambda 1,2,4'],
  [['./runs//bowling-1'], 'sap-atari evaluate --game Bowling --lambda 1,2,4'],
  [['elsewhere/bowling'], 'sap-atari evaluate --run elsewhere/bowling --lambda 1,2,4'],
  [
    ['runs/b-seeds/seed-1', 'runs/b-seeds/seed-2'],
    'sap-atari evaluate --runs runs/b-seeds/seed-1,runs/b-seeds/seed-2 --lambda 1,2,4',
  ],
])('%j', (runs, command) => {
  expect(evaluationCommand(runs, 'Bowling')).toBe(command);
});
