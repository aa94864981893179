import { describe, expect, it } from 'vitest';
import { frameBytes, observationBytes, type Step } from '../../src/env/environment.js';
import {
  countStep,
  type EpisodeEnd,
  type EpisodeLimits,
  newTally,
  noLimits,
  stallSteps,
} from '../../src/env/episode.js';

const goesOn: Step = { reward: 1, rawReward: 2, terminated: false, truncated: false, gameOver: false };
const [still, moved] = [new Uint8Array(observationBytes), new Uint8Array(observationBytes)];
moved[observationBytes - 1] = 1;

/** Plays steps until one ends the episode; `movesAt` says in which of them the screen changes. */
function play(limits: EpisodeLimits, steps: number, { last = goesOn, movesAt = (_: number): boolean => false } = {}) {
  const tally = newTally();
  let end: EpisodeEnd | undefined;
  for (let i = 1; i <= steps && !end; i++) {
    end = countStep(tally, i === steps ? last : goesOn, movesAt(i) ? moved : still, limits);
  }
  return { ...tally, end };
}

const over: Step = { ...goesOn, terminated: true, gameOver: true };
const cut: Step = { ...goesOn, truncated: true, gameOver: true };
const lostLife: Step = { ...goesOn, terminated: true };

describe('the end of an episode', () => {
  it.each<[string, Step, Partial<EpisodeLimits>, EpisodeEnd | undefined]>([
    ['goes on', goesOn, {}, undefined],
    ['goes on after a lost life', lostLife, {}, undefined],
    ['game over', over, {}, 'game over'],
    ['the frame limit', cut, {}, 'frames'],
    ['the step limit', goesOn, { maxSteps: 10 }, 'steps'],
    ['the stall limit', goesOn, { maxStallSteps: 10 }, 'stall'],
    ['limits that are farther', goesOn, { maxSteps: 11, maxStallSteps: 11 }, undefined],
    ['game over with the step limit', over, { maxSteps: 10, maxStallSteps: 10 }, 'game over'],
    ['the frame limit with the step limit', cut, { maxSteps: 10, maxStallSteps: 10 }, 'frames'],
    ['the step limit with the stall limit', goesOn, { maxSteps: 10, maxStallSteps: 10 }, 'steps'],
  ])('%s', (_, last, limits, end) => {
    expect(play({ ...noLimits, ...limits }, 10, { last })).toMatchObject({ end, steps: 10, return: 20 });
  });

  it.each<[string, (step: number) => boolean, { stillSteps: number; stalledSteps: number }]>([
    ['counts a stall from its first step', () => false, { stillSteps: 2000, stalledSteps: 2000 }],
    ['counts none where the screen moves', () => true, { stillSteps: 0, stalledSteps: 0 }],
    ['counts no shorter stretch', (i) => i % stallSteps === 0, { stillSteps: 200, stalledSteps: 0 }],
    ['adds stalls up', (i) => i === 600 || i === 1200, { stillSteps: 800, stalledSteps: 599 + 599 + 800 }],
  ])('%s', (_, movesAt, tally) => {
    expect(play(noLimits, 2000, { movesAt })).toMatchObject({ ...tally, end: undefined });
  });

  it('begins the stall limit anew whenever the screen moves', () => {
    const limits = { maxSteps: null, maxStallSteps: 10 };
    expect(play(limits, 100, { movesAt: (i) => i % 10 === 0 && i < 50 })).toMatchObject({ end: 'stall', steps: 50 });
  });

  it('reads an observation that begins anywhere in its memory', () => {
    const memory = new Uint8Array(3 + observationBytes);
    memory[3 + observationBytes - 2 * frameBytes] = 1;
    const tally = newTally();
    countStep(tally, goesOn, memory.subarray(3), noLimits);
    expect(tally.stillSteps).toBe(0);
  });
});
