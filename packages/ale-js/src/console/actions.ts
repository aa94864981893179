/** ALE's action numbers, and the joystick lines that each action presses. */
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';

/** Names of player A's actions by number, 0…17; player B's numbers are 18 higher. */
export const actionNames = [
  'NOOP',
  'FIRE',
  'UP',
  'RIGHT',
  'LEFT',
  'DOWN',
  'UPRIGHT',
  'UPLEFT',
  'DOWNRIGHT',
  'DOWNLEFT',
  'UPFIRE',
  'RIGHTFIRE',
  'LEFTFIRE',
  'DOWNFIRE',
  'UPRIGHTFIRE',
  'UPLEFTFIRE',
  'DOWNRIGHTFIRE',
  'DOWNLEFTFIRE',
] as const;

/** The name of an action, such as `UPFIRE`. */
export type ActionName = (typeof actionNames)[number];

/** Actions of one player: 18. Player B's action numbers are player A's plus this. */
export const actionsPerPlayer = actionNames.length;
/** NOOP of player A. */
export const noopA = 0;
/** NOOP of player B. */
export const noopB = actionNames.length;
/** The console's reset switch, as an action of player A. */
export const resetAction = 40;

/** Bits of the left joystick's lines, as `setJoysticks` of the core takes them; the right joystick's are 5 bits higher. */
export const lines = { up: 1, down: 2, left: 4, right: 8, fire: 16 } as const;
const linesPerPlayer = 5;

const ownLines = actionNames.map((name) =>
  [...name.matchAll(/UP|DOWN|LEFT|RIGHT|FIRE/g)].reduce(
    (pressed, [part]) => pressed | lines[part.toLowerCase() as keyof typeof lines],
    0,
  ),
);

/**
 * Pressed lines by action number, 0…40: bits 0–4 up, down, left, right, fire of the left joystick, 5–9 of the right
 * one. NOOPs and the reset switch press none.
 */
export const joystickLines = Uint16Array.from({ length: resetAction + 1 }, (_, action) => {
  if (action < noopB) return ownLines[action]!;
  return action < 2 * actionsPerPlayer ? ownLines[action - noopB]! << linesPerPlayer : 0;
});

/**
 * Returns ALE's number of an action: 0…17, or 40 for `RESET`.
 * @throws AleError `unknown-action`
 */
export function actionNumber(name: string): number {
  if (name === 'RESET') return resetAction;
  const number = actionNames.indexOf(name as ActionName);
  if (number < 0) {
    const expected = [...actionNames, 'RESET'];
    throw new AleError('unknown-action', unknownName('action', name, expected), {
      expected,
      got: name,
    });
  }
  return number;
}

const isActionFrom = (action: number, first: number) =>
  Number.isInteger(action) && ((action >= first && action < first + actionsPerPlayer) || action === resetAction);

/**
 * Checks the arguments of one act.
 * @throws AleError `unknown-action` or `paddle-strength`
 */
export function expectActions(actionA: number, actionB: number, strengthA: number, strengthB: number): void {
  if (!isActionFrom(actionA, noopA)) throw unknownAction('A', '0…17', actionA);
  if (!isActionFrom(actionB, noopB)) throw unknownAction('B', '18…35', actionB);
  if (Number.isFinite(strengthA) && Number.isFinite(strengthB)) return;
  const got = Number.isFinite(strengthA) ? strengthB : strengthA;
  throw new AleError('paddle-strength', `paddle strength: expected 0…1, got ${got}`, { expected: '0…1', got });
}

function unknownAction(player: string, expected: string, got: number): AleError {
  return new AleError('unknown-action', `player ${player}: expected an action in ${expected}, got ${got}`, {
    expected,
    got,
  });
}
