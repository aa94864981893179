/** Turns checked options into the plan that every worker receives. */
import { loadGame } from '../console/load-game.js';
import { Settings } from '../console/settings.js';
import { expectDifficulty, expectMode, legalActions, minimalActions } from '../games/choices.js';
import { cartOfMd5, findGame, gameTable } from '../games/game-table.js';
import { instantiateCore } from '../platform/wasm.js';
import type { ConsolePlan } from './console-slot.js';
import { type CheckedOptions, type ConsoleOptions, consoleDefaults } from './options.js';

/** Loads the ROM once, so that errors appear before workers start. @throws AleError what `loadGame` throws, `unknown-mode`, `unknown-difficulty` */
export function planOf(options: CheckedOptions, module: WebAssembly.Module): ConsolePlan {
  const { rom, romName = '', properties = {}, printErr = console.warn, seed } = options;
  const games = gameTable(options.games);
  const choice = { properties, ...(options.game !== undefined && { game: findGame(games, options.game) }) };
  const loaded = loadGame(instantiateCore(module), games, new Settings(), rom, romName, choice, printErr);
  const { game } = loaded.environment;
  if (options.mode !== undefined) expectMode(game, options.mode);
  if (options.difficulty !== undefined) expectDifficulty(game, options.difficulty);
  return {
    ...consoleOptionsOf(options),
    module,
    rom,
    romName,
    game,
    cart: { ...cartOfMd5(games, loaded.md5), ...properties },
    actionNumbers: options.fullActionSpace ? legalActions(game) : minimalActions(game),
    seed,
  };
}

function consoleOptionsOf(options: CheckedOptions): ConsoleOptions {
  const entries = Object.keys(consoleDefaults).map((key) => [key, options[key as keyof ConsoleOptions]]);
  return Object.fromEntries(entries) as ConsoleOptions;
}
