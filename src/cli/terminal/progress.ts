/** Progress for people: a bar on a terminal, a plain line now and then elsewhere; always on standard error. */
import { type Options, SingleBar } from 'cli-progress';
import { printable } from '../../common/printable.js';
import { createPace, type Estimate } from './pace.js';

export interface Progress {
  /** @param done in the unit of `total` @param fields shown behind the rate, in this order */
  update(done: number, fields: Record<string, string>, pacing?: Pacing): void;
  /** Prints a line without tearing the bar. */
  note(line: string): void;
  stop(): void;
}

/** What tells how fast the rest will go, where that is more than the speed so far. */
export interface Pacing {
  /** See `Moment` in pace.ts. */
  readonly stage?: string;
  readonly apartSeconds?: number;
  /** The rest is slower or faster work than this stage: no time left is shown. */
  readonly restDiffers?: boolean;
  /** What the speed is counted in, where units of the bar differ much: steps where the bar counts games. */
  readonly counted?: { readonly done: number; readonly unit: string };
  /** Of who knows better than the speed; asked only when it is shown. Null: not known yet. */
  readonly secondsLeft?: (() => number | null) | undefined;
}

export interface ProgressOptions {
  readonly total: number;
  /** What is counted, e.g. `steps`. */
  readonly unit: string;
  /** Where a resumed run starts: what the bar shows before the first update. */
  readonly done?: number;
  readonly quiet?: boolean;
  /** Seconds; default this process's clock. */
  readonly now?: () => number;
}

const plainPeriodSeconds = 10;
/** A bar's speed would flicker. */
const barPeriodSeconds = 0.2;

export function createProgress(options: ProgressOptions): Progress {
  const { total, unit, done: start = 0, quiet = false, now = () => performance.now() / 1000 } = options;
  if (quiet) return { update: () => {}, note: () => {}, stop: () => {} };
  const pace = createPace({ total, unit });
  const paceAt: PaceAt = (done, { restDiffers = false, counted, secondsLeft, ...moment } = {}) => {
    const own = pace.at(counted?.done ?? done, { ...moment, seconds: now() });
    const ownLeft = restDiffers || counted ? null : own.secondsLeft;
    return () => paceText({ ...own, ...counted, secondsLeft: secondsLeft ? secondsLeft() : ownLeft }, unit);
  };
  return process.stderr.isTTY ? bar(total, unit, start, now, paceAt) : lines(total, unit, now, paceAt);
}

/** Takes note of the moment; → its text, for when it is shown. */
type PaceAt = (done: number, pacing?: Pacing) => () => string;

/** `12/s  ETA 1h10m`; where another unit than the bar's is counted, `12 steps/s`. */
export function paceText({ rate, unit, secondsLeft }: Estimate, barUnit: string): string {
  const speed = rate === null ? '–' : rate.toFixed(rate < 10 ? 2 : 0);
  const left = secondsLeft === null ? '–' : duration(secondsLeft);
  return `${speed}${unit === barUnit ? '' : ` ${unit}`}/s  ETA ${left}`;
}

const format = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${value}`)
    .join('  ');

/** 4200 → `1h10m`, 75 → `1m15s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const s = Math.round(seconds);
  if (s < 60) return `${s}s`;
  return s < 3600 ? `${Math.floor(s / 60)}m${s % 60}s` : `${Math.floor(s / 3600)}h${Math.floor((s % 3600) / 60)}m`;
}

function bar(total: number, unit: string, start: number, now: () => number, paceAt: PaceAt): Progress {
  const options: Options = {
    format: `{bar} {value}/{total} ${unit}  {pace}  {fields}`,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false, // commands listen to signals themselves
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
