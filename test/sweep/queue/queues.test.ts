import { describe, expect, it } from 'vitest';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import { jobDataSchema, queuedName, queueName, sizeOf, sizesOf } from '../../../src/sweep/queue/queues.js';

const job = (cores: number, memoryBytes: number) => ({ cores, memoryBytes }) as SweepJob;
const id = '123e4567-e89b-42d3-a456-426614174000';

describe('sizes of jobs', () => {
  it.each([
    [1, 1, 1e9],
    [1, 1e9, 1e9],
    [2, 1e9 + 1, 2e9],
    [2, 4.1e9, 8e9],
  ])('%i cores and %i bytes count as %i bytes', (cores, bytes, rounded) => {
    expect(sizeOf(job(cores, bytes))).toEqual({ cores, memoryBytes: rounded });
  });

  it('are told apart by whether they need a GPU', () => {
    const onGpu = { ...job(1, 5e8), gpu: true as const };
    expect(sizesOf([onGpu, job(1, 5e8)]).map((size) => queueName({ id, attempts: 1 }, size))).toEqual(
      ['1c-1g-gpu', '1c-1g'].map((size) => `sap-atari-${id}-${size}`),
    );
  });

  it('are told apart by game, whose ROM a worker may lack', () => {
    const played = { ...job(1, 5e8), game: 'pong' };
    const sizes = sizesOf([played, job(1, 5e8), played, { ...played, game: 'catch' }]);
    expect(sizes.map((size) => queueName({ id, attempts: 1 }, size))).toEqual(
      ['1c-1g-pong', '1c-1g', '1c-1g-catch'].map((size) => `sap-atari-${id}-${size}`),
    );
  });

  it('are listed once, the largest first, and name the queues', () => {
    const sizes = sizesOf([job(1, 5e8), job(2, 1e9), job(1, 7e8), job(1, 3e9)]);
    expect(sizes.map((size) => queueName({ id, attempts: 1 }, size))).toEqual(
      ['2c-1g', '1c-4g', '1c-1g'].map((size) => `sap-atari-${id}-${size}`),
    );
  });
});

it.each([
  [{ sweep: id, job: '0123456789abcdef' }, true],
  [{ sweep: id, job: '0123456789abcdef', command: 'rm' }, false],
  [{ sweep: '../up', job: '0123456789abcdef' }, false],
  [{ sweep: id, job: '../../etc/passwd' }, false],
  [{ sweep: id }, false],
  ['text', false],
])('takes %j from a queue: %s', (data, isTaken) => {
  expect(jobDataSchema.safeParse(data).success).toBe(isTaken);
});

it('names no job by digits alone, which BullMQ refuses', () => {
  expect(queuedName('1234567890123456')).toBe('job-1234567890123456');
});
