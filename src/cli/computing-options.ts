/** The options of all commands whose work is shared out among threads. */
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { loadEagerBackend } from '../compute/engine.js';
import { runtimeFor } from '../compute/runtime.js';
import { isProcessor, type Provider, providers } from '../compute/signature.js';
import type { Computing } from '../experiments/evaluate-run.js';
import { limits } from '../limits.js';
import { numberOption } from './options.js';

export interface ComputingFlags {
  readonly engine: 'onnx' | 'tfjs';
  readonly provider: Provider;
  readonly threads: number;
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
      'threads of the compiled network, within each worker',
      numberOption(limits.command.threads),
      1,
    );

/** Each worker holds its own networks and buffers: more than that is for who asks for it. */
const mostWorkers = 16;

/** A GPU is shared by all, so one worker uses it. */
export function computingOf({ engine, provider, threads, workers }: ComputingFlags): Computing {
  const onCores = engine === 'onnx' && isProcessor(provider);
  return {
    engine,
    provider,
    threads,
    workers: workers ?? (onCores ? Math.min(mostWorkers, availableParallelism()) : 1),
  };
}

/** Loads what computes. What is not as expected is said here, since the threads that do the work say nothing. */
export async function prepareEngine({ engine, provider }: ComputingFlags, quiet: boolean): Promise<void> {
  if (engine === 'onnx') {
    if (isProcessor(provider)) runtimeFor({ provider });
    return;
  }
  const backend = await loadEagerBackend();
  if (!quiet) console.error(`TensorFlow.js computes, on its backend ${backend}`);
}
