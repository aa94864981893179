/** What every bench shares: medians, the machine's description, and a result file beside the bench. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds of each of `repeats` calls, after `warmUp` calls that do not count. */
export async function timeEach(call: () => unknown, repeats: number, warmUp = 3): Promise<number[]> {
  const times: number[] = [];
  for (let i = -warmUp; i < repeats; i++) {
    const start = performance.now();
    await call();
    if (i >= 0) times.push(performance.now() - start);
  }
  return times;
}

/**
 * Runs a Python peer of bench/peers; undefined (with a line that says what is missing) when it cannot run. OpenBLAS chooses
 * its kernels by the processor it finds, whatever the environment says.
 */
export function pythonPeer(script: string, ...args: readonly (string | number)[]): number[] | undefined {
  const path = new URL(`./peers/${script}`, import.meta.url).pathname;
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
  const command = env.PYTHON ?? '/usr/bin/python3';
  const { status, stdout, stderr } = spawnSync(command, [path, ...args.map(String)], { encoding: 'utf8', env });
  if (status === 0) return JSON.parse(stdout);
  const reason = stderr?.trim().split('\n').at(-1) ?? 'no python3';
  console.log(`peer ${script} cannot run (${reason}); on Debian: apt-get install python3-torch libopenblas0-pthread`);
  return undefined;
}

/** Prints the figures and keeps them in bench/results/<name>.json. */
export function record(name: string, figures: Record<string, number | string>): void {
  for (const [key, value] of Object.entries(figures)) {
    console.log(`${key.padEnd(48)} ${typeof value === 'number' ? Number(value.toPrecision(4)) : value}`);
  }
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, node ${process.version}`;
  mkdirSync(new URL('./results', import.meta.url), { recursive: true });
  const result = { date: new Date().toISOString().slice(0, 10), machine, ...figures };
  writeFileSync(new URL(`./results/${name}.json`, import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
}
