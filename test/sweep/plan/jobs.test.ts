import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaults } from '../../../src/agent/config.js';
import { argumentsOf } from '../../../src/sweep/plan/arguments.js';
import { folderNamed, type PlanInputs, planJobs, readyJobs } from '../../../src/sweep/plan/jobs.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

const spec = (seeds: readonly number[], seedsPerShard = 1) =>
  parseSpec({ name: 'a', agents: ['bundled'], evaluations: { fast: { seeds, seedsPerShard } } }, 'spec');
const inputs = (seeds = [1, 2, 3], seedsPerShard = 2): PlanInputs => ({
  spec: spec(seeds, seedsPerShard),
  trainings: [1, 2].map((seed) => ({ config: { ...defaults, seed, threads: 2 }, label: '', memoryBytes: 5e8 })),
  agents: [{ run: 'bundled', name: 'bundled', game: 'pong', identity: 'f00' }],
  evaluationBytes: new Map([['fast', 4e8]]),
  mergeBytes: 1e8,
});

describe('planJobs', () => {
  const jobs = planJobs(inputs());

  it('plans trainings, parts and merging, each after what it needs', () => {
    expect(jobs.map(({ kind, name, needs }) => [kind, name, needs.length])).toEqual([
      ['train', 'catch-1', 0],
      ['train', 'catch-2', 0],
      ['evaluate', 'fast/catch-1/1-2', 1],
      ['evaluate', 'fast/catch-1/3', 1],
      ['evaluate', 'fast/catch-2/1-2', 1],
      ['evaluate', 'fast/catch-2/3', 1],
      ['evaluate', 'fast/bundled/1-2', 0],
      ['evaluate', 'fast/bundled/3', 0],
      ['merge', 'fast', 6],
    ]);
    const before = new Set<string>();
    for (const { id, needs } of jobs) {
      expect(needs.every((need) => before.has(need))).toBe(true);
      before.add(id);
    }
  });

  it('gives every job a folder of its own, and its threads', () => {
    expect(new Set(jobs.map(({ folder }) => folder)).size).toBe(jobs.length);
    expect(jobs.map(({ cores }) => cores)).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 1]);
    expect(jobs.map(({ game }) => game)).toEqual([...Array(6).fill('catch'), 'pong', 'pong', undefined]);
  });

  it('says which jobs compute on a GPU: by the provider of the config, or of the options of an evaluation', () => {
    const options = { provider: 'webgpu' };
    const onGpu = parseSpec({ name: 'a', agents: ['bundled'], evaluations: { fast: { seeds: [1], options } } }, 'spec');
    const trainings = (['cpu', 'wasm', 'cuda'] as const).map((provider) => ({
      ...{ config: { ...defaults, provider }, label: provider, memoryBytes: 1 },
    }));
    const found = planJobs({ ...inputs(), spec: onGpu, trainings });
    const gpu = (kind: string) => found.filter((job) => job.kind === kind).map((job) => job.gpu === true);
    expect([gpu('train'), gpu('evaluate'), gpu('merge')]).toEqual([
      [false, false, true],
      [true, true, true, true],
      [false],
    ]);
  });

  it('keeps the ids of jobs when others are added', () => {
    const ids = new Set(planJobs(inputs([1, 2, 3, 4], 2)).map(({ id }) => id));
    expect(jobs.filter(({ id }) => ids.has(id)).map(({ name }) => name)).toEqual([
      ...['catch-1', 'catch-2', 'fast/catch-1/1-2', 'fast/catch-2/1-2', 'fast/bundled/1-2'],
    ]);
  });

  it('plans equal jobs once', () => {
    const { trainings, ...others } = inputs();
    expect(planJobs({ ...others, trainings: [...trainings, trainings[0]!] })).toEqual(jobs);
  });
});

describe('the folder of a job', () => {
  const foldersOf = (change: Partial<PlanInputs>) =>
    new Map(planJobs({ ...inputs(), ...change }).map(({ id, folder }) => [id, folder]));
  const named = (names: readonly string[]) =>
    parseSpec(
      {
        ...{ name: 'a', agents: ['bundled'] },
        evaluations: Object.fromEntries(names.map((name) => [name, { seeds: [1, 2, 3], seedsPerShard: 2 }])),
      },
      's',
    );
  const bytes = new Map(['fast', 'renamed', 'again'].map((name) => [name, 4e8]));

  it.each<[string, Partial<PlanInputs>, number]>([
    ['of an evaluation with another name', { spec: named(['renamed']), evaluationBytes: bytes }, 8],
    ['of evaluations that are alike', { spec: named(['again', 'fast']), evaluationBytes: bytes }, 9],
    [
      'of trainings whose keys vary',
      { trainings: inputs().trainings.map((each) => ({ ...each, label: 'epochs=2' })) },
      2,
    ],
  ])('is the same where the id is, %s', (_, change, shared) => {
    const before = foldersOf({});
    const both = [...foldersOf(change)].filter(([id]) => before.has(id));
    expect(both).toHaveLength(shared);
    expect(both.filter(([id, folder]) => before.get(id) !== folder)).toEqual([]);
  });

  it.each([
    ['my agent', 'my-agent'],
    ['_my..agént', 'my.ag-nt'],
    ['--out', 'out'],
    ['...', 'agent'],
    ['é', 'agent'],
    ['x'.repeat(255), 'x'.repeat(150)],
    ['lr=1e-3', 'lr=1e-3'],
  ])('is made from any name: %s', (name, folder) => expect(folderNamed(name)).toBe(folder));
});

describe('readyJobs', () => {
  it('comes to the end of any plan in any order, and never starts a job before what it needs', () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 3 }), fc.infiniteStream(fc.nat(999)), (list, size, choices) => {
        const jobs = planJobs(inputs(list, size));
        const done = new Set<string>();
        while (done.size < jobs.length) {
          const ready = readyJobs(jobs, { done, failed: new Set() });
          expect(ready.length).toBeGreaterThan(0);
          const job = ready[choices.next().value! % ready.length]!;
          expect(job.needs.every((need) => done.has(need))).toBe(true);
          done.add(job.id);
        }
        expect(readyJobs(jobs, { done, failed: new Set() })).toEqual([]);
      }),
    );
  });

  it('leaves out what failed, and what needs it', () => {
    const jobs = planJobs(inputs());
    const failed = new Set([jobs[0]!.id]);
    const names = readyJobs(jobs, { done: new Set(), failed }).map(({ name }) => name);
    expect(names).toEqual(['catch-2', 'fast/bundled/1-2', 'fast/bundled/3']);
  });
});

describe('argumentsOf', () => {
  it('writes the command of each kind of job', () => {
    const jobs = planJobs(inputs([7], 1));
    const one = parseSpec(
      {
        ...{ name: 'a', agents: ['bundled'] },
        evaluations: { fast: { seeds: [7], options: { outputSamples: 3, sticky: 0.25, noFireBeforeNoops: true } } },
      },
      's',
    );
    const commands = jobs.map((job) => argumentsOf(job, one, 'nowhere').join(' '));
    expect(commands[0]).toBe(`train --config configs/${jobs[0]!.id}.json --out ${jobs[0]!.folder} --json`);
    expect(commands.at(-2)).toBe(
      `evaluate --run bundled --attacks fgsm --defenses sap100 --lambda 1,2,4 --seeds 7 --episodes 10 --workers 1 --threads 1 --output-samples 3 --sticky 0.25 --no-fire-before-noops --out ${jobs.at(-2)!.folder} --json`,
    );
    expect(commands.at(-1)).toBe('sweep merge . fast');
  });
});
