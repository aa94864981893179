import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../src/common/errors.js';
import { createRandom } from '../../src/common/random.js';
import { type Lease, takeLease } from '../../src/files/lease.js';
import { sampleSize } from '../helpers/sample.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
});
const leasePath = () => join(folder, 'lease.json');

/** The content of a lease that this process has taken and given up again. */
function ownLease(): Record<string, unknown> {
  const other = temporaryFolder();
  const lease = takeLease(other);
  const own = JSON.parse(readFileSync(join(other, 'lease.json'), 'utf8'));
  lease.release();
  return own;
}

/** Leaves a lease with these changes in the folder, as if its last heartbeat had been so long ago. */
function leave(changes: object, silentSeconds = 0): void {
  writeFileSync(leasePath(), JSON.stringify({ ...ownLease(), ...changes }));
  const then = Date.now() / 1000 - silentSeconds;
  utimesSync(leasePath(), then, then);
}

const noProcess = 2 ** 30; // above every system's largest pid
const linux = process.platform === 'linux';

describe('takeLease', () => {
  interface Situation {
    readonly name: string;
    readonly holder: object;
    readonly silentSeconds?: number;
    /** Undefined: it is refused. */
    readonly warning?: RegExp;
    readonly refusal?: RegExp;
    readonly runIf?: boolean;
  }
  const situations: readonly Situation[] = [
    {
      name: 'a process that runs, however silent it is',
      holder: {},
      silentSeconds: 1e6,
      refusal: new RegExp(
        `is in use by process ${process.pid} on host "${hostname()}" \\(since 20.*Z\\): .* wait until it has ended, or stop it$`,
      ),
      runIf: linux,
    },
    { name: 'a process that has ended', holder: { pid: noProcess }, warning: /which has ended without releasing it$/ },
    {
      name: 'a process whose pid another one has now',
      holder: { started: '1' },
      warning: /which has ended without releasing it$/,
      runIf: linux,
    },
    {
      name: 'another host that is heard from',
      holder: { host: 'elsewhere', pid: noProcess },
      silentSeconds: 580,
      refusal: /in use by process \d+ on host "elsewhere" .* last heartbeat was 10 minutes ago, .* after 10 minutes/,
    },
    {
      name: 'another host that has been silent for too long',
      holder: { host: 'elsewhere' },
      silentSeconds: 610,
      warning: /lease of process \d+ on host "elsewhere" .* which has had no heartbeat for 10 minutes$/,
    },
    {
      name: 'another host, or container, of the same name',
      holder: { machine: 'another', pid: noProcess },
      silentSeconds: 580,
      refusal: /is in use by/,
    },
  ];
  it.each(situations.filter(({ runIf = true }) => runIf))('after $name', ({ holder, silentSeconds, ...expected }) => {
    leave(holder, silentSeconds);
    const warnings: string[] = [];
    const take = () => takeLease(folder, { onWarning: (line) => warnings.push(line) });
    if (expected.refusal) {
      const before = readFileSync(leasePath(), 'utf8');
      expect(take).toThrow(UsageError);
      expect(take).toThrow(expected.refusal);
      expect(readFileSync(leasePath(), 'utf8')).toBe(before);
      expect(readdirSync(folder)).toEqual(['lease.json']);
    } else {
      const lease = take();
      expect(warnings).toEqual([expect.stringMatching(expected.warning!)]);
      lease.expectHeld();
      expect(readdirSync(folder)).toEqual(['lease.json']);
      lease.release();
    }
  });

  it.each(['', '{}', 'null', 'notes'])('refuses an invalid lease.json, and does not change it: %j', (text) => {
    writeFileSync(leasePath(), text);
    expect(() => takeLease(folder)).toThrow(/lease\.json is not a valid lease: delete it if no other process/);
    expect(readFileSync(leasePath(), 'utf8')).toBe(text);
  });

  it('says in one line that the folder cannot be written to', () => {
    expect(() => takeLease(join(folder, 'nowhere'))).toThrow(/^cannot write .*nowhere: /);
  });

  it('can be taken again after a release, which leaves no file', () => {
    const first = takeLease(folder);
    expect(() => takeLease(folder)).toThrow('is in use by');
    first.release();
    expect(readdirSync(folder)).toEqual([]);
    takeLease(folder).release();
    first.release(); // a second time, it does nothing
    expect(readdirSync(folder)).toEqual([]);
  });

  it('claims the claim of a process that ended before using it', () => {
    leave({ host: 'elsewhere' }, 1e6);
    const id = createHash('sha256').update(readFileSync(leasePath())).digest('hex').slice(0, 16);
    writeFileSync(join(folder, `lease-after-${id}.json`), JSON.stringify({ ...ownLease(), pid: noProcess }));
    const warnings: string[] = [];
    const lease = takeLease(folder, { onWarning: (line) => warnings.push(line) });
    expect(warnings).toEqual([expect.stringContaining(`lease of process ${noProcess} on`)]);
    expect(readdirSync(folder)).toEqual(['lease.json']);
    lease.release();
  });
});

