/** `createALEModule`, the shape of ALE's web package: compile once, then construct consoles synchronously. */
import { ALEInterface as Console, type Runtime } from '../console/ale.js';
import { anything, type Check, callable, expectOptions, list, object } from '../console/option-checks.js';
import type { Game } from '../games/game.js';
import { gameTable } from '../games/game-table.js';
import { type VirtualFiles, virtualFiles } from './virtual-files.js';
import { compileCore, instantiateCore, type WasmSource } from './wasm.js';

export interface ModuleOptions {
  /** Written to `/roms/<name>` at once. */
  readonly roms?: Readonly<Record<string, ArrayBuffer | Uint8Array>>;
  /** More games for the table, entries with the keys of `Game` (see `checkGame`). */
  readonly games?: readonly unknown[];
  /** The core: bytes, a compiled module, or where to fetch it. Default: `ale.wasm` beside this file. */
  readonly wasm?: WasmSource;
  /** Where warnings go; default `console.warn`. */
  readonly printErr?: (text: string) => void;
  /** Called by `loadROM` for a path that `FS` does not hold. */
  readonly readFile?: (path: string) => Uint8Array | undefined;
}

export interface ALEModule {
  /** `new ALEInterface()` is one console. */
  readonly ALEInterface: { new (): Console; getVersion(): string };
  readonly FS: VirtualFiles;
  /** ALE's games, then those of the options. */
  readonly games: readonly Game[];
}

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

/** @throws AleError `bad-option`, `bad-game` or `wasm-unavailable` */
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
