import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { Config } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { significant } from '../../common/format.js';
import { limits } from '../../common/limits.js';
import { printable } from '../../common/printable.js';
import { createRandom, type Random } from '../../common/random.js';
import { providers } from '../../compute/signature.js';
import { createAtari } from '../../env/atari.js';
import type { Environment } from '../../env/environment.js';
import { openLibrary } from '../../env/library.js';
import { expectTrainingMemory } from '../../training/dqn/memory.js';
import {
  expectOneExperiment,
  expectPreparable,
  expectResumable,
  openSeeds,
  prepareSeeds,
  seedFolders,
} from '../../training/dqn/seeds.js';
import { setUpTraining } from '../../training/dqn/setup.js';
import { type TrainOptions, type TrainProgress, train } from '../../training/dqn/train.js';
import { prepareTensorFlow } from '../options/computing-options.js';
import { numberOption } from '../options/options.js';
import { type ConfigFlags, resolveConfig } from '../options/train-config.js';
import { interruptedExitCode, interruptSignal } from '../terminal/interrupt.js';
import { createProgress, type Progress } from '../terminal/progress.js';
import { printPlan } from '../terminal/train-plan.js';
import { trainSeeds } from './train-seeds.js';

interface TrainFlags extends ConfigFlags {
  readonly seeds?: number;
  readonly parallel?: number;
  readonly plan: boolean;
  readonly overwrite: boolean;
  readonly acceptConfigChanges: boolean;
  readonly json: boolean;
}

export function trainCommand(): Command {
  return new Command('train')
    .description(
      'train a Double DQN agent; the run folder holds config, metrics, checkpoints and, in the end, the agent',
    )
    .option('--game <name>', 'game to play, as `sap-atari games` lists them (default: the config’s, else Catch)')
    .option(
      '--config <file>',
      'JSON file of hyper-parameters (default: of configs/, that of the game: quick.json for Catch, tenpins.json, raiders.json; else paper.json)',
    )
    .option(
      '--seed <integer>',
      'seed of everything that is drawn (default: the config’s)',
      numberOption(limits.agent.seed),
    )
    .option(
      '--steps <steps>',
      'length of the run; a step is 4 frames (default: the config’s)',
      numberOption(limits.agent.totalSteps),
    )
    .option(
      '--envs <count>',
      'games played side by side (default: the config’s)',
      numberOption(limits.agent.environments),
    )
    .option(
      '--threads <count>',
      'threads that compute an update (default: the config’s)',
      numberOption(limits.agent.threads),
    )
    .addOption(new Option('--engine <name>', 'what computes (default: the config’s)').choices(['onnx', 'tfjs']))
    .addOption(new Option('--provider <name>', 'where onnx computes (default: the config’s)').choices(providers))
    .addOption(
      new Option('--replay <kind>', 'how frames are kept in memory (default: the config’s)').choices([
        'compressed',
        'raw',
      ]),
    )
    .option(
      '--checkpoint-minutes <minutes>',
      'most work a crash can lose (default: the config’s)',
      numberOption(limits.agent.checkpointPeriodMinutes),
    )
    .option(
      '--seeds <count>',
      'train so many seeds, from --seed on, each in a process and a folder of its own',
      numberOption(limits.command.seeds),
    )
    .option('--parallel <count>', 'with --seeds: runs at a time (default: 1)', numberOption(limits.command.parallel))
    .option('--plan', 'print what the run will take in time, memory and disk, measured here, and stop', false)
    .option('--out <folder>', 'run folder (default: runs/<game>-<seed>; with --seeds runs/<game>-seeds)')
    .option('--resume <folder>', 'continue the run in this folder, to the same bytes as if it had not stopped')
    .option('--accept-config-changes', 'with --resume: go on although config.json was edited by hand', false)
    .option('--overwrite', 'replace a run that is in the folder, once the new one has begun', false)
    .option('--json', 'print one JSON line per metrics row instead of progress', false)
    .action(trainAction);
}

async function trainAction(flags: TrainFlags): Promise<void> {
  const library = await openLibrary();
  const idOf = (name: string) => library.open(name).game;
  const resumed = flags.resume === undefined ? [] : seedFolders(flags.resume);
  const config = resolveConfig(resumed[0] === undefined ? flags : { ...flags, resume: resumed[0] }, idOf);
  await prepareTensorFlow(config.engine, flags);
  const cartridge = library.open(config.game);
  const createEnvironment = (rules: Config, rng: Random) => createAtari(library.ale, cartridge, rules, rng);
  const createEnvironments = (each: Config) => {
    const rng = createRandom(each.seed);
    return Array.from({ length: each.environments }, (_, i) => createEnvironment(each, rng.split(`environment ${i}`)));
  };
  const { seeds, parallel = 1, json, overwrite, acceptConfigChanges } = flags;
  const several = seeds !== undefined || resumed.length > 0;
  if (acceptConfigChanges && flags.resume === undefined) {
    throw new UsageError('--accept-config-changes requires --resume: only a run that goes on has a config of its own');
  }
  if (flags.parallel !== undefined && !several) {
    throw new UsageError(`--parallel needs --seeds: one run is alone, got --parallel ${parallel}`);
  }
  const name = seeds === undefined ? `${config.game}-${config.seed}` : `${config.game}-seeds`;
  const folder = flags.resume ?? flags.out ?? join('runs', name);

  if (flags.plan) return printPlan(config, { createEnvironments, folder, seeds: seeds ?? 1, parallel, json });
  await expectTrainingMemory(config, createEnvironments, Math.min(parallel, seeds ?? Math.max(1, resumed.length)));
  if (several) {
    if (flags.resume !== undefined && (seeds !== undefined || flags.seed !== undefined || overwrite)) {
      throw new UsageError(
        '--resume continues the seeds that are in the folder: leave out --seeds, --seed and --overwrite',
      );
    }
    const { totalSteps } = config;
    const lease = openSeeds(folder, { onWarning: (line) => console.error(printable(`warning: ${line}`)) });
    try {
      const runs =
        resumed.length > 0 ? resumed : await startSeeds(folder, config, seeds!, overwrite, createEnvironments);
      if (resumed.length > 0) {
        for (const run of resumed) {
          expectResumable(run, resolveConfig({ ...flags, resume: run }, idOf), { acceptConfigChanges });
        }
        expectOneExperiment(resumed);
      }
      await trainSeeds({ ...{ folder, runs, totalSteps, parallel, json }, flags: runFlags(flags), lease });
    } finally {
      lease.release();
    }
  } else {
    await trainOne(config, folder, flags, {
      environments: createEnvironments(config),
      createEvaluationEnvironment: (rng) =>
        createEnvironment({ ...config, lifeLossEndsEpisode: false, clipRewards: false }, rng),
    });
  }
  if (config.totalSteps <= config.warmUpSteps && process.exitCode === undefined) {
    console.error(
      `warning: nothing was learned: the run's ${config.totalSteps} steps are no more than its warmUpSteps, ${config.warmUpSteps}; raise --steps`,
    );
  }
}

