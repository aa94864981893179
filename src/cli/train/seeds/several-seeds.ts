/** `train --seeds`: lays out the folders of the seeds, or checks those that are resumed, and trains them. */
import type { Config } from '../../../agent/config.js';
import type { InitialAgent } from '../../../agent/initial-agent.js';
import { UsageError } from '../../../common/errors.js';
import { printable } from '../../../common/printable.js';
import type { Environments } from '../../../env/environment-source.js';
import {
  expectOneExperiment,
  expectPreparable,
  expectPrepared,
  expectResumable,
  openSeeds,
  prepareSeeds,
  seedFolders,
} from '../../../training/agent/seeds.js';
import { createLearning } from '../../../training/agent/train.js';
import { resolveConfig } from '../config.js';
import type { TrainFlags } from '../flags.js';
import { trainRuns } from './several-runs.js';

interface SeveralOptions {
  readonly config: Config;
  /** The game as people write it: `Bowling`. */
  readonly game: string;
  /** Holds the runs. */
  readonly folder: string;
  /** Folders of the runs to resume; empty for new ones. */
  readonly resumed: readonly string[];
  readonly flags: TrainFlags;
  readonly idOf: (game: string) => string;
  readonly createEnvironments: (config: Config) => Environments;
  /** From whose weights new runs start. */
  readonly initial: InitialAgent | undefined;
}

/** @throws UsageError for flags that would change the seeds, or runs that do not belong together */
export async function trainSeveral(options: SeveralOptions): Promise<void> {
  const { config, game, folder, resumed, flags } = options;
  const { seeds, parallel = 1, json, overwrite } = flags;
  if (flags.resume !== undefined && (seeds !== undefined || flags.seed !== undefined || overwrite)) {
    throw new UsageError(
      '--seeds, --seed and --overwrite cannot be combined with --resume: the seeds in the folder are resumed',
    );
  }
  const lease = openSeeds(folder, { onWarning: (line) => console.error(printable(`warning: ${line}`)) });
  try {
    const runs = resumed.length > 0 ? resumed : await startSeeds(options);
    if (resumed.length > 0) expectResumableRuns(options);
    const { totalSteps } = config;
    await trainRuns({ ...{ folder, runs, game, totalSteps, parallel, json, lease }, flags: runFlags(flags) });
  } finally {
    lease.release();
  }
}

/** Prepares the folders. Runs that are there are replaced only after a run could be set up. */
async function startSeeds({ folder, config, flags, createEnvironments, initial }: SeveralOptions): Promise<string[]> {
  const { overwrite } = flags;
  const seeds = flags.seeds!;
  expectPreparable(folder, config, seeds, { overwrite });
  if (seedFolders(folder).length > 0) await (await createLearning(config, createEnvironments(config))).dispose();
  return prepareSeeds(folder, config, seeds, { overwrite, initial });
}

function expectResumableRuns({ folder, resumed, flags, idOf }: SeveralOptions): void {
  expectPrepared(folder);
  const { acceptConfigChanges } = flags;
  for (const run of resumed) {
    expectResumable(run, resolveConfig({ ...flags, resume: run }, idOf), { acceptConfigChanges });
  }
  expectOneExperiment(resumed);
}

/** Returns the flags that each run is resumed with. */
function runFlags(flags: TrainFlags): string[] {
  const { steps, threads, engine, provider, replay, checkpointMinutes, acceptConfigChanges, track } = flags;
  const values = { steps, threads, engine, provider, replay, 'checkpoint-minutes': checkpointMinutes, track };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
    ...(acceptConfigChanges ? ['--accept-config-changes'] : []),
  ];
}
