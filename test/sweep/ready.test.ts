import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import type { SweepJob } from '../../src/sweep/plan/jobs.js';
import { createReadyJobs } from '../../src/sweep/ready.js';

const root = mkdtempSync(join(tmpdir(), 'sap-atari-ready-'));
afterAll(() => rmSync(root, { recursive: true }));

const id = (i: number) => i.toString(16).padStart(16, '0');
const jobOf = (i: number, needs: readonly number[]): SweepJob => ({
  ...{
    id: id(i),
    kind: 'evaluate',
    name: `job ${i}`,
    needs: needs.map(id),
    folder: `shards/a/${i}`,
    cores: 1,
    memoryBytes: 1,
  },
});
let folders = 0;
const newFolder = () => {
  const folder = join(root, String(folders++));
  mkdirSync(join(folder, 'jobs'), { recursive: true });
  return folder;
};
const end = (folder: string, job: SweepJob, as = '') => writeFileSync(join(folder, `jobs/${job.id}${as}.json`), '{}');

/** Jobs that need any of those before them. */
const graphs = fc
  .array(fc.array(fc.nat(99), { maxLength: 4 }), { minLength: 1, maxLength: 12 })
  .map((all) => all.map((needs, i) => jobOf(i, [...new Set(i === 0 ? [] : needs.map((need) => need % i))])));

it('starts every job of any graph once, when the last one that it needs is done', () => {
  fc.assert(
    fc.property(graphs, (jobs) => {
      const folder = newFolder();
      const ready = createReadyJobs(folder, jobs);
      const started: SweepJob[] = [];
      for (const waiting = ready.all(); waiting.length > 0; ) {
        const job = waiting.pop()!;
        started.push(job);
        end(folder, job);
        waiting.push(...ready.after(job));
      }
      expect(started.map((job) => job.id).sort()).toEqual(jobs.map((job) => job.id));
      for (const [at, { needs }] of started.entries()) {
        const before = started.slice(0, at).map((job) => job.id);
        expect(before).toEqual(expect.arrayContaining([...needs]));
      }
      expect(ready.all()).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

it('starts nothing that failed, and nothing that needs it', () => {
  const folder = newFolder();
  const [a, b, c] = [jobOf(0, []), jobOf(1, []), jobOf(2, [0, 1])];
  const ready = createReadyJobs(folder, [a, b, c]);
  end(folder, a);
  end(folder, b, '.failed');
  expect([ready.all(), ready.after(a), ready.isFailed(b.id), ready.isDone(a.id)]).toEqual([[], [], true, true]);
});
