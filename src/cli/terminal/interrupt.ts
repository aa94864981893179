/** How a long command is told to stop: by a signal, or by the end of the process that forked it. It then ends in good order. */
import { constants } from 'node:os';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Signals this close together are one request: npm and npx pass on the Ctrl-C that the terminal has already sent to all
 * (npm/cli#5021), and a closed terminal and its shell both send SIGHUP.
 */
const samePeriodMs = 1000;

const exitCodeAfter = (name: NodeJS.Signals): number => 128 + constants.signals[name];

/** Exit codes of commands that were stopped and saved what they had, as shells give them: 130 after SIGINT. */
export const interruptedExitCodes: ReadonlyMap<number, NodeJS.Signals> = new Map(
  stopSignals.map((name) => [exitCodeAfter(name), name]),
);

/** Why a command was stopped: the reason of its AbortSignal. */
class Interruption extends Error {
  override readonly name = 'AbortError';

  constructor(readonly exitCode: number) {
    super('the command was stopped');
  }
}

/** Exit code of a command that ended before its time. @param signal of `interruptSignal` */
export const interruptedExitCode = ({ reason }: AbortSignal): number =>
  reason instanceof Interruption ? reason.exitCode : exitCodeAfter('SIGINT');

/**
 * An AbortSignal that the first SIGINT (Ctrl-C), SIGTERM or SIGHUP aborts, so that a command can end in good order. A second
 * SIGINT or SIGTERM, more than a second later, ends the process at once, as if nobody had listened: every file on disk is
 * whole at any time. A forked process also stops when its parent disconnects or dies.
 * Until `release`, a reader of standard output that goes away is reported once; the command goes on.
 * @param onInterrupt called once, when the command is to stop
 */
export function interruptSignal(onInterrupt: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  let stoppedAt = 0;
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) return;
    stoppedAt = performance.now();
    controller.abort(new Interruption(exitCodeAfter(name)));
    onInterrupt();
  };
  const listeners = stopSignals.map((name) => {
    const handle = () => {
      const isSecond = controller.signal.aborted && performance.now() - stoppedAt > samePeriodMs;
      if (isSecond && name !== 'SIGHUP') endAtOnce(name);
      else stop(name);
    };
    return [name, handle] as const;
  });
  const handleDisconnect = () => stop('SIGINT');
  const handleOutput = ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE')
      console.error('standard output was closed: the command goes on; Ctrl-C stops it in good order');
  };
  for (const [name, handle] of listeners) process.on(name, handle);
  process.on('disconnect', handleDisconnect);
  process.stdout.once('error', handleOutput);
  return {
    signal: controller.signal,
    release() {
      for (const [name, handle] of listeners) process.off(name, handle);
      process.off('disconnect', handleDisconnect);
      process.stdout.off('error', handleOutput);
    },
  };
}

/**
 * By the signal itself, not by `process.exit`: that would end worker threads inside onnxruntime, which aborts the process
 * (docs/decisions/0012-ending-threads.md).
 */
function endAtOnce(name: NodeJS.Signals): void {
  if (process.stderr.isTTY) process.stderr.write('\u001b[?25h'); // the progress bar hides the cursor
  process.removeAllListeners(name);
  process.kill(process.pid, name);
}
