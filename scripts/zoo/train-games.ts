/** Trains an agent for each of several games, each by the command line in a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Game } from 'ale-js/node';
import { loadConfig } from '../../src/agent/config.js';
import type { Limit } from '../../src/common/limits.js';
import { jsonText } from '../../src/files/json-text.js';
import { readJson } from '../../src/files/read-file.js';
import { descriptionName } from '../../src/model/model-files.js';
import { configName } from '../../src/storage/runs/names.js';

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
  const { games, parallel, signal } = options;
  const failed: string[] = [];
  const waiting = [...games];
  async function trainNext(): Promise<void> {
    for (let game = waiting.shift(); game && !signal.aborted; game = waiting.shift()) {
      const end = await trainGame(game, options);
      if (end === 'failed') failed.push(game.name);
      console.error(`${game.name}: ${end}, in ${join(options.out, game.id)}`);
    }
  }
  await Promise.all(Array.from({ length: parallel }, trainNext));
  return failed;
}

/** In a process group of its own, so that Ctrl-C reaches this process only; it stops with a checkpoint when this one disconnects. */
async function trainGame(
  game: Pick<Game, 'id' | 'name'>,
  options: TrainGamesOptions,
): Promise<'finished' | 'stopped' | 'failed'> {
  const { hours, parallel, signal } = options;
  const output = parallel > 1 ? 'pipe' : 'inherit';
  const child = fork(cli, trainArguments(game, options), { detached: true, stdio: ['ignore', output, output, 'ipc'] });
  if (parallel > 1) prefixLines(child, game.name);
  let isStopped = false;
  const stop = () => {
    isStopped = true;
    if (child.connected) child.disconnect();
  };
  signal.addEventListener('abort', stop, { once: true });
  const timer = hours === undefined ? undefined : setTimeout(stop, hours * 3_600_000);
  const [code] = await once(child, 'exit');
  clearTimeout(timer);
  signal.removeEventListener('abort', stop);
  if (code === 0) return 'finished';
  return isStopped && code === interruptedCode ? 'stopped' : 'failed';
}

export const longestHours: Limit = {
  ...{ least: 0, most: 596, whole: false, above: true },
  reason: 'timers count milliseconds in 31 bits',
};

/** Exit code of a training that stopped with a checkpoint, as after Ctrl-C. */
const interruptedCode = 130;

function prefixLines({ stdout, stderr }: ChildProcess, name: string): void {
  createInterface({ input: stdout! }).on('line', (line) => console.log(`${name}: ${line}`));
  createInterface({ input: stderr! }).on('line', (line) => console.error(`${name}: ${line}`));
}
