/** Progress for people: a bar on a terminal, a plain line now and then elsewhere; always on standard error. */
import { type Options, SingleBar } from 'cli-progress';

export interface Progress {
  /** @param done in the unit of `total` @param fields shown behind the rate, in this order */
  update(done: number, fields: Record<string, string>): void;
  /** Prints a line without tearing the bar. */
  note(line: string): void;
  stop(): void;
}

export interface ProgressOptions {
  readonly total: number;
  /** What is counted, e.g. `decisions`. */
  readonly unit: string;
  /** Where a resumed run starts. */
  readonly done?: number;
  readonly quiet?: boolean;
}

const plainPeriodMs = 10_000;

export function createProgress({ total, unit, done: start = 0, quiet = false }: ProgressOptions): Progress {
  if (quiet) return { update: () => {}, note: () => {}, stop: () => {} };
  return process.stderr.isTTY ? bar(total, unit, start) : lines(total, unit, start);
}

const format = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => `${name} ${value}`)
    .join('  ');

/** Mean rate since the start and the time left at that rate. */
function pace(start: number, total: number) {
  const begin = performance.now();
  return (done: number) => {
    const rate = ((done - start) / (performance.now() - begin)) * 1000;
    return { rate, etaSeconds: rate > 0 ? (total - done) / rate : Number.POSITIVE_INFINITY };
  };
}

/** 4200 → `1h10m`, 75 → `1m15s`. */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const s = Math.round(seconds);
  if (s < 60) return `${s}s`;
  return s < 3600 ? `${Math.floor(s / 60)}m${s % 60}s` : `${Math.floor(s / 3600)}h${Math.floor((s % 3600) / 60)}m`;
}

function bar(total: number, unit: string, start: number): Progress {
  const at = pace(start, total);
  const options: Options = {
    format: `{bar} {value}/{total} ${unit}  {rate}/s  ETA {left}  {fields}`,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false, // commands listen to signals themselves
    stream: process.stderr,
  };
  const single = new SingleBar(options);
  single.start(total, start, { rate: '–', left: '–', fields: '' });
  return {
    update(done, fields) {
      const { rate, etaSeconds } = at(done);
      single.update(done, {
        rate: rate.toFixed(rate < 10 ? 2 : 0),
        left: duration(etaSeconds),
        fields: format(fields),
      });
    },
    note(line) {
      process.stderr.write(`\r\u001b[K${line}\n`);
    },
    stop: () => single.stop(),
  };
}

function lines(total: number, unit: string, start: number): Progress {
  const at = pace(start, total);
  let printed = performance.now();
  return {
    update(done, fields) {
      const now = performance.now();
      if (now - printed < plainPeriodMs && done < total) return;
      printed = now;
      const { rate, etaSeconds } = at(done);
      const pacing = `${rate.toFixed(rate < 10 ? 2 : 0)}/s  ETA ${duration(etaSeconds)}`;
      console.error(`${done}/${total} ${unit}  ${pacing}  ${format(fields)}`);
    },
    note: (line) => console.error(line),
    stop: () => {},
  };
}
