/** Native ALE in a process of Python: plays scenarios and returns their traces. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { pythonInterpreters } from '../../roms/ale-py.js';
import type { Scenario } from '../../traces/scenario.js';

const script = fileURLToPath(new URL('../../../scripts/native.py', import.meta.url));

export interface NativePlayer {
  /** The version of ale-py. */
  readonly version: string;
  /** Yields the traces of scenarios in their order. It plays ahead of its reader. @throws Error with what native ALE refused */
  traces(scenarios: readonly { readonly scenario: Scenario; readonly rom: string }[]): AsyncGenerator<string[]>;
}

/** Returns the first interpreter that has ale-py; undefined if there is none. */
export function findNativePlayer(): NativePlayer | undefined {
  for (const interpreter of pythonInterpreters()) {
    const program = 'from importlib.metadata import version; import ale_py; print(version("ale-py"))';
    const { status, stdout } = spawnSync(interpreter, ['-c', program], { encoding: 'utf8' });
    if (status === 0) return { version: stdout.trim(), traces: (scenarios) => play(interpreter, scenarios) };
  }
  return undefined;
}

async function* play(
  interpreter: string,
  scenarios: Parameters<NativePlayer['traces']>[0],
): ReturnType<NativePlayer['traces']> {
  const python = spawn(interpreter, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(python, 'close');
  python.stdin.on('error', () => {}); // it has ended early, which is noticed below
  python.stdin.end(scenarios.map(({ scenario, rom }) => `${JSON.stringify({ ...scenario, rom })}\n`).join(''));
  let played = 0;
  try {
    for await (const line of createInterface(python.stdout)) {
      const { trace, error } = JSON.parse(line) as { trace?: string[]; error?: string };
      const { game, name } = scenarios[played]!.scenario;
      if (!trace) throw new Error(`native ALE cannot play ${game} (${name}): ${error}`);
      played++;
      yield trace;
    }
    await ended;
    if (played < scenarios.length) throw new Error(`native ALE ended after ${played} of ${scenarios.length} scenarios`);
  } finally {
    python.kill();
  }
}
