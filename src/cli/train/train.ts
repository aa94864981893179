/** `train`: opens the game, resolves the config, and trains one run or several seeds. */
import { join } from 'node:path';
import { type Config, loadConfig } from '../../agent/config.js';
import { expectInitialAgent, loadInitialAgent } from '../../agent/initial-agent.js';
import { UsageError } from '../../common/errors.js';
import type { Random } from '../../common/random.js';
import { createAtari } from '../../env/atari.js';
import { firstEnvironment } from '../../env/environment-source.js';
import { openLibrary } from '../../env/library.js';
import { evaluationRules } from '../../env/rules.js';
import { expectTrainingMemory } from '../../training/agent/memory.js';
import { seedFolders } from '../../training/agent/seeds.js';
import { runName } from '../options/bundled.js';
import { prepareTensorFlow } from '../options/engine.js';
import { laptopConfig, resolveConfig, rulesBeforePreset } from './config.js';
import type { TrainFlags } from './flags.js';
import { warnIfLong } from './long-training.js';
import { noUpdateWarning } from './no-update.js';
import { trainOne } from './one-run.js';
import { printPlan } from './plan.js';
import { trainSeveral } from './seeds/several-seeds.js';
import { openTrack } from './track.js';

/** Trains until the end or Ctrl-C; sets the exit code. @throws UsageError for flags that do not go together */
export async function train(flags: TrainFlags): Promise<void> {
  const library = await openLibrary();
  const idOf = (name: string) => library.open(name).game;
  const resumed = flags.resume === undefined ? [] : seedFolders(flags.resume);
  const { initFrom } = flags;
  const initial =
    initFrom === undefined || flags.resume !== undefined
      ? undefined
      : loadInitialAgent(initFrom, runName(initFrom).run);
  const config = resolveConfig(resumed[0] === undefined ? flags : { ...flags, resume: resumed[0] }, idOf, initial);
  const winning = rulesBeforePreset(flags, config.game);
  if (winning.length > 0) {
    console.error(`note: the config file sets ${winning.join(', ')}, which win over those of the preset`);
  }
  await prepareTensorFlow(config.engine, flags);
  const cartridge = library.open(config.game);
  const createEnvironment = (rules: Config, rng: Random) => createAtari(library.ale, cartridge, rules, rng);
  const createEnvironments = (each: Config) => ({ cartridge, rules: each, seed: each.seed });
  if (initial) {
    const { actions } = await firstEnvironment(createEnvironments(config));
    expectInitialAgent(initial, config.game, actions, config);
  }
  const { seeds, parallel = 1, json } = flags;
  const track = openTrack(flags);
  const several = seeds !== undefined || resumed.length > 0;
  expectCompatible(flags, several);
  const name = seeds === undefined ? `${config.game}-${config.seed}` : `${config.game}-seeds`;
  const folder = flags.resume ?? flags.out ?? join('runs', name);

  const game = library.named(config.game).name;

  if (flags.plan) {
    const resumed = flags.resume !== undefined;
    return printPlan(config, { createEnvironments, folder, seeds: seeds ?? 1, parallel, resumed, json });
  }
  await expectTrainingMemory(config, createEnvironments, Math.min(parallel, seeds ?? Math.max(1, resumed.length)));
  const { threads, engine, provider } = flags;
  const rate =
    flags.resume === undefined
      ? await warnIfLong(config, {
          createEnvironments,
          laptop: () => loadConfig({ file: laptopConfig, flags: { game: config.game, threads, engine, provider } }),
          warn: (line) => console.error(`warning: ${line}`),
        })
      : undefined;
  if (several) {
    await trainSeveral({ config, game, folder, resumed, flags, idOf, createEnvironments, initial });
  } else {
    await trainOne(
      config,
      folder,
      flags,
      {
        environments: createEnvironments(config),
        createEvaluationEnvironment: (rng) => createEnvironment(evaluationRules(config), rng),
        initial,
      },
      { game, rate, track },
    );
  }
  // The processes of several seeds say so themselves.
  const warning = several || process.exitCode !== undefined ? undefined : noUpdateWarning(config);
  if (warning !== undefined) console.error(`warning: ${warning}`);
}

function expectCompatible({ acceptConfigChanges, resume, parallel }: TrainFlags, several: boolean): void {
  if (acceptConfigChanges && resume === undefined) {
    throw new UsageError('--accept-config-changes requires --resume (a new run has no config.json yet)');
  }
  if (parallel !== undefined && !several) {
    throw new UsageError(
      `--parallel requires --seeds (a single run cannot be parallelized), got --parallel ${parallel}`,
    );
  }
}
