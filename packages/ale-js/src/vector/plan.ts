/** From checked options to what every worker is sent: the game chosen, the cartridge tried, the actions numbered. */
import { actionNames, actionNumber } from '../console/actions.js';
import { loadGame } from '../console/load-game.js';
import { Settings } from '../console/settings.js';
import { AleError } from '../errors.js';
import type { Game } from '../games/game.js';
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
  checkChoice(game, 'mode', options.mode, game.modes);
  checkChoice(game, 'difficulty', options.difficulty, game.difficulties);
  return {
    ...laneOptionsOf(options),
    module,
    rom,
    romName,
    game,
    cart: { ...cartOfMd5(games, loaded.md5), ...properties },
    actionNumbers: actionNumbersOf(game, options.fullActionSpace),
    seed,
  };
}

function laneOptionsOf(options: CheckedOptions): LaneOptions {
  const entries = Object.keys(laneDefaults).map((key) => [key, options[key as keyof LaneOptions]]);
  return Object.fromEntries(entries) as LaneOptions;
}

function checkChoice(
  game: Game,
  key: 'mode' | 'difficulty',
  wanted: number | undefined,
  known: readonly number[],
): void {
  if (wanted === undefined || known.includes(wanted)) return;
  throw new AleError(`unknown-${key}`, `${game.id} has no ${key} ${wanted}; it has ${known.join(', ')}`, {
    expected: known,
    got: wanted,
  });
}

function actionNumbersOf(game: Game, full: boolean): number[] {
  const legal = actionNames.filter((name) => !game.illegalActions.includes(name));
  return (full ? legal : legal.filter((name) => game.minimalActions.includes(name))).map(actionNumber);
}
