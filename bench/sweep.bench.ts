/**
 * How long does it take to plan a sweep of very many jobs, and how much memory? Four agents are evaluated in parts of one environment
 * seed. Planning writes the plan into a folder; workers read it back. Nothing is trained or played.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredCost, sweepCost } from '../src/sweep/cost/costs.js';
import { agentKinds, type CostKind, kindsOf } from '../src/sweep/cost/kinds.js';
import { readyJobs } from '../src/sweep/plan/jobs.js';
import { readPlan } from '../src/sweep/plan/plan-file.js';
import { planSweep } from '../src/sweep/plan/plan-sweep.js';
import { benchFlags } from './flags.js';
import { record } from './harness.js';

const { jobs: count, agents } = benchFlags({ jobs: [100_000, 200], agents: [4, 2] });
const temporary = mkdtempSync(join(tmpdir(), 'sap-atari-sweep-'));
const [path, folder] = [join(temporary, 'spec.json'), join(temporary, 'sweep')];
const seeds = Array.from({ length: Math.ceil(count / agents) }, (_, i) => i + 1);
const training = { games: ['Catch'], seeds: seeds.slice(0, agents), config: { totalSteps: 1000 } };
writeFileSync(path, JSON.stringify({ name: 'large', training, evaluations: { fgsm: { seeds } } }));

async function seconds<T>(work: () => T): Promise<[seconds: number, result: Awaited<T>]> {
  const start = performance.now();
  const result = await work();
  return [(performance.now() - start) / 1000, result];
}

/** Any cost will do: only the arithmetic is timed. */
const cost: MeasuredCost = {
  start: { seconds: 1, diskBytes: 1 },
  unit: { seconds: [10, 20], diskBytes: 1 },
};

try {
  const [planning, { jobs }] = await seconds(() => planSweep({ path, folder, packaged: () => undefined }));
  const [reading] = await seconds(() => readPlan(folder));
  const [grouping, kinds] = await seconds(() => kindsOf(jobs, agentKinds(folder, jobs)));
  const costs = new Map<CostKind, MeasuredCost>(kinds.map((kind) => [kind, cost]));
  const [adding] = await seconds(() => sweepCost(kinds, jobs, costs, { cores: 2, memoryBytes: 8e9 }));
  const [choosing] = await seconds(() => readyJobs(jobs, { done: new Set(), failed: new Set() }));
  record('sweep', {
    jobs: jobs.length,
    'plan and write, s': planning,
    'plan and write, jobs/s': jobs.length / planning,
    'read back, s': reading,
    'group into kinds, s': grouping,
    'costs, critical path and 1, 4 and 16 machines, s': adding,
    'choose the jobs that can start, s': choosing,
    'peak memory of the process, GB': process.resourceUsage().maxRSS / 1e6,
  });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
