/**
 * What does the queue cost for each job of a sweep: a real Redis on this machine, one worker, jobs that only write their record?
 * And, apart from it, what does the process of a job cost before it begins its work? It needs redis-server.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeVersion } from '../src/compute/onnx/runtime.js';
import { configsOf, planJobs } from '../src/sweep/plan/jobs.js';
import { writePlan } from '../src/sweep/plan/plan-file.js';
import { packageVersion } from '../src/sweep/plan/same-programs.js';
import { openQueues } from '../src/sweep/queue/queues.js';
import { serveSweeps } from '../src/sweep/queue/serve.js';
import { connectQueue } from '../src/sweep/queue/server.js';
import { submit } from '../src/sweep/queue/submission.js';
import { createReadyJobs } from '../src/sweep/ready.js';
import { describeEnd, writeDone } from '../src/sweep/record.js';
import { parseSpec } from '../src/sweep/spec/spec.js';
import { sharedFolder } from '../src/sweep/store/store.js';
import { startRedis } from '../test/helpers/redis.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const { jobs: count, repeats } = benchFlags({ jobs: [1000, 20], repeats: [3, 1] });
const redis = await startRedis();
const stores: string[] = [];

async function millisecondsEach(): Promise<{ readonly add: number; readonly run: number }> {
  const store = mkdtempSync(join(tmpdir(), 'sap-atari-queue-'));
  stores.push(store);
  const folder = join(store, 'many');
  const seeds = Array.from({ length: count }, (_, i) => i);
  const spec = parseSpec({ name: 'many', agents: ['bundled'], evaluations: { all: { seeds } } }, 'bench');
  const agents = [{ run: 'agents/bundled', name: 'bundled', game: 'catch', identity: '0' }];
  const jobs = planJobs({ spec, trainings: [], agents, evaluationBytes: new Map([['all', 1e8]]), mergeBytes: 1e8 });
  const plan = { spec, version: packageVersion, engine: runtimeVersion, jobs };
  writePlan(folder, plan, configsOf([]));
  const submission = submit(folder, 3);
  const server = await connectQueue(redis.url, () => {});
  const queues = openQueues(server, submission);
  const addStart = performance.now();
  await queues.add(createReadyJobs(folder, jobs).all());
  const add = (performance.now() - addStart) / jobs.length;
  await queues.close();
  const { signal } = new AbortController();
  const runStart = performance.now();
  await serveSweeps({
    ...{ server, store: sharedFolder(store), program: '', signal, untilDone: true, onWarning: console.error },
    capacity: { cores: 1, memoryBytes: 1e12, gpu: false, hasGame: () => true },
    async attempt(job) {
      writeDone(folder, describeEnd(job, plan, 0));
      return { state: 'done', seconds: 0 };
    },
  });
  return { add, run: (performance.now() - runStart) / jobs.length };
}

const program = fileURLToPath(new URL('../dist/cli/index.js', import.meta.url));

function processMilliseconds(): number {
  const start = performance.now();
  spawnSync(process.execPath, [program, 'evaluate', '--help'], { stdio: 'ignore' });
  return performance.now() - start;
}

try {
  const found = [];
  for (let i = 0; i < repeats; i++) found.push(await millisecondsEach());
  record('queue', {
    jobs: count,
    'add a job, ms': median(found.map(({ add }) => add)),
    'take a job, record it and report it, ms': median(found.map(({ run }) => run)),
    'start of a process that has loaded a command, ms': median(
      Array.from({ length: repeats * 3 }, processMilliseconds),
    ),
  });
} finally {
  await redis.stop();
  for (const store of stores) rmSync(store, { recursive: true, force: true });
}
