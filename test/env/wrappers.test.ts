import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import type { Console } from '../../src/env/console.js';
import { frameBytes, observationBytes } from '../../src/env/environment.js';
import { wrap } from '../../src/env/game.js';
import { clipReward } from '../../src/env/wrappers/clip-reward.js';
import { episodicLife } from '../../src/env/wrappers/episodic-life.js';
import { fireAfterLifeLoss } from '../../src/env/wrappers/fire-after-life-loss.js';
import { fireReset } from '../../src/env/wrappers/fire-reset.js';
import { frameSkip } from '../../src/env/wrappers/frame-skip.js';
import { frameStack } from '../../src/env/wrappers/frame-stack.js';
import { noOpStarts } from '../../src/env/wrappers/no-op-starts.js';

interface Script {
  /** Frames a game lasts. */
  readonly length?: number;
  /** Whether it is cut off then, rather than over. */
  readonly cut?: boolean;
  readonly reward?: (frame: number) => number;
  readonly lives?: (frame: number) => number;
}

/** A console that shows its frame number as the gray of the whole screen, and writes down what is done to it. */
function scriptedConsole({ length = 1000, cut = false, reward = () => 0, lives = () => 0 }: Script = {}) {
  const log: string[] = [];
  let frame = 0;
  let remembered = 0;
  const console: Console = {
    actions: ['NOOP', 'FIRE', 'LEFT'],
    reset() {
      frame = 0;
      log.push('reset');
    },
    frame(action) {
      frame++;
      log.push(console.actions[action]!);
      return reward(frame);
    },
    idle: () => void console.frame(0),
    terminated: () => !cut && frame >= length,
    truncated: () => cut && frame >= length,
    lives: () => lives(frame),
    remember() {
      remembered = frame;
    },
    observe: (pooled) => new Uint8Array(frameBytes).fill(pooled ? Math.max(remembered, frame) : frame),
    screenRgb: () => ({ width: 1, height: 1, data: Uint8Array.of(frame, 0, 0) }),
    save: () => Uint8Array.of(frame, remembered),
    restore(state) {
      [frame, remembered] = state as unknown as [number, number];
    },
  };
  return { console, log };
}

describe('frameSkip', () => {
  it('holds an action for four frames and sums their rewards', () => {
    const { console, log } = scriptedConsole({ reward: (frame) => frame });
    const game = frameSkip(console, 4);
    game.reset();
    expect(game.step(2)).toEqual({ reward: 10, rawReward: 10, terminated: false, truncated: false, gameOver: false });
    expect(log).toEqual(['reset', 'LEFT', 'LEFT', 'LEFT', 'LEFT']);
    expect(game.frames()).toBe(4);
  });

  it('pools the last two frames', () => {
    const { console } = scriptedConsole();
    const seen: boolean[] = [];
    const observe = (pooled: boolean) => {
      seen.push(pooled);
      return console.observe(pooled);
    };
    const game = frameSkip({ ...console, observe }, 4);
    game.reset();
    game.screen();
    game.step(0);
    expect(game.screen()[0]).toBe(4);
    expect(seen).toEqual([false, true]);
  });

  it.each([
    { name: 'a game over', cut: false, terminated: true, truncated: false },
    { name: 'a cut', cut: true, terminated: false, truncated: true },
  ])('stops at $name in the middle of a skip', ({ cut, terminated, truncated }) => {
    const { console, log } = scriptedConsole({ length: 6, cut, reward: () => 1 });
    const game = frameSkip(console, 4);
    game.reset();
    game.step(0);
    expect(game.step(0)).toEqual({ reward: 2, rawReward: 2, terminated, truncated, gameOver: true });
    expect(log).toHaveLength(7);
  });

  it.each([0, 1.5, -1])('refuses a skip of %s frames', (skip) => {
    expect(() => frameSkip(scriptedConsole().console, skip)).toThrow(`got ${skip}`);
  });
});

