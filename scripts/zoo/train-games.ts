/** Trains an agent for each of several games, each by the command line in a process of its own. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Game } from 'ale-js/node';
import { loadConfig } from '../../src/agent/config.js';
import { failureOf } from '../../src/cli/train/seeds/seed-process.js';
import type { Limit } from '../../src/common/limits.js';
import { jsonText } from '../../src/files/json-text.js';
import { readJson } from '../../src/files/read-file.js';
import { startCommand, stopCommand } from '../../src/jobs/child-command.js';
import { descriptionName } from '../../src/model/model-files.js';
import { configName } from '../../src/storage/runs/names.js';
import { eachOf } from '../../src/training/agent/seeds.js';

const cli = fileURLToPath(new URL('../../dist/cli/index.js', import.meta.url));

export interface TrainGamesOptions {
  readonly games: readonly Pick<Game, 'id' | 'name'>[];
  /** Folder of the runs: the run of a game has its id as its name. */
  readonly out: string;
  /** Folder of the zoo's agents, with which new runs begin. */
  readonly zoo: string;
  /** Config of new runs. */
  readonly config: string;
  /** After so long the run of a game is stopped, with a checkpoint. */
  readonly hours?: number | undefined;
  /** Games that are trained at a time. */
  readonly parallel: number;
  /** Flags of `train` that hold for new and for resumed runs. */
  readonly flags: readonly string[];
  /** Flags of new runs. */
  readonly newFlags: readonly string[];
  /** Stops all runs, with checkpoints. */
  readonly signal: AbortSignal;
}

/**
 * Returns the arguments of `train` for a game: its run is resumed, else begins with the weights of the zoo and a config for them, which
 * is written beside the run, else with random weights.
 */
export function trainArguments(
  { id, name }: Pick<Game, 'id' | 'name'>,
  { out, zoo, config, flags, newFlags }: Omit<TrainGamesOptions, 'games' | 'hours' | 'parallel' | 'signal'>,
): string[] {
  const run = join(out, id);
  if (existsSync(join(run, configName))) return ['train', '--resume', run, ...flags];
  const begin = (file: string) => ['train', '--game', name, '--config', file, '--out', run, ...newFlags, ...flags];
  const agent = join(zoo, id);
  if (!existsSync(join(agent, descriptionName))) return begin(config);
  const further = `${run}-config.json`;
  mkdirSync(out, { recursive: true });
  writeFileSync(further, jsonText(furtherConfig(config)));
  return [...begin(further), '--init-from', agent];
}

/** Returns the config with which a trained agent is trained further: it does not begin with random play. */
function furtherConfig(file: string): object {
  const { explorationEnd } = loadConfig({ file });
  return { ...(readJson(file) as object), explorationStart: explorationEnd };
}

/** @returns the names of the games whose training failed */
export async function trainGames(options: TrainGamesOptions): Promise<string[]> {
  const { games, parallel, signal, out } = options;
  const failed: string[] = [];
  await eachOf(games, parallel, async (game) => {
    if (signal.aborted) return;
    const { failure, finished } = await trainGame(game, options);
    if (failure !== undefined) failed.push(game.name);
    const end = failure === undefined ? (finished ? 'finished' : 'stopped') : `failed: ${failure}`;
    console.error(`${game.name}: ${end}, in ${join(out, game.id)}`);
  });
  return failed;
}

/** Why a training failed; undefined where it finished or was stopped. */
interface GameEnd {
  readonly failure: string | undefined;
  readonly finished: boolean;
}

async function trainGame(game: Pick<Game, 'id' | 'name'>, options: TrainGamesOptions): Promise<GameEnd> {
  const { hours, parallel, signal } = options;
  const child = startCommand(cli, trainArguments(game, options), { output: parallel > 1 ? 'pipe' : 'inherit' });
  if (parallel > 1) prefixLines(child, game.name);
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    stopCommand(child);
  };
  signal.addEventListener('abort', stop, { once: true });
  const timer = hours === undefined ? undefined : setTimeout(stop, hours * 3_600_000);
  const [code, killedBy] = await once(child, 'exit');
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  return { failure: failureOf({ code, signal: killedBy, lastLine: '' }, isStopped), finished: code === 0 };
}

export const longestHours: Limit = {
  ...{ least: 0, most: 596, whole: false, above: true },
  reason: 'timers count milliseconds in 31 bits',
};

function prefixLines({ stdout, stderr }: ChildProcess, name: string): void {
  createInterface({ input: stdout! }).on('line', (line) => console.log(`${name}: ${line}`));
  createInterface({ input: stderr! }).on('line', (line) => console.error(`${name}: ${line}`));
}
