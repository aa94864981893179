/** The remaining time of an evaluation, by kind of work, with the test's own clock. */
import { describe, expect, it } from 'vitest';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { blockClock } from '../../src/evaluation/blocks.js';
import { createEpisodesLeft } from '../../src/evaluation/games/episodes-left.js';
import { pilotsFirst } from '../../src/evaluation/games/order.js';
import type { EpisodeJob } from '../../src/evaluation/games/recording.js';
import { workWeight } from '../../src/evaluation/players/work-weight.js';
import type { Job } from '../../src/evaluation/settings.js';
import { createCosts, secondsFor } from '../../src/jobs/costs.js';
import { toyPlayers } from '../helpers/toy-players.js';

describe('costs', () => {
  const weights: Record<string, number> = { plain: 1, high: 100, highest: 200 };
  const costs = () => createCosts((kind) => weights[kind]!);

  it('are the recorded ones, else those of the kind with the nearest weight', () => {
    const known = costs();
    expect(known.each('plain')).toBeNull();
    known.spent('plain', 10, 1);
    expect(known.each('plain')).toBe(0.1);
    expect(known.each('high')).toBe(10);
    known.spent('high', 2, 4);
    known.spent('high', 2, 4);
    expect(known.each('high')).toBe(2);
    expect(known.each('highest')).toBe(4);
  });

  it.each([
    [0, 5],
    [5, 0],
    [-1, 1],
    [Number.NaN, 1],
  ])('do not count %d units in %d seconds', (units, seconds) => {
    const known = costs();
    known.spent('plain', units, seconds);
    expect(known.each('plain')).toBeNull();
  });

  it('are added over the remaining work and divided by the workers', () => {
    const known = costs();
    expect(secondsFor([{ kind: 'plain', units: 3 }], known, 1)).toBeNull();
    expect(secondsFor([{ kind: 'plain', units: 0 }], known, 1)).toBe(0);
    known.spent('plain', 1, 2);
    known.spent('high', 1, 10);
    const left = [
      { kind: 'plain', units: 3 },
      { kind: 'high', units: 4 },
      { kind: 'high', units: -1 },
    ];
    expect(secondsFor(left, known, 2)).toBe((3 * 2 + 4 * 10) / 2);
  });
});

describe('episodes left', () => {
  const setting = { game: 'toy', run: 'toy', attack: null, gradientSamples: null, lambda: 0 };
  const episodes = (agent: string, count: number): Job[] =>
    Array.from({ length: count }, (_, index) => ({ ...setting, agent, seed: 1, index }));
  /** A step costs three passes more, for the console. */
  const weightOf = ({ agent }: Job) => (agent === 'plain' ? 1 : 37);

  /** Plays an episode of `length` steps, each of which takes `each` seconds. */
  function play(
    left: ReturnType<typeof createEpisodesLeft>,
    clock: { seconds: number },
    job: Job,
    length: number,
    each: number,
  ) {
    for (let step = 1; step <= length; step++) {
      clock.seconds += each;
      left.progress(job, { steps: step });
    }
    left.finish(job, [{ lines: [{ steps: length }], timing: { count: length, seconds: length * each } }]);
  }

  it('uses the cost of each setting, not the mean of all', () => {
    const clock = { seconds: 0 };
    const [plain, defended] = [episodes('plain', 3), episodes('sap100', 3)];
    const left = createEpisodesLeft({ jobs: [...plain, ...defended], workers: 1, weightOf, now: () => clock.seconds });
    expect(left.secondsLeft()).toBeNull();
    play(left, clock, plain[0]!, 100, 0.01);
    // Two plain episodes of a second; three defended ones, by weight ten times as expensive.
    expect(left.secondsLeft()).toBeCloseTo(2 * 1 + 3 * 10, 5);
    play(left, clock, defended[0]!, 50, 1);
    expect(left.secondsLeft()).toBeCloseTo(2 * 1 + 2 * 50, 5);
    expect(left.steps).toBe(150);
  });

  it('counts the steps of episodes that are running', () => {
    const clock = { seconds: 0 };
    const jobs = episodes('plain', 3);
    const left = createEpisodesLeft({ jobs, workers: 2, weightOf, now: () => clock.seconds });
    play(left, clock, jobs[0]!, 100, 0.1);
    left.progress(jobs[1]!, { steps: 75 });
    expect(left.secondsLeft()).toBeCloseTo(((25 + 100) * 0.1) / 2, 5);
    left.progress(jobs[1]!, { steps: 175 }); // longer than expected
    expect(left.secondsLeft()).toBeCloseTo((100 * 0.1) / 2, 5);
    expect(left.steps).toBe(100 + 101); // the steps before the first report may be those of an earlier process
  });

  it('measures the cost of a setting from its first steps, before any episode has ended', () => {
    const clock = { seconds: 0 };
    const [plain, defended] = [episodes('plain', 2), episodes('sap100', 2)];
    const left = createEpisodesLeft({ jobs: [...plain, ...defended], workers: 2, weightOf, now: () => clock.seconds });
    left.progress(plain[0]!, { steps: 1 });
    left.progress(defended[0]!, { steps: 1 });
    expect(left.secondsLeft()).toBeNull();
    clock.seconds = 20;
    left.progress(plain[0]!, { steps: 201 });
    left.progress(defended[0]!, { steps: 11 });
    // Episodes are at least as long as the longest one so far.
    expect(left.isLowerBound).toBe(true);
    expect(left.secondsLeft()).toBeCloseTo((201 * 0.1 + (190 + 201) * 2) / 2, 5);
    left.finish(plain[0]!, [{ lines: [{ steps: 201 }], timing: { count: 201, seconds: 20 } }]);
    expect(left.isLowerBound).toBe(false);
    expect(left.secondsLeft()).toBeCloseTo((201 * 0.1 + (190 + 201) * 2) / 2, 5);
  });

  it('counts one cost for all λ of an attack of one step, but not of other weights', () => {
    const clock = { seconds: 0 };
    const attacked = (lambda: number): Job => ({ ...episodes('sap100', 1)[0]!, attack: 'a', lambda });
    const [one, two, four] = [1, 2, 4].map(attacked) as [Job, Job, Job];
    const weightOf = ({ lambda }: Job) => (lambda === 4 ? 97 : 47);
    const left = createEpisodesLeft({ jobs: [one, two, four], workers: 1, weightOf, now: () => clock.seconds });
    play(left, clock, one, 10, 1);
    expect(left.secondsLeft()).toBeCloseTo(10 + 10 * 2, 5);
    play(left, clock, two, 10, 3);
    expect(left.secondsLeft()).toBeCloseTo(10 * 2 * (38 / 19), 0);
  });

  it('leaves out the time of compilation, before the first step', () => {
    const clock = { seconds: 0 };
    const jobs = episodes('plain', 2);
    const left = createEpisodesLeft({ jobs, workers: 1, weightOf, now: () => clock.seconds });
    clock.seconds = 30;
    play(left, clock, jobs[0]!, 11, 1);
    expect(left.secondsLeft()).toBeCloseTo(11, 5);
  });

  it('takes lengths from earlier episodes, and the time of episodes without progress from their timing', () => {
    const jobs = episodes('plain', 4);
    const played = jobs.slice(0, 2).map((job) => ({ ...job, steps: 40 }));
    const left = createEpisodesLeft({ jobs: jobs.slice(2), played, workers: 1, weightOf, now: () => 0 });
    left.finish(jobs[2]!, [{ lines: [{ steps: 70 }], timing: { count: 35, seconds: 7 } }]);
    expect(left.secondsLeft()).toBeCloseTo(50 * 0.2, 5);
  });
});

