import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import type { SlurmArray } from '../../../src/sweep/slurm/arrays.js';
import { type SubmissionOptions, submissionText, taskText } from '../../../src/sweep/slurm/script.js';

const options: SubmissionOptions = {
  name: 'small',
  folder: '/data/small',
  command: ['/bin/node', '/x.js'],
  sbatch: [],
};
const array: SlurmArray = {
  label: 'train',
  cores: 2,
  memoryBytes: 1e9,
  tasks: [
    { number: 1, id: 'a' },
    { number: 2, id: 'b' },
  ],
};
const merge: SlurmArray = {
  ...{ label: 'merge-fast', cores: 1, memoryBytes: 1e8, tasks: [{ number: 1, id: 'm' }] },
  after: { how: 'afterok', arrays: [0, 1] },
};
const oddFolder = `/data/it's "a" $HOME \`date\` %j; é`;
const odd = { ...options, folder: oddFolder, account: `o'b, $x`, sbatch: ['--comment=a "b" $c', '--qos=low'] };
const texts = [submissionText([array, array, merge], odd), submissionText([], odd), taskText(odd)];

describe('submissionText', () => {
  const text = submissionText([array, array, merge], {
    ...options,
    timeSeconds: 93_784,
    partition: 'long',
    throttle: 7,
  });

  it('submits arrays with their needs, after those that they wait for', () => {
    expect(text).toMatch(
      /^array1=\$\(submit slurm\/train-[0-9a-f]{8}\.txt --job-name=small\/train --array=1-2%7 --cpus-per-task=2 --mem=1097M\)$/m,
    );
    expect(text).toMatch(
      /^array3=.* --array=1%7 --cpus-per-task=1 --mem=239M --dependency="afterok:\$array1:\$array2"\)$/m,
    );
  });

  it('has tasks queued again, stopped in time, and canceled where what they wait for has failed', () => {
    for (const option of ['--requeue', '--signal=B:TERM@120', '--kill-on-invalid-dep=yes', '--open-mode=append']) {
      expect(text).toContain(`\n  ${option}\n`);
    }
    expect(text).toContain('\n  --time=1-02:03:04\n');
    expect(text).toContain('\n  --partition=long\n');
    expect(submissionText([array], options)).not.toMatch(/--time|--partition|--account|%7/);
  });

  it('doubles a percent sign of the folder, which Slurm would replace', () => {
    expect(texts[0]).toContain('%%j; é/logs/slurm-%A_%a.txt');
  });

  it.each(['/data/a\\b', '/data/a\nb'])('refuses the folder %j', (folder) => {
    expect(() => submissionText([array], { ...options, folder })).toThrow(UsageError);
    expect(() => taskText({ ...options, folder })).toThrow('expected a folder without backslashes');
  });
});

describe('the scripts', () => {
  it.each(texts)('are bash', (text) => {
    expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    expect(text).toContain('\nset -euo pipefail\n');
  });

  const missing = spawnSync('shellcheck', ['--version']).status !== 0;
  it.skipIf(missing).each(texts)('have nothing that shellcheck warns of', (text) => {
    expect(spawnSync('shellcheck', ['-'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  });
});
