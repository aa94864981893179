/** Estimates the memory of compiled attacks and defenses. */
import { samplesOf } from '../../attack/parse-attacks.js';
import { drawsWeights } from '../../defense/parse-defense.js';
import { type MemoryNeed, programBytes } from '../../jobs/memory.js';
import { plainAgent } from '../settings.js';
import { type Adversary, listedAttack } from './adversary.js';

/** One agent under one attack, for a batch of inputs. */
export interface Cell {
  readonly run?: string;
  readonly agent: string;
  /** Null: none. */
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  /** Inputs per batch. */
  readonly states: number;
}

/** Measured: the sessions of one cell before the first row, weights of a Q-network included. */
const cellBytes = 80e6;
/** Measured: memory of a row in units of its activations, with a gradient and for an output alone. */
const [gradientCopies, outputCopies] = [7, 4];
const threadBytes = 60e6;

export interface CellsMemoryOptions {
  readonly cells: readonly Cell[];
  readonly adversary: Adversary;
  readonly workers: number;
  /** Cells that a worker keeps compiled. */
  readonly kept: number;
  /** Bytes of the activations of one input, see activation-memory.ts. */
  readonly activationBytes: number;
}

/** Estimates memory for the case that each worker keeps the largest cells at the same time. */
export function cellsMemory(options: CellsMemoryOptions): MemoryNeed {
  const { adversary, workers, kept, activationBytes } = options;
  const cells = distinctCells(options.cells);
  const rows = cells.map((cell) => rowsOf(cell, adversary));
  const bytes = (of: { readonly gradient: number; readonly output: number }) =>
    activationBytes * (gradientCopies * of.gradient + outputCopies * of.output);
  const largest = rows.toSorted((a, b) => bytes(b) - bytes(a)).slice(0, kept);
  const sum = (of: (each: (typeof rows)[number]) => number) => largest.reduce((total, each) => total + of(each), 0);
  return {
    program: { bytes: programBytes, lower: 'the memory use of other programs' },
    workers: { bytes: workers * (threadBytes + largest.length * cellBytes), lower: '--workers' },
    'gradient samples': {
      bytes: workers * activationBytes * gradientCopies * sum(({ gradient }) => gradient),
      lower: workers > 1 ? '--gradient-samples, or --workers' : '--gradient-samples',
    },
    'output samples': {
      bytes: workers * activationBytes * outputCopies * sum(({ output }) => output),
      lower: workers > 1 ? '--output-samples, or --workers' : '--output-samples',
    },
  };
}

function rowsOf({ agent, attack, gradientSamples, states }: Cell, adversary: Adversary) {
  const oneByOne = agent === plainAgent || drawsWeights(agent);
  const output = states * (oneByOne ? 1 : adversary.outputSamples);
  if (attack === null) return { gradient: 0, output };
  const listed = listedAttack(adversary, attack, gradientSamples);
  const onPlain = oneByOne || adversary.attackOn === 'plain' || listed.attack.on === 'plain';
  return { gradient: states * (onPlain ? 1 : (samplesOf(listed) ?? 0)), output };
}

/** Returns one cell of each kind. */
function distinctCells<T extends Cell>(cells: readonly T[]): T[] {
  const key = ({ run, agent, attack, gradientSamples, states }: T) =>
    JSON.stringify([run, agent, attack, gradientSamples, states]);
  return [...new Map(cells.map((cell) => [key(cell), cell])).values()];
}
