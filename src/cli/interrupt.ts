/** Exit code of a command that was interrupted and saved what it had. */
export const interruptedExitCode = 130;

/**
 * A signal that the first Ctrl-C (or SIGTERM) aborts, so that a command can end in good order; the second ends the process.
 * A command that another process has forked hears it too when that process lets go of it, or ends.
 * @param onInterrupt told at the first one
 */
export function interruptSignal(onInterrupt: () => void): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const handle = () => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort();
    onInterrupt();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  process.on('disconnect', handle);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', handle);
      process.off('SIGTERM', handle);
      process.off('disconnect', handle);
    },
  };
}
