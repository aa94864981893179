import { describe, expect, it } from 'vitest';
import { costText } from '../../../src/cli/sweep/cost.js';
import type { SweepCost } from '../../../src/sweep/cost/costs.js';

const machine = { cores: 2, memoryBytes: 8e9 };
const cost: SweepCost = {
  kinds: [
    {
      ...{ kind: 'train', of: 'pong', jobs: 5, cores: 2, memoryBytes: 5.2e8 },
      ...{ seconds: [3600, 7200], diskBytes: 7.5e7, coreHours: [10, 2000] },
    },
    {
      ...{ kind: 'merge', of: 'fgsm', jobs: 1, cores: 1, memoryBytes: 6e8 },
      ...{ seconds: [17, 17], diskBytes: 4e4, coreHours: [0.004, 0.004] },
    },
  ],
  total: { jobs: 6, coreHours: [10.004, 2000.004], diskBytes: 3.8e8 },
  criticalPath: { jobs: ['pong-1', 'fgsm'], seconds: [3617, 7217] },
  machines: [1, 16].map((machines) => ({ machines, seconds: [18_017 / machines, 36_017 / machines] })),
  machine,
};
const linesOf = (assumptions: readonly string[] = []) =>
  costText({ folder: 'runs/sweeps/mine' }, cost, assumptions)
    .split('\n')
    .filter((line) => !line.startsWith('this machine is busy'));

describe('costText', () => {
  it('prints kinds, totals, the longest chain and machines; equal ends of a range once', () => {
    expect(linesOf(['a'])).toEqual([
      'mine: 6 jobs in runs/sweeps/mine: 5 × train → 1 × merge',
      'kind   of    jobs  cores each     time each  memory each  disk each   core hours',
      '─────  ────  ────  ──────────  ────────────  ───────────  ─────────  ───────────',
      'train  pong     5           2  1h0m to 2h0m       520 MB      75 MB  10 to 2,000',
      'merge  fgsm     1           1           17s       600 MB     < 1 MB       < 0.01',
      '',
      'total          10 to 2,000 core hours, 380 MB of disk',
      'longest chain  1h0m to 2h0m: pong-1 → fgsm',
      'with machines of 2 cores and 8.00 GB of free memory, as this one:',
      '     1  5h0m to 10h0m',
      '    16  18m46s to 37m31s',
      'assumed: a',
    ]);
  });

  it('prints eight assumptions, and how many more there are', () => {
    const lines = linesOf(Array.from({ length: 11 }, (_, i) => `line ${i}`));
    expect(lines.slice(-2)).toEqual(['assumed: line 7', 'and 3 more assumptions, which --json lists']);
  });

  it('leaves out what was not measured', () => {
    const unknown = { seconds: null, diskBytes: null, coreHours: null };
    const unmeasured: SweepCost = {
      ...cost,
      kinds: cost.kinds.map((kind) => ({ ...kind, ...unknown })),
      total: { jobs: 6, coreHours: null, diskBytes: null },
      ...{ criticalPath: null, machines: null },
    };
    expect(costText({ folder: 'mine' }, unmeasured, []).trimEnd().split('\n').slice(1)).toEqual([
      'kind   of    jobs  cores each  memory each',
      '─────  ────  ────  ──────────  ───────────',
      'train  pong     5           2       520 MB',
      'merge  fgsm     1           1       600 MB',
    ]);
  });
});
