/** Loads a ROM: chooses the game, builds the machine, and creates the environment. */

import { AleError } from '../errors.js';
import type { Cart, Game } from '../games/game.js';
import { cartOfMd5, gameOfRom } from '../games/game-table.js';
import { isGzip } from '../platform/gzip.js';
import { md5 } from '../roms/md5.js';
import { defaultPaddleLimits } from './controls.js';
import type { Core } from './core.js';
import { Environment, type EnvironmentOptions } from './environment.js';
import { buildMachine, type Machine } from './machine.js';
import type { SettingKey, Settings } from './settings.js';

/** Options of `loadROMBytes`. By default, MD5 and file name choose the game and the properties, as in ALE. */
export interface LoadOptions {
  /** Use the rules of this game. */
  readonly game?: Game;
  /** Cartridge properties that replace those found by MD5. */
  readonly properties?: Partial<Cart>;
}

export interface LoadedGame {
  readonly machine: Machine;
  readonly environment: Environment;
  /** MD5 of the ROM. */
  readonly md5: string;
}

/**
 * Chooses the game, builds the machine in `core`, and resets the environment.
 * @param settings settings that the game requires are written into it, as in ALE
 * @param name the file's name, which selects the game when no game lists the MD5
 * @param warn called when the ROM is not one that the game lists
 * @throws AleError `rom-empty`, `rom-compressed`, `rom-size`, `rom-unsupported`, `rom-md5`, `unknown-game` or `unsupported`
 */
export function loadGame(
  core: Core,
  games: readonly Game[],
  settings: Settings,
  rom: Uint8Array,
  name: string,
  { game: wanted, properties }: LoadOptions,
  warn: (text: string) => void,
): LoadedGame {
  const shown = name || 'ROM';
  if (rom.length === 0) {
    throw new AleError('rom-empty', `${shown} is empty: expected a cartridge image, got 0 bytes`);
  }
  if (isGzip(rom)) {
    throw new AleError('rom-compressed', `${shown} is gzip-compressed: expected a cartridge image; unpack it first`);
  }
  const digest = md5(rom);
  const game = wanted ?? gameOfRom(games, digest, name);
  if (!game) {
    throw new AleError(
      'unknown-game',
      `${shown}: no game lists the md5 ${digest} or has the file's name; rename the file to <game>.bin to choose the rules`,
      { expected: games.map(({ id }) => id), got: digest },
    );
  }
  if (!game.md5.includes(digest)) {
    const other = games.find((candidate) => candidate.md5.includes(digest));
    const expected =
      game.md5.length > 0 ? `the ROM of ${game.name} (md5 ${game.md5.join(' or ')})` : `a ROM of ${game.name}`;
    const message = `${shown}: expected ${expected}, got ${other ? `that of ${other.name}` : 'an unknown ROM'} (md5 ${digest})`;
    if (wanted && other) throw new AleError('rom-md5', message, { expected: game.md5, got: digest });
    warn(`${message}; using the rules of ${game.name} anyway`);
  }

  for (const [key, value] of Object.entries(game.settings)) settings.setInt(key, value);
  const cart = { ...cartOfMd5(games, digest), ...properties };
  const machine = buildMachine(core, rom, cart, settings.getInt('system_random_seed'));
  const environment = new Environment(core, game, cart, environmentOptions(settings));
  environment.reset();
  return { machine, environment, md5: digest };
}

function environmentOptions(settings: Settings): EnvironmentOptions {
  const cpu = settings.getString('cpu');
  if (cpu !== 'low') {
    const message = `setting "cpu": expected "low" (all published results use it), got "${cpu}"`;
    throw new AleError('unsupported', message, { expected: 'low', got: cpu });
  }
  const given = (key: SettingKey, otherwise: number) => {
    const value = settings.getInt(key);
    return value === -1 ? otherwise : value;
  };
  return {
    randomSeed: given('random_seed', Date.now()),
    repeatActionProbability: settings.getFloat('repeat_action_probability'),
    frameSkip: Math.max(settings.getInt('frame_skip'), 1),
    maxFramesPerEpisode: settings.getInt('max_num_frames_per_episode'),
    truncateOnLossOfLife: settings.getBool('truncate_on_loss_of_life'),
    rewardMin: settings.getInt('reward_min'),
    rewardMax: settings.getInt('reward_max'),
    paddleMin: given('paddle_min', defaultPaddleLimits[0]),
    paddleMax: given('paddle_max', defaultPaddleLimits[1]),
  };
}
