/** The options of all commands that compute on several threads. */
import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { limits } from '../../common/limits.js';
import { isProcessor, type Provider, providers } from '../../compute/signature.js';
import type { Computing } from '../../evaluation/worker.js';
import { choiceOption } from './parse/choices.js';
import { numberOption } from './parse/numbers.js';

export interface ComputingFlags {
  readonly engine: 'onnx' | 'tfjs';
  readonly provider: Provider;
  /** Only with onnx; default 1. */
  readonly threads?: number;
  readonly workers?: number;
}

export const engines = ['onnx', 'tfjs'] as const;

export const addComputingOptions = (command: Command): Command =>
  command
    .addOption(choiceOption('--engine <name>', 'library that computes', engines).default('onnx'))
    .addOption(choiceOption('--provider <name>', 'with --engine onnx: execution provider', providers).default('cpu'))
    .option(
      '--workers <count>',
      'worker threads, each with networks of its own (default: one for each core)',
      numberOption(limits.command.workers),
    )
    .option(
      '--threads <count>',
      'with --engine onnx: threads of each worker’s network (default: 1)',
      numberOption(limits.command.threads),
    );

/** Each worker holds its own networks and buffers: more workers only on request. */
const mostDefaultWorkers = 16;

/** Returns what computes. One worker is the default on a GPU, which all workers would share. */
export function computingOf({ engine, provider, threads = 1, workers }: ComputingFlags): Computing {
  const onCores = engine === 'onnx' && isProcessor(provider);
  return {
    engine,
    provider,
    threads,
    workers: workers ?? (onCores ? Math.min(mostDefaultWorkers, availableParallelism()) : 1),
  };
}
