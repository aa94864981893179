import { describe, expect, test } from 'vitest';
import { defaultPaddleLimits, joysticks, paddles } from '../../src/console/controls.js';
import { recordingCore } from '../helpers/recording-core.js';

describe('joysticks', () => {
  test.each([
    ['nothing', 0, 18, 0, ['setJoysticks 0', 'setSwitches 63']],
    ['A up-right-fire, B down', 14, 23, 0, ['setJoysticks 89', 'setSwitches 63']],
    ['difficulty 1 is the left switch in position A', 0, 18, 1, ['setJoysticks 0', 'setSwitches 127']],
    ['difficulty 2 is the right one', 0, 18, 2, ['setJoysticks 0', 'setSwitches 191']],
    ['RESET pulls bit 0 low', 40, 18, 3, ['setJoysticks 0', 'setSwitches 254']],
  ])('%s', (_what, a, b, difficulty, calls) => {
    const { core, take } = recordingCore();
    joysticks(core).apply(a, b, 1, 1, difficulty);
    expect(take()).toEqual(calls);
  });

  test('SELECT pulls bit 1 low and releases the sticks', () => {
    const { core, take } = recordingCore();
    joysticks(core).holdSelect(0);
    expect(take()).toEqual(['setJoysticks 0', 'setSwitches 61']);
  });
});

describe('paddles', () => {
  const setUp = (least: number, most: number) => {
    const recording = recordingCore();
    const controls = paddles(recording.core, least, most);
    controls.center();
    recording.take();
    return { controls, ...recording };
  };

  test.each([
    [defaultPaddleLimits[0], defaultPaddleLimits[1], 408823],
    [27450, 1000000, 513725],
    [27450, 795000, 411225],
  ])('between %i and %i the middle is %i', (least, most, middle) => {
    expect([...setUp(least, most).controls.resistances]).toEqual([middle, middle]);
  });

  test.each([
    ['right turns down', 3, 1, 408823 - 23000],
    ['left turns up', 4, 1, 408823 + 23000],
    ['strength is a 32-bit float', 4, Math.fround(0.7), 408823 + 16099],
    ['its sign does not count', 4, -0.5, 408823 + 11500],
    ['up does nothing', 2, 1, 408823],
    ['diagonals turn too', 15, 1, 408823 + 23000],
  ])('%s', (_what, action, strength, resistance) => {
    const { controls } = setUp(27450, 790196);
    controls.apply(action, 18, strength, 0, 0);
    expect([...controls.resistances]).toEqual([resistance, 408823]);
  });

  test('fire is the button, RESET the switch, and joystick lines are never set', () => {
    const { controls, take } = setUp(27450, 790196);
    controls.apply(1, 18 + 12, 1, 1, 0);
    expect(take()).toEqual(['setPaddle 0 408823', 'setPaddle 1 431823', 'setPaddleButtons 3', 'setSwitches 63']);
    controls.apply(40, 18, 1, 1, 0);
    expect(take()).toEqual(['setPaddle 0 408823', 'setPaddle 1 431823', 'setPaddleButtons 0', 'setSwitches 62']);
  });

  test('both paddles stop at their limits in every frame', () => {
    const { controls } = setUp(400000, 420000);
    for (let frame = 0; frame < 3; frame++) controls.apply(3, 18 + 4, 1, 1, 0);
    expect([...controls.resistances]).toEqual([400000, 420000]);
  });
});
