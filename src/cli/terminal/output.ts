/**
 * Standard output and standard error that cannot be written. Either way the command goes on, since what it computes goes to
 * files; whether everything was printed is told by the exit code.
 */
import { failureReason } from '../../files/atomic-write.js';

/** Nobody reads any more: a pipe whose reader has ended, as in `games | head -1`, or a terminal that was closed. */
const isClosed = (stream: NodeJS.WriteStream, { code }: NodeJS.ErrnoException): boolean =>
  code === 'EPIPE' || (code === 'EIO' && stream.isTTY);

/**
 * A closed output ends nothing and is no failure. Any other failure to write, such as a full disk, is reported once and makes
 * the exit code 1; later lines are tried again.
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
