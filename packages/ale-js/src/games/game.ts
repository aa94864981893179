/** What the game table says about one game. Nothing here is code: `rules.ts` and `mode-program.ts` run it. */
import type { ActionName } from '../console/actions.js';

/**
 * An integer, the name of a variable, or `[operator, ...operands]`; the operators are in `expression.ts`.
 * Values are 32-bit signed integers; 0 is false, anything else true.
 */
export type Expression = number | string | readonly Expression[];

/**
 * `[variable, expression]` assigns; names starting with `$` live for one step only. `['delta', expression]` evaluates to n,
 * then sets `reward` to n − `score` and `score` to n.
 */
export type Assignment = readonly [target: string, value: Expression];

export type Statement =
  | readonly [kind: 'select', frames: Expression]
  | readonly [kind: 'act', action: ActionName]
  | readonly [kind: 'reset']
  | readonly [kind: 'while', condition: Expression, body: readonly Statement[], mostRounds?: number]
  | readonly [kind: 'repeat', rounds: number, body: readonly Statement[]]
  | readonly [kind: 'if', condition: Expression, then: readonly Statement[], otherwise: readonly Statement[]]
  | readonly [kind: 'let', variable: string, value: Expression]
  | readonly [kind: 'failIf', condition: Expression];

export interface GameRules {
  /** Variables and the values that a reset gives them. */
  readonly reset: Readonly<Record<string, number>>;
  /** Variables that a reset does not touch, with their first values. */
  readonly init?: Readonly<Record<string, number>>;
  /** Run in order, once per frame, on the RAM after that frame. */
  readonly step: readonly Assignment[];
  /** Evaluated when asked for, on the variables alone. */
  readonly reward: Expression;
  readonly terminal: Expression;
  readonly lives: Expression;
  /** Variables that a saved state does not carry. */
  readonly unsaved: readonly string[];
}

/** Cartridge properties, found by MD5. */
export interface Cart {
  /** Whether ALE's own property table has this MD5. */
  readonly listed: boolean;
  /** Bank switching: a name of `cartridgeTypes` in `core.ts`. */
  readonly type: string;
  readonly format: 'AUTO-DETECT' | 'NTSC' | 'PAL' | 'SECAM';
  /** First scanline shown, and how many. */
  readonly ystart: number;
  readonly height: number;
  /** `PADDLES`, or anything else for a joystick. */
  readonly left: string;
  readonly right: string;
  readonly swapPorts: boolean;
  readonly swapPaddles: boolean;
  /** False: HMOVE leaves no black comb at the left edge. */
  readonly hmoveBlanks: boolean;
  /** Seen by the program only during format detection; afterwards the environment sets the switches. */
  readonly leftDifficulty: 'A' | 'B';
  readonly rightDifficulty: 'A' | 'B';
  readonly television: string;
  readonly phosphor: boolean;
}

export interface Game {
  /** Also the file name, without extension and in lower case, that selects the game. */
  readonly id: string;
  /** As in Gymnasium's ids, `ALE/<name>-v5`. */
  readonly name: string;
  readonly md5: readonly string[];
  readonly cart: Cart;
  /** What a player sees: pixels and television standard. */
  readonly screen: { readonly format: string; readonly width: number; readonly height: number };
  readonly paddles: boolean;
  /** Settings that the game forces when it is loaded. */
  readonly settings: Readonly<Record<string, number>>;
  readonly minimalActions: readonly ActionName[];
  /** Replaced by NOOP. */
  readonly illegalActions: readonly ActionName[];
  /** Played, frame by frame, at the end of a reset; `RESET` is the console's switch. */
  readonly startingActions: readonly (readonly [action: ActionName | 'RESET', frames: number])[];
  readonly modes: readonly number[];
  readonly defaultMode: number;
  /** Bit 0 is the left switch in position A, bit 1 the right one. */
  readonly difficulties: readonly number[];
  readonly modeProgram: readonly Statement[];
  readonly rules: GameRules;
  readonly livesAtConstruction: number;
}

/** What a cartridge gets whose MD5 no game lists. */
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
