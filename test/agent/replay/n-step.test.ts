import { describe, expect, it } from 'vitest';
import { createReplay } from '../../../src/agent/replay/replay.js';
import { type Episode, frameOf, play, samples } from '../../helpers/scripted-replay.js';

const terminates = (steps: number): Episode => ({ steps, terminated: true });
const truncates = (steps: number): Episode => ({ steps, terminated: false });

/** Frame n has action n mod 5 and reward (n mod 3) − 1: −1, 0, 1, −1, 0, 1, … */
describe('transitions of 3 steps, γ = 0.5', () => {
  it.each<{ name: string; environments?: Episode[][]; capacity?: number; expected: string[] }>([
    {
      name: 'a running episode has those whose three steps are stored',
      environments: [[truncates(4)]],
      // frame 0: −1 + 0/2 + 1/4; frame 1: 0 + 1/2 − 1/4
      expected: ['- - - 0 | -0.75 0.125 | 0 1 2 3', '- - 0 1 | 0.25 0.125 | 1 2 3 4'],
    },
    {
      name: 'one that terminated has its rewards to the end and no Q-value there',
      environments: [[terminates(4)]],
      expected: [
        '- - - 0 | -0.75 0.125 | 0 1 2 3',
        '- - 0 1 | 0.25 0 | 1 2 3 4',
        '- 0 1 2 | 0.5 0 | 1 2 3 4',
        '0 1 2 3 | -1 0 | 1 2 3 4',
      ],
    },
    {
      name: 'one that was truncated has the Q-value of its last frame',
      environments: [[truncates(4), truncates(1)]],
      expected: [
        '- - - 0 | -0.75 0.125 | 0 1 2 3',
        '- - 0 1 | 0.25 0.125 | 1 2 3 4',
        '- 0 1 2 | 0.5 0.25 | 1 2 3 4',
        '0 1 2 3 | -1 0.5 | 1 2 3 4',
      ],
    },
    {
      name: 'steps of the next episode do not count',
      environments: [[terminates(1), truncates(1), terminates(2)]],
      expected: [
        '- - - 0 | -1 0 | - - 0 1',
        '- - - 2 | 1 0.5 | - - 2 3',
        '- - - 4 | 0.5 0 | - 4 5 6',
        '- - 4 5 | 1 0 | - 4 5 6',
      ],
    },
    {
      name: 'a full ring has those whose first frames are stored',
      environments: [[truncates(15)]],
      capacity: 10, // slots 6 to 15
      expected: [
        '6 7 8 9 | -0.75 0.125 | 9 10 11 12',
        '7 8 9 10 | 0.25 0.125 | 10 11 12 13',
        '8 9 10 11 | 0.5 0.125 | 11 12 13 14',
        '9 10 11 12 | -0.75 0.125 | 12 13 14 15',
      ],
    },
    {
      name: 'each environment has its own',
      environments: [[terminates(1)], [truncates(2), terminates(1)]],
      // reward of frame 100,000: 0
      expected: [
        '- - - 0 | -1 0 | - - 0 1',
        '- - - 100000 | 0.5 0.25 | - 100000 100001 100002',
        '- - 100000 100001 | 1 0.5 | - 100000 100001 100002',
        '- - - 100003 | 0 0 | - - 100003 100004',
      ],
    },
  ])('$name', ({ environments = [], capacity = 64, expected }) => {
    const replay = createReplay({ capacity, environments: environments.length, discount: 0.5, nStep: 3 });
    environments.forEach((episodes, environment) => {
      play(environment, episodes, replay.add);
    });
    const found = new Map(
      samples(replay, 300).map(({ s_tm1, r_t, discount_t, s_t }) => [
        s_tm1,
        `${s_tm1} | ${r_t} ${discount_t} | ${s_t}`,
      ]),
    );
    expect([...found.values()].sort()).toEqual([...expected].sort());
  });

  it('cannot be sampled before the first is complete', () => {
    const replay = createReplay({ capacity: 64, environments: 1, discount: 0.5, nStep: 3 });
    play(0, [truncates(2)], replay.add);
    expect(() => samples(replay, 1)).toThrow('expected at least one complete transition to sample from, got none');
    replay.add({ environment: 0, action: 0, reward: 0, terminated: false, frame: frameOf(3) });
    expect(samples(replay, 1)[0]!.s_tm1).toBe('- - - 0');
  });

  it('need a ring of 10 frames', () => {
    const create = (capacity: number) => createReplay({ capacity, environments: 1, discount: 0.5, nStep: 3 });
    expect(() => create(9)).toThrow('expected a capacity of at least 10 frames per environment, got 9');
    create(10);
  });
});
