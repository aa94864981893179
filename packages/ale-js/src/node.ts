/** ale-js for Node: it reads the core and ROMs from files. */
import { existsSync, readFileSync } from 'node:fs';
import type { ALEInterface } from './console/ale.js';
import { type Check, expectOptions, object, text, texts } from './console/option-checks.js';
import type { SettingKey } from './console/settings.js';
import { AleError } from './errors.js';
import type { Cart, Game } from './games/game.js';
import { findGame, gameTable } from './games/game-table.js';
import {
  type ALEModule,
  createALEModule as createModule,
  type ModuleOptions,
  moduleChecks,
} from './platform/module.js';
import { findRom, readRom } from './roms/roms.js';
import { spawnNodeWorker } from './vector/node-thread.js';
import { type VectorOptions, vectorChecks } from './vector/options.js';
import { createVectorEnvironment as createVector, type VectorEnvironment } from './vector/vector-environment.js';

export * from './index.js';
export { findAlePyRoms } from './roms/ale-py.js';
export { describeMissing, findRom, type RomFile, type RomSearch, readRom, romFolders } from './roms/roms.js';
export { type Verification, verifyRom } from './traces/verify-rom.js';
export { createALEModule as default };

let core: Promise<WebAssembly.Module> | undefined;

/** Compiles the core, once for the process. */
function compiledCore(): Promise<WebAssembly.Module> {
  core ??= WebAssembly.compile(readFileSync(new URL('../dist/ale.wasm', import.meta.url)));
  return core;
}

/**
 * Compiles the core. In Node, `loadROM` also reads real files.
 * @throws AleError `bad-option` or `bad-game`
 */
export async function createALEModule(options: ModuleOptions = {}): Promise<ALEModule> {
  expectOptions(options, moduleChecks);
  return createModule({
    wasm: await compiledCore(),
    readFile: (path) => (existsSync(path) ? readRom(path).bytes : undefined),
    ...options,
  });
}

/** Options of `createALE`. */
export interface ALEOptions extends ModuleOptions {
  /** Name of the game, as `findGame` takes it. Default: chosen by the ROM's MD5, then by its file name. */
  readonly game?: string;
  /** Path of a ROM file, or a cartridge image. Default: the game's ROM, found by `findRom`. */
  readonly rom?: string | Uint8Array;
  /** Folders to search for ROMs. Default `romFolders()`. */
  readonly romFolders?: readonly string[];
  /** Settings by key, as `ALEInterface.set` takes them. */
  readonly settings?: Partial<Record<SettingKey, boolean | number | string>>;
  /** Cartridge properties that replace those found by MD5. */
  readonly properties?: Partial<Cart>;
}

const romChecks = {
  rom: [(value) => typeof value === 'string' || value instanceof Uint8Array, 'the path of a file, or a Uint8Array'],
  romFolders: texts,
} satisfies Record<string, Check>;
const aleChecks: Record<keyof ALEOptions, Check> = {
  ...{ ...moduleChecks, ...romChecks },
  ...{ game: text, settings: object, properties: object },
};

/**
 * Creates a console, loads a ROM and resets the environment.
 * @example
 * const ale = await createALE({ game: 'Bowling', settings: { random_seed: 1, repeat_action_probability: 0 } });
 * @throws AleError `unknown-game`, `bad-option`, `bad-game`, `unknown-game`, `rom-missing` (the message says which file is expected
 *   where), what `readRom` throws, and what `ALEInterface.loadROMBytes` throws
 */
export async function createALE(options: ALEOptions): Promise<ALEInterface> {
  expectOptions(options, aleChecks);
  const { game: _game, rom: _rom, romFolders: _folders, settings, properties, ...ofModule } = options;
  const { ALEInterface, games } = await createALEModule(ofModule);
  const game = options.game === undefined ? undefined : findGame(games, options.game);
  const { path, bytes } = romOf(options, game);
  const ale = new ALEInterface();
  ale.set(settings ?? {});
  ale.loadROMBytes(bytes, path, {
    ...(game && { game }),
    ...(properties && { properties }),
  });
  return ale;
}

/** Options of `createVectorEnvironment` in Node: `rom` can be a path, or be found by `game`. */
export interface NodeVectorOptions extends Omit<VectorOptions, 'rom'>, Pick<ALEOptions, 'rom' | 'romFolders'> {}

/**
 * Creates a vector environment: many consoles with one game that step together.
 * @example
 * const environment = await createVectorEnvironment({ game: 'Breakout', numEnvs: 16, threads: 2, seed: 1 });
 * let { observations } = environment.reset();
 * const { rewards, terminated, truncated, info } = environment.step(actionsFor(observations));
 * @throws AleError what `createALE` throws, `wrong-size`, `unsupported`, `unknown-mode`, `unknown-difficulty`, `worker-failed`
 */
export async function createVectorEnvironment(options: NodeVectorOptions): Promise<VectorEnvironment> {
  expectOptions(options, { ...vectorChecks, ...romChecks });
  const { romFolders: _folders, ...rest } = options;
  const game = options.game === undefined ? undefined : findGame(gameTable(options.games), options.game);
  const { path, bytes } = romOf(options, game);
  return createVector({ romName: path, ...rest, rom: bytes }, await compiledCore(), spawnNodeWorker);
}

function romOf(
  { rom, romFolders: folders }: Pick<ALEOptions, 'rom' | 'romFolders'>,
  game?: Game,
): { path: string; bytes: Uint8Array } {
  if (typeof rom === 'string') return readRom(rom);
  if (rom) return { path: '', bytes: rom };
  if (game) return findRom(game, folders && { folders });
  throw new AleError('rom-missing', 'expected the option "game" or "rom", got neither');
}
