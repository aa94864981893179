import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAttack } from '../../src/attack/parse-attack.js';
import { none } from '../../src/defense/defense.js';
import { parseDefense } from '../../src/defense/parse-defense.js';
import type { Environment } from '../../src/env/environment.js';
import { UsageError } from '../../src/errors.js';
import { type EvaluateOptions, evaluate } from '../../src/experiments/evaluate.js';
import { warningsOf } from '../../src/experiments/evaluate-checks.js';
import { openResultFiles } from '../../src/experiments/evaluate-files.js';
import {
  createReport,
  type ReportSettings,
  reportCsv,
  reportMarkdown,
  reportText,
} from '../../src/experiments/evaluate-report.js';
import { compareRows, type Row } from '../../src/experiments/evaluate-summary.js';
import { parseLambdas } from '../../src/experiments/lambdas.js';
import { identityTap, type Network } from '../../src/model.js';
import { createRandom, type Random } from '../../src/random.js';
import { toyEnvironment } from '../helpers/toy-environment.js';

/** Means over 12 × 12 blocks of each frame, a layer of 8, three actions: enough to be attacked and defended. */
const toyNetwork: Network = (parameters, pixels, tap = identityTap) =>
  tf.tidy(() => {
    const [hidden, output] = parameters as [tf.Tensor2D, tf.Tensor2D];
    const blocks = tf.mean(tf.reshape(tf.div(pixels, 255), [pixels.shape[0], 4 * 7, 12, 7, 12]), [2, 4]);
    const h = tap(tf.relu(tf.matMul(tf.reshape(blocks, [pixels.shape[0], -1]) as tf.Tensor2D, hidden)), 'hidden');
    return tf.matMul(h as tf.Tensor2D, output) as tf.Tensor2D;
  });
const specs = [{ shape: [196, 8] }, { shape: [8, 3] }];
const views = specs.map(({ shape }, i) => {
  const rng = createRandom(i + 1);
  return Float32Array.from({ length: shape[0]! * shape[1]! }, () => rng.uniform() - 0.5);
});
const agent = { network: toyNetwork, specs, views, actions: ['NOOP', 'LEFT', 'RIGHT'] };

const options = (changed: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  agent,
  createEnvironment: (rng: Random) => toyEnvironment(rng.uint32()),
  lambdas: [0, 8],
  attack: parseAttack('fgsm', { gradientDraws: 4 }),
  attackOn: 'self',
  defense: parseDefense('sap100'),
  outputDraws: 4,
  episodes: 3,
  seed: 5,
  ...changed,
});
const settings: ReportSettings = {
  game: 'toy',
  attack: 'fgsm',
  attackOn: 'self',
  defense: 'sap100',
  episodes: 3,
  run: 'toy',
  maxDecisions: null,
  evaluationEpsilon: 0.05,
  gradientDraws: 4,
  outputDraws: 4,
  seed: 5,
};

/** Keeps every action and the first observation of each game. */
function recorded(log: { start: string; actions: number[] }[]): (rng: Random) => Environment {
  return (rng) => {
    const inner = toyEnvironment(rng.uint32());
    const game = { start: '', actions: [] as number[] };
    log.push(game);
    return Object.assign(inner, {
      reset: ((reset) => () => {
        reset();
        if (game.start === '') game.start = inner.observation.join();
      })(inner.reset),
      step: ((step) => (action: number) => {
        game.actions.push(action);
        return step(action);
      })(inner.step),
    });
  };
}

