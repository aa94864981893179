import { describe, expect, test } from 'vitest';
import { Environment, type EnvironmentOptions } from '../../src/console/environment.js';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';
import { checkGame } from '../../src/games/check-game.js';
import { defaultCart } from '../../src/games/game.js';
import { aleGames, findGame } from '../../src/games/game-table.js';
import { recordingCore } from '../helpers/recording-core.js';

const plainOptions: EnvironmentOptions = {
  randomSeed: 1,
  repeatActionProbability: 0,
  frameSkip: 1,
  maxFramesPerEpisode: 0,
  truncateOnLossOfLife: false,
  rewardMin: -2147483648,
  rewardMax: 2147483647,
  paddleMin: 27450,
  paddleMax: 790196,
};

/** Rewards RAM[0], ends when RAM[1] is set, has RAM[2] lives. */
const ramGame = checkGame({
  id: 'ram_game',
  md5: [],
  minimalActions: ['NOOP'],
  rules: {
    reset: { reward: 0, terminal: 0, lives: 3 },
    step: [
      ['reward', ['s8', ['ram', 0x80]]],
      ['terminal', ['ram', 0x81]],
      ['lives', ['ram', 0x82]],
    ],
    reward: 'reward',
    terminal: 'terminal',
    lives: 'lives',
  },
});

function setUp(options: Partial<EnvironmentOptions> = {}, game = ramGame, onFrame?: (ram: Uint8Array) => void) {
  const recording = recordingCore(onFrame);
  recording.ram[2] = 3;
  const environment = new Environment(recording.core, game, game.cart, { ...plainOptions, ...options });
  return { environment, ...recording };
}

/** `[call, how often]` in a row. */
function runs(calls: readonly string[]): [string, number][] {
  const list: [string, number][] = [];
  for (const call of calls) {
    const last = list.at(-1);
    if (last?.[0] === call) last[1]++;
    else list.push([call, 1]);
  }
  return list;
}
const framesOf = (calls: readonly string[]) => calls.filter((call) => call === 'runFrame').length;
const sticksOf = (calls: readonly string[]) => calls.filter((call) => call.startsWith('setJoysticks'));

describe('an environment reset', () => {
  test('is a system reset, 60 idle frames, and twice four frames of RESET', () => {
    const { environment, take } = setUp();
    environment.reset();
    const calls = take();
    expect(calls[0]).toBe('systemReset');
    expect(framesOf(calls)).toBe(68);
    expect(runs(calls.filter((call) => call.startsWith('setSwitches')))).toEqual([
      ['setSwitches 63', 60],
      ['setSwitches 62', 8],
    ]);
  });

  test('plays starting actions even if they are illegal', () => {
    const { illegalActions, startingActions } = findGame(aleGames, 'lost_luggage');
    const { environment, take } = setUp({}, { ...ramGame, illegalActions, startingActions });
    environment.reset();
    expect(sticksOf(take()).at(-1)).toBe('setJoysticks 16');
  });

  test('counts a select press as one frame', () => {
    const game = checkGame({ ...ramGame, id: 'select_game', modeProgram: [['select', 20], ['reset']] });
    const { environment, take } = setUp({}, game);
    environment.reset();
    const calls = take();
    expect(framesOf(calls)).toBe(60 + 4 + 20 + 1 + 4 + 4);
    expect(runs(calls).filter(([call]) => call === 'setSwitches 61')).toEqual([['setSwitches 61', 1]]);
    expect([environment.frameNumber, environment.episodeFrameNumber]).toEqual([1, 1]);
    environment.reset();
    expect([environment.frameNumber, environment.episodeFrameNumber]).toEqual([2, 1]);
  });

  test('throws when a mode is never reached', () => {
    const program = [['while', 1, [['reset']]]];
    const { environment } = setUp({}, checkGame({ ...ramGame, id: 'endless', modeProgram: program }));
    expect(() => environment.reset()).toThrow(/endless: pressing SELECT did not reach mode 0/);
  });
});

