import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { everyNth } from '../../../src/attack/agent/timing.js';
import { parseLambdas } from '../../../src/attack/parse-lambdas.js';
import { worstAction } from '../../../src/attack/search/criteria.js';
import { UsageError } from '../../../src/common/errors.js';
import type { Random } from '../../../src/common/random.js';
import type { Environment } from '../../../src/env/environment.js';
import {
  type EvaluatePlayersOptions as EvaluateOptions,
  evaluatePlayers as evaluate,
} from '../../../src/evaluation/games/evaluate.js';
import { createPlayer } from '../../../src/evaluation/games/player.js';
import type { Row } from '../../../src/evaluation/games/report/summary.js';
import { episodeKey, type Job } from '../../../src/evaluation/settings.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';
import { toyAgentUnderTest, toyAttacks, toyPlayers } from '../../helpers/toy-players.js';

const textKey = (job: Job) => JSON.stringify(episodeKey(job));

const options = (changed: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  players: toyPlayers(),
  lambdas: [0, 8],
  seeds: [5],
  episodes: 3,
  ...changed,
});

interface Game {
  start: string;
  actions: number[];
}

/** Keeps every action and the first observation of each game. */
function recorded(log: Game[], drops = 4) {
  const createEnvironment = (rng: Random): Environment => {
    const inner = toyEnvironment(rng.uint32(), { drops });
    const game: Game = { start: '', actions: [] };
    log.push(game);
    return Object.assign(inner, {
      reset: ((reset) => () => {
        reset();
        if (game.start === '') game.start = inner.observation.join();
      })(inner.reset),
      step: ((step) => (action: number) => {
        game.actions.push(action);
        return step(action);
      })(inner.step),
    });
  };
  return toyPlayers({ agentsUnderTest: [toyAgentUnderTest({ createEnvironment })] });
}

