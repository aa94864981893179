import { describe, expect, it } from 'vitest';
import { createRandom } from '../../src/common/random.js';
import { frameBytes, observationBytes } from '../../src/env/environment.js';
import { wrap } from '../../src/env/game.js';
import { chooseActions } from '../../src/env/wrappers/choose-actions.js';
import { clipReward } from '../../src/env/wrappers/clip-reward.js';
import { episodicLife } from '../../src/env/wrappers/episodic-life.js';
import { fireReset } from '../../src/env/wrappers/fire-reset.js';
import { frameSkip } from '../../src/env/wrappers/frame-skip.js';
import { frameStack } from '../../src/env/wrappers/frame-stack.js';
import { noOpStarts } from '../../src/env/wrappers/no-op-starts.js';
import { playAfterLifeLoss } from '../../src/env/wrappers/play-after-life-loss.js';
import { scriptedConsole } from '../helpers/scripted-console.js';

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

  it('pools the last idle frame with the one before it only where the console does', () => {
    for (const poolsIdleFrames of [true, false]) {
      const seen: boolean[] = [];
      const observe = (pooled: boolean) => {
        seen.push(pooled);
        return new Uint8Array(frameBytes);
      };
      const game = wrap(
        frameSkip({ ...scriptedConsole().console, observe, poolsIdleFrames }, 4),
        noOpStarts(1, createRandom(1)),
      );
      game.reset();
      game.screen();
      expect(seen).toEqual([poolsIdleFrames]);
    }
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
    wrap(frameSkip(console, 4), fireReset([1])).reset();
    expect(log).toEqual(['reset', 'FIRE', 'FIRE', 'FIRE', 'FIRE']);
  });

  it('presses the action of index 2 after it', () => {
    const { console, log } = scriptedConsole();
    wrap(frameSkip(console, 4), fireReset([1, 2])).reset();
    expect(log).toEqual(['reset', ...Array(4).fill('FIRE'), ...Array(4).fill('LEFT')]);
  });

  it('starts again where FIRE ends the game', () => {
    const { console, log } = scriptedConsole({ length: 2 });
    wrap(frameSkip(console, 4), fireReset([1])).reset();
    expect(log).toEqual(['reset', 'FIRE', 'FIRE', 'reset']);
  });
});

it('the points of idle frames and of FIRE at a start are dropped', () => {
  const { console, log } = scriptedConsole({ reward: () => 1 });
  const game = wrap(frameSkip(console, 4), noOpStarts(30, createRandom(1)), fireReset([1]));
  game.reset();
  expect(log.length).toBeGreaterThan(5);
  expect(game.step(0)).toMatchObject({ reward: 4, rawReward: 4 });
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

describe('chooseActions', () => {
  it('gives the agent some actions, in an order of its own', () => {
    const { console, log } = scriptedConsole();
    const game = wrap(frameSkip(console, 1), chooseActions(['LEFT', 'NOOP']));
    expect(game.actions).toEqual(['LEFT', 'NOOP']);
    game.reset();
    game.step(0);
    game.step(1);
    expect(log).toEqual(['reset', 'LEFT', 'NOOP']);
  });
});

describe('frameStack', () => {
  it('repeats the first frame where it is asked to', () => {
    const game = wrap(frameSkip(scriptedConsole().console, 4), fireReset([1]));
    const environment = frameStack('toy', game, 'repeat');
    const grays = () => [0, 1, 2, 3].map((i) => environment.observation[i * frameBytes]);
    environment.reset();
    expect(grays()).toEqual([4, 4, 4, 4]);
    environment.step(0);
    expect(grays()).toEqual([4, 4, 4, 8]);
  });

  it('stacks four frames, oldest first, with zeros before the first', () => {
    const environment = frameStack('toy', frameSkip(scriptedConsole().console, 4), 'zeros');
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
    const make = (id: string) => frameStack(id, frameSkip(scriptedConsole().console, 4), 'zeros');
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
    ['no lives for FIRE', (state) => ({ ...state, afterLifeLoss: {} }), /"afterLifeLoss" is not/],
    ['a generator of zeros', (state) => ({ ...state, noOpStarts: [0, 0, 0, 0] }), /"noOpStarts" is not/],
    ['a generator of fractions', (state) => ({ ...state, noOpStarts: [1, 2, 3, 0.5] }), /"noOpStarts" is not/],
  ])('refuses a damaged state: %s', (_, damage, message) => {
    const game = wrap(
      frameSkip(scriptedConsole().console, 4),
      noOpStarts(5, createRandom(1)),
      playAfterLifeLoss({ actions: [1], restarts: false }),
      episodicLife,
    );
    const environment = frameStack('toy', game, 'zeros');
    environment.reset();
    const state = JSON.parse(new TextDecoder().decode(environment.save()));
    const damaged = damage(state);
    const bytes = new TextEncoder().encode(typeof damaged === 'string' ? damaged : JSON.stringify(damaged));
    expect(() => environment.restore(bytes)).toThrow(message);
  });
});
