import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import type { SweepJob } from '../../src/sweep/plan/jobs.js';
import {
  describeEnd,
  forgetFailure,
  readFailure,
  readRecord,
  writeDone,
  writeFailure,
} from '../../src/sweep/record.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-record-'));
mkdirSync(join(folder, 'jobs'));
afterAll(() => rmSync(folder, { recursive: true }));

const id = 'a'.repeat(16);
const job = { id, kind: 'train', name: 'catch-1', cores: 2 } as SweepJob;
const end = describeEnd(job, { version: '1', engine: '2' }, 1.23456);

it('reads what was written; a job that is done has not failed', () => {
  expect([readRecord(folder, id), readFailure(folder, id)]).toEqual([undefined, undefined]);
  const failure = { ...end, attempts: 3, reason: 'exit code 1', lastLines: ['no space'] };
  writeFailure(folder, failure);
  expect(readFailure(folder, id)).toEqual(failure);
  writeDone(folder, end);
  expect(readRecord(folder, id)).toEqual({ ...end, seconds: 1.235 });
  expect(readFailure(folder, id)).toBeUndefined();
  forgetFailure(folder, id);
});

it.each(['{}', '[]', '{"id": 5}', '{"id": "a"', ''])('refuses %j in one line that names the file', (text) => {
  writeFileSync(join(folder, `jobs/${id}.json`), text);
  const read = () => readRecord(folder, id);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(/^[^\n]*jobs\/a{16}\.json: expected [^\n]*$/);
});
