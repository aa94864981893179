/** `sweep plan`: measures what jobs cost here, or leaves it out. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openCli } from '../../helpers/cli.js';

const { cli, folder } = openCli();

const spec = {
  name: 'cost',
  training: { games: ['Catch'], seeds: [1, 2], config: { totalSteps: 20_000, evaluationPeriodSteps: 0 } },
  agents: ['bundled'],
  evaluations: {
    fast: {
      lambdas: [4],
      seeds: [1, 2, 3],
      seedsPerShard: 2,
      episodes: 2,
      options: { maxSteps: 50, outputSamples: 2 },
    },
  },
};
writeFileSync(join(folder, 'cost.json'), JSON.stringify(spec));
const home = join(folder, 'runs/sweeps/cost');

describe('sweep plan', () => {
  it('measures a job of each kind, and leaves nothing but the plan', () => {
    const temporary = join(folder, 'temporary');
    mkdirSync(temporary);
    vi.stubEnv('TMPDIR', temporary);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { status, stdout } = cli(['sweep', 'plan', 'cost.json', '--json']);
    expect(status).toBe(0);
    const { kinds, total, criticalPath, machines, machine, assumptions, ...others } = JSON.parse(stdout);
    expect(others).toEqual({ folder: 'runs/sweeps/cost' });
    expect(kinds.map(({ kind, of, jobs }: { kind: string; of: string; jobs: number }) => [kind, of, jobs])).toEqual([
      ['train', 'catch', 2],
      ['evaluate', 'fast: catch', 4],
      ['evaluate', 'fast: bundled', 2],
      ['merge', 'fast', 1],
    ]);
    for (const { seconds, diskBytes, coreHours } of kinds) {
      expect([seconds[0] > 0, seconds[1] >= seconds[0], diskBytes > 0, coreHours[0] > 0]).toEqual(Array(4).fill(true));
    }
    expect(total).toEqual({
      jobs: 9,
      diskBytes: expect.any(Number),
      coreHours: [expect.any(Number), expect.any(Number)],
    });
    expect(criticalPath.jobs).toHaveLength(3);
    expect(machines.map((each: { machines: number }) => each.machines)).toEqual([1, 4, 16]);
    expect(machine.cores).toBeGreaterThan(0);
    expect(assumptions).toContainEqual(expect.stringContaining('not trained yet plays as random weights do'));
    expect(assumptions).toContainEqual(expect.stringContaining('episodes of bundled'));
    expect(readdirSync(home).sort()).toEqual(['agents', 'configs', 'jobs.jsonl', 'plan.json', 'sweep.json']);
    expect(readdirSync(temporary).filter((name) => name.startsWith('sap-atari'))).toEqual([]);
  });

  it('prints the costs as a table', () => {
    const { status, stdout } = cli(['sweep', 'plan', 'cost.json']);
    expect(status).toBe(0);
    expect(stdout).toContain('cost: 9 jobs in runs/sweeps/cost: 2 × train → 6 × evaluate → 1 × merge');
    expect(stdout).toMatch(/^train +catch +2 +1 +.*s +\d+ MB +\d+ MB +[<\d]/m);
    expect(stdout).toMatch(/^longest chain .*: catch-[12] → fast\/catch-[12]\/1-2 → fast$/m);
    expect(stdout).toMatch(/^ +16 {2}/m);
  });

  it('without a measurement prints jobs, cores and memory', () => {
    const { status, stdout } = cli(['sweep', 'plan', 'cost.json', '--no-measure']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^train +catch +2 +1 +\d+ MB$/m);
    expect(stdout).not.toMatch(/core hours|longest chain|assumed/);
    const { kinds, criticalPath } = JSON.parse(cli(['sweep', 'plan', 'cost.json', '--no-measure', '--json']).stdout);
    expect([kinds[0].seconds, criticalPath]).toEqual([null, null]);
  });

  it('says how to plan a game whose ROM is missing', () => {
    writeFileSync(
      join(folder, 'pong.json'),
      JSON.stringify({ name: 'pong', training: { games: ['Pong'], seeds: [1] } }),
    );
    const { status, stderr } = cli(['sweep', 'plan', 'pong.json']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/ROM.*; --no-measure plans without times/)]);
    expect(cli(['sweep', 'plan', 'pong.json', '--no-measure']).status).toBe(0);
  });
});
