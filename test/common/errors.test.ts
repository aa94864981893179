import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluation/games/evaluate.js';
import { loadPlayers } from '../../src/evaluation/players/players.js';
import { refusal } from '../helpers/refusal.js';

/** What plain JavaScript may pass to the library by mistake. */
const calls: readonly (readonly [string, (argument: never) => Promise<unknown>, unknown, RegExp])[] = [
  [
    'evaluate()',
    evaluate,
    undefined,
    /^evaluate: expected an object with players, lambdas, seeds, episodes, got undefined$/,
  ],
  [
    'evaluate without players',
    evaluate,
    { lambdas: [0], seeds: [1], episodes: 1 },
    /^evaluate: expected the key 'players' .*got keys lambdas, seeds, episodes$/,
  ],
  [
    'evaluate with an agent for players',
    evaluate,
    { players: { agent: 1 }, lambdas: [0], seeds: [1], episodes: 1 },
    /^evaluate: players: expected the key 'agentsUnderTest'/,
  ],
  ['loadPlayers()', loadPlayers, undefined, /^loadPlayers: expected an object with runs, /],
  ['loadPlayers({})', loadPlayers, {}, /^loadPlayers: expected the key 'runs' .*got keys none$/],
  [
    'loadPlayers without attacks',
    loadPlayers,
    { runs: [], target: 'greedy-action', timing: 'always', frames: 'all' },
    /^loadPlayers: expected the key 'attacks'/,
  ],
];

describe('missing options of library functions are named', () => {
  it.each(calls)('%s', async (_, call, argument, message) => {
    expect(await refusal(call(argument as never))).toMatch(message);
  });
});