describe('evaluate', () => {
  it('plays λ by λ, the plain agent first, and tells of rows, games and decisions as they come', async () => {
    const rows: Row[] = [];
    const lines: string[] = [];
    let decisions = 0;
    const result = await evaluate(
      options({
        onRow: (row) => rows.push(row),
        onEpisode: ({ lambda, agent, index }) => lines.push(`${lambda} ${agent} ${index}`),
        onProgress: () => decisions++,
      }),
    );
    expect(result.rows.map(({ lambda, agent }) => `${lambda} ${agent}`)).toEqual([
      '0 plain',
      '0 sap100',
      '8 plain',
      '8 sap100',
    ]);
    expect(rows).toEqual(result.rows);
    expect(lines).toEqual(result.rows.flatMap(({ lambda, agent }) => [0, 1, 2].map((i) => `${lambda} ${agent} ${i}`)));
    expect(decisions).toBe(result.episodes.reduce((sum, episode) => sum + episode.decisions, 0));
    expect(result.aborted).toBe(false);
    for (const row of result.rows) {
      expect(row.episodes).toBe(3);
      expect(row.cutOff).toBe(0);
      if (row.lambda === 0) expect([row.flipRate, row.largestChange]).toEqual([null, null]);
      else {
        expect(row.flipRate).toBeGreaterThanOrEqual(0);
        expect(row.largestChange).toBeGreaterThan(0);
        expect(row.largestChange).toBeLessThanOrEqual(8.0001);
      }
    }
  });

  it('gives both agents, at every λ, the same starts and the same exploration', async () => {
    const log: { start: string; actions: number[] }[] = [];
    await evaluate(options({ createEnvironment: recorded(log), evaluationEpsilon: 1 }));
    expect(log.length).toBe(12);
    for (const [i, game] of log.entries()) expect(game).toEqual(log[i % 3]);
    expect(new Set(log.slice(0, 3).map(({ start }) => start)).size).toBeGreaterThan(1);
  });

  it('with one seed gives the same games twice, with another others', async () => {
    const games = async (seed: number) => {
      const log: { start: string; actions: number[] }[] = [];
      const { rows } = await evaluate(options({ createEnvironment: recorded(log), seed }));
      return { log, returns: rows.map(({ mean, interval, flipRate }) => ({ mean, interval, flipRate })) };
    };
    const first = await games(5);
    expect(await games(5)).toEqual(first);
    expect((await games(6)).log).not.toEqual(first.log);
  });

  it('is the same for every engine, up to decisions on the edge', async () => {
    const flips = async (engine: 'onnx' | 'tfjs') =>
      (await evaluate(options({ engine, defense: none, episodes: 2 }))).episodes.map((e) => e.return);
    expect(await flips('onnx')).toEqual(await flips('tfjs'));
  });

  it('without a defence plays the plain agent alone', async () => {
    const { rows } = await evaluate(options({ defense: none, lambdas: [8], episodes: 1 }));
    expect(rows.map(({ agent }) => agent)).toEqual(['plain']);
    expect(rows[0]).toMatchObject({ sd: null, interval: null });
  });

  it('attacks the defended agent with the gradient of the plain one when asked to', async () => {
    const { rows } = await evaluate(options({ attackOn: 'plain', lambdas: [8], episodes: 1 }));
    expect(rows.map(({ agent }) => agent)).toEqual(['plain', 'sap100']);
    expect(rows[1]!.largestChange).toBeCloseTo(8, 3);
  });

  it('cuts games off at the limit and goes on after a lost life', async () => {
    const { rows } = await evaluate(
      options({
        lambdas: [0],
        defense: none,
        maxDecisions: 7,
        createEnvironment: (rng) => toyEnvironment(rng.uint32(), { missEndsEpisode: true }),
      }),
    );
    expect(rows[0]).toMatchObject({ cutOff: 3, meanDecisions: 7 });
    const whole = await evaluate(
      options({
        lambdas: [0],
        defense: none,
        createEnvironment: (rng) => toyEnvironment(rng.uint32(), { missEndsEpisode: true }),
      }),
    );
    expect(whole.rows[0]).toMatchObject({ cutOff: 0, meanDecisions: 20 });
  });

  it('stops between decisions and keeps the finished rows and games', async () => {
    const controller = new AbortController();
    const result = await evaluate(
      options({
        signal: controller.signal,
        onProgress: ({ lambda, agent, episodesDone }) => {
          if (lambda === 0 && agent === 'sap100' && episodesDone === 4) controller.abort();
        },
      }),
    );
    expect(result.aborted).toBe(true);
    expect(result.rows.map(({ lambda, agent }) => `${lambda} ${agent}`)).toEqual(['0 plain']);
    expect(result.episodes.length).toBe(4);
  });

  it('leaves no tensors behind', async () => {
    await evaluate(options({ lambdas: [8], episodes: 1 }));
    const before = tf.memory().numTensors;
    await evaluate(options({ lambdas: [8], episodes: 1 }));
    await evaluate(options({ lambdas: [8], episodes: 1, engine: 'tfjs' }));
    expect(tf.memory().numTensors).toBe(before);
  });
});

const row = (changed: Partial<Row>): Row => ({
  lambda: 0,
  agent: 'plain',
  episodes: 20,
  mean: 10,
  sd: 1,
  interval: [9, 11],
  meanDecisions: 100,
  cutOff: 0,
  secondsPerDecision: 0.001,
  flipRate: null,
  zeroGradientPixels: null,
  zeroGradientDecisions: null,
  largestChange: null,
  ...changed,
});

