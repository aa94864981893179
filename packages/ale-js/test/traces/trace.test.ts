import { describe, expect, test } from 'vitest';
import { recordings } from '../../src/data/recordings.js';
import { aleGames, findGame } from '../../src/games/game-table.js';
import { allScenarios, recordedScenarios, type Scenario } from '../../src/traces/scenario.js';
import { firstDifference, playTrace } from '../../src/traces/trace.js';
import { verifyRom } from '../../src/traces/verify-rom.js';
import { describeWithRoms } from '../helpers/commercial-roms.js';
import { probeModule } from '../helpers/probe.js';
import { catchRom, shortCatch } from '../helpers/short-catch.js';

describe('scenarios', () => {
  test.each(aleGames.map((game) => [game.id, game] as const))('of %s: each mode at each difficulty', (_, game) => {
    const all = allScenarios(game);
    const played = new Set(all.map(({ mode, difficulty }) => `${mode} ${difficulty}`));
    const pairs = game.modes.flatMap((mode) => game.difficulties.map((difficulty) => `${mode} ${difficulty}`));
    expect(pairs.filter((pair) => !played.has(pair))).toEqual([]);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  test('that are recorded have a hash of every part of every block', () => {
    expect(Object.keys(recordings).sort()).toEqual(aleGames.map(({ id }) => id).sort());
    for (const game of aleGames) {
      const lengths = recordedScenarios(game).map(({ steps, block }) => steps / block);
      expect(recordings[game.id]!.map((trace) => trace.length)).toEqual(lengths);
      expect(recordings[game.id]!.flat().every((hashes) => /^[0-9a-f]{32}$/.test(hashes))).toBe(true);
    }
  });
});

describe('a trace', () => {
  const scenario: Scenario = {
    game: 'short_catch',
    name: 'test',
    settings: { random_seed: 1, frame_skip: 4, repeat_action_probability: 0 },
    mode: 0,
    difficulty: 0,
    seed: 1,
    actions: 'minimal',
    strengths: false,
    steps: 300,
    block: 100,
    restoreEvery: 0,
    picture: 'screen',
  };
  const trace = async (changes: Partial<Scenario>) =>
    playTrace(await probeModule({ games: [shortCatch] as never }), catchRom, { ...scenario, ...changes });

  test('is the same when played again, and has a block for every 100 steps', async () => {
    const first = await trace({});
    expect(first).toHaveLength(3);
    expect(new Set(first).size).toBe(3);
    expect(firstDifference(first, await trace({}))).toBeUndefined();
  });

  test.each<[string, Partial<Scenario>, number, string]>([
    ['the picture', { picture: 'rgb' }, 0, 'screen'],
    ['other actions', { seed: 2 }, 0, 'RAM'],
    ['a restored state', { restoreEvery: 150 }, 1, 'RAM'],
    ['another limit of episodes', { settings: { ...scenario.settings, max_num_frames_per_episode: 80 } }, 0, 'lives'],
  ])('shows %s in the block where it begins', async (_, changes, block, part) => {
    const difference = firstDifference(await trace({}), await trace(changes));
    expect(difference?.block).toBe(block);
    expect(difference?.parts).toContain(part);
  });

  test('differs where one of two ends', () => {
    const parts = ['RAM', 'screen', 'rewards', 'lives'];
    expect(firstDifference(['a'.repeat(32)], [])).toEqual({ block: 0, parts });
    expect(firstDifference(['0'.repeat(32)], [`${'0'.repeat(8)}1${'0'.repeat(23)}`])).toEqual({
      block: 0,
      parts: ['screen'],
    });
  });
});

describe('the verification of a ROM', () => {
  test('names what differs, in each scenario', async () => {
    const { differences } = verifyRom(await probeModule(), findGame(aleGames, 'TimePilot'), catchRom)!;
    expect(differences).toEqual([
      expect.stringMatching(/^plain: RAM, screen.* from steps 1–100$/),
      expect.stringMatching(/^mixed: RAM, screen.* from steps 1–100$/),
    ]);
  });
});

const verified = ['Pong', 'Bowling', 'TicTacToe3D', 'AirRaid'];
describeWithRoms('games of native ALE', verified, (rom) => {
  test.each(verified)('%s is equal', async (name) => {
    const result = verifyRom(await probeModule(), findGame(aleGames, name), rom(name));
    expect(result).toEqual({ release: '0.12.1', steps: 1600, differences: [] });
  });
});
