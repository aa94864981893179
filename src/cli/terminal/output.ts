/**
 * What happens when standard output or standard error cannot be written: the command continues, since results go to files, and
 * the exit code says whether everything was printed.
 */
import { failureReason } from '../../files/atomic-write.js';

/** A pipe whose reader has ended, as in `games | head -1`, or a terminal that was closed. */
const isClosed = (stream: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (code === 'EIO' && stream.isTTY);

/**
 * Ignores a closed output. Any other failure to write, such as a full disk, is reported once and sets the exit code to 1; later
 * lines are tried again.
 */
export function surviveOutputErrors(): void {
  const watch = (stream: NodeJS.WriteStream, report: (error: Error) => void) => {
    let reported = false;
    stream.on('error', (error) => {
      if (reported || isClosed(stream, error)) return;
      reported = true;
      process.exitCode ||= 1;
      report(error);
    });
  };
  watch(process.stdout, (error) => {
    console.error(`sap-atari: cannot write to standard output: ${failureReason(error)}`);
  });
  watch(process.stderr, () => {});
}
