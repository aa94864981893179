import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calledRun, defaultFolder, homeOf } from '../../../src/cli/experiment/default-folder.js';
import { evaluationFolder } from '../../../src/cli/experiment/evaluation.js';
import { gridFolder } from '../../../src/cli/experiment/grid.js';
import { runName } from '../../../src/cli/options/bundled.js';
import type { ComputingFlags } from '../../../src/cli/options/computing-options.js';
import { groupBy } from '../../../src/common/group-by.js';
import type { EvaluationChoices } from '../../../src/evaluation/games/run-evaluation.js';
import type { PlayerNames } from '../../../src/evaluation/players/players.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const bundled = new URL('../../../assets/catch', import.meta.url).pathname;
const raiders = new URL('../../../assets/raiders', import.meta.url).pathname;
const computing: ComputingFlags = { engine: 'onnx', provider: 'cpu', threads: 1 };

const names: PlayerNames = {
  ...{ runs: [{ run: 'bundled', folder: bundled }], attacks: ['fgsm'], gradientSamples: [null], attackChoices: {} },
  ...{ attackOn: 'self', target: 'greedy-action', timing: 'always', frames: 'all' },
  ...{ defenses: ['sap100'], defenseOptions: { backward: 'detached', sampler: 'multinomial' }, outputSamples: 100 },
};
const choices: EvaluationChoices = {
  ...{ names, rules: { maxSteps: null, maxStallSteps: null, evaluationExploration: null } },
  ...{ lambdas: [0, 1, 2, 4], seeds: [1], episodes: 10 },
};
const withNames = (changes: Partial<PlayerNames>) => ({ ...choices, names: { ...names, ...changes } });

/** A copy of the bundled agent with one thing changed. */
function otherAgent(change: (description: { config: Record<string, unknown> }) => void): PlayerNames['runs'] {
  const folder = join(temporaryFolder(), 'agent');
  cpSync(bundled, folder, { recursive: true });
  const path = join(folder, 'model.json');
  const description = JSON.parse(readFileSync(path, 'utf8'));
  change(description);
  writeFileSync(path, JSON.stringify(description));
  return [{ run: 'bundled', folder }];
}

/** Each differs from the first in one thing that decides about the results. */
const different: [string, () => EvaluationChoices][] = [
  ['the same', () => choices],
  ['attacks', () => withNames({ attacks: ['random'] })],
  ['four attacks', () => withNames({ attacks: ['random', 'fgsm', 'pgd', 'transfer'] })],
  ['four other attacks', () => withNames({ attacks: ['random', 'fgsm', 'pgd', 'square'] })],
  ['defenses', () => withNames({ defenses: ['rsa0.1'] })],
  ['a composed defense', () => withNames({ defenses: ['dwp50+sap100'] })],
  ['one that a file system would not tell from it', () => withNames({ defenses: ['dwp50-sap100'] })],
  ['gradient samples', () => withNames({ gradientSamples: [2] })],
  ['output-samples', () => withNames({ outputSamples: 2 })],
  ['steps', () => withNames({ attackChoices: { steps: 3 } })],
  ['loss', () => withNames({ attackChoices: { loss: 'margin' } })],
  ['attack-on', () => withNames({ attackOn: 'plain' })],
  ['target', () => withNames({ target: 'worst-action' })],
  ['timing', () => withNames({ timing: 'every:2' })],
  ['frames', () => withNames({ frames: 'newest' })],
  ['sampler', () => withNames({ defenseOptions: { backward: 'detached', sampler: 'bernoulli' } })],
  ['lambda', () => ({ ...choices, lambdas: [0, 1] })],
  ['seeds', () => ({ ...choices, seeds: [1, 2] })],
  ['episodes', () => ({ ...choices, episodes: 11 })],
  ['max-steps', () => ({ ...choices, rules: { ...choices.rules, maxSteps: 5 } })],
  ['exploration', () => ({ ...choices, rules: { ...choices.rules, evaluationExploration: 0 } })],
  ['another agent', () => withNames({ runs: [{ run: 'bundled', folder: raiders }] })],
  ['another name of the agent', () => withNames({ runs: [{ run: 'copy', folder: bundled }] })],
  ['two agents', () => withNames({ runs: [...names.runs, { run: 'bundled-raiders', folder: raiders }] })],
  [
    'its config',
    () => withNames({ runs: otherAgent(({ config }) => Object.assign(config, { evaluationExploration: 0.2 })) }),
  ],
];
const legal = /^[A-Za-z0-9][A-Za-z0-9.+=_-]*-[0-9a-f]{10}$/;

describe('the default folder of an evaluation', () => {
  it('is the same for the same choices, and another for any other', () => {
    const folders = different.map(([name, make]) => [name, evaluationFolder('evaluation', make(), computing)] as const);
    const byFolder = groupBy(folders, ([, folder]) => folder);
    expect([...byFolder.values()].filter((same) => same.length > 1)).toEqual([]);
    for (const [, folder] of folders) expect(folder.replace(/^runs\//, '')).toMatch(legal);
    expect(evaluationFolder('evaluation', structuredClone(choices), computing)).toBe(folders[0]![1]);
    expect(folders[0]![1]).toMatch(/^runs\/evaluation-bundled-fgsm-sap100-/);
  });

  it('depends on what computes, as far as that changes digits', () => {
    const folderWith = (changes: Partial<ComputingFlags>) =>
      evaluationFolder('evaluation', choices, { ...computing, ...changes });
    expect(folderWith({ workers: 7 })).toBe(folderWith({}));
    const others = [{}, { engine: 'tfjs' }, { provider: 'cuda' }, { threads: 2 }] as const;
    expect(new Set(others.map(folderWith)).size).toBe(others.length);
  });

  it('is not that of another command', () => {
    const grid = { ...{ names, lambdas: [1], seed: 1 }, states: { count: 1, periodSteps: 1 } };
    const folders = [
      ...['evaluation', 'table1'].map((kind) => evaluationFolder(kind, choices, computing)),
      ...['grid', 'mc-sweep'].map((kind) => gridFolder(kind, grid, computing)),
      gridFolder('grid', { ...grid, states: { count: 2, periodSteps: 1 } }, computing),
    ];
    expect(new Set(folders).size).toBe(folders.length);
  });

  it('lies in the run that is ours to write to', () => {
    const run = temporaryFolder();
    expect(homeOf([run])).toBeUndefined();
    writeFileSync(join(run, 'metrics.jsonl'), '');
    expect(homeOf([run])).toBe(run);
    expect(homeOf([run, run])).toBeUndefined();
    expect(homeOf([bundled])).toBeUndefined();
    const best = join(run, 'best');
    mkdirSync(best);
    expect(calledRun(runName(best))).toBe(calledRun(runName(run)));
  });

  it('has a name that every file system takes, whatever the words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), fc.jsonValue(), (words, identity) => {
        const folder = defaultFolder({ kind: 'evaluation', words, identity });
        expect(folder.replace(/^runs\//, '')).toMatch(legal);
        expect(folder.length).toBeLessThan(100);
      }),
    );
  });
});