describe('noOpStarts', () => {
  it('idles between 1 and the given number of frames, differently from episode to episode', () => {
    const { console, log } = scriptedConsole();
    const game = wrap(frameSkip(console, 4), noOpStarts(30, createRandom(1)));
    const counts = Array.from({ length: 200 }, () => {
      log.length = 0;
      game.reset();
      return log.filter((entry) => entry === 'NOOP').length;
    });
    expect(Math.min(...counts)).toBe(1);
    expect(Math.max(...counts)).toBe(30);
  });

  it('restarts when a game ends while idling', () => {
    const { console } = scriptedConsole({ length: 3 });
    const game = wrap(frameSkip(console, 4), noOpStarts(30, createRandom(1)));
    for (let i = 0; i < 20; i++) {
      game.reset();
      expect(console.terminated()).toBe(false);
    }
  });

  it('continues with the same starts after a restore', () => {
    const make = () => wrap(frameSkip(scriptedConsole().console, 4), noOpStarts(30, createRandom(7)));
    const a = make();
    a.reset();
    const state = JSON.parse(JSON.stringify(a.save()));
    const b = make();
    b.restore(state);
    for (let i = 0; i < 5; i++) {
      a.reset();
      b.reset();
      expect(b.frames()).toBe(a.frames());
    }
  });
});

describe('fireReset', () => {
  it('presses FIRE for one step', () => {
    const { console, log } = scriptedConsole();
    wrap(frameSkip(console, 4), fireReset(1)).reset();
    expect(log).toEqual(['reset', 'FIRE', 'FIRE', 'FIRE', 'FIRE']);
  });

  it('starts again where FIRE ends the game', () => {
    const { console, log } = scriptedConsole({ length: 2 });
    wrap(frameSkip(console, 4), fireReset(1)).reset();
    expect(log).toEqual(['reset', 'FIRE', 'FIRE', 'reset']);
  });
});

it('the points of idle frames and of FIRE at a start are dropped', () => {
  const { console, log } = scriptedConsole({ reward: () => 1 });
  const game = wrap(frameSkip(console, 4), noOpStarts(30, createRandom(1)), fireReset(1));
  game.reset();
  expect(log.length).toBeGreaterThan(5);
  expect(game.step(0)).toMatchObject({ reward: 4, rawReward: 4 });
});

describe('fireAfterLifeLoss', () => {
  const lives = (frame: number) => (frame < 6 ? 3 : 2);

  it('presses FIRE at the end of the step that loses a life, whose points are then those of both', () => {
    const { console, log } = scriptedConsole({ lives, reward: (frame) => frame });
    const game = wrap(frameSkip(console, 4), fireAfterLifeLoss(1));
    game.reset();
    game.step(0);
    const points = 5 + 6 + 7 + 8 + 9 + 10 + 11 + 12;
    expect(game.step(2)).toMatchObject({ reward: points, rawReward: points, gameOver: false });
    expect(log.slice(5)).toEqual(['LEFT', 'LEFT', 'LEFT', 'LEFT', 'FIRE', 'FIRE', 'FIRE', 'FIRE']);
    game.step(0);
    expect(log.slice(13)).toEqual(['NOOP', 'NOOP', 'NOOP', 'NOOP']);
  });

  it('gives the learner the end of an episode all the same, and its next episode starts after FIRE', () => {
    const { console, log } = scriptedConsole({ lives });
    const game = wrap(frameSkip(console, 4), fireAfterLifeLoss(1), episodicLife);
    game.reset();
    game.step(0);
    expect(game.step(0)).toMatchObject({ terminated: true, gameOver: false });
    game.reset();
    expect(log.filter((entry) => entry === 'FIRE')).toHaveLength(4);
  });

  it('presses nothing when the game is over, nor after a gained life', () => {
    const last = scriptedConsole({ lives, length: 6 });
    const over = wrap(frameSkip(last.console, 4), fireAfterLifeLoss(1));
    over.reset();
    over.step(0);
    expect(over.step(0).gameOver).toBe(true);
    const gaining = scriptedConsole({ lives: (frame) => (frame < 3 ? 1 : 2) });
    const game = wrap(frameSkip(gaining.console, 4), fireAfterLifeLoss(1));
    game.reset();
    game.step(0);
    expect([...last.log, ...gaining.log]).not.toContain('FIRE');
  });

  it('knows the lives after a restore', () => {
    const make = () => {
      const { console, log } = scriptedConsole({ lives });
      return { game: wrap(frameSkip(console, 4), fireAfterLifeLoss(1)), log };
    };
    const before = make();
    before.game.reset();
    before.game.step(0);
    const after = make();
    after.game.restore(JSON.parse(JSON.stringify(before.game.save())));
    after.game.step(0);
    expect(after.log).toContain('FIRE');
  });
});

