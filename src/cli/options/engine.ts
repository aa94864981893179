/** Loads the library that computes, before worker threads load it: warnings are printed here, once. */
import { UsageError } from '../../common/errors.js';
import { printable } from '../../common/printable.js';
import { describeEagerBackend, loadEagerBackend } from '../../compute/engine.js';
import { runtimeFor } from '../../compute/onnx/runtime.js';
import { isProcessor } from '../../compute/signature.js';
import type { ComputingFlags } from './computing-options.js';

/** @throws UsageError when an option of onnx is given with --engine tfjs */
export async function prepareEngine({ engine, provider, threads }: ComputingFlags): Promise<void> {
  if (engine === 'onnx' && isProcessor(provider)) runtimeFor({ provider });
  await prepareTensorFlow(engine, { threads, provider: provider === 'cpu' ? undefined : provider });
}

/**
 * Loads TensorFlow.js if it is the engine, and names its backend on standard error.
 * @param given options on the command line; TensorFlow.js has a thread pool of its own and no providers
 * @throws UsageError when one of them is given with tfjs
 */
export async function prepareTensorFlow(
  engine: string,
  given: { readonly threads?: number | undefined; readonly provider?: string | undefined },
): Promise<void> {
  if (engine !== 'tfjs') return;
  refuseOption('--threads', given.threads, '; TensorFlow uses all cores, or as many as TF_NUM_INTRAOP_THREADS says');
  refuseOption('--provider', given.provider);
  const print = (line: string) => console.error(printable(line));
  const chosen = await loadEagerBackend({ onWarning: (line) => print(`warning: ${line}`) });
  print(`TensorFlow.js backend: ${describeEagerBackend(chosen)}`);
}

function refuseOption(name: string, value: number | string | undefined, hint = ''): void {
  if (value === undefined) return;
  throw new UsageError(`${name} requires --engine onnx, got ${name} ${value} with tfjs: leave it out${hint}`);
}
