import { describe, expect, test } from 'vitest';
import { actionNames, actionNumber, joystickLines } from '../../src/console/actions.js';

/** Numbers, names and lines as ALE documents them. */
const table = [
  [0, 'NOOP', ''],
  [1, 'FIRE', 'F'],
  [2, 'UP', 'U'],
  [3, 'RIGHT', 'R'],
  [4, 'LEFT', 'L'],
  [5, 'DOWN', 'D'],
  [6, 'UPRIGHT', 'UR'],
  [7, 'UPLEFT', 'UL'],
  [8, 'DOWNRIGHT', 'DR'],
  [9, 'DOWNLEFT', 'DL'],
  [10, 'UPFIRE', 'UF'],
  [11, 'RIGHTFIRE', 'RF'],
  [12, 'LEFTFIRE', 'LF'],
  [13, 'DOWNFIRE', 'DF'],
  [14, 'UPRIGHTFIRE', 'URF'],
  [15, 'UPLEFTFIRE', 'ULF'],
  [16, 'DOWNRIGHTFIRE', 'DRF'],
  [17, 'DOWNLEFTFIRE', 'DLF'],
] as const;
const bitOf: Record<string, number> = { U: 1, D: 2, L: 4, R: 8, F: 16 };

describe('the action table', () => {
  test.each(table)('%i is %s and drives %s', (number, name, pressed) => {
    const bits = [...pressed].reduce((sum, line) => sum | bitOf[line]!, 0);
    expect(actionNames[number]).toBe(name);
    expect(actionNumber(name)).toBe(number);
    expect(joystickLines[number]).toBe(bits);
    expect(joystickLines[number + 18]).toBe(bits << 5);
  });

  test('the reset switch and the unused numbers press no joystick line', () => {
    expect([...joystickLines.slice(36)]).toEqual([0, 0, 0, 0, 0]);
    expect(actionNumber('RESET')).toBe(40);
  });

  test('an unknown name is refused', () => {
    expect(() => actionNumber('JUMP')).toThrow(/unknown action "JUMP"; expected one of NOOP, FIRE/);
  });
});
