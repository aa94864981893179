/** Converts the actions of two players to the console's inputs: joysticks, or paddles that move in each frame. */
import { actionsPerPlayer, joystickLines, lines, resetAction } from './actions.js';
import type { Core } from './core.js';

export interface Controls {
  /** Sets the inputs of one frame and moves the paddles. Strengths (0…1) apply to paddles only. */
  apply(actionA: number, actionB: number, strengthA: number, strengthB: number, difficulty: number): void;
  /** Releases everything and presses SELECT. */
  holdSelect(difficulty: number): void;
  /** Moves the paddles to the middle, as an environment reset does. */
  center(): void;
  /** Resistances of the two players' paddles, for saved states. */
  readonly resistances: Int32Array;
  /** Smallest and largest resistance. */
  readonly limits: Int32Array;
}

/** SWCHB with nothing pressed: color television, difficulties B. */
const idleSwitches = 0x3f;
const resetSwitch = 1;
const selectSwitch = 2;

const switchesOf = (difficulty: number) => idleSwitches | ((difficulty & 3) << 6);
const withReset = (switches: number, action: number) => (action === resetAction ? switches & ~resetSwitch : switches);

/** Change of a paddle's resistance in one frame at full strength, in ALE's units (similar to ohms). */
const paddleStep = 23000;
/** Default smallest and largest resistance. */
export const defaultPaddleLimits = [27450, 790196] as const;

/** Returns two joysticks. */
export function joysticks(core: Core): Controls {
  return {
    apply(actionA, actionB, _strengthA, _strengthB, difficulty) {
      core.setJoysticks(joystickLines[actionA]! | joystickLines[actionB]!);
      core.setSwitches(withReset(switchesOf(difficulty), actionA));
    },
    holdSelect(difficulty) {
      core.setJoysticks(0);
      core.setSwitches(switchesOf(difficulty) & ~selectSwitch);
    },
    center() {},
    resistances: new Int32Array(2),
    limits: Int32Array.from(defaultPaddleLimits),
  };
}

/** Returns two paddles: player A turns paddle 0, player B paddle 1. UP and DOWN have no effect. */
export function paddles(core: Core, least: number, most: number): Controls {
  const resistances = new Int32Array(2);
  const limits = Int32Array.of(least, most);

  const turn = (player: number, pressed: number, strength: number) => {
    const step = Math.trunc(paddleStep * Math.abs(strength));
    let resistance = resistances[player]!;
    if (pressed & lines.right) resistance -= step;
    else if (pressed & lines.left) resistance += step;
    resistance = Math.min(Math.max(resistance, limits[0]!), limits[1]!);
    resistances[player] = resistance;
    core.setPaddle(player, resistance);
  };

  return {
    apply(actionA, actionB, strengthA, strengthB, difficulty) {
      const pressedA = joystickLines[actionA]!;
      const pressedB = joystickLines[actionB - actionsPerPlayer]!;
      turn(0, pressedA, strengthA);
      turn(1, pressedB, strengthB);
      core.setPaddleButtons((pressedA & lines.fire ? 1 : 0) | (pressedB & lines.fire ? 2 : 0));
      core.setSwitches(withReset(switchesOf(difficulty), actionA));
    },
    holdSelect(difficulty) {
      core.setPaddleButtons(0);
      core.setSwitches(switchesOf(difficulty) & ~selectSwitch);
    },
    center() {
      const middle = Math.floor((limits[0]! + limits[1]!) / 2);
      resistances.fill(middle);
      core.setPaddle(0, middle);
      core.setPaddle(1, middle);
    },
    resistances,
    limits,
  };
}
