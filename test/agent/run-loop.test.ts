import { describe, expect, it } from 'vitest';
import { argMax, epsilonGreedy } from '../../src/agent/policy.js';
import { newProgress, type Policy, runLoop } from '../../src/agent/run-loop.js';
import { createRandom } from '../../src/common/random.js';
import type { Environment } from '../../src/env/environment.js';
import { toyEnvironment } from '../helpers/toy-environment.js';

const cyclic = (): Policy => {
  let round = 0;
  return async (environments) => environments.map((_, index) => (round++ + index) % 3);
};

/** Runs the loop for some rounds; frames are copied, since they are only lent. */
async function rounds(
  environments: readonly Environment[],
  policy: Policy,
  count: number,
  progress?: ReturnType<typeof newProgress>[],
) {
  const seen = [];
  for await (const { transitions, episodes } of runLoop(environments, policy, progress)) {
    seen.push({
      transitions: transitions.map((t) => ({ ...t, frame: Buffer.from(t.frame).toString('base64') })),
      episodes,
    });
    if (seen.length === count) break;
  }
  return seen;
}

describe('runLoop', () => {
  it('adds the first frame to the first transition of an episode, and to no other', async () => {
    const seen = await rounds([toyEnvironment(1, { drops: 2 })], cyclic(), 21);
    const opening = seen.flatMap(({ transitions }, i) => (transitions[0]!.firstFrame ? [i] : []));
    expect(opening).toEqual([0, 10, 20]);
    expect(seen.flatMap(({ episodes }, i) => (episodes.length > 0 ? [i] : []))).toEqual([9, 19]);
  });

  it('sums the return over all lives, although the learner sees an end at every miss', async () => {
    const still: Policy = async () => [0];
    const seen = await rounds([toyEnvironment(2, { drops: 4, missEndsEpisode: true })], still, 20);
    const rewards = seen.map(({ transitions }) => transitions[0]!.reward);
    const ends = seen.filter(({ transitions }) => transitions[0]!.terminated).length;
    expect(seen.at(-1)!.episodes).toEqual([{ return: rewards.reduce((a, b) => a + b), steps: 20, truncated: false }]);
    expect(ends).toBeGreaterThan(1);
  });

  it('tells an episode that the frame limit ended from one that the game ended', async () => {
    const seen = await rounds([toyEnvironment(1, { cutAt: 3 })], async () => [0], 4);
    expect(seen.flatMap(({ episodes }) => episodes)).toMatchObject([{ steps: 3, truncated: true }]);
    expect(seen.map(({ transitions }) => transitions[0]!.terminated)).toEqual([false, false, false, false]);
  });

  it('plays several environments together like each of them alone', async () => {
    const together = await rounds([toyEnvironment(1), toyEnvironment(2)], async () => [1, 2], 30);
    for (const [index, action] of [1, 2].entries()) {
      const alone = await rounds([toyEnvironment(index + 1)], async () => [action], 30);
      expect(together.map(({ transitions }) => ({ ...transitions[index], environment: 0 }))).toEqual(
        alone.map(({ transitions }) => transitions[0]),
      );
    }
  });

  it('continues from its progress and saved environments with the same rounds', async () => {
    const policy: Policy = async () => [2];
    const whole = await rounds([toyEnvironment(3)], policy, 50);
    const [environment, progress] = [toyEnvironment(3), [newProgress()]];
    const first = await rounds([environment], policy, 23, progress);
    const resumed = toyEnvironment(99);
    resumed.restore(environment.save());
    const second = await rounds([resumed], policy, 27, JSON.parse(JSON.stringify(progress)));
    expect([...first, ...second]).toEqual(whole);
  });
});

describe('epsilonGreedy', () => {
  const q = async () => Float32Array.of(0, 2, 1, 5, 4, 3);
  const pair = () => {
    const environments = [toyEnvironment(1), toyEnvironment(2)];
    for (const environment of environments) environment.reset();
    return environments;
  };

  it('takes the best action of each row without exploration', async () => {
    expect(await epsilonGreedy(q, () => 0, createRandom(1))(pair())).toEqual([1, 0]);
  });

  it('explores uniformly with the given probability', async () => {
    const policy = epsilonGreedy(q, () => 0.3, createRandom(1));
    const environments = pair();
    const counts = [0, 0, 0];
    for (let i = 0; i < 3000; i++) counts[(await policy(environments))[0]!]!++;
    expect(counts[1]! / 3000).toBeCloseTo(0.8, 1);
    expect(counts[0]! / 3000).toBeCloseTo(0.1, 1);
  });

  it('passes the observations row by row, and does not run the network when all environments explore', async () => {
    const environments = pair();
    let seen: Uint8Array | undefined;
    const spy = async (observations: Uint8Array) => {
      seen = observations.slice();
      return q();
    };
    await epsilonGreedy(spy, () => 1, createRandom(1))(environments);
    expect(seen).toBeUndefined();
    await epsilonGreedy(spy, () => 0, createRandom(1))(environments);
    expect(Buffer.concat(environments.map(({ observation }) => observation)).equals(seen!)).toBe(true);
  });

  it.each([
    { values: [1, 3, 3, 2], start: 0, length: 4, best: 1 },
    { values: [9, 1, 2], start: 1, length: 2, best: 1 },
    { values: [-5], start: 0, length: 1, best: 0 },
  ])('the first of the largest of $values from $start is $best', ({ values, start, length, best }) => {
    expect(argMax(values, start, length)).toBe(best);
  });
});
