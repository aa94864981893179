import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Episode } from '../../src/experiments/evaluate-episode.js';
import { jobKey } from '../../src/experiments/evaluate-plan.js';
import { type EvaluationChoices, runEvaluation } from '../../src/experiments/evaluate-run.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const bundled = new URL('../../assets/catch', import.meta.url).pathname;

/** A few decisions of the bundled agent. */
const choices: EvaluationChoices = {
  names: {
    runs: [{ run: 'bundled', folder: bundled }],
    attacks: ['fgsm', 'random'],
    gradientDraws: [2],
    attackChoices: {},
    attackOn: 'self',
    target: 'greedy-action',
    timing: 'always',
    frames: 'all',
    defenses: ['sap100'],
    defenseOptions: {},
    outputDraws: 2,
  },
  rules: { maxDecisions: 6, evaluationEpsilon: 0.1 },
  lambdas: [0, 4],
  seeds: [3],
  episodes: 2,
};

const episodesIn = (folder: string): Episode[] =>
  readFileSync(join(folder, 'episodes.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const inOrder = (episodes: readonly Episode[]) => episodes.toSorted((a, b) => (jobKey(a) < jobKey(b) ? -1 : 1));

describe('an evaluation in a folder', () => {
  it('comes to the same in one process, in threads, and when it was stopped in between', async () => {
    const [alone, inThreads, stopped] = [temporaryFolder(), temporaryFolder(), temporaryFolder()];
    const report = await runEvaluation(choices, { folder: alone, computing: { workers: 1 } });
    await runEvaluation(choices, { folder: inThreads, computing: { workers: 2 } });
    expect(inOrder(episodesIn(inThreads))).toEqual(inOrder(episodesIn(alone)));
    expect(JSON.parse(readFileSync(join(alone, 'results.json'), 'utf8'))).toEqual(JSON.parse(JSON.stringify(report)));

    const controller = new AbortController();
    let done = 0;
    const first = await runEvaluation(choices, {
      folder: stopped,
      computing: { workers: 1 },
      signal: controller.signal,
      onProgress: ({ gamesDone }) => {
        done = gamesDone;
        if (gamesDone === 5) controller.abort();
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
    expect(left).toBe(12 - done);
    expect(second.complete).toBe(true);
    expect(inOrder(episodesIn(stopped))).toEqual(inOrder(episodesIn(alone)));
    expect(second).toEqual(report);
  });

  it('refuses to go on with other draws', async () => {
    const folder = temporaryFolder();
    const short = { ...choices, lambdas: [0], episodes: 1 };
    await runEvaluation(short, { folder, computing: { workers: 1 } });
    const other = { ...short, names: { ...short.names, outputDraws: 3 } };
    await expect(runEvaluation(other, { folder, computing: { workers: 1 } })).rejects.toThrow(/outputDraws 2, got 3/);
  });

  it('passes on what fails in a thread, in one line', async () => {
    const broken = { ...choices, names: { ...choices.names, defenses: ['sap0.001'] }, lambdas: [0] };
    const work = runEvaluation(broken, { folder: temporaryFolder(), computing: { workers: 2 } });
    await expect(work).rejects.toThrow(/sap0.001 draws none of the/);
  });
});
