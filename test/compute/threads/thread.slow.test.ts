/** Threads that end during a kernel of onnxruntime. Each case has a process of its own, since a fault aborts the process. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { sampleSize } from '../../helpers/sample.js';

const run = (script: string, ...args: string[]) => {
  const path = new URL(`../../helpers/${script}`, import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { encoding: 'utf8' });
  return { status, stdout: stdout.trim().split('\n').filter(Boolean), stderr };
};

/** For a job pool and a worker group: what happens to the threads, what the process prints, and its exit code. */
const endings: readonly { system: 'pool' | 'group'; way: string; prints: readonly string[]; status?: number }[] = [
  { system: 'pool', way: 'dispose', prints: ['ended'] },
  { system: 'pool', way: 'stop', prints: ['stopped: undefined', 'ended'] },
  { system: 'pool', way: 'process exit', prints: [], status: 3 },
  { system: 'group', way: 'process exit', prints: [], status: 3 },
  { system: 'group', way: 'exit', prints: ['failed: a test thread failed: it ended with exit code 7', 'ended'] },
  { system: 'pool', way: 'throw', prints: ['failed: a worker thread failed: out of the blue', 'ended'] },
  { system: 'pool', way: 'exit', prints: ['failed: a worker thread failed: it ended with exit code 7', 'ended'] },
  { system: 'pool', way: 'dies', prints: ['failed: a worker thread failed: it ended with exit code 5', 'ended'] },
  { system: 'pool', way: 'fails', prints: ['failed: no such setup', 'ended'] },
  { system: 'group', way: 'dispose', prints: ['ended'] },
  { system: 'group', way: 'throw', prints: ['failed: a test thread failed: out of the blue', 'ended'] },
  { system: 'group', way: 'dies', prints: ['failed: a test thread failed: it ended with exit code 5', 'ended'] },
  { system: 'group', way: 'fails', prints: ['failed: no such setup', 'ended'] },
];

describe('threads inside a kernel', () => {
  it.each(endings.slice(0, sampleSize(6, 100)))('of $system: $way', ({ system, way, prints, status = 0 }) => {
    expect(run('ending-threads.mjs', system, way)).toEqual({ status, stdout: prints, stderr: '' });
  });
});

it('64 threads under one signal cause no warning', () => {
  expect(run('many-workers.mjs', '64')).toEqual({ status: 0, stdout: [String((127 * 128) / 2)], stderr: '' });
});
