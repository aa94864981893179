/** An episode that is stopped and resumed is the episode that was never stopped, and the network computes no step twice. */
import { describe, expect, it } from 'vitest';
import { always, type Timing } from '../../../src/attack/agent/timing.js';
import { createRandom } from '../../../src/common/random.js';
import { noLimits } from '../../../src/env/episode.js';
import { playEpisode } from '../../../src/evaluation/games/episode.js';
import { createRecorder, type EpisodePart, episodePartSchema } from '../../../src/evaluation/games/recording.js';
import type { Decider, Pixels } from '../../../src/evaluation/players/attacked-step.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';

const job = {
  game: 'toy',
  run: 'toy',
  agent: 'plain',
  attack: 'fgsm',
  gradientSamples: null,
  lambda: 2,
  seed: 1,
  index: 0,
};

/** Every value depends on some hundred pixels of all frames that the agent sees, and on the key. */
function decider(log: number[]): Decider {
  const period = 97;
  const q = (seen: Pixels, key: number) => {
    let sum = key;
    for (let i = 0; i < seen.length; i += period) sum = (sum * 31 + seen[i]! * (i + 1)) % 65_537;
    return Float32Array.of(Math.sin(sum), Math.sin(2 * sum), Math.sin(3 * sum));
  };
  const greedy = (values: Float32Array) => values.indexOf(Math.max(...values));
  return {
    label: 'toy',
    async clean(seen, [, step]) {
      log.push(step);
      const values = q(seen, step);
      return { action: greedy(values), q: values, sampleAgreement: Math.abs(values[0]!) };
    },
    async attacked(seen, lambda, [, step]) {
      log.push(step);
      const perturbed = new Float32Array(seen);
      for (let i = 0; i < seen.length; i += period) perturbed[i]! += lambda * Math.sin(seen[i]! + step);
      const values = q(perturbed, step);
      const [share, norm] = [Math.abs(values[1]!), Math.abs(values[2]!)];
      return {
        action: greedy(values),
        q: values,
        sampleAgreement: share,
        zeroGradientShare: share,
        linfNorm: norm,
        perturbed,
      };
    },
    value: async (observation) => q(observation, 0),
    choose: greedy,
    dispose: async () => {},
  };
}

const everyThird: Timing = Object.assign((_: ArrayLike<number>, step: number) => step % 3 === 0, { label: 'third' });

interface Choices {
  readonly frames?: 'all' | 'newest';
  readonly timing?: Timing;
  readonly lambda?: number;
  readonly explorationRate?: number;
}

/** @param stopAt steps after which the episode is stopped; default never */
async function play(choices: Choices, parts: readonly EpisodePart[], stopAt = Number.POSITIVE_INFINITY) {
  const [log, told, written]: [number[], number[], EpisodePart[]] = [[], [], []];
  const controller = new AbortController();
  const { frames = 'all', timing = always, lambda = 2, explorationRate = 0.2 } = choices;
  const episode = await playEpisode({
    job: { ...job, lambda, attack: lambda === 0 ? null : 'fgsm', ...(parts.length > 0 && { parts }) },
    ...{ environment: toyEnvironment(5), decider: decider(log), timing, frames, explorationRate },
    ...{ limits: noLimits, exploration: createRandom(7), noiseSeed: 3, signal: controller.signal },
    onStep(steps) {
      told.push(steps);
      if (steps >= stopAt) controller.abort();
    },
    onPart: (part) => written.push(episodePartSchema.parse(JSON.parse(JSON.stringify(part)))),
  });
  return { line: episode?.lines[0], count: episode?.timing.count, log, told, written };
}

describe('an episode that is stopped and resumed', () => {
  it.each<[string, Choices]>([
    ['attacked', {}],
    ['without an attack', { lambda: 0 }],
    ['attacked at some steps', { timing: everyThird }],
    ['whose older frames keep their perturbation', { frames: 'newest' }],
    ['the same, attacked at some steps', { frames: 'newest', timing: everyThird }],
    ['without exploration', { frames: 'newest', explorationRate: 0 }],
    ['of random actions', { explorationRate: 1 }],
  ])('is the same after every step: %s', async (_, choices) => {
    const whole = await play(choices, []);
    const steps = whole.line!.steps;
    expect(steps).toBeGreaterThan(10);
    for (let stopAt = 1; stopAt < steps; stopAt++) {
      const first = await play(choices, [], stopAt);
      expect(first.line).toBeUndefined();
      const second = await play(choices, first.written);
      expect(second.line).toEqual(whole.line);
      expect(second.count).toBe(whole.count);
      expect([...first.log, ...second.log]).toEqual(whole.log);
    }
  });

  it('may be stopped many times', async () => {
    const whole = await play({ frames: 'newest' }, []);
    const parts: EpisodePart[] = [];
    const log: number[] = [];
    for (let stopAt = 3; ; stopAt += 3) {
      const next = await play({ frames: 'newest' }, parts, stopAt);
      parts.push(...next.written);
      log.push(...next.log);
      if (next.line === undefined) continue;
      expect(next.line).toEqual(whole.line);
      break;
    }
    expect(log).toEqual(whole.log);
    expect(parts.length).toBeGreaterThan(3);
  });

  it('does not report the steps that are played again', async () => {
    const first = await play({ explorationRate: 0 }, [], 4);
    const second = await play({ explorationRate: 0 }, first.written);
    expect(first.told).toEqual([1, 2, 3, 4]);
    expect(second.told[0]).toBe(5);
  });

  it('refuses actions of other steps', async () => {
    const { written } = await play({ explorationRate: 0 }, [], 4);
    const [part] = written;
    const without = [{ ...part!, taken: part!.taken.slice(1) }];
    await expect(play({ explorationRate: 0 }, without)).rejects.toThrow(
      'unfinished episode: expected an action of step 0, got one of step 1',
    );
  });
});

describe('a recorder', () => {
  const taken = (step: number) => ({ step, action: 1, seconds: 0, qGap: 0, flipped: false, sampleAgreement: 1 });

  it.each([
    ['a second', false, 999, 1000],
    ['20 seconds where parts contain a stack', true, 19_999, 20_000],
  ])('passes on a part per %s', (_, withStacks, before, after) => {
    let time = 0;
    const parts: EpisodePart[] = [];
    const recorder = createRecorder({ withStacks, onPart: (part) => parts.push(part), now: () => time });
    time = before;
    recorder.add(taken(0), Float32Array.of(1.5));
    expect(parts).toEqual([]);
    time = after;
    recorder.add(taken(1), Float32Array.of(-0.1, 2));
    expect(parts.map((part) => part.taken.map(({ step }) => step))).toEqual([[0, 1]]);
    const resumed = createRecorder({ withStacks, parts });
    expect(resumed.seen).toEqual(withStacks ? Float32Array.of(-0.1, 2) : undefined);
    recorder.flush();
    expect(parts.length).toBe(1);
  });
});
