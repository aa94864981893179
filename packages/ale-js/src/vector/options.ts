/** The choices of a vector environment, in the words of Gymnasium and of ALE's own, checked at the door. */

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

/** How a console is played and seen. Defaults: those of ALE's `AtariVectorEnv`. */
export interface LaneOptions {
  /** Frames of one step, 1…1000. Default 4. */
  readonly frameSkip: number;
  /** Observe the pixelwise maximum of the last two frames of a step. Default true. */
  readonly maxPool: boolean;
  /** An episode starts after 1…`noopMax` idle frames, at most 10,000; 0 = none. Default 30. */
  readonly noopMax: number;
  /** Press FIRE for one step after a reset, in games that have it. Default true. */
  readonly fireReset: boolean;
  /** A lost life ends the episode, though not the game. Default false. */
  readonly episodicLife: boolean;
  /** `rewards` are the signs of the points; `info.points` keeps them. Default true. */
  readonly rewardClipping: boolean;
  /** The game is cut off (`truncated`) after so many frames; 0 = never. Default 108,000, half an hour. */
  readonly maxFramesPerEpisode: number;
  /** Probability that a frame repeats the last action, whatever the new one. Default 0. */
  readonly repeatActionProbability: number;
  /** Offer all 18 actions (but the illegal ones of a game), not the minimal set. Default false. */
  readonly fullActionSpace: boolean;
  /** Of an observation: pixels of four values [84, 84, 4], or four planes [4, 84, 84]; oldest frame first. Default `NHWC`. */
  readonly layout: 'NHWC' | 'NCHW';
  /** Default: the game's. */
  readonly mode: number | undefined;
  readonly difficulty: number | undefined;
}

export interface VectorOptions extends Partial<LaneOptions> {
  /** The cartridge's image. */
  readonly rom: Uint8Array;
  /** Its file name, which selects the game when the MD5 is unknown. */
  readonly romName?: string;
  /** Whose rules to play by, as in `findGame`; without it, the ROM decides. */
  readonly game?: string;
  /** More games for the table, entries with the keys of `Game`. */
  readonly games?: readonly unknown[];
  /** Cartridge properties that override those found by MD5. */
  readonly properties?: Partial<Cart>;
  /** The core, as in `createALEModule`. */
  readonly wasm?: WasmSource;
  /** Consoles, 1…4096. Default 1. */
  readonly numEnvs?: number;
  /** Workers that share the consoles, at most 256; 0 = they run in the calling thread. The results do not depend on it. Default 0. */
  readonly threads?: number;
  /** Console i plays by seed + i. Default 0. */
  readonly seed?: number;
  /** Where observations are written, `numEnvs` × 28,224 bytes, shared memory when there are threads. Default: allocated. */
  readonly observations?: Uint8Array;
  /** Where warnings go; default `console.warn`. */
  readonly printErr?: (text: string) => void;
}

export const laneDefaults: LaneOptions = {
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

/** Each console is an instance of the core: about 0.4 MB, and 0.1 MB of observations. */
const mostEnvs = 4096;
const mostThreads = 256;
const mostFramesAtOnce = 1000;
const mostIdleFrames = 10_000;

export const vectorChecks: Record<keyof VectorOptions, Check> = {
  rom: bytes,
  romName: text,
  game: text,
  games: list,
  properties: object,
  wasm: anything,
  numEnvs: whole(1, mostEnvs, 'a console takes 0.5 MB'),
  threads: whole(0, mostThreads, 'a worker takes several MB; more workers than processors give no speed'),
  seed: whole(0, 0x7fffffff - mostEnvs, 'console i uses seed + i, at most 31 bits'),
  observations: bytes,
  printErr: callable,
  frameSkip: whole(1, mostFramesAtOnce, 'frames of one step'),
  maxPool: flag,
  noopMax: whole(0, mostIdleFrames, 'idle frames before an episode'),
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

export type CheckedOptions = VectorOptions &
  LaneOptions &
  Required<Pick<VectorOptions, 'numEnvs' | 'threads' | 'seed'>>;

/** Fills in the defaults. @throws AleError `bad-option`, naming it */
export function checkOptions(options: VectorOptions): CheckedOptions {
  expectOptions(options, vectorChecks);
  if (options.rom === undefined) throw badOption('rom', vectorChecks.rom[1], undefined);
  if (options.properties) expectOptions(options.properties, cartChecks, 'properties');
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...laneDefaults, numEnvs: 1, threads: 0, seed: 0, ...given } as unknown as CheckedOptions;
}

/** Options of a reset. Keys and bounds are those of `ResetOptions`. */
export const resetChecks: Readonly<Record<string, Check>> = {
  seed: vectorChecks.seed,
  resetMask: [
    (value) => (Array.isArray(value) || value instanceof Uint8Array) && Array.from(value).every(isMark),
    'a list of true and false, one for each console',
  ],
};
const isMark = (value: unknown) => typeof value === 'boolean' || value === 0 || value === 1;
