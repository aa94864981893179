/** The config of a classifier's training from the command line: defaults, then a file, then flags. */
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../common/errors.js';
import { loadRunConfig } from '../../storage/runs/record.js';
import { classifierRun } from '../../training/classifier/classifier-run.js';
import { loadVisionConfig, type VisionConfig } from '../../vision/config.js';
import type { DataFlags } from '../options/data-options.js';

export interface VisionConfigFlags extends DataFlags {
  readonly config?: string;
  readonly seed?: number;
  readonly epochs?: number;
  readonly threads?: number;
  readonly engine?: string;
  readonly provider?: string;
  readonly checkpointMinutes?: number;
  readonly out?: string;
  readonly resume?: string;
}

/**
 * Merges defaults, file and flags; a resumed run's own config takes the place of the file.
 * @throws UsageError for --out or --config with --resume, or a folder without a run
 */
export function resolveVisionConfig(flags: VisionConfigFlags): VisionConfig {
  const { data, dataDir: dataFolder, seed, epochs, threads, engine, provider, resume, checkpointMinutes } = flags;
  const given = { data, dataFolder, seed, epochs, threads, engine, provider };
  const changed = { ...given, checkpointPeriodMinutes: checkpointMinutes };
  if (resume === undefined) return loadVisionConfig({ file: flags.config ?? defaultConfig(data), flags: changed });
  if ((flags.out ?? flags.config) !== undefined) {
    throw new UsageError('--config and --out cannot be combined with --resume: config and folder are those of the run');
  }
  return loadRunConfig(classifierRun, resume, changed);
}

const defaultConfig = (data = 'embedded'): string => {
  const name = data === 'embedded' ? 'vision-embedded.json' : 'vision-paper.json';
  return fileURLToPath(new URL(`../../../configs/${name}`, import.meta.url));
};
