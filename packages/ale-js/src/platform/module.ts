/** `createALEModule`, like that of ALE's web package: it compiles the core once; then consoles are created synchronously. */
import { ALEInterface as Console, type Runtime } from '../console/ale.js';
import { anything, type Check, callable, expectOptions, list, object } from '../console/option-checks.js';
import type { Game } from '../games/game.js';
import { gameTable } from '../games/game-table.js';
import { type VirtualFiles, virtualFiles } from './virtual-files.js';
import { compileCore, instantiateCore, type WasmSource } from './wasm.js';

/** Options of `createALEModule`. */
export interface ModuleOptions {
  /** ROMs by file name, written to `/roms/<name>` of `FS`. */
  readonly roms?: Readonly<Record<string, ArrayBuffer | Uint8Array>>;
  /** Further games for the table, entries as `checkGame` takes them. */
  readonly games?: readonly unknown[];
  /** The WebAssembly core. Default: the package's `ale.wasm`. */
  readonly wasm?: WasmSource;
  /** Called with each warning. Default `console.warn`. */
  readonly printErr?: (text: string) => void;
  /** Called by `loadROM` for a path that is not in `FS`. */
  readonly readFile?: (path: string) => Uint8Array | undefined;
}

/** The constructor of consoles. */
export interface ALEInterfaceConstructor {
  /** Creates a console without a ROM. */
  new (): Console;
  /** Returns the ALE release whose behavior this is. */
  getVersion(): string;
}

/** A compiled core with its file system and game table. */
export interface ALEModule {
  /** `new ALEInterface()` is one console. */
  readonly ALEInterface: ALEInterfaceConstructor;
  /** Files in memory, for `loadROM`. */
  readonly FS: VirtualFiles;
  /** The game table: ALE's games, then those of the options. */
  readonly games: readonly Game[];
}

/** Checks of `ModuleOptions`. */
export const moduleChecks: Record<keyof ModuleOptions, Check> = {
  roms: [
    (value) => object[0](value) && Object.values(value as object).every(isBytes),
    'an object of Uint8Arrays or ArrayBuffers by file name',
  ],
  games: list,
  wasm: anything,
  printErr: callable,
  readFile: callable,
};
const isBytes = (value: unknown) => value instanceof Uint8Array || value instanceof ArrayBuffer;

/**
 * Compiles the core.
 * @example
 * const { ALEInterface } = await createALEModule();
 * const ale = new ALEInterface();
 * @throws AleError `bad-option`, `bad-game` or `wasm-unavailable`
 */
export async function createALEModule(options: ModuleOptions = {}): Promise<ALEModule> {
  expectOptions(options, moduleChecks);
  const { roms = {}, wasm = new URL('../../dist/ale.wasm', import.meta.url), printErr = console.warn } = options;
  const games = gameTable(options.games);
  const files = virtualFiles(options.readFile);
  for (const [name, bytes] of Object.entries(roms)) files.writeFile(`/roms/${name}`, bytes);
  const module = await compileCore(wasm);
  const runtime: Runtime = { instantiate: () => instantiateCore(module), games, files, printErr };
  class ALEInterface extends Console {
    constructor() {
      super(runtime);
    }
  }
  return { ALEInterface, FS: files, games };
}
