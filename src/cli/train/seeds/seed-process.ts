/** The end of a training in a process of its own: of `train --seeds`, and of scripts/zoo. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { MetricsRow } from '../../../training/agent/agent-run.js';
import { interruptedExitCodes } from '../../terminal/interrupt.js';

/** How the process of a run ended. */
export interface RunEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last line on standard error. */
  readonly lastLine: string;
}

interface Listeners {
  /** Receives each row of metrics. */
  readonly onRow: (row: MetricsRow) => void;
  /** Receives each line on standard error that is a warning. */
  readonly onWarning: (line: string) => void;
}

/** Waits for the end of the process. */
export async function runToEnd(child: ChildProcess, { onRow, onWarning }: Listeners): Promise<RunEnd> {
  let lastLine = '';
  const output = createInterface({ input: child.stdout! }).on('line', (line) => {
    const row = parsedRow(line);
    if (row) onRow(row);
  });
  const errors = createInterface({ input: child.stderr! }).on('line', (line) => {
    lastLine = line;
    if (line.startsWith('warning: ')) onWarning(line);
  });
  try {
    // Not the child's `close` event: Node 20 does not emit it after the parent has disconnected.
    const [[code, signal]] = await Promise.all([once(child, 'exit'), once(output, 'close'), once(errors, 'close')]);
    return { code, signal, lastLine };
  } catch (error) {
    return { code: null, signal: null, lastLine: (error as Error).message };
  }
}

/** Returns undefined for half a line, which a killed process may leave. */
function parsedRow(line: string): MetricsRow | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Returns why the run failed; undefined when it finished, or stopped because this process stops it. */
export function failureOf({ code, signal, lastLine }: RunEnd, stopping: boolean): string | undefined {
  if (code === 0) return undefined;
  if (signal === 'SIGKILL') return 'its process was killed by SIGKILL, as systems do when memory runs out';
  if (signal !== null) return `its process was killed by ${signal}`;
  const stoppedBy = interruptedExitCodes.get(code ?? 0);
  if (stoppedBy !== undefined) return stopping ? undefined : `it was stopped by ${stoppedBy}, with a checkpoint`;
  return lastLine || `its process ended with exit code ${code}`;
}