describe('the order of episodes', () => {
  it('begins with one of each kind, random play first, so that lengths and costs are known soon', () => {
    const setting = { game: 'toy', run: 'toy', attack: null, gradientSamples: null, lambda: 0, seed: 1 };
    const jobs: EpisodeJob[] = ['sap100', 'sap100', 'sap100', 'plain', 'plain', 'random player', 'random player'].map(
      (agent, index) => ({ ...setting, agent, index }),
    );
    const order = pilotsFirst(toyPlayers());
    expect(order(jobs).map(({ index }) => index)).toEqual([5, 3, 0, 1, 2, 4, 6]);
    const begun = jobs.map((job) => (job.index === 2 ? { ...job, parts: [{ taken: [] }] } : job));
    expect(order(begun).map(({ index }) => index)).toEqual([2, 5, 3, 0, 1, 4, 6]);
  });
});

describe('blocks left', () => {
  it('use the cost of each kind, and the weight of unknown kinds', () => {
    const block = { agent: 'plain', attack: 'fgsm', gradientSamples: 4, lambdas: [1, 2], from: 0, states: 10 };
    const jobs = [block, { ...block }, { ...block, agent: 'sap100' }, { ...block, agent: 'sap100', lambdas: [1] }];
    const players = toyPlayers();
    const left = blockClock(players)(jobs, 1);
    const finish = (job: number, seconds: number) =>
      left.finish(jobs[job]!, [{ lines: [], timing: { count: 10, seconds } }]);
    const weight = (agent: string) => workWeight({ ...block, agent, lambda: 1 }, players);
    const ratio = weight('sap100') / weight('plain');
    expect(left.secondsLeft()).toBeNull();
    finish(0, 2);
    expect(left.secondsLeft()).toBeCloseTo(2 + (20 + 10) * 0.1 * ratio, 5);
    finish(2, 40);
    finish(3, 20);
    expect(left.secondsLeft()).toBeCloseTo(2, 5);
    finish(1, 2);
    expect(left.secondsLeft()).toBe(0);
  });
});

describe('the weight of a step', () => {
  const listed = (name: string, gradientSamples: number | null) => ({
    attack: parseAttack(name, gradientSamples === null ? {} : { gradientSamples }),
    label: name,
    gradientSamples,
  });
  const players = toyPlayers({
    attacks: [listed('fgsm', 4), listed('eot-pgd', 4), listed('iterative', null)],
    outputSamples: 100,
  });
  const weight = (agent: string, attack: string | null, gradientSamples: number | null, lambda = 1) =>
    workWeight({ agent, attack, gradientSamples, lambda }, players);

  it('grows with agent, attack, samples and λ like the work', () => {
    expect(weight('random player', null, null, 0)).toBeLessThan(weight('plain', null, null, 0));
    expect(weight('plain', null, null, 0)).toBeLessThan(weight('plain', 'fgsm', 4));
    expect(weight('plain', 'fgsm', 4)).toBeLessThan(weight('sap100', null, null, 0));
    expect(weight('sap100', null, null, 0)).toBeLessThan(weight('sap100', 'fgsm', 4));
    expect(weight('sap100', 'eot-pgd', 4) / weight('sap100', 'fgsm', 4)).toBeGreaterThan(10);
    expect(weight('sap100', 'iterative', null, 8)).toBeGreaterThan(weight('sap100', 'iterative', null, 1));
  });
});
