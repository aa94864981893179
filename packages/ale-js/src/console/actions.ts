/** ALE's action numbers and the controller lines that each of them drives. */
import { AleError } from '../errors.js';

/** Player A's actions by number; player B's are 18 higher. */
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

export type ActionName = (typeof actionNames)[number];

/** Actions of one player; also what is added to player A's number to get player B's. */
export const actionsPerPlayer = actionNames.length;
export const noopA = 0;
export const noopB = actionNames.length;
/** The console's reset switch, as an action of player A. */
export const resetAction = 40;

/** Lines of one joystick, as the core's `setJoysticks` wants the left one; the right one's are 5 bits higher. */
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

/** @throws AleError when there is no such action */
export function actionNumber(name: string): number {
  if (name === 'RESET') return resetAction;
  const number = actionNames.indexOf(name as ActionName);
  if (number < 0) {
    const expected = [...actionNames, 'RESET'];
    throw new AleError('unknown-action', `unknown action "${name}"; expected one of ${expected.join(', ')}`, {
      expected,
      got: name,
    });
  }
  return number;
}
