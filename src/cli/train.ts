import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { type Config, loadConfig } from '../agent/config.js';
import { loadEagerBackend } from '../compute/engine.js';
import { createAtari } from '../env/atari.js';
import { openLibrary } from '../env/library.js';
import { UsageError } from '../errors.js';
import { type TrainProgress, train } from '../experiments/train.js';
import { createRandom } from '../random.js';
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { wholeNumber } from './options.js';
import { createProgress, type Progress } from './progress.js';

interface TrainFlags {
  readonly game?: string;
  readonly config?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly envs?: number;
  readonly threads?: number;
  readonly engine?: string;
  readonly provider?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly overwrite: boolean;
  readonly json: boolean;
}

export function trainCommand(): Command {
  return new Command('train')
    .description(
      'train a Double DQN agent; the run folder holds config, metrics, checkpoints and, in the end, the agent',
    )
    .option('--game <name>', 'game to play, as `sap-atari games` lists them (default: the config’s, else Catch)')
    .option('--config <file>', 'JSON file of hyper-parameters (default: quick.json for our own games, else paper.json)')
    .option('--seed <integer>', 'seed of everything that is drawn (default: the config’s)', wholeNumber(0, 0xffffffff))
    .option('--steps <decisions>', 'length of the run; a decision is 4 frames (default: the config’s)', wholeNumber(1))
    .option('--envs <count>', 'games played side by side (default: the config’s)', wholeNumber(1, 1024))
    .option('--threads <count>', 'threads that compute an update (default: the config’s)', wholeNumber(0, 1024))
    .addOption(new Option('--engine <name>', 'what computes (default: the config’s)').choices(['onnx', 'tfjs']))
    .addOption(
      new Option('--provider <name>', 'where onnx computes (default: the config’s)').choices(['cpu', 'webgpu', 'cuda']),
    )
    .option('--out <folder>', 'run folder (default: runs/<game>-<seed>)')
    .option('--resume <folder>', 'continue the run in this folder, to the same bytes as if it had not stopped')
    .option('--overwrite', 'replace a run that is in the folder', false)
    .option('--json', 'print one JSON line per metrics row instead of progress', false)
    .action(trainAction);
}

async function trainAction(flags: TrainFlags): Promise<void> {
  const library = await openLibrary();
  const config = resolveConfig(flags, (name) => library.open(name).game);
  const cartridge = library.open(config.game);
  const folder = flags.resume ?? flags.out ?? join('runs', `${config.game}-${config.seed}`);
  const rng = createRandom(config.seed);
  const environments = Array.from({ length: config.environments }, (_, i) =>
    createAtari(library.ale, cartridge, config, rng.split(`environment ${i}`)),
  );

  const bar = createProgress({ total: config.totalDecisions, unit: 'decisions', quiet: flags.json });
  const show = flags.json ? printRows() : showProgress(bar);
  const begin = once(() => bar.note(`training on ${config.game} into ${folder}, seed ${config.seed}`));
  if (config.engine === 'tfjs') bar.note(`TensorFlow.js computes, on its backend ${await loadEagerBackend()}`);
  const { signal, release } = interruptSignal(() =>
    bar.note('stopping: the step is finished and a checkpoint written'),
  );
  try {
    const { finished, decision } = await train(config, {
      folder,
      environments,
      signal,
      resume: flags.resume !== undefined,
      overwrite: flags.overwrite,
      onWarning: (line) => bar.note(`warning: ${line}`),
      onProgress(progress) {
        begin();
        show(progress);
      },
    });
    bar.stop();
    if (!finished) {
      console.error(`stopped at decision ${decision}; continue with: sap-atari train --resume ${folder}`);
      process.exitCode = interruptedExitCode;
    } else if (!flags.json) {
      console.log(`trained: ${folder}; see what attacks do to it with: sap-atari evaluate --run ${folder}`);
    }
  } finally {
    bar.stop();
    release();
  }
}

/** Defaults, file, flags; for a resumed run, its own config takes the file's place. */
function resolveConfig(flags: TrainFlags, idOf: (name: string) => string): Config {
  const { game: name, resume, seed, steps, envs, threads, engine, provider } = flags;
  if (resume !== undefined && (flags.out ?? flags.config) !== undefined) {
    throw new UsageError(
      '--resume continues a run with its own config in its own folder: leave out --config and --out',
    );
  }
  const game = name === undefined ? undefined : idOf(name);
  const given = { game, seed, totalDecisions: steps, environments: envs, threads, engine, provider };
  if (resume === undefined) return loadConfig({ file: flags.config ?? defaultConfig(game), flags: given });
  const file = join(resume, 'config.json');
  if (!existsSync(file)) throw new UsageError(`${resume} holds no run to resume: expected ${file}`);
  return loadConfig({ file, flags: given });
}

/** Our own games are learned in minutes; ALE's with the paper's figures. */
function defaultConfig(game: string | undefined): string {
  const folder = fileURLToPath(new URL('../../configs/', import.meta.url));
  const ours = (JSON.parse(readFileSync(join(folder, 'quick.json'), 'utf8')) as { game: string }).game;
  return join(folder, game === undefined || game === ours ? 'quick.json' : 'paper.json');
}

/** Keeps the bar up to date; a row in which no game ended leaves the return as it was. */
function showProgress(bar: Progress): (progress: TrainProgress) => void {
  let lastReturn = '–';
  return ({ decision, epsilon, metrics }) => {
    lastReturn = metrics?.return?.toFixed(1) ?? lastReturn;
    bar.update(decision, {
      return: lastReturn,
      ε: epsilon.toFixed(2),
      loss: metrics?.loss?.toPrecision(2) ?? '–',
      Q: metrics?.meanQ?.toFixed(2) ?? '–',
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
