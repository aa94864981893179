/** Options of commands that serve a page. */
import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { limits } from '../../common/limits.js';
import type { RunningServer, ServerOptions } from '../../server/server.js';
import { numberOption } from '../options/parse/numbers.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';

export type ServerFlags = Pick<ServerOptions, 'host' | 'port' | 'token'>;

export const withServerOptions = (command: Command): Command =>
  command
    .addOption(
      new Option('--port <n>', 'port to listen on; 0: a free one')
        .argParser(numberOption(limits.command.port))
        .default(0),
    )
    .option('--host <address>', 'address to listen on; any but a loopback address requires --token', '127.0.0.1')
    .option('--token <secret>', 'secret that every reader must know: the address gets ?token=SECRET once');

/** Prints the address, and serves until the command is stopped. */
export async function serveUntilStopped(server: RunningServer, { token }: ServerFlags): Promise<void> {
  // Listens for signals before the address is printed, since what reads it may stop the command at once.
  const { signal, release } = interruptSignal(() => {});
  try {
    const stopped = once(signal, 'abort');
    // The token itself is not printed: logs are read by others.
    console.log(
      `${server.url}${token === undefined ? '' : `${server.url.includes('?') ? '&' : '?'}token=… (as given)`}`,
    );
    await stopped;
    await server.close();
    process.exitCode = interruptedExitCode(signal);
  } finally {
    release();
  }
}
