/** The options of all commands whose work is shared out among threads. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { describeEagerBackend, loadEagerBackend } from '../../compute/engine.js';
import { runtimeFor } from '../../compute/onnx/runtime.js';
import { isProcessor, type Provider, providers } from '../../compute/signature.js';
import type { Computing } from '../../evaluation/games/run-evaluation.js';
import { numberOption } from './options.js';

export interface ComputingFlags {
  readonly engine: 'onnx' | 'tfjs';
  readonly provider: Provider;
  /** Default 1; of onnx alone. */
  readonly threads?: number;
  readonly workers?: number;
}

export const addComputingOptions = (command: Command): Command =>
  command
    .addOption(new Option('--engine <name>', 'what computes').choices(['onnx', 'tfjs']).default('onnx'))
    .addOption(new Option('--provider <name>', 'where onnx computes').choices(providers).default('cpu'))
    .option(
      '--workers <count>',
      'threads that work side by side (default: one a core)',
      numberOption(limits.command.workers),
    )
    .option(
      '--threads <count>',
      'onnx: threads of the compiled network, within each worker (default: 1)',
      numberOption(limits.command.threads),
    );

/** Each worker holds its own networks and buffers: more than that is for who asks for it. */
const mostWorkers = 16;

/** A GPU is shared by all, so one worker uses it. */
export function computingOf({ engine, provider, threads = 1, workers }: ComputingFlags): Computing {
  const onCores = engine === 'onnx' && isProcessor(provider);
  return {
    engine,
    provider,
    threads,
    workers: workers ?? (onCores ? Math.min(mostWorkers, availableParallelism()) : 1),
  };
}

/** Loads what computes. What is not as expected is said here, since the threads that do the work say nothing. */
export async function prepareEngine({ engine, provider, threads }: ComputingFlags): Promise<void> {
  if (engine === 'onnx' && isProcessor(provider)) runtimeFor({ provider });
  await prepareTensorFlow(engine, { threads, provider: provider === 'cpu' ? undefined : provider });
}

/**
 * Loads TensorFlow.js where it is asked for, and names on standard error what computes.
 * @param given options on the command line; TensorFlow has its own pool of threads and knows no providers
 * @throws UsageError when one of onnx's options is given
 */
export async function prepareTensorFlow(
  engine: string,
  given: { readonly threads?: number | undefined; readonly provider?: string | undefined },
): Promise<void> {
  if (engine !== 'tfjs') return;
  refuseOption('--threads', given.threads, '; TensorFlow takes all cores, or as many as TF_NUM_INTRAOP_THREADS says');
  refuseOption('--provider', given.provider);
  const say = (line: string) => console.error(printable(line));
  const chosen = await loadEagerBackend({ onWarning: (line) => say(`warning: ${line}`) });
  say(`TensorFlow.js computes: ${describeEagerBackend(chosen)}`);
}

function refuseOption(name: string, value: number | string | undefined, besides = ''): void {
  if (value === undefined) return;
  throw new UsageError(`${name} is an option of --engine onnx, got ${name} ${value} with tfjs: leave it out${besides}`);
}