it('deletes what killed processes have left, and no file of running ones', () => {
  const write = (name: string, changes: object) =>
    writeFileSync(join(folder, name), JSON.stringify({ ...ownLease(), ...changes }));
  const running = `lease-${'2'.repeat(16)}.tmp`;
  write(`lease-${'0'.repeat(16)}.tmp`, { pid: noProcess });
  write(`lease-after-${'1'.repeat(16)}.json`, { pid: noProcess });
  write(running, {});
  writeFileSync(join(folder, 'lease-notes.json'), 'mine');
  takeLease(folder).release();
  expect(readdirSync(folder).sort()).toEqual([running, 'lease-notes.json'].sort());
});

describe('a lease', () => {
  it('that was taken over stops its holder before the next write, and stays with the successor', () => {
    const first = takeLease(folder);
    first.expectHeld();
    const text = readFileSync(leasePath(), 'utf8');
    writeFileSync(leasePath(), text.replace(`"host":"${hostname()}"`, '"host":"elsewhere"'));
    utimesSync(leasePath(), 0, 0);
    const second = takeLease(folder);
    expect(() => first.expectHeld()).toThrow(
      new RegExp(`was taken over by process ${process.pid} on host .*: stopped before the next write$`),
    );
    first.release();
    second.expectHeld();
    second.release();
    expect(existsSync(leasePath())).toBe(false);
  });

  it('that was deleted by hand stops its holder', () => {
    const lease = takeLease(folder);
    rmSync(leasePath());
    expect(() => lease.expectHeld()).toThrow(/has lost its lease\.json: stopped before the next write$/);
    lease.release();
  });

  it.each([
    ['on a timer', 0.02, () => setTimeout(200)],
    ['at a check before a write', 1e6, (lease: Lease) => lease.expectHeld()],
  ] as const)('is renewed %s', async (_, heartbeatSeconds, act) => {
    const lease = takeLease(folder, { heartbeatSeconds });
    utimesSync(leasePath(), 0, 0);
    if (heartbeatSeconds > 1) vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 2e9);
    await act(lease);
    vi.restoreAllMocks();
    expect(Date.now() - statSync(leasePath()).mtimeMs).toBeLessThan(60_000);
    lease.release();
  });
});

const script = new URL('../helpers/lease-contest.ts', import.meta.url).pathname;

it('a lease has one holder at any time, although processes compete for it and are killed', async () => {
  const log = join(temporaryFolder(), 'log');
  writeFileSync(log, '');
  const rng = createRandom(1);
  const rounds = sampleSize(60, 600);
  const killed = new Set<string>();
  const compete = async (victim: boolean) => {
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder, log, String(victim ? 1e6 : rounds)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (victim) {
      while (!readFileSync(log, 'utf8').includes(`+ ${child.pid}\n`)) await setTimeout(5);
      await setTimeout(rng.integer(30));
      child.kill('SIGKILL');
      killed.add(String(child.pid));
    }
    const [code, signal] = await once(child, 'exit');
    expect([code, signal]).toEqual(victim ? [null, 'SIGKILL'] : [0, null]);
  };
  await Promise.all([true, true, true, false, false, false].map(compete));

  let holder: string | undefined;
  let taken = 0;
  for (const line of readFileSync(log, 'utf8').trim().split('\n')) {
    const [what, pid] = line.split(' ') as [string, string];
    if (what === '+') {
      expect(holder === undefined || killed.has(holder), `${line} while ${holder} holds it`).toBe(true);
      holder = pid;
      taken++;
    } else {
      expect(pid).toBe(holder);
      holder = undefined;
    }
  }
  expect(taken).toBeGreaterThan(3 * rounds);
}, 300_000);
