/** As many whole rounds of episodes as fit into a time. */
import { describe, expect, it } from 'vitest';
import { evaluatePlayers } from '../../../src/evaluation/games/evaluate.js';
import { countRounds, inRounds, playBudget } from '../../../src/evaluation/games/play-budget.js';
import { createPlayer } from '../../../src/evaluation/games/player.js';
import type { Job } from '../../../src/evaluation/settings.js';
import { toyPlayers } from '../../helpers/toy-players.js';

const job = (agent: string, index: number): Job => ({
  ...{ game: 'toy', run: 'toy', attack: null, gradientSamples: null, lambda: 0, seed: 1 },
  agent,
  index,
});
const jobs = ['plain', 'sap100'].flatMap((agent) => [0, 1, 2].map((index) => job(agent, index)));
const asPlanned = <T>(order: T) => order;
const named = ({ agent, index }: Job) => `${agent} ${index}`;

describe('rounds', () => {
  it('follow each other, each with every setting, until one does not fit', () => {
    const asked: number[] = [];
    const order = inRounds(jobs, asPlanned, (round) => {
      asked.push(round);
      return round < 2;
    });
    expect([...order].map(named)).toEqual(['plain 0', 'sap100 0', 'plain 1', 'sap100 1']);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('are asked for when all episodes of the one before have begun', () => {
    const asked: number[] = [];
    const order = inRounds(jobs, asPlanned, (round) => asked.push(round) > 0);
    order.next();
    order.next();
    expect(asked).toEqual([0]);
    order.next();
    expect(asked).toEqual([0, 1]);
  });

  it('are whole where no setting lacks its episode, nor in a round before', () => {
    const rounds = countRounds(jobs);
    const wholeAfter = (agent: string, index: number) => {
      rounds.add(job(agent, index));
      return rounds.whole;
    };
    expect([wholeAfter('plain', 0), wholeAfter('plain', 1), wholeAfter('sap100', 1), wholeAfter('other', 0)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect([wholeAfter('sap100', 0), wholeAfter('plain', 2), wholeAfter('plain', 2), wholeAfter('sap100', 2)]).toEqual([
      2, 2, 2, 3,
    ]);
  });
});

/** Two agents without and with an attack, and a random player; the clock advances 10 s an episode. */
async function play(
  budgetSeconds: number,
  { secondsEach = 10, episodes = 5, signal = new AbortController().signal } = {},
) {
  let seconds = 0;
  let begun = 0;
  const players = toyPlayers();
  const rules = { maxSteps: 5, maxStallSteps: null, evaluationExploration: null };
  const played = await playBudget({
    ...{ players, lambdas: [0, 2], seeds: [1], episodes, budgetSeconds, signal },
    startWorkers: () => [createPlayer(players, rules)],
    onLines() {
      begun++;
      seconds += secondsEach;
    },
    now: () => seconds,
  });
  return { ...played, begun };
}

describe('a budget', () => {
  it.each<[string, number, number, number, number]>([
    ['is used for the rounds that fit', 115, 10, 2, 12],
    ['stops a round that takes longer than expected, and leaves it out', 55, 10, 1, 6],
    ['is exceeded by the first round only', 15, 10, 1, 5],
    ['begins no round that does not fit by the measured costs', 1e-9, 0, 1, 5],
    ['ends with the most episodes', 1e6, 10, 5, 25],
  ])('%s', async (_, budgetSeconds, secondsEach, rounds, begun) => {
    const played = await play(budgetSeconds, { secondsEach });
    expect(played).toMatchObject({ rounds, begun, aborted: false });
    const whole = await evaluatePlayers({
      ...{ players: toyPlayers(), lambdas: [0, 2], seeds: [1], episodes: rounds, maxSteps: 5 },
    });
    expect(played.episodes).toEqual(whole.episodes);
    expect(played.rows).toEqual(whole.rows);
  });

  it('has no rows where the first round was stopped', async () => {
    const controller = new AbortController();
    controller.abort();
    const played = await play(100, { signal: controller.signal });
    expect(played).toMatchObject({ rounds: 0, rows: [], episodes: [], aborted: true });
  });
});
