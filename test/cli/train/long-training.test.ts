import { afterEach, describe, expect, it, vi } from 'vitest';
import { type Config, loadConfig } from '../../../src/agent/config.js';
import { createProgress } from '../../../src/cli/terminal/progress.js';
import { laptopConfig } from '../../../src/cli/train/config.js';
import { mayBeLong, warnIfLong } from '../../../src/cli/train/long-training.js';
import { pacingOf } from '../../../src/cli/train/pacing.js';

const config = (changes: Partial<Config> = {}) => loadConfig({ flags: changes });
const laptop = () => loadConfig({ file: laptopConfig });

/** @param rates steps per second, of each measured config */
async function warned(changes: Partial<Config>, rates: readonly number[]) {
  const lines: string[] = [];
  const left = [...rates];
  const rate = await warnIfLong(config(changes), {
    createEnvironments: () => [],
    laptop,
    warn: (line) => lines.push(line),
    measure: async () => left.shift()!,
  });
  return { lines, rate, measured: rates.length - left.length };
}

describe('a long training', () => {
  it('is announced with its time on this machine, and that of the smaller config', async () => {
    expect(await warned({}, [16, 1600])).toEqual({
      lines: [
        'this training will take about 72d7h on this machine (16 steps/s while learning, without evaluations); --config configs/laptop.json takes about 1h44m, --plan tells more',
      ],
      ...{ rate: 16, measured: 2 },
    });
  });

  it.each<[string, Partial<Config>, number[], object]>([
    ['that a fast machine makes short', {}, [10_000], { lines: [], rate: 10_000, measured: 1 }],
    ['that is short on any machine', { totalSteps: 600_000 }, [], { lines: [], rate: undefined, measured: 0 }],
    [
      'that is no longer than the smaller config',
      { totalSteps: 2_000_000 },
      [10, 10],
      { lines: [expect.stringContaining('about 54h10m on this machine (10 steps/s')], rate: 10, measured: 2 },
    ],
  ])('%s', async (_, changes, rates, result) => {
    expect(await warned(changes, rates)).toEqual(result);
  });

  it.each<[Partial<Config>, boolean]>([
    [{}, true],
    [{ totalSteps: 60_000 }, false],
    [{ totalSteps: 3_000_000 }, true],
    [{ totalSteps: 3_000_000, learnPeriodSteps: 100 }, false],
    [{ algorithm: 'pqn', totalSteps: 10_000_000 }, false],
    [{ algorithm: 'pqn', totalSteps: 100_000_000 }, true],
  ])('%j may be long: %s', (changes, long) => {
    expect(mayBeLong(config(changes))).toBe(long);
  });
});

describe('the time left', () => {
  afterEach(() => vi.restoreAllMocks());

  /** Plays 12 s of the warm-up at 2,500 steps/s, then 12 s of learning at 10. @returns the lines on standard error */
  function lines(changes: Partial<Config>, rate?: number) {
    const printed: string[] = [];
    vi.spyOn(console, 'error').mockImplementation((line) => printed.push(line));
    let now = 0;
    const run = config({ warmUpSteps: 30_000, ...changes });
    const bar = createProgress({ total: run.totalSteps, unit: 'steps', now: () => now });
    const to = (end: number, from: number, perSecond: number) => {
      for (let step = from; step <= Math.min(end, run.totalSteps); step += perSecond / 10) {
        now += 0.1;
        bar.update(step, {}, pacingOf({ step, evaluationSeconds: 0 }, run, rate));
      }
    };
    to(30_000, 0, 2500);
    to(30_120, 30_001, 10);
    return printed.map((line) => line.trim());
  }

  it.each<[string, Partial<Config>, number | undefined, RegExp[]]>([
    [
      'is unknown before learning was measured',
      { totalSteps: 390_000 },
      undefined,
      [/ETA –$/, /10\.00\/s {2}ETA 9h59m$/],
    ],
    [
      'is that of the rate measured before the run',
      { totalSteps: 390_000 },
      20,
      [/ETA 5h0m$/, /10\.00\/s {2}ETA 9h59m$/],
    ],
    ['is that of the warm-up, where nothing else comes', { totalSteps: 30_000 }, undefined, [/ETA 2s$/, /ETA 0s$/]],
  ])('%s', (_, changes, rate, expected) => {
    expect(lines(changes, rate).slice(0, 2)).toEqual(expected.map((each) => expect.stringMatching(each)));
  });
});
