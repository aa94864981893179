import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, defaults } from '../../../src/agent/config.js';
import { agentKinds } from '../../../src/sweep/cost/kinds.js';
import { configsOf, type PlannedTraining, planJobs } from '../../../src/sweep/plan/jobs.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const training = (changes: Partial<Config>, label = ''): PlannedTraining => ({
  ...{ config: { ...defaults, ...changes }, label, memoryBytes: 1 },
});

describe('agentKinds', () => {
  it('tells trainings apart by their configs, seeds aside, and names them by game and what varies', () => {
    const folder = temporaryFolder();
    const trainings = [
      ...[training({ seed: 1 }), training({ seed: 2 })],
      training({ seed: 1, learningRate: 0.5 }, 'learningRate=0.5'),
      training({ seed: 1, game: 'raiders' }),
    ];
    const jobs = planJobs({
      spec: parseSpec(
        { name: 'a', training: { games: ['x'], seeds: [1] }, evaluations: { fast: { seeds: [1] } } },
        's',
      ),
      ...{ trainings, agents: [], evaluationBytes: new Map([['fast', 1]]), mergeBytes: 1 },
    });
    mkdirSync(join(folder, 'configs'));
    for (const [id, config] of configsOf(trainings)) {
      writeFileSync(join(folder, `configs/${id}.json`), JSON.stringify(config));
    }
    const agentOf = agentKinds(folder, jobs);
    const kinds = jobs.filter(({ kind }) => kind !== 'merge').map((job) => [job.kind, agentOf(job).name]);
    const names = ['catch', 'catch', 'catch learningRate=0.5', 'raiders'];
    expect(kinds).toEqual([...names.map((name) => ['train', name]), ...names.map((name) => ['evaluate', name])]);
    const [first, second, third, fourth] = jobs.map((job) => (job.kind === 'merge' ? '' : agentOf(job).key));
    expect(second).toBe(first);
    expect(new Set([first, third, fourth]).size).toBe(3);
  });
});
