import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadAgent } from '../../../src/agent/agent-files.js';
import type { Config } from '../../../src/agent/config.js';
import type { Random } from '../../../src/common/random.js';
import type { Environment } from '../../../src/env/environment.js';
import { evaluatePlayers } from '../../../src/evaluation/games/evaluate.js';
import { readRows } from '../../../src/storage/row-file.js';
import type { EvaluationRow } from '../../../src/training/agent/agent-run.js';
import { evaluationSeed } from '../../../src/training/agent/evaluation.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { sameBytes } from '../../helpers/same-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';
import { toyAgentUnderTest, toyPlayers } from '../../helpers/toy-players.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../../helpers/toy-run.js';

const evaluated = (changes: Partial<Config> = {}) =>
  toyConfig({ evaluationPeriodSteps: 20, evaluationEpisodes: 3, ...changes });
const newFolder = () => join(temporaryFolder(), 'run');
const run = (folder: string, config: Config, options: Partial<TrainOptions> = {}) =>
  train(config, {
    folder,
    environments: toyEnvironments(config),
    createEvaluationEnvironment: toyEvaluationEnvironment,
    ...options,
  });
const evaluations = (folder: string) => readRows<EvaluationRow>(join(folder, 'evaluations.jsonl'));
const sameFile = (a: string, b: string, name: string) => sameBytes(read(a, name), read(b, name));
const read = (folder: string, ...names: string[]) => readFileSync(join(folder, ...names));

/** A signal that is aborted at the step that an evaluation makes as its `count`-th. */
function abortInEvaluation(count: number) {
  const controller = new AbortController();
  let steps = 0;
  const createEvaluationEnvironment = (rng: Random): Environment => {
    const environment = toyEvaluationEnvironment(rng);
    const step = (action: number) => {
      if (++steps === count) controller.abort();
      return environment.step(action);
    };
    return Object.setPrototypeOf({ step }, environment);
  };
  return { signal: controller.signal, createEvaluationEnvironment };
}

/** An environment that calls `onStep` before each step. */
const watched = (environment: Environment, onStep: () => void): Environment =>
  Object.setPrototypeOf(
    {
      step(action: number) {
        onStep();
        return environment.step(action);
      },
    },
    environment,
  );

