/** Commands × ways to stop them: signals, a closed output, an output that cannot be written. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { program } from '../helpers/cli.js';
import { sampleSize } from '../helpers/sample.js';

let folder: string;

const tiny = {
  ...{ game: 'catch', totalSteps: 300, warmUpSteps: 100, learnPeriodSteps: 50, targetPeriodSteps: 200 },
  ...{ replayCapacityTransitions: 500, explorationHoldSteps: 0, explorationAnnealSteps: 100 },
  metricsPeriodSteps: 100,
};
const tinyVision = { data: 'embedded', trainImages: 8, batchImages: 4, batchSlices: 1, learningRate: 0.01 };
const configs = {
  tiny,
  long: { ...tiny, totalSteps: 1_000_000 },
  'vision-tiny': { ...tinyVision, epochs: 1, metricsPeriodSteps: 1 },
  'vision-long': { ...tinyVision, epochs: 10_000, metricsPeriodSteps: 1 },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sap-atari-stopping-'));
  for (const [name, config] of Object.entries(configs)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(config));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

const start = (args: readonly string[], stdout: 'pipe' | number = 'pipe'): ChildProcess =>
  spawn('node', [program, ...args], {
    cwd: folder,
    stdio: ['ignore', stdout, 'pipe'],
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: '', ALE_ROM_DIR: '' },
  });

function ended(child: ChildProcess): Promise<Ended> {
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk) => {
      texts[name] += chunk;
    });
  }
  return new Promise((resolve) => child.on('close', (status, signal) => resolve({ status, signal, ...texts })));
}

/** Waits until the program listens to SIGHUP, which Node itself does not: Linux says so. */
async function untilListening({ pid }: ChildProcess): Promise<void> {
  const bit = 1n << BigInt(constants.signals.SIGHUP - 1);
  for (;;) {
    const caught = /^SigCgt:\s*(\w+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (BigInt(`0x${caught}`) & bit) return;
    await setTimeout(20);
  }
}

/** Waits until the child has printed such a line. */
const untilPrinted = (child: ChildProcess, line: RegExp): Promise<void> =>
  new Promise((resolve) => {
    let text = '';
    child.stdout!.on('data', (chunk) => {
      text += chunk;
      if (line.test(text)) resolve();
    });
  });

const few = ['--gradient-samples', '2', '--output-samples', '2'];
const many = ['--gradient-samples', '200', '--output-samples', '200'];

/** Long commands, with the output that shows that they compute; without it, the test waits for their signal handlers. */
const long: Record<string, { readonly args: string; readonly underWay?: RegExp; readonly keeps?: string }> = {
  train: { args: 'train --config long.json --json', underWay: /"step":200,/, keeps: 'model.json' },
  'train --threads 2': { args: 'train --config long.json --threads 2 --json', underWay: /"step":200,/ },
  'train --seeds': {
    args: 'train --config long.json --seeds 2 --parallel 2 --json',
    underWay: /seed-1"[\s\S]*seed-2"|seed-2"[\s\S]*seed-1"/,
    keeps: 'seed-2/model.json',
  },
  'vision train': { args: 'vision train --config vision-long.json --json', underWay: /"step":2,/, keeps: 'model.json' },
  evaluate: { args: `evaluate --lambda 1,2 ${many.join(' ')}`, keeps: 'results.json' },
  'evaluate --workers 2': { args: `evaluate --lambda 1,2 --workers 2 ${many.join(' ')}`, keeps: 'results.json' },
  'state-grid': { args: `state-grid --states 500 ${many.join(' ')}` },
  'mc-sweep': { args: 'mc-sweep --states 500' },
  table1: { args: `table1 --episodes 50 ${many.join(' ')}` },
  'vision evaluate': { args: `vision evaluate --images 200 ${many.join(' ')}` },
  'vision figures': { args: 'vision figures --figure adversarial --images 200' },
  results: { args: 'results --states 500' },
  'record-states': { args: 'record-states --states 5000' },
  play: { args: 'play --steps 15000 --game Catch' },
};

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const outOf = (name: string, way: string) => `${name}-${way}`.replaceAll(' ', '-');

/** All pairs in the full run; in the sample about one signal for each command. */
const signalRows = Object.keys(long)
  .flatMap((name, i) => signals.map((signal, k) => ({ name, signal, first: (i + k) % signals.length === 0 })))
  .filter(({ first }) => first || sampleSize(0, 1) === 1)
  .filter((_, i) => i % sampleSize(2, 1) === 0);

describe('a signal', () => {
  it.each(signalRows)('stops $name cleanly: $signal', async ({ name, signal }) => {
    const { args, underWay, keeps } = long[name]!;
    const out = outOf(name, signal);
    const child = start([...args.split(' '), '--out', name === 'play' ? `${out}.webp` : out]);
    const end = ended(child);
    await (underWay ? untilPrinted(child, underWay) : untilListening(child));
    child.kill(signal);
    const { status, stderr } = await end;
    expect(status, stderr).toBe(128 + constants.signals[signal]);
    expect(stderr).not.toMatch(/^ +at /m);
    if (keeps !== undefined) expect(existsSync(join(folder, out, keeps)), stderr).toBe(true);
  });

  it('counts once when npm forwards the signal that the terminal has sent', async () => {
    const child = start([...'train --config long.json --json --out twice'.split(' ')]);
    const end = ended(child);
    await untilPrinted(child, /"step":200,/);
    for (let i = 0; i < 5; i++) child.kill('SIGINT');
    expect(await end).toMatchObject({ status: 130, stderr: expect.stringContaining('train --resume twice') });
  });

  /** A process that listens to signals, and does this when it should stop. */
  const listening = (whenStopping: string): ChildProcess => {
    const module = new URL('../../dist/cli/terminal/interrupt.js', import.meta.url);
    const code = `import { interruptSignal } from '${module}';
    interruptSignal(() => { console.log('stopping'); ${whenStopping} });
    const alive = setInterval(() => {}, 1000);
    console.log('ready');`;
    return spawn('node', ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'pipe'] });
  };

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'that is repeated more than a second later ends a command that does not stop: %s',
    async (name) => {
      const child = listening('');
      const end = ended(child);
      await untilPrinted(child, /ready/);
      child.kill(name);
      await untilPrinted(child, /stopping/);
      await setTimeout(3000); // more than a second also where this process or the other one waits for a core
      child.kill(name);
      expect(await end).toMatchObject({ status: null, signal: name, stdout: 'ready\nstopping\n', stderr: '' });
    },
  );

  it('counts once when the process computes for seconds before it sees the forwarded one', async () => {
    const compute = `const begin = performance.now(); while (performance.now() - begin < 2500);`;
    // As a checkpoint is written: a moment after the signal, in several pieces.
    const work = `setTimeout(() => { console.log('computing'); ${compute} setTimeout(() => { console.log('whole'); clearInterval(alive); }, 20); }, 100);`;
    const child = listening(work);
    const end = ended(child);
    await untilPrinted(child, /ready/);
    child.kill('SIGINT');
    await untilPrinted(child, /computing/);
    child.kill('SIGINT');
    expect(await end).toMatchObject({ status: 0, signal: null, stdout: 'ready\nstopping\ncomputing\nwhole\n' });
  });

  it('that kills a process of --seeds is reported with the run', async () => {
    const child = start([...'train --config long.json --json --out killed --seeds 2 --parallel 2'.split(' ')]);
    const end = ended(child);
    await untilPrinted(child, long['train --seeds']!.underWay!);
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    const pidOf = (run: string) => children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(run))!;
    process.kill(pidOf('seed-1'), 'SIGKILL');
    process.kill(pidOf('seed-2'), 'SIGTERM');
    const { status, stderr } = await end;
    expect(status).toBe(1);
    expect(stderr).toContain(
      'seed-1 (killed/seed-1): its process was killed by SIGKILL, as systems do when memory runs out',
    );
    expect(stderr).toContain('seed-2 (killed/seed-2): it was stopped by SIGTERM, with a checkpoint');
  });
});