/** Lays out the seeds' folders; runs that are there are replaced only once it has turned out that one can be set up. */
async function startSeeds(
  folder: string,
  config: Config,
  seeds: number,
  overwrite: boolean,
  createEnvironments: (config: Config) => readonly Environment[],
): Promise<string[]> {
  expectPreparable(folder, config, seeds, { overwrite });
  if (seedFolders(folder).length > 0) await (await setUpTraining(config, createEnvironments(config))).dispose();
  return prepareSeeds(folder, config, seeds, { overwrite });
}

/** Flags that a run may be resumed with. */
function runFlags(flags: TrainFlags): string[] {
  const { steps, threads, engine, provider, replay, checkpointMinutes, acceptConfigChanges } = flags;
  const values = { steps, threads, engine, provider, replay, 'checkpoint-minutes': checkpointMinutes };
  return [
    ...Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, String(value)])),
    ...(acceptConfigChanges ? ['--accept-config-changes'] : []),
  ];
}

async function trainOne(
  config: Config,
  folder: string,
  flags: TrainFlags,
  games: Pick<TrainOptions, 'environments' | 'createEvaluationEnvironment'>,
): Promise<void> {
  const bar = createProgress({ total: config.totalSteps, unit: 'steps', quiet: flags.json });
  const show = flags.json ? printRows() : showProgress(bar, config);
  const begin = once(() => bar.note(`training on ${config.game} into ${folder}, seed ${config.seed}`));
  const { signal, release } = interruptSignal(() =>
    bar.note('stopping: the step is finished and a checkpoint written'),
  );
  try {
    const { finished, step } = await train(config, {
      ...games,
      folder,
      signal,
      resume: flags.resume !== undefined,
      overwrite: flags.overwrite,
      acceptConfigChanges: flags.acceptConfigChanges,
      onWarning: (line) => (flags.json ? console.error : bar.note)(printable(`warning: ${line}`)),
      onProgress(progress) {
        begin();
        show(progress);
      },
    });
    bar.stop();
    if (!finished) {
      console.error(`stopped at step ${step}; continue with: sap-atari train --resume ${folder}`);
      process.exitCode = interruptedExitCode(signal);
    } else if (!flags.json) {
      console.log(`trained: ${folder}; see what attacks do to it with: sap-atari evaluate --run ${folder}`);
    }
  } finally {
    bar.stop();
    release();
  }
}

/** Keeps the bar up to date; a row in which no game ended leaves the return as it was. */
function showProgress(bar: Progress, { warmUpSteps, totalSteps }: Config): (progress: TrainProgress) => void {
  let lastReturn = '–';
  return ({ step, epsilon, metrics, evaluation, evaluationSeconds }) => {
    const warmUp = step <= warmUpSteps;
    lastReturn = metrics?.return?.toFixed(1) ?? lastReturn;
    const fields = {
      return: lastReturn,
      ...(evaluation ? { evaluation: evaluation.return.toFixed(1) } : {}),
      ε: epsilon.toFixed(2),
      loss: metrics?.loss == null ? '–' : significant(metrics.loss, 2),
      Q: metrics?.meanQ?.toFixed(2) ?? '–',
      ...(warmUp ? { 'learning begins at': String(warmUpSteps) } : {}),
    };
    // Learning is many times slower than the random play before it.
    bar.update(step, fields, {
      stage: warmUp ? 'warm-up' : 'learning',
      restDiffers: warmUp && totalSteps > warmUpSteps,
      apartSeconds: evaluationSeconds,
    });
  };
}

/** The function, from its second call on doing nothing. */
function once(call: () => void): () => void {
  let called = false;
  return () => {
    if (!called) call();
    called = true;
  };
}

/** Prints each metrics row once, as JSON, on standard output. */
function printRows(): (progress: TrainProgress) => void {
  let last: TrainProgress['metrics'];
  return ({ metrics }) => {
    if (metrics && metrics !== last) console.log(JSON.stringify(metrics));
    last = metrics;
  };
}