describe('evaluation in training', () => {
  it('writes a row each period, and keeps the best agent', async () => {
    const folder = newFolder();
    await run(folder, evaluated());
    const rows = evaluations(folder);
    expect(rows.map(({ step }) => step)).toEqual([20, 40, 60]);
    for (const { episodes, returns, lengths, exploration, ...row } of rows) {
      expect({ episodes, exploration }).toEqual({ episodes: 3, exploration: 0.05 });
      expect(row.return).toBeCloseTo((returns[0]! + returns[1]! + returns[2]!) / 3, 12);
      expect(row.returnLow).toBeGreaterThanOrEqual(Math.min(...returns));
      expect(row.returnHigh).toBeLessThanOrEqual(Math.max(...returns));
      expect(row.humanNormalized).toBeNull(); // the toy has no published scores
      expect(row.length).toBeCloseTo((lengths[0]! + lengths[1]! + lengths[2]!) / 3, 12);
    }
    const highest = Math.max(...rows.map((row) => row.return));
    const best = rows.findLast((row) => row.best)!;
    expect(best.return).toBe(highest);
    expect(best).toBe(rows.find((row) => row.return === highest));
    expect(loadAgent(join(folder, 'best')).step).toBe(best.step);
    expect(JSON.parse(read(folder, 'best', 'evaluation.json').toString())).toEqual({
      ...best,
      seed: evaluationSeed(evaluated()),
    });
  });

  it('does not change what is learned', async () => {
    const [with_, without] = [newFolder(), newFolder()];
    await run(with_, evaluated());
    await run(without, toyConfig());
    for (const name of ['metrics.jsonl', 'model.safetensors']) expect(sameFile(with_, without, name), name).toBe(true);
    expect(existsSync(join(without, 'evaluations.jsonl'))).toBe(false);
    expect(existsSync(join(without, 'best'))).toBe(false);
  });

  it('plays the episodes that `evaluate` plays with its seed', async () => {
    const folder = newFolder();
    await run(folder, evaluated({ evaluationExploration: 0.3 }));
    const best = JSON.parse(read(folder, 'best', 'evaluation.json').toString()) as EvaluationRow & { seed: number };
    const agentUnderTest = toyAgentUnderTest({
      agent: loadAgent(join(folder, 'best')),
      createEnvironment: toyEvaluationEnvironment,
    });
    const played = await evaluatePlayers({
      players: toyPlayers({ agentsUnderTest: [agentUnderTest], defenses: [] }),
      lambdas: [0],
      episodes: 3,
      evaluationExploration: 0.3,
      seeds: [best.seed],
    });
    const episodes = played.episodes.filter(({ agent }) => agent === 'plain');
    expect(episodes.map((episode) => episode.return)).toEqual(best.returns);
    expect(episodes.map(({ steps }) => steps)).toEqual(best.lengths);
  });

  it('happens once a period, for any number of environments', async () => {
    const folder = newFolder();
    await run(folder, evaluated({ environments: 3 }));
    expect(evaluations(folder).map(({ step }) => step)).toEqual([21, 42, 60]);
  });

  it.each([
    ['in the first evaluation', 5],
    ['in the last evaluation', 2 * 30 + 5],
  ])('ends with the same bytes when it was interrupted %s and resumed', async (_, steps) => {
    const [whole, broken] = [newFolder(), newFolder()];
    await run(whole, evaluated());
    expect(await run(broken, evaluated(), abortInEvaluation(steps))).toMatchObject({ finished: false });
    expect(await run(broken, evaluated(), { resume: true })).toEqual({ step: 60, finished: true });
    for (const path of ['evaluations.jsonl', 'metrics.jsonl', 'model.safetensors', join('best', 'model.safetensors')]) {
      expect(sameFile(broken, whole, path), path).toBe(true);
    }
  });

  it('goes on beside the training, and keeps the agent of its own step', async () => {
    const [folder, shorter] = [newFolder(), newFolder()];
    const trained: number[] = [];
    let step = 0;
    await run(folder, evaluated(), {
      createEvaluationEnvironment: (rng) => watched(toyEvaluationEnvironment(rng), () => trained.push(step)),
      onProgress: (progress) => {
        step = progress.step;
      },
    });
    const first = trained.slice(0, 30); // three episodes of ten steps
    expect(first.at(-1)! - first[0]!).toBeGreaterThan(2);
    const { step: best } = evaluations(folder).findLast((row) => row.best)!;
    await run(shorter, toyConfig({ totalSteps: best }));
    expect(sameBytes(read(folder, 'best', 'model.safetensors'), read(shorter, 'model.safetensors'))).toBe(true);
  });

  it('is played again from a checkpoint that was written meanwhile, after a kill', async () => {
    const [whole, running, killed] = [newFolder(), newFolder(), newFolder()];
    const controller = new AbortController();
    await run(whole, evaluated());
    let copied = false;
    await run(running, evaluated({ checkpointPeriodMinutes: 0 }), {
      signal: controller.signal,
      onProgress() {
        const checkpoints = join(running, 'checkpoints');
        const newest = existsSync(checkpoints)
          ? readdirSync(checkpoints)
              .filter((name) => /^\d+$/.test(name))
              .sort()
          : [];
        const inFlight = newest.length > 0 && existsSync(join(checkpoints, newest.at(-1)!, 'evaluated.safetensors'));
        if (!inFlight || copied) return;
        cpSync(running, killed, { recursive: true, filter: (path) => !path.endsWith('lease.json') });
        copied = true;
        controller.abort();
      },
    });
    expect(copied).toBe(true);
    expect(await run(killed, evaluated(), { resume: true })).toEqual({ step: 60, finished: true });
    for (const path of ['evaluations.jsonl', 'metrics.jsonl', 'model.safetensors', join('best', 'model.safetensors')]) {
      expect(sameFile(killed, whole, path), path).toBe(true);
    }
  });

  it.each<[string, Partial<Config>, object]>([
    ['a number of steps', { evaluationMaxSteps: 7 }, { length: 7, truncated: 3, stalledSteps: 0 }],
    ['steps without a change', { evaluationMaxStallSteps: 500 }, { length: 505, truncated: 3, stalledSteps: 500 }],
  ])('is bounded by %s', async (_, limit, row) => {
    const folder = newFolder();
    await run(folder, evaluated({ evaluationPeriodSteps: 60, ...limit }), {
      createEvaluationEnvironment: (rng) => toyEnvironment(rng.uint32(), { freezesAt: 6 }),
    });
    expect(evaluations(folder)).toMatchObject([{ step: 60, episodes: 3, ...row }]);
  });

  it('that fails ends the run with its error', async () => {
    const createEvaluationEnvironment = (rng: Random) =>
      watched(toyEvaluationEnvironment(rng), () => {
        throw new Error('no console');
      });
    await expect(run(newFolder(), evaluated(), { createEvaluationEnvironment })).rejects.toThrow('no console');
  });

  it('deletes rows after the checkpoint from which the run resumes', async () => {
    const folder = newFolder();
    const controller = new AbortController();
    await run(folder, evaluated(), {
      signal: controller.signal,
      onProgress: ({ step }) => step === 30 && controller.abort(),
    });
    // as if the run had gone on from its checkpoint and was killed before the next
    appendFileSync(join(folder, 'evaluations.jsonl'), '{"step":40}\n');
    await run(folder, evaluated(), { resume: true });
    expect(evaluations(folder)).toMatchObject([{ step: 20 }, { step: 40, episodes: 3 }, { step: 60 }]);
  });

  it('is deleted with the run that is overwritten', async () => {
    const folder = newFolder();
    await run(folder, evaluated());
    await run(folder, toyConfig(), { overwrite: true });
    expect(readdirSync(folder).filter((name) => /best|evaluations/.test(name))).toEqual([]);
  });

  it('requires an environment, and says so before anything is written', async () => {
    const folder = newFolder();
    await expect(run(folder, evaluated(), { createEvaluationEnvironment: undefined })).rejects.toThrow(
      'evaluationPeriodSteps is 20: expected createEvaluationEnvironment',
    );
    expect(existsSync(folder)).toBe(false);
  });
});
