/** Stops a long command cleanly, at a signal or at the end of the process that forked it. */
import { constants } from 'node:os';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals within this time count as one: npm and npx forward the Ctrl-C that the terminal has already sent to all processes
 * (npm/cli#5021), and both a closed terminal and its shell send SIGHUP.
 */
const samePeriodMs = 1000;

/** How often it is noted that the event loop turns, once a command should stop. */
const turnPeriodMs = 50;

const exitCodeAfter = (name: NodeJS.Signals): number => 128 + constants.signals[name];

/** Exit codes of commands that were stopped by a signal and saved their work, as shells use them: 130 after SIGINT. */
export const interruptedExitCodes: ReadonlyMap<number, NodeJS.Signals> = new Map(
  stopSignals.map((name) => [exitCodeAfter(name), name]),
);

/** The reason of an AbortSignal: why the command was stopped. */
class Interruption extends Error {
  override readonly name = 'AbortError';

  constructor(readonly exitCode: number) {
    super('the command was stopped');
  }
}

/** Returns the exit code of a command that was stopped. @param signal of `interruptSignal` */
export const interruptedExitCode = ({ reason }: AbortSignal): number =>
  reason instanceof Interruption ? reason.exitCode : exitCodeAfter('SIGINT');

/**
 * Returns an AbortSignal that the first SIGINT (Ctrl-C), SIGTERM or SIGHUP aborts, so that a command can stop cleanly. A second
 * SIGINT or SIGTERM, more than a second later, ends the process at once; files stay whole, since each is written atomically. A
 * forked process also stops when its parent disconnects or ends.
 * Until `release`, a closed standard output is reported once, and the command continues.
 * @param onInterrupt called once, when the command should stop
 */
export function interruptSignal(onInterrupt: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  let stoppedAt = 0;
  let turns: LoopTurns | undefined;
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) return;
    stoppedAt = performance.now();
    turns = watchLoop();
    controller.abort(new Interruption(exitCodeAfter(name)));
    onInterrupt();
  };
  const listeners = stopSignals.map((name) => {
    const handle = () => {
      const isSecond = turns !== undefined && turns.last() - stoppedAt > samePeriodMs;
      if (isSecond && name !== 'SIGHUP') endAtOnce(name);
      else stop(name);
    };
    return [name, handle] as const;
  });
  const handleDisconnect = () => stop('SIGINT');
  const handleOutput = ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') console.error('standard output was closed: the command continues; Ctrl-C stops it');
  };
  for (const [name, handle] of listeners) process.on(name, handle);
  process.on('disconnect', handleDisconnect);
  if (process.connected === false) setImmediate(handleDisconnect); // before there was a handler
  process.stdout.once('error', handleOutput);
  return {
    signal: controller.signal,
    release() {
      turns?.end();
      for (const [name, handle] of listeners) process.off(name, handle);
      process.off('disconnect', handleDisconnect);
      process.stdout.off('error', handleOutput);
    },
  };
}

interface LoopTurns {
  /** A time before which all signals that had arrived were handled: a signal that is handled now came later. */
  last(): number;
  end(): void;
}

/**
 * Notes when the event loop turns. A signal that arrives during long synchronous work, such as writing a checkpoint, is handled only
 * after it: the time at which it is handled says nothing of the time at which it was sent.
 */
function watchLoop(): LoopTurns {
  let last = Number.NEGATIVE_INFINITY;
  const timer = setInterval(() => {
    const before = performance.now();
    // Node handles signals after timers and before immediates.
    setImmediate(() => {
      last = before;
    });
  }, turnPeriodMs).unref();
  return { last: () => last, end: () => clearInterval(timer) };
}

/**
 * Ends the process by the signal itself. `process.exit` would end worker threads inside onnxruntime, which aborts the process
 * (docs/decisions/0012-ending-threads.md).
 */
function endAtOnce(name: NodeJS.Signals): void {
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h'); // the progress bar hides the cursor
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
