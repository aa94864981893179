/// <reference lib="dom" preserve="true" />
/** ale-js for browsers and other runtimes with WebAssembly and fetch. `ale-js/node` also reads files. */
export { type ActionName, actionNames, actionNumber, actionsPerPlayer } from './console/actions.js';
export { type ALEInterface, aleVersion } from './console/ale.js';
export { observationSize } from './console/display.js';
export type { LoadOptions } from './console/load-game.js';
export type { ScreenColors } from './console/screen.js';
export type { SettingKey, Settings } from './console/settings.js';
export { AleError, type AleErrorCode } from './errors.js';
export { checkGame } from './games/check-game.js';
export type { Assignment, Cart, Expression, Game, GameRules, GameScreen, Statement } from './games/game.js';
export { aleGames, findGame, gameOfRom, gameTable } from './games/game-table.js';
export {
  type ALEInterfaceConstructor,
  type ALEModule,
  createALEModule,
  createALEModule as default,
  type ModuleOptions,
} from './platform/module.js';
export type { FileStatus, VirtualFiles } from './platform/virtual-files.js';
export type { WasmSource } from './platform/wasm.js';
export { md5 } from './roms/md5.js';
export {
  createVectorEnvironment,
  type ResetOptions,
  type VectorEnvironment,
  type VectorInfo,
  type VectorOptions,
  type VectorReset,
  type VectorStep,
} from './vector/web.js';
