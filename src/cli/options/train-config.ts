/** The config of a training run from the command line: defaults, file, flags. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig } from '../../agent/config.js';
import { UsageError } from '../../common/errors.js';
import { configName } from '../../storage/runs/run-folder.js';

/** Flags that stand for a key of the config, and where the rest comes from. */
export interface ConfigFlags {
  readonly game?: string;
  readonly config?: string;
  readonly seed?: number;
  readonly steps?: number;
  readonly envs?: number;
  readonly threads?: number;
  readonly replay?: string;
  readonly checkpointMinutes?: number;
  readonly engine?: string;
  readonly provider?: string;
  readonly out?: string;
  readonly resume?: string;
}

/** Defaults, file, flags; for a resumed run, its own config takes the file's place. @param idOf a game's id by its name */
export function resolveConfig(flags: ConfigFlags, idOf: (name: string) => string): Config {
  const { game: name, resume, seed, steps, envs, threads, engine, provider, replay, checkpointMinutes } = flags;
  if (resume !== undefined && (flags.out ?? flags.config) !== undefined) {
    throw new UsageError(
      '--resume continues a run with its own config in its own folder: leave out --config and --out',
    );
  }
  const game = name === undefined ? undefined : idOf(name);
  const how = { threads, engine, provider, replay, checkpointPeriodMinutes: checkpointMinutes };
  const given = { game, seed, totalSteps: steps, environments: envs, ...how };
  if (resume === undefined) return loadConfig({ file: flags.config ?? defaultConfig(game), flags: given });
  const file = join(resume, configName);
  if (!existsSync(file)) throw new UsageError(`${resume} holds no run to resume: expected ${file}`);
  return loadConfig({ file, flags: given });
}

/** Our own games have a config each, which names them; ALE's are learned with the paper's figures. */
function defaultConfig(game = 'catch'): string {
  const folder = fileURLToPath(new URL('../../../configs', import.meta.url));
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
  const named = files.find((file) => (JSON.parse(readFileSync(file, 'utf8')) as { game?: string }).game === game);
  return named ?? join(folder, 'paper.json');
}
