/** Progress on standard error: a bar on a terminal, elsewhere a line every ten seconds. */
import { type Options, SingleBar } from 'cli-progress';
import { printable } from '../../common/printable.js';
import { duration } from './duration.js';
import { createPace, type Estimate } from './pace.js';

export interface Progress {
  /** @param done in the unit of `total` @param fields shown behind the rate, in this order */
  update(done: number, fields: Record<string, string>, pacing?: Pacing): void;
  /** Prints a line above the bar. */
  note(line: string): void;
  stop(): void;
}

/** What the time left depends on, besides the speed so far. */
export interface Pacing {
  /** See `TimePoint` in pace.ts. */
  readonly stage?: string;
  readonly apartSeconds?: number;
  /** The rest is slower or faster work than this stage, so that no time left is shown. */
  readonly restDiffers?: boolean;
  /** Unit of the speed, where units of the bar differ much in time: steps, where the bar counts episodes. */
  readonly counted?: { readonly done: number; readonly unit: string };
  /** Returns the time left, where the caller has a better estimate; null = not known yet. Called only when it is shown. */
  readonly secondsLeft?: (() => number | null) | undefined;
  /** Whether that is only a lower bound. */
  readonly isLowerBound?: boolean;
}

export interface ProgressOptions {
  readonly total: number;
  /** What the bar counts: `steps`. */
  readonly unit: string;
  /** Count at the start of a resumed run. */
  readonly done?: number;
  readonly quiet?: boolean;
  /** Returns seconds; default: the clock of this process. */
  readonly now?: () => number;
}

const plainPeriodSeconds = 10;
/** Between updates of the speed, which would flicker otherwise. */
const barPeriodSeconds = 0.2;

export function createProgress(options: ProgressOptions): Progress {
  const { total, unit, done: start = 0, quiet = false, now = () => performance.now() / 1000 } = options;
  if (quiet) return { update: () => {}, note: () => {}, stop: () => {} };
  const pace = createPace({ total, unit });
  const paceAt: PaceAt = (done, { restDiffers = false, counted, secondsLeft, isLowerBound, ...point } = {}) => {
    const own = pace.at(counted?.done ?? done, { ...point, seconds: now() });
    const ownLeft = restDiffers || counted ? null : own.secondsLeft;
    return () =>
      paceText({ ...own, ...counted, secondsLeft: secondsLeft ? secondsLeft() : ownLeft, isLowerBound }, unit);
  };
  return process.stderr.isTTY ? bar(total, unit, start, now, paceAt) : lines(total, unit, now, paceAt);
}

/** Records the point in time; returns a function that makes its text. */
type PaceAt = (done: number, pacing?: Pacing) => () => string;

/** Returns `12/s  ETA 1h10m`; if the speed has another unit than the bar, `12 steps/s`; of a lower bound, `ETA ≥ 1h10m`. */
export function paceText({ rate, unit, secondsLeft, isLowerBound = false }: Estimate, barUnit: string): string {
  const speed = rate === null ? '–' : rate.toFixed(rate < 10 ? 2 : 0);
  const left = secondsLeft === null ? '–' : `${isLowerBound ? '≥ ' : ''}${duration(secondsLeft)}`;
  return `${speed}${unit === barUnit ? '' : ` ${unit}`}/s  ETA ${left}`;
}

const format = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${value}`)
    .join('  ');

function bar(total: number, unit: string, start: number, now: () => number, paceAt: PaceAt): Progress {
  const options: Options = {
    format: `{bar} {value}/{total} ${unit}  {pace}  {fields}`,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false, // commands handle signals themselves
    stream: process.stderr,
  };
  const single = new SingleBar(options);
  single.start(total, start, { pace: '–/s  ETA –', fields: '' });
  let shown = Number.NEGATIVE_INFINITY;
  let pace = '';
  return {
    update(done, fields, pacing) {
      const text = paceAt(done, pacing);
      if (now() - shown >= barPeriodSeconds || done >= total) {
        shown = now();
        pace = text();
      }
      single.update(done, { pace, fields: format(fields) });
    },
    note(line) {
      process.stderr.write(`\r\u001b[K${printable(line)}\n`);
    },
    stop: () => single.stop(),
  };
}

function lines(total: number, unit: string, now: () => number, paceAt: PaceAt): Progress {
  let printed = now();
  return {
    update(done, fields, pacing) {
      const pace = paceAt(done, pacing);
      if (now() - printed < plainPeriodSeconds && done < total) return;
      printed = now();
      console.error(`${done}/${total} ${unit}  ${pace()}  ${format(fields)}`);
    },
    note: (line) => console.error(printable(line)),
    stop: () => {},
  };
}
