/** What every bench shares: medians, the machine's description, and a result file beside the bench. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { isSmoke } from './flags.js';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds of each of `repeats` calls, after `warmUp` calls that do not count. */
export async function timeEach(call: () => unknown, repeats: number, warmUp = isSmoke ? 1 : 3): Promise<number[]> {
  const times: number[] = [];
  for (let i = -warmUp; i < repeats; i++) {
    const start = performance.now();
    await call();
    if (i >= 0) times.push(performance.now() - start);
  }
  return times;
}

/**
 * Runs a Python peer of bench/peers; undefined (with a line that says how to get what is missing) when it cannot run, and
 * in a smoke run. OpenBLAS chooses its kernels by the processor it finds, whatever the environment says.
 */
export function pythonPeer(script: string, ...args: readonly (string | number)[]): number[] | undefined {
  if (isSmoke) return undefined;
  const path = fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
  const python = env.PYTHON ?? systemPython;
  const { status, stdout, stderr, error } = spawnSync(python, [path, ...args.map(String)], { encoding: 'utf8', env });
  if (status === 0) return JSON.parse(stdout);
  const reason = error?.message ?? stderr.trim().split('\n').at(-1);
  console.log(`peer ${script} cannot run (${reason}); ${howToGetPeer(python, error !== undefined)}`);
  return undefined;
}

const systemPython = '/usr/bin/python3';

/** How that Python gets PyTorch. */
export function howToGetPeer(python: string, missing: boolean): string {
  if (python === systemPython) return 'on Debian: apt-get install python3-torch libopenblas0-pthread; or set PYTHON';
  return missing ? 'PYTHON names no program: set it to a Python 3 that has PyTorch' : `${python} -m pip install torch`;
}

/** Prints the figures and, except in a smoke run, keeps them in bench/results/<name>.json. */
export function record(name: string, figures: Record<string, number | string>): void {
  for (const [key, value] of Object.entries(figures)) {
    console.log(`${key.padEnd(48)} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`);
  }
  if (isSmoke) return;
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, node ${process.version}`;
  mkdirSync(new URL('./results', import.meta.url), { recursive: true });
  const result = { date: new Date().toISOString().slice(0, 10), machine, ...figures };
  writeFileSync(new URL(`./results/${name}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
}
