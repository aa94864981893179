import { describe, expect, it } from 'vitest';
import { frameBytes } from '../../src/env/environment.js';
import { wrap } from '../../src/env/game.js';
import { episodicLife } from '../../src/env/wrappers/episodic-life.js';
import { frameSkip } from '../../src/env/wrappers/frame-skip.js';
import { frameStack } from '../../src/env/wrappers/frame-stack.js';
import { playAfterLifeLoss } from '../../src/env/wrappers/play-after-life-loss.js';
import { scriptedConsole } from '../helpers/scripted-console.js';

describe('playAfterLifeLoss', () => {
  const fireAfterLifeLoss = playAfterLifeLoss({ actions: [1], restarts: false });
  const lives = (frame: number) => (frame < 6 ? 3 : 2);

  it('presses FIRE at the end of the step that loses a life, whose points are then those of both', () => {
    const { console, log } = scriptedConsole({ lives, reward: (frame) => frame });
    const game = wrap(frameSkip(console, 4), fireAfterLifeLoss);
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
    const game = wrap(frameSkip(console, 4), fireAfterLifeLoss, episodicLife);
    game.reset();
    game.step(0);
    expect(game.step(0)).toMatchObject({ terminated: true, gameOver: false });
    game.reset();
    expect(log.filter((entry) => entry === 'FIRE')).toHaveLength(4);
  });

  it('presses nothing when the game is over, nor after a gained life', () => {
    const last = scriptedConsole({ lives, length: 6 });
    const over = wrap(frameSkip(last.console, 4), fireAfterLifeLoss);
    over.reset();
    over.step(0);
    expect(over.step(0).gameOver).toBe(true);
    const gaining = scriptedConsole({ lives: (frame) => (frame < 3 ? 1 : 2) });
    const game = wrap(frameSkip(gaining.console, 4), fireAfterLifeLoss);
    game.reset();
    game.step(0);
    expect([...last.log, ...gaining.log]).not.toContain('FIRE');
  });

  it('presses NOOP, FIRE and another action, and starts the observation anew, if lives are left', () => {
    const baselines = playAfterLifeLoss({ actions: [0, 1, 2], restarts: true });
    const { console, log } = scriptedConsole({ lives: (frame) => (frame < 6 ? 2 : frame < 22 ? 1 : 0) });
    const environment = frameStack('toy', wrap(frameSkip(console, 4), baselines), 'repeat');
    environment.reset();
    environment.step(2);
    expect(environment.step(2).restarted).toBe(true);
    expect(log.slice(9)).toEqual([...Array(4).fill('NOOP'), ...Array(4).fill('FIRE'), ...Array(4).fill('LEFT')]);
    expect([0, 1, 2, 3].map((i) => environment.observation[i * frameBytes])).toEqual([20, 20, 20, 20]);
    expect(environment.step(2).restarted).toBeUndefined(); // the last life is lost
    expect([0, 1, 2, 3].map((i) => environment.observation[i * frameBytes])).toEqual([20, 20, 20, 24]);
  });

  it('presses no more actions when one of them ends the game', () => {
    const { console, log } = scriptedConsole({ lives, length: 10 });
    const game = wrap(frameSkip(console, 4), playAfterLifeLoss({ actions: [0, 1], restarts: true }));
    game.reset();
    game.step(2);
    expect(game.step(2)).toMatchObject({ gameOver: true, terminated: true });
    expect(log.slice(9)).toEqual(['NOOP', 'NOOP']);
  });

  it('knows the lives after a restore', () => {
    const make = () => {
      const { console, log } = scriptedConsole({ lives });
      return { game: wrap(frameSkip(console, 4), fireAfterLifeLoss), log };
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
