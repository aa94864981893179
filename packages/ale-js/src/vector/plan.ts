/** From checked options to what every worker is sent: the game chosen, the cartridge tried, the actions numbered. */
import { loadGame } from '../console/load-game.js';
import { Settings } from '../console/settings.js';
import { expectDifficulty, expectMode, legalActions, minimalActions } from '../games/choices.js';
import { cartOfMd5, findGame, gameTable } from '../games/game-table.js';
import { instantiateCore } from '../platform/wasm.js';
import type { LanePlan } from './console-slot.js';
import { type CheckedOptions, type LaneOptions, laneDefaults } from './options.js';

/** Loads the ROM once, so that whatever is wrong with it is said before any worker starts. */
export function planOf(options: CheckedOptions, module: WebAssembly.Module): LanePlan {
  const { rom, romName = '', properties = {}, printErr = console.warn, seed } = options;
  const games = gameTable(options.games);
  const choice = { properties, ...(options.game !== undefined && { game: findGame(games, options.game) }) };
  const loaded = loadGame(instantiateCore(module), games, new Settings(), rom, romName, choice, printErr);
  const { game } = loaded.environment;
  if (options.mode !== undefined) expectMode(game, options.mode);
  if (options.difficulty !== undefined) expectDifficulty(game, options.difficulty);
  return {
    ...laneOptionsOf(options),
    module,
    rom,
    romName,
    game,
    cart: { ...cartOfMd5(games, loaded.md5), ...properties },
    actionNumbers: options.fullActionSpace ? legalActions(game) : minimalActions(game),
    seed,
  };
}

function laneOptionsOf(options: CheckedOptions): LaneOptions {
  const entries = Object.keys(laneDefaults).map((key) => [key, options[key as keyof LaneOptions]]);
  return Object.fromEntries(entries) as LaneOptions;
}
