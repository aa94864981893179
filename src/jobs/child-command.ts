/** Commands of sap-atari in processes of their own. */
import { type ChildProcess, fork } from 'node:child_process';

interface ChildCommandOptions {
  /** Default: that of this process. */
  readonly cwd?: string;
  /** Where both outputs go: `pipe` to read them, `inherit` to print them, or an open file. Default: `pipe`. */
  readonly output?: 'pipe' | 'inherit' | number;
}

/**
 * Starts a command in a process group of its own, so that Ctrl-C in a terminal reaches only this process. The child stops with a checkpoint
 * when this process disconnects from it, or ends.
 * @param program path of the command line
 */
export const startCommand = (
  program: string,
  args: readonly string[],
  { cwd, output = 'pipe' }: ChildCommandOptions = {},
): ChildProcess =>
  fork(program, args, { ...(cwd && { cwd }), stdio: ['ignore', output, output, 'ipc'], detached: true });

/** Lets the command stop with a checkpoint. */
export function stopCommand(child: ChildProcess): void {
  if (child.connected) child.disconnect();
}
