/** The types of the game table. An entry is data: `rules.ts` and `mode-program.ts` compile it. */
import type { ActionName } from '../console/actions.js';

/**
 * An integer, the name of a variable, or `[operator, ...operands]`.
 * Values are 32-bit signed integers; 0 is false, everything else is true.
 *
 * Operators: `+` `-` `*` `/` `%` `&` `>>` `==` `!=` `<` `<=` `>` `>=` `min` `max` `and` `or` `not`; `u8` and `s8` (low byte
 * without and with sign); `if` (condition, then, else); `['ram', 0x80…0xff]`, `['peek', 0…0xffff]` (one byte of RAM, of the
 * bus); `['bcd', address, …]` (decimal number, low byte first); `['sum', from, to, term]` (over RAM, `byte` is the current
 * byte); `['rng']` (the environment's random generator).
 */
export type Expression = number | string | readonly Expression[];

/**
 * `[variable, expression]` assigns. Names that start with `$` are variables of one step. `['delta', expression]` evaluates to n,
 * then sets `reward` to n − `score` and `score` to n.
 */
export type Assignment = readonly [target: string, value: Expression];

/** A statement of a mode program: it presses switches or buttons, assigns a variable, or controls the flow. */
export type Statement =
  | readonly [kind: 'select', frames: Expression]
  | readonly [kind: 'act', action: ActionName]
  | readonly [kind: 'reset']
  | readonly [kind: 'while', condition: Expression, body: readonly Statement[], maxRounds?: number]
  | readonly [kind: 'repeat', rounds: number, body: readonly Statement[]]
  | readonly [kind: 'if', condition: Expression, then: readonly Statement[], otherwise: readonly Statement[]]
  | readonly [kind: 'let', variable: string, value: Expression]
  | readonly [kind: 'failIf', condition: Expression];

/** How reward, lives and the end of an episode follow from RAM. */
export interface GameRules {
  /** Variables with the values that a reset assigns. */
  readonly reset: Readonly<Record<string, number>>;
  /** Variables that a reset does not change, with their initial values. */
  readonly init?: Readonly<Record<string, number>>;
  /** Run in order after each frame, on the RAM after that frame. */
  readonly step: readonly Assignment[];
  /** Reward of the last frame, computed from the variables. */
  readonly reward: Expression;
  /** Whether the episode has ended, computed from the variables. */
  readonly terminal: Expression;
  /** Lives left, computed from the variables. */
  readonly lives: Expression;
  /** Variables that a saved state does not contain. */
  readonly unsaved: readonly string[];
}

/** Properties of a cartridge, found by its MD5. */
export interface Cart {
  /** Whether ALE's own property table lists this MD5. */
  readonly listed: boolean;
  /** Bank switching: a name of `cartridgeTypes` in `core.ts`, such as `F8`, or `AUTO-DETECT`. */
  readonly type: string;
  /** Television standard. */
  readonly format: 'AUTO-DETECT' | 'NTSC' | 'PAL' | 'SECAM';
  /** First scanline that is shown, 0…64. */
  readonly ystart: number;
  /** Scanlines that are shown, 1…256. */
  readonly height: number;
  /** Left controller: `PADDLES`; anything else is a joystick. */
  readonly left: string;
  /** Right controller, likewise. */
  readonly right: string;
  /** Whether the two controllers are exchanged. */
  readonly swapPorts: boolean;
  /** Whether the two paddles of a pair are exchanged. */
  readonly swapPaddles: boolean;
  /** Whether HMOVE leaves black lines at the left edge. */
  readonly hmoveBlanks: boolean;
  /** Left difficulty switch during format detection; later the environment sets it. */
  readonly leftDifficulty: 'A' | 'B';
  /** Right difficulty switch, likewise. */
  readonly rightDifficulty: 'A' | 'B';
  /** ALE's property; it has no effect. */
  readonly television: string;
  /** ALE's property; it has no effect. */
  readonly phosphor: boolean;
}

/** An entry of the game table. */
export interface Game {
  /** Lower-case letters, digits and underscores. A ROM file with this name selects the game. */
  readonly id: string;
  /** The name in Gymnasium's ids, `ALE/<name>-v5`. */
  readonly name: string;
  /** MD5s of the game's ROMs, 32 lower-case hex digits each. */
  readonly md5: readonly string[];
  /** Cartridge properties. */
  readonly cart: Cart;
  /** The picture: its television standard, and its size in pixels. */
  readonly screen: GameScreen;
  /** Whether the game is played with paddles. */
  readonly paddles: boolean;
  /** Settings that loading the game changes. */
  readonly settings: Readonly<Record<string, number>>;
  /** The actions that the game needs, in the order of their numbers. */
  readonly minimalActions: readonly ActionName[];
  /** Actions that are replaced by NOOP. */
  readonly illegalActions: readonly ActionName[];
  /** Actions at the end of a reset, with their frames; `RESET` is the console's switch. */
  readonly startingActions: readonly (readonly [action: ActionName | 'RESET', frames: number])[];
  /** Modes that can be set. */
  readonly modes: readonly number[];
  /** The mode after loading. */
  readonly defaultMode: number;
  /** Difficulties that can be set: bit 0 is the left switch in position A, bit 1 the right one. */
  readonly difficulties: readonly number[];
  /** How a reset selects the mode. */
  readonly modeProgram: readonly Statement[];
  /** Reward, lives and end of an episode. */
  readonly rules: GameRules;
  /** Lives before the first reset. */
  readonly livesAtConstruction: number;
}

/** The picture of a game. */
export interface GameScreen {
  /** `NTSC`, `PAL` or `SECAM`. */
  readonly format: string;
  /** Pixels of a row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
}

/** Properties of a cartridge whose MD5 no game lists. */
export const defaultCart: Cart = {
  listed: false,
  type: 'AUTO-DETECT',
  format: 'AUTO-DETECT',
  ystart: 34,
  height: 210,
  left: 'JOYSTICK',
  right: 'JOYSTICK',
  swapPorts: false,
  swapPaddles: false,
  hmoveBlanks: true,
  leftDifficulty: 'B',
  rightDifficulty: 'B',
  television: 'COLOR',
  phosphor: false,
};
