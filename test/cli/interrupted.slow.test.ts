/** Ctrl-C: commands stop in good order and can be resumed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';

const { folder, cli, interrupted, tinyConfig } = openCli();

/** Steps of a run that is never at its end when the signal comes, however late that is. */
const endless = 1_000_000;

describe('Ctrl-C', () => {
  it('stops all seeds with a checkpoint, and they resume', async () => {
    const runs = join(folder, 'stopped-seeds');
    const config = tinyConfig({ totalSteps: endless });
    const args = ['train', '--config', config, '--seeds', '2', '--parallel', '2', '--out', runs, '--json'];
    const both = /"step":200,[\s\S]*"step":200,/;
    const { status, output } = await interrupted(args, both);
    expect(status).toBe(130);
    expect(output).toContain(`sap-atari train --resume ${runs}`);
    const made = ['seed-1', 'seed-2'].map(
      (run): number => JSON.parse(readFileSync(join(runs, run, 'model.json'), 'utf8')).step,
    );
    const furthest = Math.max(...made);
    expect(furthest).toBeLessThan(endless);
    const resumed = cli(['train', '--resume', runs, '--steps', String(furthest)]);
    expect(resumed.status).toBe(0);
    for (const run of ['seed-1', 'seed-2']) expect(resumed.stdout).toMatch(new RegExp(`${run} +${furthest} `));
  });

  it.each(['1', '2'])(
    'stops training with a checkpoint and prints a command that resumes it: --threads %s',
    async (threads) => {
      const run = join(folder, `stopped-${threads}`);
      const config = tinyConfig({ totalSteps: endless });
      const args = ['train', '--config', config, '--threads', threads, '--out', run, '--json'];
      const { status, output } = await interrupted(args, /"step":200,/);
      expect(status).toBe(130);
      expect(output).toContain(`sap-atari train --resume ${run}`);
      const stoppedAt = Number(/stopped at step (\d+)/.exec(output)?.[1]);
      expect(stoppedAt).toBeLessThan(endless);
      const resumed = cli(['train', '--resume', run, '--steps', String(stoppedAt + 100)]);
      expect(resumed.status).toBe(0);
      expect(JSON.parse(readFileSync(join(run, 'model.json'), 'utf8')).step).toBe(stoppedAt + 100);
      const again = cli(['train', '--resume', run]);
      expect(again.stdout).toBe(
        `already trained: ${run} has all of its ${stoppedAt + 100} steps; raise --steps to train on\n`,
      );
      expect(again.status).toBe(0);
    },
  );

  it('stops an evaluation and keeps the finished rows', async () => {
    const out = join(folder, 'stopped-evaluation');
    const short = ['--episodes', '1', '--max-steps', '300', '--gradient-samples', '50', '--output-samples', '50'];
    const child = interrupted(['evaluate', '--lambda', '0,1,2,4,8,16', '--out', out, ...short], /written|episodes/);
    const rows = join(out, 'results.json');
    const { status, output } = await child;
    expect(status).toBe(130);
    expect(output).toContain('Rerun the same command to resume');
    expect(JSON.parse(readFileSync(rows, 'utf8')).complete).toBe(false);
  });
});