/** Short commands that print. */
const short: Record<string, string> = {
  '--help': '--help',
  games: 'games',
  train: 'train --config tiny.json --json',
  evaluate: `evaluate --lambda 1 --episodes 1 --max-steps 5 --json ${few.join(' ')}`,
  'roms list': 'roms list',
  'vision train': 'vision train --config vision-tiny.json --json',
  'train --seeds': 'train --config tiny.json --seeds 2 --json',
  'state-grid': `state-grid --states 2 --every 1 --lambda 1 --json ${few.join(' ')}`,
  'mc-sweep': `mc-sweep --states 2 --every 1 --lambda 1 --json ${few.join(' ')}`,
  table1: `table1 --runs bundled-catch --lambda 1 --episodes 1 --max-steps 5 ${few.join(' ')}`,
  'vision evaluate': `vision evaluate --images 2 --lambda 1 --json ${few.join(' ')}`,
  'record-states': 'record-states --states 2 --every 1',
  play: 'play --steps 2 --game Catch',
};
const writesFile = ['play'];
const writesNothing = ['--help', 'games', 'roms list'];
const shortRows = Object.entries(short)
  .slice(0, sampleSize(4, 100))
  .map(([name, args]) => ({ name, args }));
const withOut = (name: string, args: string, way: string) => {
  const out = outOf(name, way);
  const more = writesNothing.includes(name) ? [] : ['--out', writesFile.includes(name) ? `${out}.webp` : out];
  return [...args.split(' '), ...more];
};

describe('standard output', () => {
  it.each(shortRows)('that is closed stops nothing: $name', async ({ name, args }) => {
    const child = start(withOut(name, args, 'unread'));
    child.stdout!.destroy();
    const { status, stderr } = await ended(child);
    expect(status, stderr).toBe(0);
    expect(stderr).not.toMatch(/EPIPE|^ +at /m);
    if (name === 'train') {
      expect(stderr).toContain('standard output was closed: the command continues');
      expect(readFileSync(join(folder, 'train-unread/metrics.jsonl'), 'utf8').trim().split('\n').length).toBe(3);
      expect(JSON.parse(readFileSync(join(folder, 'train-unread/model.json'), 'utf8')).step).toBe(300);
    }
  });

  it.each(shortRows)('that cannot be written is a failure, in one line: $name', async ({ name, args }) => {
    const { status, stderr } = await ended(start(withOut(name, args, 'full'), openSync('/dev/full', 'w')));
    expect(status, stderr).toBe(1);
    const line = 'sap-atari: cannot write to standard output: the disk is full; free some space';
    expect(stderr.split('\n').filter((each) => each.includes('standard output'))).toEqual([line]);
    if (name === 'train') expect(existsSync(join(folder, 'train-full/model.json'))).toBe(true);
  });
});

it('a process whose parent has disconnected at once stops with a checkpoint', async () => {
  const child = fork(program, ['train', '--config', 'long.json', '--out', 'disconnected'], {
    ...{ cwd: folder, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    env: { ...process.env, HOME: folder, XDG_DATA_HOME: '', ALE_ROM_DIR: '' },
  });
  child.disconnect();
  const texts: string[] = [];
  child.stderr!.on('data', (chunk) => texts.push(String(chunk)));
  const [status] = await once(child, 'exit');
  expect(status, texts.join('')).toBe(130);
});
