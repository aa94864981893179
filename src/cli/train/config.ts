/** The config of a training run from the command line: defaults, then a file, then flags. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Config, loadConfig, parseConfig } from '../../agent/config.js';
import { formOf, type InitialAgent } from '../../agent/initial-agent.js';
import { UsageError } from '../../common/errors.js';
import { presetRules } from '../../env/presets.js';
import { type Rules, ruleKeys } from '../../env/rules.js';
import { readJson } from '../../files/read-file.js';
import { loadRunConfig } from '../../storage/runs/record.js';
import { agentRun } from '../../training/agent/agent-run.js';
import { givenRules, type RulesFlags } from '../options/parse/given-rules.js';

/** Flags that set a key of the config, and those that say where the other keys come from. */
export interface ConfigFlags extends RulesFlags {
  readonly game?: string;
  readonly config?: string;
  readonly algorithm?: Config['algorithm'];
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
  readonly initFrom?: string;
}

/**
 * Merges defaults, file and flags; a resumed run's own config takes the place of the file.
 * @param idOf returns a game's id for its name
 * @param initial from whose weights the run starts: it decides on the game and the network, unless they are given
 * @throws UsageError for --out or --config with --resume, or a folder without a run
 */
export function resolveConfig(flags: ConfigFlags, idOf: (name: string) => string, initial?: InitialAgent): Config {
  const {
    game: name,
    resume,
    algorithm,
    seed,
    steps,
    envs,
    threads,
    engine,
    provider,
    replay,
    checkpointMinutes,
  } = flags;
  if (resume !== undefined && (flags.out ?? flags.config ?? flags.preset) !== undefined) {
    throw new UsageError(
      '--config, --preset and --out cannot be combined with --resume: config and folder are those of the run',
    );
  }
  if (resume !== undefined && flags.initFrom !== undefined) {
    throw new UsageError('--init-from cannot be combined with --resume: a run has its weights from its start on');
  }
  const own = initial && flags.config !== undefined ? parseConfig(readJson(flags.config), flags.config) : {};
  const game = name === undefined ? initial && (own.game ?? initial.agent.game) : idOf(name);
  const how = { threads, engine, provider, replay, checkpointPeriodMinutes: checkpointMinutes };
  const given = { game, algorithm, seed, totalSteps: steps, environments: envs, ...how, ...givenRules(flags, name) };
  const start = initial && { ...formOf(initial, own), ...initial.keys };
  if (resume === undefined) return loadConfig({ file: fileOf(flags, game), flags: { ...given, ...start } });
  return loadRunConfig(agentRun, resume, given);
}

/** Returns the rules of the config file that win over the preset of the flags, and differ from it. */
export function rulesBeforePreset(flags: ConfigFlags, game: string): (keyof Rules)[] {
  const { preset, ...others } = givenRules(flags, flags.game);
  if (preset === undefined || flags.resume !== undefined) return [];
  const path = fileOf(flags, game);
  const inFile = parseConfig(readJson(path), path);
  const wins = (key: keyof Rules) => inFile[key] !== undefined && inFile[key] !== presetRules(preset, game)[key];
  return ruleKeys.filter((key) => others[key] === undefined && wins(key));
}

const folder = fileURLToPath(new URL('../../../configs', import.meta.url));

/** The config for a night on two cores, with parallel Q-learning. */
export const laptopConfig = join(folder, 'laptop.json');

const fileOf = ({ config, algorithm }: ConfigFlags, game: string | undefined): string =>
  config ?? (algorithm === 'pqn' ? laptopConfig : defaultConfig(game));

/** Returns the config that names the game; other games have the paper's config. */
function defaultConfig(game = 'catch'): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
  const named = files.find((file) => (JSON.parse(readFileSync(file, 'utf8')) as { game?: string }).game === game);
  return named ?? join(folder, 'paper.json');
}