describe('sticky actions', () => {
  test.each([
    [0.25, 1],
    [0.5, 4],
    [Math.fround(0.1), 3],
  ])('with probability %f and skip %i follow two draws a frame', (p, frameSkip) => {
    const { environment, take } = setUp({ repeatActionProbability: p, frameSkip, randomSeed: 42 });
    const random = new MersenneTwister(42);
    let [stickyA, stickyB] = [0, 18];
    for (let i = 0; i < 200; i++) {
      const [a, b] = [[2, 3, 4, 5][i % 4]!, 18 + (i % 6)];
      environment.act(a, b, 1, 1);
      for (const call of sticksOf(take())) {
        if (random.double() >= p) stickyA = a;
        if (random.double() >= p) stickyB = b;
        const single = [0, 16, 1, 8, 4, 2];
        expect(call).toBe(`setJoysticks ${single[stickyA]! | (single[stickyB - 18]! << 5)}`);
      }
    }
  });

  test('continues drawing while the game is over', () => {
    const { environment, ram, take } = setUp({ frameSkip: 2 });
    ram[1] = 1;
    environment.act(2, 18, 1, 1);
    expect(framesOf(take())).toBe(1);
    expect(environment.act(2, 18, 1, 1)).toBe(0);
    expect(framesOf(take())).toBe(0);
    expect(environment.frameNumber).toBe(1);
    const random = new MersenneTwister(1);
    for (let i = 0; i < 8; i++) random.double();
    expect(environment.random.uint32()).toBe(random.uint32());
  });
});

describe('rewards', () => {
  test('are summed over the skip, then clamped once', () => {
    const gains = [5, -3, 4, 1];
    let frame = 0;
    const onFrame = (ram: Uint8Array) => {
      ram[0] = gains[frame++ % 4]!;
    };
    expect(setUp({ frameSkip: 4 }, ramGame, onFrame).environment.act(0, 18, 1, 1)).toBe(7);
    frame = 0;
    expect(setUp({ frameSkip: 4, rewardMax: 3 }, ramGame, onFrame).environment.act(0, 18, 1, 1)).toBe(3);
    frame = 1;
    expect(setUp({ rewardMin: -2 }, ramGame, onFrame).environment.act(0, 18, 1, 1)).toBe(-2);
  });
});

describe('the end', () => {
  test('by frames can happen within a frame skip', () => {
    const { environment, take } = setUp({ frameSkip: 4, maxFramesPerEpisode: 10 });
    for (let i = 0; i < 3; i++) environment.act(0, 18, 1, 1);
    expect(framesOf(take())).toBe(10);
    expect([environment.truncated(), environment.rules.terminal(), environment.gameOver()]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('by loss of a life counts from the lives at construction', () => {
    const { environment, ram } = setUp({ truncateOnLossOfLife: true });
    ram[2] = 3;
    environment.act(0, 18, 1, 1);
    expect(environment.gameOver()).toBe(false);
    ram[2] = 2;
    environment.act(0, 18, 1, 1);
    expect([environment.truncated(), environment.gameOver()]).toEqual([true, true]);
  });
});

test('illegal actions are played as NOOP, but sticky actions repeat them unchanged', () => {
  const { environment, take } = setUp({}, findGame(aleGames, 'skiing'));
  environment.act(11, 18 + 12, 1, 1);
  expect(sticksOf(take())).toEqual(['setJoysticks 0']);
  expect([...environment.actions]).toEqual([11, 30]);
  environment.act(3, 18 + 4, 1, 1);
  expect(sticksOf(take())).toEqual([`setJoysticks ${8 | (4 << 5)}`]);
});

test('RESET as an action of a player is NOOP', () => {
  const { environment, take } = setUp();
  environment.act(40, 40, 1, 1);
  expect(take()).toEqual(['setJoysticks 0', 'setSwitches 63', 'runFrame']);
});

test('the difficulty is used from the next frame on, and resets do not change it', () => {
  const { environment, take } = setUp();
  environment.difficulty = 3;
  environment.act(0, 18, 1, 1);
  expect(take()).toContain('setSwitches 255');
  environment.reset();
  expect(take().at(-2)).toBe('setSwitches 254');
});

test('a paddle game turns its paddles in every frame of a skip', () => {
  const game = { ...ramGame, cart: { ...defaultCart, left: 'PADDLES' } };
  const { environment } = setUp({ frameSkip: 4 }, game);
  environment.act(4, 18, 0.5, 0);
  expect([...environment.controls.resistances]).toEqual([408823 + 4 * 11500, 408823]);
});
