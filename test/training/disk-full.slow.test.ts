/** Training on a disk that is full for a while. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { newestFileSet } from '../../src/files/file-set.js';
import { type TrainOptions, train } from '../../src/training/agent/train.js';
import { diskFull, fault } from '../helpers/faulty-files.js';
import { fingerprints } from '../helpers/fingerprints.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments } from '../helpers/toy-run.js';

vi.mock('node:fs', async (original) => (await import('../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

const config = toyConfig({ totalSteps: 24 });
/** Saves after every round, as far as that is possible. */
const eager = { ...config, checkpointPeriodMinutes: 0 };

function run(folder: string, options: Partial<TrainOptions> = {}, changes = config) {
  return train(changes, { folder, environments: toyEnvironments(changes), retryPauseSeconds: 0.001, ...options });
}

let whole: Record<string, string>;
beforeAll(async () => {
  const parent = mkdtempSync(join(tmpdir(), 'sap-atari-'));
  await run(join(parent, 'run'));
  whole = fingerprints(join(parent, 'run'));
  rmSync(parent, { recursive: true });
});

const rowsOf = (path: string) =>
  readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line).step);

describe('on a full disk, training', () => {
  it.each([
    ['a row of the metrics', 'appendFileSync', 'metrics.jsonl', 3],
    ['a row of the timing', 'appendFileSync', 'timing.jsonl', 3],
    ['the weights of a checkpoint', 'writeFileSync', 'mean.safetensors', 2],
    ['the end of a checkpoint', 'renameSync', 'manifest.json', 2],
    ['the agent', 'renameSync', 'run/model.json', 2],
  ] as const)(
    'waits for room for %s, and ends with the same bytes as on an empty disk',
    async (_, operation, name, times) => {
      const folder = join(temporaryFolder(), 'run');
      const warnings: string[] = [];
      let left: number = times;
      let written = '';
      fault.before = (now, path) => {
        if (now === 'openSync') written = path;
        const target = now === 'writeFileSync' ? written : path;
        if (now === operation && target.includes(name) && left-- > 0) throw diskFull();
      };
      expect(await run(folder, { onWarning: (line) => warnings.push(line) })).toMatchObject({ finished: true });
      expect(left).toBeLessThan(0);
      expect(warnings).toEqual([
        expect.stringMatching(/^cannot write .*: the disk is full; free some space; training pauses and tries again/),
        'the disk has room again: training continues',
      ]);
      expect(warnings[0]).toContain(name);
      expect(fingerprints(folder)).toEqual(whole);
      expect(rowsOf(join(folder, 'timing.jsonl'))).toEqual([7, 14, 21]);
    },
  );

  it('stops at the signal while it waits, and can be resumed from its last checkpoint', async () => {
    const folder = join(temporaryFolder(), 'run');
    const controller = new AbortController();
    let step = 0;
    fault.before = (operation, path) => {
      if (operation === 'mkdirSync' && step > 9 && path.includes('checkpoints')) throw diskFull();
    };
    const options = {
      signal: controller.signal,
      onProgress: (progress: { step: number }) => {
        step = progress.step;
      },
      onWarning: () => controller.abort(),
    };
    await expect(run(folder, options, eager)).rejects.toThrow(/cannot write .*: the disk is full; free some space$/);
    fault.before = () => {};
    expect(newestFileSet(join(folder, 'checkpoints'))!.number).toBe(9);
    await run(folder, { resume: true });
    expect(fingerprints(folder)['model.safetensors']).toBe(whole['model.safetensors']);
  });

  it('waits on a disk that is really full', async ({ skip }) => {
    const disk = join(temporaryFolder(), 'disk');
    mkdirSync(disk);
    const mount = (...options: string[]) => execFileSync('mount', [...options, disk], { stdio: 'ignore' });
    try {
      // Two checkpoints take 54 MB; a third must be written before the first may go.
      mount('-t', 'tmpfs', '-o', 'size=70m', 'tmpfs');
    } catch {
      skip('a disk of its own is needed, and this user may not mount one');
    }
    onTestFinished(() => {
      execFileSync('umount', [disk]);
    });
    const warnings: string[] = [];
    const onWarning = (line: string) => {
      warnings.push(line);
      if (line.includes('full')) setTimeout(() => mount('-o', 'remount,size=200m'), 50);
    };
    const [folder, other] = [join(disk, 'run'), join(temporaryFolder(), 'run')];
    const short = { ...eager, totalSteps: 5 };
    expect(await run(folder, { onWarning }, short)).toMatchObject({ finished: true });
    expect(warnings).toEqual([
      expect.stringContaining('the disk is full'),
      'the disk has room again: training continues',
    ]);
    await run(other, {}, short);
    expect(fingerprints(folder)).toEqual(fingerprints(other));
  }, 180_000);
});
