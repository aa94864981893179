/** The choices of a vector environment, in the words of Gymnasium and of ALE's own, checked at the door. */
import { AleError } from '../errors.js';
import type { Cart } from '../games/game.js';
import type { WasmSource } from '../wasm.js';

/** How a console is played and seen. Defaults: those of ALE's `AtariVectorEnv`. */
export interface LaneOptions {
  /** Frames of one step, at least 1. Default 4. */
  readonly frameSkip: number;
  /** Observe the pixelwise maximum of the last two frames of a step. Default true. */
  readonly maxPool: boolean;
  /** An episode starts after 1…`noopMax` idle frames; 0 = none. Default 30. */
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
  /** Consoles. Default 1. */
  readonly numEnvs?: number;
  /** Workers that share the consoles; 0 = they run in the calling thread. The results do not depend on it. Default 0. */
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

type Check = readonly [holds: (value: unknown) => boolean, expected: string];

const whole = (least: number, most = 0x7fffffff): Check => [
  (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  most === 0x7fffffff ? `a whole number from ${least}` : `a whole number, ${least}…${most}`,
];
const flag: Check = [(value) => typeof value === 'boolean', 'true or false'];
const anything: Check = [() => true, ''];
const wholeIfGiven: Check = [(value) => value === undefined || Number.isInteger(value), 'an integer'];
const mostEnvs = 65_536;
const mostThreads = 1024;

const checks: Record<keyof VectorOptions, Check> = {
  rom: [(value) => value instanceof Uint8Array, 'a Uint8Array'],
  romName: [(value) => typeof value === 'string', 'a string'],
  game: [(value) => typeof value === 'string', 'the name of a game'],
  games: anything,
  properties: anything,
  wasm: anything,
  numEnvs: whole(1, mostEnvs),
  threads: whole(0, mostThreads),
  seed: whole(0, 0x7fffffff - mostEnvs),
  observations: [(value) => value instanceof Uint8Array, 'a Uint8Array'],
  printErr: [(value) => typeof value === 'function', 'a function'],
  frameSkip: whole(1),
  maxPool: flag,
  noopMax: whole(0),
  fireReset: flag,
  episodicLife: flag,
  rewardClipping: flag,
  maxFramesPerEpisode: whole(0),
  repeatActionProbability: [(value) => typeof value === 'number' && value >= 0 && value <= 1, 'a number, 0…1'],
  fullActionSpace: flag,
  layout: [(value) => value === 'NHWC' || value === 'NCHW', 'NHWC or NCHW'],
  mode: wholeIfGiven,
  difficulty: wholeIfGiven,
};

export type CheckedOptions = VectorOptions &
  LaneOptions &
  Required<Pick<VectorOptions, 'numEnvs' | 'threads' | 'seed'>>;

/** @throws AleError `bad-option`, naming it */
export function checkOptions(options: VectorOptions): CheckedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const checked = { ...laneDefaults, numEnvs: 1, threads: 0, seed: 0, rom: undefined, ...given };
  for (const [key, value] of Object.entries(checked)) checkOption(key, value);
  return checked as unknown as CheckedOptions;
}

export function checkOption(key: string, value: unknown): void {
  if (!Object.hasOwn(checks, key)) throw badOption(key, `one of ${Object.keys(checks).join(', ')}`, key);
  const [holds, expected] = checks[key as keyof VectorOptions];
  if (!holds(value)) throw badOption(key, expected, value);
}

export function badOption(key: string, expected: string, got: unknown): AleError {
  return new AleError('bad-option', `option ${key}: expected ${expected}, got ${String(got)}`, { expected, got });
}
