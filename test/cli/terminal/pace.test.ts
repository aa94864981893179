import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPace, createSpeed, type TimePoint } from '../../../src/cli/terminal/pace.js';
import { createProgress, paceText } from '../../../src/cli/terminal/progress.js';

/** Speed after a run of stretches, each so many seconds at so many units a second, told ten times a second. */
function speedAfter(
  stretches: readonly { seconds: number; rate: number; stage?: string; apart?: boolean }[],
  from = 0,
) {
  const speed = createSpeed();
  let [seconds, done, apartSeconds] = [1000, from, 0];
  let rate = speed.at(done, { seconds, stage: stretches[0]?.stage });
  for (const { seconds: length, rate: each, stage, apart = false } of stretches) {
    for (let i = 0; i < length * 10; i++) {
      seconds += 0.1;
      done += each * 0.1;
      if (apart) apartSeconds += 0.1;
      rate = speed.at(done, { seconds, stage, apartSeconds });
    }
  }
  return rate;
}

describe('speed', () => {
  it.each<[string, Parameters<typeof speedAfter>, number]>([
    ['that never changes', [[{ seconds: 30, rate: 7 }]], 7],
    [
      'that fell two minutes ago',
      [
        [
          { seconds: 300, rate: 1000 },
          { seconds: 120, rate: 2 },
        ],
      ],
      2,
    ],
    [
      'that fell half a minute ago, half counted',
      [
        [
          { seconds: 300, rate: 10 },
          { seconds: 30, rate: 2 },
        ],
      ],
      6,
    ],
    ['of a run that was resumed: what was there before does not count', [[{ seconds: 5, rate: 3 }], 1_000_000], 3],
    [
      'of a new stage',
      [
        [
          { seconds: 90, rate: 900, stage: 'a' },
          { seconds: 5, rate: 4, stage: 'b' },
        ],
      ],
      4,
    ],
    [
      'but for other work',
      [
        [
          { seconds: 20, rate: 5 },
          { seconds: 30, rate: 0, apart: true },
          { seconds: 20, rate: 5 },
        ],
      ],
      5,
    ],
    [
      'that came to a halt',
      [
        [
          { seconds: 60, rate: 5 },
          { seconds: 30, rate: 0 },
        ],
      ],
      2.5,
    ],
  ])('%s', (_, [stretches, from], expected) => {
    expect(speedAfter(stretches, from)! / expected).toBeCloseTo(1, 1);
  });

  it('is not known before something was done, nor in the first moment of a new stage', () => {
    const speed = createSpeed();
    expect(speed.at(5, { seconds: 1 })).toBeNull();
    expect(speed.at(5, { seconds: 2 })).toBeNull();
    expect(speed.at(6, { seconds: 3 })).toBe(0.5);
    expect(speed.at(7, { seconds: 4, stage: 'next' })).toBeNull();
  });

  it('of seldom steps is that of the last two', () => {
    const speed = createSpeed();
    speed.at(0, { seconds: 0 });
    speed.at(10_000, { seconds: 100 }); // warm-up, in rows of ten thousand
    expect(speed.at(20_000, { seconds: 900 })).toBe(12.5);
  });
});

describe('pace', () => {
  const pace = (moments: readonly (readonly [done: number, moment: TimePoint])[], total = 100) => {
    const { at } = createPace({ total, unit: 'steps' });
    return moments.map(([done, moment]) => at(done, moment)).at(-1)!;
  };

  it('carries the speed on to the total', () => {
    expect(
      pace([
        [40, { seconds: 0 }],
        [60, { seconds: 10 }],
      ]),
    ).toEqual({ rate: 2, unit: 'steps', secondsLeft: 20 });
  });

  it('expects other work at the share of time that it has had', () => {
    const { rate, secondsLeft } = pace([
      [0, { seconds: 0 }],
      [50, { seconds: 20, apartSeconds: 10 }],
    ]);
    expect([rate, secondsLeft]).toEqual([5, 20]);
  });

  it('is at its end beyond the total, which a last round may exceed', () => {
    const moments = [
      [40, { seconds: 0 }],
      [110, { seconds: 7 }],
    ] as const;
    expect(pace(moments).secondsLeft).toBe(0);
  });

  it('knows nothing at first', () => {
    expect(pace([[0, { seconds: 0 }]])).toEqual({ rate: null, unit: 'steps', secondsLeft: null });
  });
});

describe('a bar', () => {
  afterEach(() => vi.restoreAllMocks());

  /** What a line says after so many seconds of a run. */
  function lineAfter(update: (bar: ReturnType<typeof createProgress>) => void): string {
    const printed = vi.spyOn(console, 'error').mockImplementation(() => {});
    let seconds = 0;
    const bar = createProgress({ total: 1000, unit: 'steps', now: () => (seconds += 11) });
    update(bar);
    return String(printed.mock.lastCall![0]);
  }

  it('shows no time left while the rest is other work: warm-up says nothing about learning', () => {
    const line = lineAfter((bar) => {
      bar.update(1, {}, { stage: 'warm-up', restDiffers: true });
      bar.update(500, {}, { stage: 'warm-up', restDiffers: true });
    });
    expect(line).toMatch(/^500\/1000 steps {2}[\d.]+\/s {2}ETA – /);
  });

  it('counts in what it is told to, and takes the time that others know', () => {
    const line = lineAfter((bar) => {
      bar.update(0, {}, { counted: { done: 0, unit: 'frames' }, secondsLeft: () => null });
      bar.update(3, {}, { counted: { done: 220, unit: 'frames' }, secondsLeft: () => 3700 });
    });
    expect(line).toMatch(/^3\/1000 steps {2}[\d.]+ frames\/s {2}ETA 1h1m/);
  });

  it.each([
    [{ rate: null, unit: 'games', secondsLeft: null }, '–/s  ETA –'],
    [{ rate: 12.4, unit: 'games', secondsLeft: 75 }, '12/s  ETA 1m15s'],
    [{ rate: 0.25, unit: 'steps', secondsLeft: 4 }, '0.25 steps/s  ETA 4s'],
  ])('writes %j as %s', (estimate, text) => {
    expect(paceText(estimate, 'games')).toBe(text);
  });
});
