/** Options of a vector environment, named as in Gymnasium and in ALE's `AtariVectorEnv`, with their checks. */

import {
  anything,
  badOption,
  bytes,
  type Check,
  callable,
  expectOptions,
  flag,
  integer,
  list,
  numberWithin,
  object,
  text,
  whole,
} from '../console/option-checks.js';
import { cartChecks } from '../games/check-game.js';
import type { Cart } from '../games/game.js';
import type { WasmSource } from '../platform/wasm.js';

/** How each console plays and what it observes. Defaults: those of ALE's `AtariVectorEnv`, except where it says otherwise. */
export interface ConsoleOptions {
  /**
   * `'ale-py'`: play episodes and compute observations exactly as `AtariVectorEnv` of ale-py 0.12.1, whose rules of starts, lives,
   * limits and rounding differ (see docs/accuracy.md). Default: undefined, the rules of the papers.
   */
  readonly compatible: 'ale-py' | undefined;
  /**
   * When the next episode starts: in the step that ended one (`'SameStep'`), or in the step after it, which ignores its action
   * (`'NextStep'`). Default `'SameStep'`; with `compatible: 'ale-py'` it is `'NextStep'`, as there.
   */
  readonly autoreset: 'SameStep' | 'NextStep';
  /** Mark a step in which a life is lost as terminated, while episode and game continue. Default false. */
  readonly lifeLossInfo: boolean;
  /** Frames for which a step holds its action, 1…1000. Default 4. */
  readonly frameSkip: number;
  /** Observe the maximum of the last two frames of a step, pixel by pixel. Default true. */
  readonly maxPool: boolean;
  /** An episode starts with 1…`noopMax` idle frames, chosen at random; 0 = none, at most 10,000. Default 30. */
  readonly noopMax: number;
  /** Press FIRE for one step after a reset, in games whose actions include it. Default true. */
  readonly fireReset: boolean;
  /** End the episode, but not the game, when a life is lost. Default false. */
  readonly episodicLife: boolean;
  /** Replace rewards by their signs, −1, 0 or 1; `info.points` is not changed. Default true. */
  readonly rewardClipping: boolean;
  /** Frames after which a game is truncated; 0 = no limit. Default 108,000 (30 minutes at 60 frames a second). */
  readonly maxFramesPerEpisode: number;
  /** Probability, for each frame, that the previous action is repeated (sticky actions). Default 0. */
  readonly repeatActionProbability: number;
  /** Use all legal actions of the game instead of the minimal set. Default false. */
  readonly fullActionSpace: boolean;
  /** Shape of one observation: [84, 84, 4] for `NHWC` (the default), [4, 84, 84] for `NCHW`; the oldest frame first. */
  readonly layout: 'NHWC' | 'NCHW';
  /** Game mode. Default: the game's default mode. */
  readonly mode: number | undefined;
  /** Position of the difficulty switches. Default 0. */
  readonly difficulty: number | undefined;
}

/** Options of `createVectorEnvironment`. */
export interface VectorOptions extends Partial<ConsoleOptions> {
  /** The cartridge image. */
  readonly rom: Uint8Array;
  /** The ROM's file name, which selects the game when no game lists the image's MD5. */
  readonly romName?: string;
  /** Name of the game, as `findGame` takes it. Default: chosen by the ROM's MD5, then by `romName`. */
  readonly game?: string;
  /** Further games for the table, entries as `checkGame` takes them. */
  readonly games?: readonly unknown[];
  /** Cartridge properties that replace those found by MD5. */
  readonly properties?: Partial<Cart>;
  /** The WebAssembly core, as in `createALEModule`. */
  readonly wasm?: WasmSource;
  /** Number of consoles, 1…4096. Default 1. */
  readonly numEnvs?: number;
  /** Number of worker threads, at most 256; 0 = the calling thread runs all consoles. Results do not depend on it. Default 0. */
  readonly threads?: number;
  /** Environment seed; console i uses seed + i. Default 0. */
  readonly seed?: number;
  /** Buffer for the observations, `numEnvs` × 28,224 bytes; a view of a SharedArrayBuffer when `threads` > 0. Default: allocated. */
  readonly observations?: Uint8Array;
  /** Called with each warning. Default `console.warn`. */
  readonly printErr?: (text: string) => void;
}

export const consoleDefaults: ConsoleOptions = {
  compatible: undefined,
  autoreset: 'SameStep',
  lifeLossInfo: false,
  frameSkip: 4,
  maxPool: true,
  noopMax: 30,
  fireReset: true,
  episodicLife: false,
  rewardClipping: true,
  maxFramesPerEpisode: 108_000,
  repeatActionProbability: 0,
  fullActionSpace: false,
  layout: 'NHWC',
  mode: undefined,
  difficulty: undefined,
};

/** A console has 1 MB of memory in the core, and 0.1 MB of observations. */
const maxEnvs = 4096;
const maxThreads = 256;
const maxFrameSkip = 1000;
const maxNoops = 10_000;

/** Checks of `VectorOptions`. */
export const vectorChecks: Record<keyof VectorOptions, Check> = {
  rom: bytes,
  romName: text,
  game: text,
  games: list,
  properties: object,
  wasm: anything,
  numEnvs: whole(1, maxEnvs, 'a console takes 1 MB'),
  threads: whole(0, maxThreads, 'a worker takes several MB; more workers than processors give no speed'),
  seed: whole(0, 0x7fffffff - maxEnvs, 'console i uses seed + i, at most 31 bits'),
  observations: bytes,
  printErr: callable,
  compatible: [(value) => value === 'ale-py', "'ale-py'"],
  autoreset: [(value) => value === 'SameStep' || value === 'NextStep', 'SameStep or NextStep'],
  lifeLossInfo: flag,
  frameSkip: whole(1, maxFrameSkip, 'frames of one step'),
  maxPool: flag,
  noopMax: whole(0, maxNoops, 'idle frames before an episode'),
  fireReset: flag,
  episodicLife: flag,
  rewardClipping: flag,
  maxFramesPerEpisode: whole(0, 0x7fffffff, '0 = no limit'),
  repeatActionProbability: numberWithin(0, 1),
  fullActionSpace: flag,
  layout: [(value) => value === 'NHWC' || value === 'NCHW', 'NHWC or NCHW'],
  mode: integer,
  difficulty: integer,
};

/** `VectorOptions` with the defaults filled in. */
export type CheckedOptions = VectorOptions &
  ConsoleOptions &
  Required<Pick<VectorOptions, 'numEnvs' | 'threads' | 'seed'>>;

/** Checks options and fills in the defaults. @throws AleError `bad-option` */
export function checkOptions(options: VectorOptions): CheckedOptions {
  expectOptions(options, vectorChecks);
  if (options.rom === undefined) throw badOption('rom', vectorChecks.rom[1], undefined);
  if (options.properties) expectOptions(options.properties, cartChecks, 'properties');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const autoreset = given.compatible === 'ale-py' ? 'NextStep' : consoleDefaults.autoreset;
  return { ...consoleDefaults, autoreset, numEnvs: 1, threads: 0, seed: 0, ...given } as unknown as CheckedOptions;
}

/** Checks of `ResetOptions`. */
export const resetChecks: Readonly<Record<string, Check>> = {
  seed: vectorChecks.seed,
  resetMask: [
    (value) => (Array.isArray(value) || value instanceof Uint8Array) && Array.from(value).every(isMark),
    'a list of true and false, one for each console',
  ],
};
const isMark = (value: unknown) => typeof value === 'boolean' || value === 0 || value === 1;
