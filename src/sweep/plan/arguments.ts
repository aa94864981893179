/** The command of a job: arguments of `sap-atari`, to be run in the folder of the sweep. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { configName } from '../../storage/runs/names.js';
import { configPath } from '../folder.js';
import type { EvaluationSpec, SweepSpec } from '../spec/spec.js';
import type { SweepJob } from './jobs.js';

/** @param folder of the sweep: a training that has begun is resumed */
export function argumentsOf(job: SweepJob, spec: SweepSpec, folder: string): string[] {
  switch (job.kind) {
    case 'train':
      return existsSync(join(folder, job.folder, configName))
        ? ['train', '--resume', job.folder, '--json']
        : ['train', '--config', configPath(job.id), '--out', job.folder, '--json'];
    case 'evaluate':
      return evaluateArguments(job, spec);
    case 'merge':
      return ['sweep', 'merge', '.', job.evaluation!];
  }
}

function evaluateArguments({ evaluation, run, seeds, folder, needs }: SweepJob, spec: SweepSpec): string[] {
  const { checkpoints, ...others } = spec.evaluations[evaluation!]!;
  const which = needs.length > 0 ? ['--checkpoints', checkpoints.join()] : [];
  return [...evaluationArguments({ ...others, seeds: seeds! }, run!, which), '--out', folder, '--json'];
}

/** The command that evaluates one agent as the spec says, without `--out`. @param which options that choose agents of the run */
export function evaluationArguments(
  { attacks, defenses, lambdas, seeds, episodes, workers, threads, options }: EvaluationOfAgent,
  run: string,
  which: readonly string[] = [],
): string[] {
  return [
    ...['evaluate', '--run', run, ...which],
    ...['--attacks', attacks.join(), '--defenses', defenses.join(), '--lambda', lambdas.join()],
    ...['--seeds', seeds.join(), '--episodes', String(episodes)],
    ...['--workers', String(workers), '--threads', String(threads)],
    ...Object.entries(options).flatMap(([key, value]) => optionArguments(key, value)),
  ];
}

type EvaluationOfAgent = Omit<EvaluationSpec, 'seedsPerShard' | 'seeds' | 'checkpoints'> & {
  readonly seeds: readonly number[];
};

/** `outputSamples`, 10 → `--output-samples 10`; true → the option alone; false and null → nothing. */
export function optionArguments(key: string, value: unknown): string[] {
  const flag = `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  if (value === true) return [flag];
  if (value === false || value === null) return [];
  return [flag, [value].flat().join()];
}
