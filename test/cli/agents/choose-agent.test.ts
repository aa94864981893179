import { describe, expect, it } from 'vitest';
import { catchFolder } from '../../../src/agent/bundled-agents.js';
import { agentLine, type NamedAgent } from '../../../src/cli/agents/agent-line.js';
import { chooseAgent, chooseEachGame, expectOfGame, type WantedGame } from '../../../src/cli/agents/choose-agent.js';
import type { TrainedAgent } from '../../../src/training/agent/found-runs.js';

const agent = (folder: string, game: string, written: number): TrainedAgent => ({
  ...{ folder, game, written, step: 400, totalSteps: 400, weights: 'trained' },
});
const game = (name: string, hasRom = true): WantedGame => ({ id: name.toLowerCase(), name, hasRom });

const bundled = [agent('assets/catch', 'catch', 9), agent('assets/raiders', 'raiders', 9)];
const zoo = [agent('zoo/bowling', 'bowling', 9), agent('zoo/assault', 'assault', 9)];
const packaged = { bundled, zoo };
const bowling1 = agent('runs/bowling-1', 'bowling', 1);
const bowling2 = agent('runs/bowling-2', 'bowling', 3);
const pong = agent('runs/pong-1', 'pong', 2);
const seed1 = agent('runs/pong-seeds/seed-1', 'pong', 3);
const seed2 = agent('runs/pong-seeds/seed-2', 'pong', 4);

describe('chooseAgent', () => {
  it.each<[string, WantedGame | undefined, TrainedAgent[], string, string]>([
    ['no run', undefined, [], 'assets/catch', 'the bundled agent, since there is no run under runs/'],
    ['one run', undefined, [pong], 'runs/pong-1', 'the newest run'],
    ['the newest of several', undefined, [bowling1, bowling2, pong], 'runs/bowling-2', 'the newest run'],
    ['a run of several seeds', undefined, [bowling2, seed2], 'runs/pong-seeds/seed-2', 'the newest run'],
    ['one of several seeds', undefined, [seed1, seed2], 'runs/pong-seeds/seed-2', 'the newest run, one of 2 seeds'],
    ['two of one time', undefined, [{ ...pong, written: 3 }, bowling2], 'runs/bowling-2', 'the newest run'],
    ['the newest of a game', game('Bowling'), [bowling1, seed2], 'runs/bowling-1', 'the newest run of Bowling'],
    [
      'a game that only the package has',
      game('Raiders'),
      [bowling1],
      'assets/raiders',
      'the bundled agent, since there is no run of Raiders under runs/',
    ],
    [
      'a game that only the zoo has',
      game('Assault'),
      [bowling1],
      'zoo/assault',
      'the agent of the zoo, since there is no run of Assault under runs/',
    ],
    ['a run beside the agent of the zoo', game('Bowling'), [bowling1], 'runs/bowling-1', 'the newest run of Bowling'],
  ])('%s', (_, wanted, found, folder, reason) => {
    expect(chooseAgent(wanted, { found, ...packaged })).toEqual({
      agent: [...found, ...bundled, ...zoo].find((each) => each.folder === folder),
      reason,
    });
  });

  it.each<[string, WantedGame, TrainedAgent[], string]>([
    [
      'no run at all',
      game('Pong'),
      [],
      '--game Pong: no run of Pong under runs/, and no bundled agent, and none in the zoo: train one with ',
    ],
    ['runs of other games', game('Pong'), [bowling2, bowling1], 'no run of Pong under runs/ (only of bowling), and'],
    ['no ROM', game('Pong', false), [], 'import its ROM with sap-atari roms import, then train one with sap-atari'],
  ])('refuses a game without an agent: %s', (_, wanted, found, says) => {
    expect(() => chooseAgent(wanted, { found, ...packaged })).toThrow(says);
  });

  it('says why there is no zoo only where nothing else is found', () => {
    const candidates = { found: [pong], bundled, zoo: [], noZoo: 'SAP_ATARI_ZOO: expected a folder' };
    expect(chooseAgent(game('Pong'), candidates).agent).toBe(pong);
    expect(() => chooseAgent(game('Bowling'), candidates)).toThrow(
      'under runs/ (only of pong), and no bundled agent, and no zoo (SAP_ATARI_ZOO: expected a folder): train one',
    );
  });
});

it('refuses to choose where nothing may be chosen', () => {
  expect(() => chooseAgent(undefined, { found: [], bundled: [], zoo: [] })).toThrow(
    'no run under runs/: train one with sap-atari train --game Catch, or name a run',
  );
});

describe('chooseEachGame', () => {
  it('takes the newest run of every game, the newest first', () => {
    const chosen = chooseEachGame({ found: [bowling1, pong, seed2, bowling2], bundled });
    expect(chosen.map((each) => each.agent)).toEqual([seed2, bowling2]);
  });

  it('takes the bundled agents where there is no run', () => {
    expect(chooseEachGame({ found: [], bundled }).map((each) => each.agent)).toEqual(bundled);
  });
});

describe('expectOfGame', () => {
  it('refuses a run of another game than --game', () => {
    expect(() => expectOfGame(game('Bowling'), [bowling1, pong])).toThrow(
      '--game Bowling: expected an agent of that game, got --run runs/pong-1 of pong',
    );
    expect(() => expectOfGame(game('Bowling'), [bowling1, bowling2])).not.toThrow();
  });

  it('names a bundled agent as it is typed', () => {
    const bundled = { ...pong, folder: catchFolder, game: 'catch' };
    expect(() => expectOfGame(game('Bowling'), [bundled])).toThrow('got --run bundled of catch');
  });
});

describe('agentLine', () => {
  const named: NamedAgent = {
    ...{ name: 'Bowling', game: 'bowling', run: 'runs/bowling-1', written: 1 },
    ...{ step: 40_000, totalSteps: 40_000, weights: 'trained' },
  };
  it.each<[string, Partial<NamedAgent>, string]>([
    ['given', {}, 'Bowling · runs/bowling-1 · 40,000 of 40,000 steps · no score yet'],
    [
      'chosen',
      { reason: 'the newest run', score: { return: 23.52, episodes: 30, of: 'evaluation' } },
      'Bowling · runs/bowling-1 (the newest run) · 40,000 of 40,000 steps · last score 23.5 (mean of 30 episodes)',
    ],
    [
      'stopped',
      { step: 4096, score: { return: -21, episodes: 1, of: 'training' } },
      'Bowling · runs/bowling-1 · 4,096 of 40,000 steps: stopped, or still training · last score −21.0 (1 training episode)',
    ],
    [
      'stopped in the warm-up',
      { step: 100, weights: 'random' },
      'Bowling · runs/bowling-1 · 100 of 40,000 steps, before its first update: it plays like an untrained network · no score yet',
    ],
    [
      'stopped in the warm-up, with given weights',
      { step: 100, weights: 'initial' },
      'Bowling · runs/bowling-1 · 100 of 40,000 steps, before its first update: it plays like the agent whose weights it started with · no score yet',
    ],
    [
      'of the zoo',
      { run: 'zoo-bowling', frames: 48_000_123, score: { return: 45.25, episodes: 30, of: 'evaluation' } },
      'Bowling · zoo-bowling · 48,000,123 frames · last score 45.3 (mean of 30 episodes)',
    ],
    ['imported', { step: 0 }, 'Bowling · runs/bowling-1 · imported · no score yet'],
  ])('%s', (_, changes, line) => {
    expect(agentLine({ ...named, ...changes })).toBe(line);
  });
});