describe('evaluate', () => {
  it('plays λ by λ, the plain agent first, and tells of rows, games and steps as they come', async () => {
    const rows: Row[] = [];
    const lines: string[] = [];
    const done: number[] = [];
    const result = await evaluate(
      options({
        onRow: (row) => rows.push(row),
        onEpisode: ({ lambda, agent, index }) => lines.push(`${lambda} ${agent} ${index}`),
        onProgress: ({ episodesDone, episodesTotal }) => done.push(episodesDone / episodesTotal),
      }),
    );
    expect(result.rows.map(({ lambda, agent, attack }) => `${lambda} ${agent} ${attack}`)).toEqual([
      '0 plain null',
      '0 sap100 null',
      '8 plain fgsm',
      '8 sap100 fgsm',
    ]);
    expect(rows).toEqual([...result.rows, ...result.chance]);
    // one episode of random play and of each compiled agent first
    const played = (indices: readonly number[]) =>
      rows.flatMap(({ lambda, agent }) => indices.map((i) => `${lambda} ${agent} ${i}`));
    const pilots = played([0]);
    expect(lines).toEqual([pilots.at(-1), ...pilots.slice(0, -1), ...played([1, 2])]);
    expect(done.length).toBe(result.episodes.reduce((sum, episode) => sum + episode.steps, 0) + 15);
    expect(done.at(-1)).toBe(1);
    expect(result.aborted).toBe(false);
    for (const row of result.rows) {
      expect(row.episodes).toBe(3);
      expect(row.truncated).toBe(0);
      if (row.agent === 'plain') expect(row.sampleAgreement).toBe(1);
      // an action flips exactly where it costs something by the plain network's values
      expect(row.flipRate! > 0).toBe(row.qGap! > 0);
      if (row.lambda === 0) expect(row.linfNorm).toBeNull();
      else {
        expect(row.linfNorm).toBeGreaterThan(0);
        expect(row.linfNorm).toBeLessThanOrEqual(8.0001);
      }
    }
    expect(result.rows[0]).toMatchObject({ lambda: 0, agent: 'plain', qGap: 0, flipRate: 0 });
  });

  it('gives every agent, under every attack, at every λ, the same starts and the same exploration', async () => {
    const log: Game[] = [];
    const players = { ...recorded(log), attacks: toyAttacks('fgsm', 'random') };
    await evaluate(options({ players, evaluationExploration: 1 }));
    expect(log.length).toBe(21);
    // the first episode of each of the six settings and of random play, then the two others of each
    for (const game of log.slice(0, 7)) expect(game).toEqual(log[0]);
    for (const [i, game] of log.slice(7).entries()) expect(game).toEqual(log[7 + (i % 2)]);
    expect(new Set([log[0], log[7], log[8]].map((game) => game!.start)).size).toBeGreaterThan(1);
  });

  it('with one seed gives the same games twice, with another others', async () => {
    const games = async (seed: number) => {
      const log: Game[] = [];
      const { rows } = await evaluate(options({ players: recorded(log), seeds: [seed] }));
      return { log, returns: rows.map(({ mean, interval, flipRate }) => ({ mean, interval, flipRate })) };
    };
    const first = await games(5);
    expect(await games(5)).toEqual(first);
    expect((await games(6)).log).not.toEqual(first.log);
  });

  it('plays the games of several seeds as each seed alone does', async () => {
    const alone = await Promise.all([5, 6].map((seed) => evaluate(options({ seeds: [seed], lambdas: [8] }))));
    const both = await evaluate(options({ seeds: [5, 6], lambdas: [8] }));
    const returns = ({ episodes }: typeof both) =>
      Object.fromEntries(episodes.map((episode) => [textKey(episode), episode.return]));
    expect(returns(both)).toEqual({ ...returns(alone[0]!), ...returns(alone[1]!) });
    expect(both.rows.map(({ episodes }) => episodes)).toEqual([6, 6, 6, 6]);
  });

  it('gives the same games however many play', async () => {
    const withPlayers = async (count: number) => {
      const players = toyPlayers({ attacks: toyAttacks('fgsm', 'random') });
      const rules = { maxSteps: null, maxStallSteps: null, evaluationExploration: null };
      const startWorkers = () => Array.from({ length: count }, () => createPlayer(players, rules));
      const { rows, episodes } = await evaluate(options({ players, startWorkers }));
      return { rows, episodes };
    };
    expect(await withPlayers(3)).toEqual(await withPlayers(1));
  });

  it('does not play again what is finished, and leaves out what is not asked for', async () => {
    const whole = await evaluate(options());
    const played: string[] = [];
    const finished = whole.episodes.filter((_, i) => i % 2 === 0);
    const again = await evaluate(
      options({
        finished: [...finished, { ...finished[0]!, lambda: 77 }],
        onEpisode: (episode) => played.push(textKey(episode)),
      }),
    );
    expect(played.toSorted()).toEqual(
      whole.episodes
        .filter((_, i) => i % 2 === 1)
        .map(textKey)
        .toSorted(),
    );
    expect(again.episodes.map(textKey)).toEqual(whole.episodes.map(textKey));
    expect(again.rows.map(({ mean }) => mean)).toEqual(whole.rows.map(({ mean }) => mean));
  });

  it.each([[[0]], [[8]], [[0, 8]]])(
    'plays λ 0 and a random player once, whether they are asked for or not: λ %j',
    async (lambdas) => {
      const { chance, rows } = await evaluate(options({ lambdas, players: toyPlayers({ defenses: [] }) }));
      expect(chance.map(({ agent, episodes }) => [agent, episodes])).toEqual([['random player', 3]]);
      expect(chance[0]).toMatchObject({ flipRate: null, qGap: null });
      expect(rows.map(({ lambda }) => lambda)).toEqual([...new Set([0, ...lambdas])]);
    },
  );

  it('is the same for every engine, up to steps on the edge', async () => {
    const flips = async (engine: 'onnx' | 'tfjs') =>
      (
        await evaluate(options({ computing: { engine }, players: toyPlayers({ defenses: [] }), episodes: 2 }))
      ).episodes.map((e) => e.return);
    expect(await flips('onnx')).toEqual(await flips('tfjs'));
  });

  it('without a defense plays the plain agent alone', async () => {
    const { rows } = await evaluate(options({ players: toyPlayers({ defenses: [] }), lambdas: [8], episodes: 1 }));
    expect(rows.map(({ agent }) => agent)).toEqual(['plain', 'plain']);
    expect(rows[0]).toMatchObject({ sd: null, interval: null });
  });

  it('attacks the defended agent with the gradient of the plain one when asked to, as transfer does', async () => {
    const play = (changes: Parameters<typeof toyPlayers>[0]) =>
      evaluate(options({ players: toyPlayers(changes), lambdas: [8], episodes: 2 }));
    const onPlain = await play({ attackOn: 'plain' });
    expect(onPlain.rows.map(({ agent }) => agent)).toEqual(['plain', 'sap100', 'plain', 'sap100']);
    expect(onPlain.rows[3]!.linfNorm).toBeCloseTo(8, 3);
    const transferred = await play({ attacks: toyAttacks('transfer') });
    const figures = ({ rows }: typeof onPlain) => rows.map(({ mean, flipRate, qGap }) => [mean, flipRate, qGap]);
    expect(figures(transferred)).toEqual(figures(onPlain));
  });

  it('attacks when the timing says so', async () => {
    const { episodes } = await evaluate(
      options({ players: toyPlayers({ timing: everyNth(4), defenses: [] }), lambdas: [8], evaluationExploration: 0 }),
    );
    for (const { attackedSteps, greedySteps } of episodes.filter(({ attack }) => attack !== null)) {
      expect(attackedSteps).toBe(Math.ceil(greedySteps / 4));
    }
  });

  it('attacks the newest frame alone when asked to, and aims at the worst action', async () => {
    const players = toyPlayers({ frames: 'newest', defenses: [], criterion: worstAction() });
    const all = await evaluate(options({ players: { ...players, frames: 'all' }, lambdas: [255] }));
    const newest = await evaluate(options({ players, lambdas: [255] }));
    expect(newest.rows[1]!.linfNorm).toBeGreaterThan(0);
    expect(newest.episodes.map(({ qGap }) => qGap)).not.toEqual(all.episodes.map(({ qGap }) => qGap));
    // the worst action costs more than any other
    const untargeted = await evaluate(options({ players: toyPlayers({ defenses: [] }), lambdas: [255] }));
    expect(all.rows[1]!.qGap!).toBeGreaterThanOrEqual(untargeted.rows[1]!.qGap!);
  });

  it('cuts games off at the limit and goes on after a lost life', async () => {
    const agentUnderTest = toyAgentUnderTest({
      createEnvironment: (rng) => toyEnvironment(rng.uint32(), { missEndsEpisode: true }),
    });
    const players = toyPlayers({ agentsUnderTest: [agentUnderTest], defenses: [] });
    const { rows } = await evaluate(options({ lambdas: [0], maxSteps: 7, players }));
    expect(rows[0]).toMatchObject({ truncated: 3, meanSteps: 7 });
    const whole = await evaluate(options({ lambdas: [0], players }));
    expect(whole.rows[0]).toMatchObject({ truncated: 0, meanSteps: 20 });
  });

  it.each<[string, Parameters<typeof toyEnvironment>[1], Partial<EvaluateOptions>, Partial<Row>]>([
    ['the game itself', {}, {}, { truncated: 0, meanSteps: 20, meanStalledSteps: 0 }],
    ['its frame limit', { cutAt: 6 }, {}, { truncated: 3, truncatedByFrames: 3, meanSteps: 6 }],
    ['the number of steps', {}, { maxSteps: 7 }, { truncated: 3, truncatedBySteps: 3, meanSteps: 7 }],
    [
      'a stall, where that is asked for',
      { freezesAt: 11, cutAt: 900 },
      { maxStallSteps: 500 },
      { truncated: 3, truncatedByStall: 3, meanSteps: 510, meanStalledSteps: 500 },
    ],
    [
      'the frame limit, after a stall that is counted',
      { freezesAt: 11, cutAt: 900 },
      {},
      { truncated: 3, truncatedByFrames: 3, meanSteps: 900, meanStalledSteps: 890 },
    ],
  ])('records that episodes were ended by %s', async (_, game, changes, row) => {
    const createEnvironment = (rng: Random) => toyEnvironment(rng.uint32(), game);
    const players = toyPlayers({ agentsUnderTest: [toyAgentUnderTest({ createEnvironment })], defenses: [] });
    const { rows } = await evaluate(options({ lambdas: [0], players, ...changes }));
    expect(rows[0]).toMatchObject(row);
  });

  it('stops between steps and keeps the finished rows and games', async () => {
    const controller = new AbortController();
    const result = await evaluate(
      options({
        signal: controller.signal,
        onProgress: ({ job: { lambda, agent }, episodesDone }) => {
          if (lambda === 0 && agent === 'sap100' && episodesDone === 7) controller.abort();
        },
      }),
    );
    expect(result.aborted).toBe(true);
    expect(result.rows.map(({ lambda, agent }) => `${lambda} ${agent}`)).toEqual(['0 plain']);
    expect(result.episodes.length).toBe(7);
  });

  it('leaves no tensors behind', async () => {
    await evaluate(options({ lambdas: [8], episodes: 1 }));
    const before = tf.memory().numTensors;
    await evaluate(options({ lambdas: [8], episodes: 1 }));
    await evaluate(options({ lambdas: [8], episodes: 1, computing: { engine: 'tfjs' } }));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('parseLambdas', () => {
  it.each([
    ['1,2,4', [1, 2, 4]],
    ['0', [0]],
    [' 8, 2.5 ', [2.5, 8]],
    ['4,1,4', [1, 4]],
    ['255', [255]],
  ])('reads %j', (text, lambdas) => {
    expect(parseLambdas(text)).toEqual(lambdas);
  });

  it.each([
    ['8/255', 8],
    ['1, 16/255', 16],
    ['0.03', 8],
    ['0.5', 128],
    ['0.0001', 1],
  ])('takes %j for a share of 255, and says what to write', (text, levels) => {
    expect(() => parseLambdas(text)).toThrow(UsageError);
    expect(() => parseLambdas(text)).toThrow(`λ is in gray levels (0–255): write ${levels}, got "`);
  });

  it.each(['', '1,x', '-1', '256', '1,,2', '1e3', 'NaN', '0x10', '1;2'])('refuses %j in one line', (text) => {
    expect(() => parseLambdas(text)).toThrow(UsageError);
    expect(() => parseLambdas(text)).toThrow(/^lambda: expected gray levels from 0 to 255 .*, got ".*".*$/);
  });
});
