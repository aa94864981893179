import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../src/common/random.js';
import { compareAgents } from '../../../../src/evaluation/games/comparison.js';
import { leadsOf } from '../../../../src/evaluation/games/lead.js';
import { relativeChangeWarnings } from '../../../../src/evaluation/games/report/relative-change-warnings.js';
import { toyEpisodes, toyRow } from '../../../helpers/toy-row.js';

/** Ten episodes with equal returns of each player, the agents' at λ 0 and, under attack, at λ 2. */
function warningsOf(returns: { random: number; clean: number; plain: number; defended: number }, count = 10) {
  const of = (value: number, changes: object) => toyEpisodes(new Array<number>(count).fill(value), changes);
  const episodes = [
    ...of(returns.clean, {}),
    ...of(returns.plain, { lambda: 2 }),
    ...of(returns.defended, { lambda: 2, agent: 'sap100' }),
    ...of(returns.random, { agent: 'random player' }),
  ];
  const leads = leadsOf(episodes, createRandom(1));
  const rows = [toyRow(), toyRow({ lambda: 2 }), toyRow({ lambda: 2, agent: 'sap100' })];
  return relativeChangeWarnings(compareAgents(rows, episodes, leads, createRandom(1)), leads);
}

describe('warnings about relative changes', () => {
  it.each<[string, Parameters<typeof warningsOf>, RegExp[]]>([
    ['nothing where scores are above 0', [{ random: 2, clean: 20, plain: 5, defended: 8 }], []],
    [
      'an agent that is no better than random play (Bowling)',
      [{ random: 23, clean: 18, plain: 18, defended: 18 }],
      [
        /^The plain agent is not clearly better than random play \(−5\.00 \[.*\] points .* 10 pairs .*no relative change is shown/,
      ],
    ],
    [
      'too few episodes to show that the agent is better',
      [{ random: 2, clean: 20, plain: 5, defended: 8 }, 2],
      [/^2 episodes cannot show that the plain agent is better than random play .*: 6 episodes are needed\.$/],
    ],
    [
      'a negative plain mean (Pong)',
      [{ random: -20.7, clean: 18, plain: -20, defended: -18 }],
      [/^The plain agent’s mean return is negative in 1 comparison \(plain at λ 2/],
    ],
    [
      'a plain mean of 0',
      [{ random: 0, clean: 18, plain: 0, defended: 3 }],
      [/^The plain agent’s mean return is near zero \(its interval contains 0\) in 1 comparison/],
    ],
    [
      'a scale that goes below 0, though the plain mean does not (Boxing)',
      [{ random: -2.5, clean: 80, plain: 40, defended: 50 }],
      [/^Returns can be negative \(toy: down to −2\.50\)/],
    ],
    [
      'random play alone, where no relative change is shown',
      [{ random: -20, clean: -20, plain: -21, defended: -20.5 }],
      [/^The plain agent is not clearly better than random play/],
    ],
  ])('tell of %s', (_, [returns, count], expected) => {
    expect(warningsOf(returns, count)).toEqual(expected.map((text) => expect.stringMatching(text)));
  });
});