describe('relative change', () => {
  it.each([
    [10, 12, 20, '+20.0'],
    [10, 5, -50, '−50.0'],
    [-10, -5, 50, '+50.0'],
    [-10, -20, -100, '−100.0'],
    [4, 4, 0, '+0.0'],
    [0, 7, null, 'n/a (baseline 0)'],
  ])('of %d to %d', (plain, defended, percent, text) => {
    const rows = [row({ mean: plain }), row({ agent: 'sap100', mean: defended })];
    expect(compareRows(rows)[0]!.relativeChangePercent).toBe(percent);
    const report = createReport(settings, rows, true);
    expect(report.comparisons[0]).toEqual({ lambda: 0, relativeChangePercent: percent, relativeChange: text });
    expect(reportMarkdown(report)).toContain(text);
    expect(reportText(report)).toContain(text);
  });

  it('waits for both rows', () => {
    expect(compareRows([row({}), row({ agent: 'sap100' }), row({ lambda: 1 })]).length).toBe(1);
  });
});

describe('warnings', () => {
  const of = (rows: readonly Row[], changed: Partial<ReportSettings> = {}) =>
    warningsOf(rows, { ...settings, episodes: 20, outputDraws: 100, ...changed });

  it('are none when nothing is wrong', () => {
    expect(
      of([
        row({}),
        row({
          lambda: 8,
          mean: 2,
          flipRate: 0.5,
          zeroGradientPixels: 0.01,
          zeroGradientDecisions: 0,
          largestChange: 8,
        }),
      ]),
    ).toEqual([]);
  });

  it.each<[string, Partial<Row>, RegExp]>([
    ['a bound that was broken', { largestChange: 8.01 }, /reached 8.01 pixels, beyond λ/],
    [
      'gradients that vanish',
      { zeroGradientDecisions: 0.25 },
      /in 25 % of the decisions the gradient was zero everywhere/,
    ],
    ['pixels left alone', { zeroGradientPixels: 0.3 }, /30 % of the pixels/],
    ['games cut off', { cutOff: 2 }, /2 of 20 games were cut off/],
    ['an attack without effect', { mean: 10 }, /did not lower the plain agent's score/],
  ])('tell of %s', (_, changed, message) => {
    const warnings = of([row({}), row({ lambda: 8, mean: 2, largestChange: 8, ...changed })]);
    expect(warnings).toEqual([expect.stringMatching(message)]);
    expect(warnings.join()).not.toContain('\n');
  });

  it.each<[string, readonly [number, number], readonly [number, number], boolean]>([
    ['apart', [0, 3], [4, 6], false],
    ['touching', [0, 4], [4, 6], true],
    ['nested', [0, 9], [4, 6], true],
  ])('tell of intervals that overlap: %s', (_, plain, defended, overlap) => {
    const rows = [row({ interval: plain }), row({ agent: 'sap100', interval: defended })];
    expect(of(rows)).toEqual(overlap ? [expect.stringMatching(/At λ 0 the two agents' intervals overlap/)] : []);
  });

  it('tell of few games and few draws', () => {
    expect(of([row({})], { episodes: 3, outputDraws: 2 })).toEqual([
      expect.stringMatching(/3 games a row are few/),
      expect.stringMatching(/mean of 2 draws/),
    ]);
  });
});

describe('result files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('hold all rows, unrounded, and a line a game', async () => {
    const out = join(folder, 'a', 'b');
    const files = openResultFiles(out);
    const { rows, episodes } = await evaluate(options({ onEpisode: (episode) => files.addEpisode(episode) }));
    const report = createReport(settings, rows, false);
    files.write(report);
    const read = (name: string) => readFileSync(join(out, name), 'utf8');
    expect(JSON.parse(read('results.json'))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(
      read('episodes.jsonl')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(episodes);
    const [head, ...lines] = reportCsv(report)
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(read('results.csv')).toBe(reportCsv(report));
    expect(lines.map((line) => Number(line[head!.indexOf('mean')]))).toEqual(rows.map(({ mean }) => mean));
    expect(read('results.md')).toContain('The evaluation was stopped');
  });

  it('fail in one line where they cannot be written', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'evaluate-')), 'file');
    writeFileSync(file, '');
    expect(() => openResultFiles(join(file, 'results'))).toThrow(/^cannot write .*results: /);
  });
});

describe('parseLambdas', () => {
  it.each([
    ['1,2,4', [1, 2, 4]],
    ['0', [0]],
    [' 8, 0.5 ', [0.5, 8]],
    ['4,1,4', [1, 4]],
    ['255', [255]],
  ])('reads %j', (text, lambdas) => {
    expect(parseLambdas(text)).toEqual(lambdas);
  });

  it.each(['', '1,x', '-1', '256', '1,,2', '1e2', 'NaN', '0x10', '1;2'])('refuses %j in one line', (text) => {
    expect(() => parseLambdas(text)).toThrow(UsageError);
    expect(() => parseLambdas(text)).toThrow(/^lambda: expected numbers of pixels from 0 to 255 .*, got '.*'.*$/);
  });
});
