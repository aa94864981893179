/** Work that runs beside a training, one piece at a time. */

export interface Background<Result> {
  /** Whether work has been started and its result not been taken. */
  readonly isBusy: boolean;
  /** Whether `take` would not wait. */
  readonly isDone: boolean;
  /** Starts work. No other may be in progress. @param work must end soon once its signal is aborted */
  start(work: (signal: AbortSignal) => Promise<Result>): void;
  /** Waits for the result. @returns undefined where no work was started @throws what the work has thrown */
  take(): Promise<Result | undefined>;
  /** Ends the work; its result is lost. */
  stop(): Promise<void>;
}

/** @param outer ends the work when it is aborted */
export function createBackground<Result>(outer?: AbortSignal): Background<Result> {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  let work: Promise<Result> | undefined;
  let isDone = true;
  const end = async () => {
    const ending = work;
    work = undefined;
    return ending;
  };
  return {
    get isBusy() {
      return work !== undefined;
    },
    get isDone() {
      return isDone;
    },
    start(begin) {
      isDone = false;
      const done = () => {
        isDone = true;
      };
      work = begin(signal);
      work.then(done, done); // `take` reports a failure
    },
    take: end,
    async stop() {
      controller.abort();
      await end().catch(() => {});
    },
  };
}
