import { describe, expect, it } from 'vitest';
import { createRollout } from '../../../src/agent/pqn/rollout.js';
import { newProgress } from '../../../src/agent/run-loop.js';
import { createRandom } from '../../../src/common/random.js';
import { type Environment, observationBytes } from '../../../src/env/environment.js';

interface ScriptedStep {
  readonly reward?: number;
  readonly end?: 'terminated' | 'truncated' | 'life';
}

/** An environment whose first pixel counts its steps (from 1 after the first reset), and that gives scripted rewards. */
function scripted(steps: readonly ScriptedStep[]): Environment & { readonly actionsTaken: number[] } {
  const observation = new Uint8Array(observationBytes);
  const actionsTaken: number[] = [];
  let time = 0;
  return {
    ...{
      game: 'scripted',
      actions: ['A', 'B'],
      observation,
      frame: observation.subarray(0, 1),
      frames: 0,
      actionsTaken,
    },
    reset() {
      observation[0] = ++time;
    },
    step(action) {
      actionsTaken.push(action);
      const { reward = 0, end } = steps[actionsTaken.length - 1]!;
      observation[0] = ++time;
      return {
        ...{ reward, rawReward: 10 * reward, terminated: end === 'terminated' || end === 'life' },
        ...{ truncated: end === 'truncated', gameOver: end === 'terminated' || end === 'truncated' },
      };
    },
    save: () => new Uint8Array(),
    restore: () => {},
  };
}

/** Q(A) is the first pixel, Q(B) is 5. */
const q = async (observations: Uint8Array) => {
  const count = observations.length / observationBytes;
  return Float32Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? observations[(i >> 1) * observationBytes]! : 5,
  );
};

const rolloutOf = (environments: readonly Environment[], steps: number, lambda: number) =>
  createRollout({
    ...{ environments, q, steps, discount: 0.5, lambda, rng: createRandom(1) },
    progress: environments.map(newProgress),
  });

const pixels = (observations: Uint8Array) =>
  Array.from({ length: observations.length / observationBytes }, (_, i) => observations[i * observationBytes]!);

describe('a rollout', () => {
  it('plays greedily, and records steps environment by environment', async () => {
    const environments = [scripted([{}, { reward: 1 }, {}]), scripted([{ reward: 2 }, {}, {}])];
    const rollout = rolloutOf(environments, 3, 0);
    const { episodes, meanQ } = await rollout.play(() => 0);
    expect(pixels(rollout.observations)).toEqual([1, 1, 2, 2, 3, 3]);
    expect([...rollout.actions]).toEqual([1, 1, 1, 1, 1, 1]);
    expect(environments.map(({ actionsTaken }) => actionsTaken)).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    // max Q is 5 until the pixel is larger.
    expect([...rollout.returns]).toEqual([2.5, 4.5, 3.5, 2.5, 2.5, 2.5]);
    expect(meanQ).toBe(5);
    expect(episodes).toEqual([]);
  });

  it('continues where the last one ended, with larger Q-values of A after some steps', async () => {
    const rollout = rolloutOf([scripted(Array.from({ length: 8 }, () => ({})))], 4, 0);
    await rollout.play(() => 0);
    await rollout.play(() => 0);
    expect(pixels(rollout.observations)).toEqual([5, 6, 7, 8]);
    expect([...rollout.actions]).toEqual([0, 0, 0, 0]);
    expect([...rollout.returns]).toEqual([3, 3.5, 4, 4.5]);
  });

  it.each<[NonNullable<ScriptedStep['end']>, number, number]>([
    ['terminated', 1, 1],
    ['life', 1, 0],
    // The value of the observation at the cut (pixel 3, so max Q is 5) counts, not that of the next episode.
    ['truncated', 1 + 0.5 * 5, 1],
  ])('ends the return where the episode is %s', async (end, expected, ended) => {
    const rollout = rolloutOf([scripted([{}, { reward: 1, end }, {}])], 3, 1);
    const { episodes } = await rollout.play(() => 0);
    expect(pixels(rollout.observations)).toEqual([1, 2, 4]);
    expect(rollout.returns[1]).toBe(expected);
    expect(rollout.returns[0]).toBe(0.5 * expected);
    expect(episodes).toEqual(
      Array.from({ length: ended }, () => ({ return: 10, steps: 2, truncated: end === 'truncated' })),
    );
  });

  it('explores as often as it is told, step by step', async () => {
    const environments = Array.from({ length: 200 }, () => scripted([{}, {}]));
    const rollout = rolloutOf(environments, 2, 0);
    await rollout.play((step) => [0, 1][step]!);
    const [first, second] = [rollout.actions.subarray(0, 200), rollout.actions.subarray(200)];
    expect(first.every((action) => action === 1)).toBe(true);
    const others = second.filter((action) => action === 0).length;
    expect(others).toBeGreaterThan(70);
    expect(others).toBeLessThan(130);
  });
});
