/** How long the rest of an evaluation or a grid takes: by kind of work, with a clock of the test's own. */
import { describe, expect, it } from 'vitest';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { createGamesLeft } from '../../src/evaluation/games/games-left.js';
import { workWeight } from '../../src/evaluation/players/work-weight.js';
import type { Job } from '../../src/evaluation/settings.js';
import { createCosts, secondsFor } from '../../src/jobs/costs.js';
import { createJobsLeft } from '../../src/jobs/jobs-left.js';
import { toyPlayers } from '../helpers/toy-players.js';

describe('costs', () => {
  const weights: Record<string, number> = { plain: 1, dear: 100, dearer: 200 };
  const costs = () => createCosts((kind) => weights[kind]!);

  it('are those that were seen, else those of the nearest kind by weight', () => {
    const known = costs();
    expect(known.each('plain')).toBeNull();
    known.spent('plain', 10, 1);
    expect(known.each('plain')).toBe(0.1);
    expect(known.each('dear')).toBe(10);
    known.spent('dear', 2, 4);
    known.spent('dear', 2, 4);
    expect(known.each('dear')).toBe(2);
    expect(known.each('dearer')).toBe(4);
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

  it('add up over what is left, and are divided by the workers', () => {
    const known = costs();
    expect(secondsFor([{ kind: 'plain', units: 3 }], known, 1)).toBeNull();
    expect(secondsFor([{ kind: 'plain', units: 0 }], known, 1)).toBe(0);
    known.spent('plain', 1, 2);
    known.spent('dear', 1, 10);
    const left = [
      { kind: 'plain', units: 3 },
      { kind: 'dear', units: 4 },
      { kind: 'dear', units: -1 },
    ];
    expect(secondsFor(left, known, 2)).toBe((3 * 2 + 4 * 10) / 2);
  });
});

describe('games left', () => {
  const setting = { game: 'toy', run: 'toy', attack: null, gradientSamples: null, lambda: 0 };
  const games = (agent: string, count: number): Job[] =>
    Array.from({ length: count }, (_, index) => ({ ...setting, agent, seed: 1, index }));
  const weightOf = ({ agent }: Job) => (agent === 'plain' ? 1 : 10);

  /** Plays a game of so many steps, each of which takes so long. */
  function play(
    left: ReturnType<typeof createGamesLeft>,
    clock: { seconds: number },
    job: Job,
    length: number,
    each: number,
  ) {
    for (let step = 1; step <= length; step++) {
      clock.seconds += each;
      left.playing(job, step);
    }
    left.ended(job, length, { count: length, seconds: length * each });
  }

  it('takes each setting by its own cost, not by the mean of all', () => {
    const clock = { seconds: 0 };
    const [plain, defended] = [games('plain', 3), games('sap100', 3)];
    const left = createGamesLeft({ jobs: [...plain, ...defended], workers: 1, weightOf, now: () => clock.seconds });
    expect(left.secondsLeft()).toBeNull();
    play(left, clock, plain[0]!, 100, 0.01);
    // Two plain games of a second; three defended ones, by weight ten times as dear.
    expect(left.secondsLeft()).toBeCloseTo(2 * 1 + 3 * 10, 5);
    play(left, clock, defended[0]!, 50, 1);
    expect(left.secondsLeft()).toBeCloseTo(2 * 1 + 2 * 50, 5);
    expect(left.steps).toBe(150);
  });

  it('counts what was played of the games that go on', () => {
    const clock = { seconds: 0 };
    const jobs = games('plain', 3);
    const left = createGamesLeft({ jobs, workers: 2, weightOf, now: () => clock.seconds });
    play(left, clock, jobs[0]!, 100, 0.1);
    left.playing(jobs[1]!, 75);
    expect(left.secondsLeft()).toBeCloseTo(((25 + 100) * 0.1) / 2, 5);
    left.playing(jobs[1]!, 175); // longer than was expected
    expect(left.secondsLeft()).toBeCloseTo((25 * 0.1) / 2, 5);
    expect(left.steps).toBe(275);
  });

  it('leaves out what an agent takes to be compiled, before its first step', () => {
    const clock = { seconds: 0 };
    const jobs = games('plain', 2);
    const left = createGamesLeft({ jobs, workers: 1, weightOf, now: () => clock.seconds });
    clock.seconds = 30;
    play(left, clock, jobs[0]!, 11, 1);
    expect(left.secondsLeft()).toBeCloseTo(11, 5);
  });

  it('takes lengths from games that were played before, and short games by their own time', () => {
    const jobs = games('plain', 4);
    const played = jobs.slice(0, 2).map((job) => ({ ...job, steps: 40 }));
    const left = createGamesLeft({ jobs: jobs.slice(2), played, workers: 1, weightOf, now: () => 0 });
    left.ended(jobs[2]!, 70, { count: 35, seconds: 7 });
    expect(left.secondsLeft()).toBeCloseTo(50 * 0.2, 5);
  });
});

describe('blocks left', () => {
  it('take each setting by its own cost', () => {
    const block = { agent: 'plain', attack: 'fgsm', gradientSamples: null, lambdas: [1, 2], states: 10 };
    const jobs = [block, { ...block }, { ...block, agent: 'sap100' }, { ...block, agent: 'sap100', lambdas: [1] }];
    const left = createJobsLeft({ jobs, workers: 1, weightOf: ({ agent }) => (agent === 'plain' ? 1 : 5) });
    expect(left.secondsLeft()).toBeNull();
    left.ended(jobs[0]!, 2);
    expect(left.secondsLeft()).toBeCloseTo(2 + 20 * 0.5 + 10 * 0.5, 5);
    left.ended(jobs[2]!, 40);
    left.ended(jobs[3]!, 20);
    expect(left.secondsLeft()).toBeCloseTo(2, 5);
    left.ended(jobs[1]!, 2);
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

  it('grows with agent, attack, draws and λ as the work does', () => {
    expect(weight('random player', null, null, 0)).toBeLessThan(weight('plain', null, null, 0));
    expect(weight('plain', null, null, 0)).toBeLessThan(weight('plain', 'fgsm', 4));
    expect(weight('plain', 'fgsm', 4)).toBeLessThan(weight('sap100', null, null, 0));
    expect(weight('sap100', null, null, 0)).toBeLessThan(weight('sap100', 'fgsm', 4));
    expect(weight('sap100', 'eot-pgd', 4) / weight('sap100', 'fgsm', 4)).toBeGreaterThan(10);
    expect(weight('sap100', 'iterative', null, 8)).toBeGreaterThan(weight('sap100', 'iterative', null, 1));
  });
});
