import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluation/games/evaluate.js';
import { castOf } from '../../src/evaluation/players/players.js';
import { refusal } from '../helpers/refusal.js';

/** What plain JavaScript may pass to the library by mistake. */
const calls: readonly (readonly [string, (argument: never) => Promise<unknown>, unknown, RegExp])[] = [
  [
    'evaluate()',
    evaluate,
    undefined,
    /^evaluate: expected an object with cast, lambdas, seeds, episodes, got undefined$/,
  ],
  [
    'evaluate without a cast',
    evaluate,
    { lambdas: [0], seeds: [1], episodes: 1 },
    /^evaluate: expected the key 'cast' .*got keys lambdas, seeds, episodes$/,
  ],
  [
    'evaluate with an agent for a cast',
    evaluate,
    { cast: { agent: 1 }, lambdas: [0], seeds: [1], episodes: 1 },
    /^evaluate: cast: expected the key 'contestants'/,
  ],
  ['castOf()', castOf, undefined, /^castOf: expected an object with runs, /],
  ['castOf({})', castOf, {}, /^castOf: expected the key 'runs' .*got keys none$/],
  [
    'castOf without attacks',
    castOf,
    { runs: [], target: 'greedy-action', timing: 'always', frames: 'all' },
    /^castOf: expected the key 'attacks'/,
  ],
];

describe('missing options of library functions are named', () => {
  it.each(calls)('%s', async (_, call, argument, message) => {
    expect(await refusal(call(argument as never))).toMatch(message);
  });
});
