import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Episode } from '../../../src/evaluation/games/episode.js';
import type { EpisodePart } from '../../../src/evaluation/games/recording.js';
import {
  type BudgetUsed,
  type EvaluationChoices,
  runEvaluation,
} from '../../../src/evaluation/games/run-evaluation.js';
import { randomPlayer, settingKey } from '../../../src/evaluation/settings.js';
import { timelessFiles } from '../../helpers/folder-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const bundled = new URL('../../../assets/catch', import.meta.url).pathname;

/** A few steps of the bundled agent. */
const choices: EvaluationChoices = {
  names: {
    runs: [{ run: 'bundled', folder: bundled }],
    attacks: ['fgsm', 'random'],
    gradientSamples: [2],
    attackChoices: {},
    attackOn: 'self',
    target: 'greedy-action',
    timing: 'always',
    frames: 'all',
    defenses: ['sap100'],
    defenseOptions: {},
    outputSamples: 2,
  },
  rules: { maxSteps: 6, maxStallSteps: null, evaluationExploration: 0.1 },
  lambdas: [0, 4],
  seeds: [3],
  episodes: 2,
};

const episodesIn = (folder: string): Episode[] =>
  readFileSync(join(folder, 'episodes.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The largest number of actions that are recorded of an unfinished episode. */
const recordedActions = (folder: string): number =>
  Math.max(
    0,
    ...readdirSync(folder).map((name) => {
      const parts = readFileSync(join(folder, name), 'utf8').trim().split('\n');
      return parts.reduce((sum, part) => sum + (JSON.parse(part) as EpisodePart).taken.length, 0);
    }),
  );

describe('an evaluation in a folder', () => {
  it('comes to the same in one process, in threads, and when it was stopped in between', async () => {
    const [alone, inThreads, stopped] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const report = await runEvaluation(choices, { folder: alone, computing: { workers: 1 } });
    await runEvaluation(choices, { folder: inThreads, computing: { workers: 2 } });
    expect(timelessFiles(inThreads)).toEqual(timelessFiles(alone));
    expect(JSON.parse(readFileSync(join(alone, 'results.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(report)));

    const controller = new AbortController();
    let done = 0;
    const first = await runEvaluation(choices, {
      folder: stopped,
      computing: { workers: 1 },
      signal: controller.signal,
      onProgress: ({ episodesDone }) => {
        done = episodesDone;
        if (episodesDone === 5) controller.abort();
      },
    });
    expect(first.complete).toBe(false);
    expect(episodesIn(stopped).length).toBe(done);
    let left = 0;
    const second = await runEvaluation(choices, {
      folder: stopped,
      computing: { workers: 1 },
      onStart: (finished, total) => {
        left = total - finished;
      },
    });
    expect(left).toBe(14 - done);
    expect(second.complete).toBe(true);
    expect(timelessFiles(stopped)).toEqual(timelessFiles(alone));
    expect(second).toEqual(report);
  });

  it.each<[string, 'all' | 'newest', number]>([
    ['in this process', 'all', 1],
    ['in this process, where older frames keep their perturbation', 'newest', 1],
    ['in threads', 'all', 2],
  ])('continues episodes where they were stopped, %s', async (_, frames, workers) => {
    const names = { ...choices.names, frames, attacks: ['fgsm'] };
    // Threads report every 200 ms: by then, a shorter episode may have ended.
    const rules = { ...choices.rules, maxSteps: workers > 1 ? 200 : 60, evaluationExploration: 0 };
    const long = { ...choices, names, lambdas: [4], episodes: 1, rules };
    const [whole, stopped] = [temporaryFolder(), temporaryFolder()];
    await runEvaluation(long, { folder: whole, computing: { workers: 1 } });

    const controller = new AbortController();
    await runEvaluation(long, {
      folder: stopped,
      computing: { workers },
      signal: controller.signal,
      // Random play has no actions of a network to record.
      onProgress: ({ steps, job }) => job.agent !== randomPlayer && steps >= 5 && controller.abort(),
    });
    const recorded = recordedActions(join(stopped, 'unfinished'));
    expect(recorded).toBeGreaterThan(0);
    const firstSteps = new Map<string, number>();
    await runEvaluation(long, {
      folder: stopped,
      computing: { workers },
      onProgress({ steps, job }) {
        const key = settingKey(job);
        firstSteps.set(key, firstSteps.get(key) ?? steps);
      },
    });
    // A thread may have been stopped at its first step, but what it had recorded is not played again.
    expect(Math.max(...firstSteps.values())).toBeGreaterThanOrEqual(recorded);
    expect(timelessFiles(stopped)).toEqual(timelessFiles(whole));
    expect(readdirSync(stopped)).not.toContain('unfinished');
  });

  it('with a budget leaves the bytes of as many episodes, and continues with another budget', async () => {
    const [one, two, budget] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const computing = { workers: 1 };
    await runEvaluation({ ...choices, episodes: 1 }, { folder: one, computing });
    await runEvaluation({ ...choices, episodes: 2 }, { folder: two, computing });
    const used: BudgetUsed[] = [];
    const onBudget = (each: BudgetUsed) => used.push(each);
    await runEvaluation(choices, { folder: budget, computing, budgetSeconds: 1e-3, onBudget });
    expect(timelessFiles(budget)).toEqual(timelessFiles(one));
    await runEvaluation(choices, { folder: budget, computing: { workers: 2 }, budgetSeconds: 1e6, onBudget });
    expect(timelessFiles(budget)).toEqual(timelessFiles(two));
    expect(used.map(({ rounds }) => rounds)).toEqual([1, 2]);
  });

  it('leaves out unfinished episodes of what it replaces', async () => {
    const [whole, replaced] = [temporaryFolder(), temporaryFolder()];
    const short = { ...choices, lambdas: [0], episodes: 1 };
    await runEvaluation(short, { folder: whole, computing: { workers: 1 } });
    const controller = new AbortController();
    await runEvaluation(
      { ...short, names: { ...short.names, outputSamples: 3 } },
      {
        ...{ folder: replaced, computing: { workers: 1 }, signal: controller.signal },
        onProgress: ({ job }) => job.agent !== randomPlayer && controller.abort(),
      },
    );
    expect(readdirSync(replaced)).toContain('unfinished');
    await expect(runEvaluation(short, { folder: replaced, computing: { workers: 1 } })).rejects.toThrow(
      /outputSamples 3, got 2/,
    );
    await runEvaluation(short, { folder: replaced, computing: { workers: 1 }, overwrite: true });
    expect(timelessFiles(replaced)).toEqual(timelessFiles(whole));
  });

  it('refuses to go on with other draws', async () => {
    const folder = temporaryFolder();
    const short = { ...choices, lambdas: [0], episodes: 1 };
    await runEvaluation(short, { folder, computing: { workers: 1 } });
    const other = { ...short, names: { ...short.names, outputSamples: 3 } };
    await expect(runEvaluation(other, { folder, computing: { workers: 1 } })).rejects.toThrow(/outputSamples 2, got 3/);
  });

  it.each<[string, (first: Episode) => Episode, RegExp]>([
    [
      'twice',
      (first) => first,
      /episodes.jsonl: lines 1 and 4 are the same: expected one line for \["catch","bundled",/,
    ],
    ['in two ways', (first) => ({ ...first, return: first.return + 1 }), /lines 1 and 4 contradict each other/],
    [
      'impossibly',
      (first) => ({ ...first, index: 1, flipRate: 7.5 }),
      /line 4 is not a valid row: flipRate: .*, got 7.5/,
    ],
    ['once too often', (first) => ({ ...first, index: 1 }), /episodes.jsonl is longer than it was/],
  ])('refuses to go on with a game that was played %s', async (_, spoil, message) => {
    const folder = temporaryFolder();
    const short = { ...choices, lambdas: [0], episodes: 1 };
    await runEvaluation(short, { folder, computing: { workers: 1 } });
    const [first] = episodesIn(folder);
    appendFileSync(join(folder, 'episodes.jsonl'), `${JSON.stringify(spoil(first!))}\n`);
    const before = timelessFiles(folder);
    await expect(runEvaluation(short, { folder, computing: { workers: 1 } })).rejects.toThrow(message);
    expect(timelessFiles(folder)).toEqual(before);
  });

  it('passes on what fails in a thread, in one line', async () => {
    const broken = { ...choices, names: { ...choices.names, defenses: ['sap0.001'] }, lambdas: [0] };
    const work = runEvaluation(broken, { folder: temporaryFolder(), computing: { workers: 2 } });
    await expect(work).rejects.toThrow(/sap0.001 makes no draw from the/);
  });
});
