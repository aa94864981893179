/** The folder of a sweep whose evaluations are stored ones, so that nothing is played. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SweepJob } from '../../src/sweep/plan/jobs.js';
import { writePlan } from '../../src/sweep/plan/plan-file.js';
import { describeEnd, writeDone } from '../../src/sweep/record.js';
import { parseSpec } from '../../src/sweep/spec/spec.js';

const stored = (name: string) => fileURLToPath(new URL(`../../docs/results/${name}/episodes`, import.meta.url));

export interface StoredEvaluation {
  /** In docs/results. */
  readonly stored: string;
  readonly isDone: boolean;
}

/** Makes a sweep in the folder. @param evaluations by name */
export function collectedSweep(folder: string, evaluations: Readonly<Record<string, StoredEvaluation>>): void {
  const names = Object.keys(evaluations);
  const spec = {
    name: 'stored',
    agents: ['bundled'],
    evaluations: Object.fromEntries(names.map((name) => [name, { seeds: [1] }])),
  };
  const jobs = names.map(
    (name, i): SweepJob => ({
      ...{ id: String(i).padStart(16, '0'), kind: 'merge', name, needs: [], folder: `evaluations/${name}` },
      ...{ cores: 1, memoryBytes: 0, evaluation: name },
    }),
  );
  const versions = { version: '0.0.0', engine: '1.0.0' };
  mkdirSync(folder, { recursive: true });
  writePlan(folder, { spec: parseSpec(spec, 'sweep.json'), ...versions, jobs }, new Map());
  for (const job of jobs) {
    const { stored: source, isDone } = evaluations[job.name]!;
    if (!isDone) continue;
    mkdirSync(join(folder, job.folder), { recursive: true });
    for (const name of ['results.json', 'episodes.jsonl', 'settings.json']) {
      copyFileSync(join(stored(source), name), join(folder, job.folder, name));
    }
    writeDone(folder, describeEnd(job, versions, 1));
  }
}
