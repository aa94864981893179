/** plan.json and jobs.jsonl: what was written is read, anything else is refused. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { sha256 } from '../../../src/files/sha256.js';
import { folderNamed, planJobs } from '../../../src/sweep/plan/jobs.js';
import { readPlan, writePlan } from '../../../src/sweep/plan/plan-file.js';
import { parseSpec } from '../../../src/sweep/spec/spec.js';

const root = mkdtempSync(join(tmpdir(), 'sap-atari-plan-'));
afterAll(() => rmSync(root, { recursive: true }));
let folders = 0;

const spec = parseSpec({ name: 'a', agents: ['bundled'], evaluations: { fast: { seeds: [1, 2 ** 32 - 1] } } }, 's');

/** Writes the plan of an agent with any name. */
function written(name = 'bundled') {
  const folder = join(root, String(folders++));
  mkdirSync(folder);
  const agents = [
    { run: `agents/${folderNamed(name)}-01234567`, name: folderNamed(name), game: 'catch', identity: 'f00' },
  ];
  const jobs = planJobs({
    ...{ spec, trainings: [], agents },
    evaluationBytes: new Map([['fast', 4e8]]),
    mergeBytes: 1e8,
  });
  const plan = { spec, version: '1', engine: '2', jobs };
  writePlan(folder, plan, new Map());
  return { folder, plan };
}

it.each(['bundled', '_odd..n é', '-x', '..', 'a'.repeat(300)])(
  'reads what was written, for an agent called %s',
  (name) => {
    const { folder, plan } = written(name);
    expect(readPlan(folder)).toEqual(plan);
  },
);

it.each([
  [{ folder: '../../x' }, /folder/],
  [{ folder: '/etc' }, /folder/],
  [{ run: '-rf' }, /run/],
  [{ run: '--out' }, /run/],
  [{ run: 'a/../../b' }, /run/],
  [{ name: 'two\nlines' }, /name/],
  [{ name: '\u001b[2J' }, /name/],
  [{ id: '../../../etc/pass' }, /id/],
  [{ seeds: ['--out'] }, /seeds/],
  [{ game: 'a:b' }, /game/],
  [{ command: 'rm' }, /command/],
  [{ run: undefined }, /expected jobs of its spec, got [0-9a-f]{16}/],
  [{ evaluation: undefined }, /expected jobs of its spec/],
  [{ evaluation: 'constructor' }, /expected jobs of its spec/],
])('refuses a job with %j, though the hash fits', (change, message) => {
  const { folder } = written();
  const [first, ...others] = readFileSync(join(folder, 'jobs.jsonl'), 'utf8').split('\n');
  const lines = [JSON.stringify({ ...JSON.parse(first!), ...change }), ...others].join('\n');
  writeFileSync(join(folder, 'jobs.jsonl'), lines);
  const head = JSON.parse(readFileSync(join(folder, 'plan.json'), 'utf8'));
  writeFileSync(join(folder, 'plan.json'), JSON.stringify({ ...head, jobs: { ...head.jobs, sha256: sha256(lines) } }));
  const read = () => readPlan(folder);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(message);
  expect(read).not.toThrow(/\n./);
});

it('refuses jobs that are not those of the plan', () => {
  const { folder } = written();
  const path = join(folder, 'jobs.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').slice(0, -40));
  expect(() => readPlan(folder)).toThrow(/expected the 3 jobs that it names in .*jobs\.jsonl, got others/);
});
