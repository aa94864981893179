import { describe, expect, it } from 'vitest';
import { evaluate } from '../../src/evaluation/games/evaluate.js';
import { loadPlayers } from '../../src/evaluation/players/players.js';
import { refusal } from '../helpers/refusal.js';

/** What plain JavaScript may pass to the library by mistake. */
const calls: readonly (readonly [string, (argument: never) => Promise<unknown>, unknown, RegExp])[] = [
  ['evaluate()', evaluate, undefined, /^evaluate: expected an object with agent, got undefined$/],
  [
    'evaluate without an agent',
    evaluate,
    { lambdas: [0], episodes: 1 },
    /^evaluate: expected the key 'agent' .*got keys lambdas, episodes$/,
  ],
  [
    'evaluate with a misspelled option',
    evaluate,
    { agent: 'bundled', attack: 'fgsm' },
    /^evaluate: did you mean attacks\? expected one of agent, attacks, .*, got "attack"$/,
  ],
  [
    'evaluate with λ out of range',
    evaluate,
    { agent: 'bundled', lambdas: [300] },
    /^lambdas: expected a number from 0 to 255 .*, got 300$/,
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