describe('episodicLife', () => {
  it('ends the episode at a lost life and continues the same game', () => {
    const { console, log } = scriptedConsole({ length: 12, lives: (frame) => (frame < 6 ? 3 : 2) });
    const game = wrap(frameSkip(console, 4), episodicLife);
    game.reset();
    expect(game.step(0).terminated).toBe(false);
    expect(game.step(0)).toMatchObject({ terminated: true, gameOver: false });
    game.reset();
    expect(log.filter((entry) => entry === 'reset')).toHaveLength(1);
    expect(game.step(0)).toMatchObject({ terminated: true, gameOver: true });
    game.reset();
    expect(log.filter((entry) => entry === 'reset')).toHaveLength(2);
  });

  it('does not end the episode at a gained life', () => {
    const { console } = scriptedConsole({ lives: (frame) => (frame < 3 ? 1 : 2) });
    const game = wrap(frameSkip(console, 4), episodicLife);
    game.reset();
    expect(game.step(0).terminated).toBe(false);
  });
});

describe('clipReward', () => {
  it.each([
    [-40, -1],
    [0, 0],
    [7, 1],
  ])('a frame worth %i is learned as %i, the raw reward stays', (points, clipped) => {
    const { console } = scriptedConsole({ reward: () => points / 4 });
    const game = wrap(frameSkip(console, 4), clipReward);
    game.reset();
    expect(game.step(0)).toMatchObject({ reward: clipped, rawReward: points });
  });
});

describe('frameStack', () => {
  it('stacks four frames, oldest first, with zeros before the first', () => {
    const environment = frameStack('toy', frameSkip(scriptedConsole().console, 4));
    const grays = () => [0, 1, 2, 3].map((i) => environment.observation[i * frameBytes]);
    environment.reset();
    expect(grays()).toEqual([0, 0, 0, 0]);
    for (let i = 0; i < 5; i++) environment.step(0);
    expect(grays()).toEqual([8, 12, 16, 20]);
    expect(environment.frame[0]).toBe(20);
    environment.reset();
    expect(environment.observation).toEqual(new Uint8Array(observationBytes));
  });

  it('continues the same after a restore, and refuses the state of another game', () => {
    const make = (id: string) => frameStack(id, frameSkip(scriptedConsole().console, 4));
    const a = make('toy');
    a.reset();
    a.step(0);
    const b = make('toy');
    b.restore(a.save());
    a.step(0);
    b.step(0);
    expect(b.observation).toEqual(a.observation);
    expect(b.save()).toEqual(a.save());
    expect(() => make('other').restore(a.save())).toThrow('expected a state of other, got one of toy');
  });

  it.each<[string, (state: Record<string, unknown>) => unknown, RegExp]>([
    ['no JSON', () => '{', /^state of an environment: expected JSON/],
    ['no object', () => null, /expected a state of toy, got one of undefined/],
    ['no console', ({ console: _, ...rest }) => rest, /"console" is not what was saved/],
    ['a number for the console', (state) => ({ ...state, console: 5 }), /"console" is not what was saved/],
    ['a short observation', (state) => ({ ...state, observation: 'AAAA' }), /"observation" is not what was saved/],
    ['frames below 0', (state) => ({ ...state, frameSkip: { pooled: true, frames: -1 } }), /"frameSkip" is not/],
    ['no frame skip', (state) => ({ ...state, frameSkip: null }), /"frameSkip" is not/],
    ['lives of text', (state) => ({ ...state, episodicLife: { lives: 'x', gameOver: true } }), /"episodicLife" is not/],
    ['no lives for FIRE', (state) => ({ ...state, fireAfterLifeLoss: {} }), /"fireAfterLifeLoss" is not/],
    ['a generator of zeros', (state) => ({ ...state, noOpStarts: [0, 0, 0, 0] }), /"noOpStarts" is not/],
    ['a generator of fractions', (state) => ({ ...state, noOpStarts: [1, 2, 3, 0.5] }), /"noOpStarts" is not/],
  ])('refuses a damaged state: %s', (_, damage, message) => {
    const game = wrap(
      frameSkip(scriptedConsole().console, 4),
      noOpStarts(5, createRandom(1)),
      fireAfterLifeLoss(1),
      episodicLife,
    );
    const environment = frameStack('toy', game);
    environment.reset();
    const state = JSON.parse(new TextDecoder().decode(environment.save()));
    const damaged = damage(state);
    const bytes = new TextEncoder().encode(typeof damaged === 'string' ? damaged : JSON.stringify(damaged));
    expect(() => environment.restore(bytes)).toThrow(message);
  });
});
