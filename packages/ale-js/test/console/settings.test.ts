import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SettingKey, Settings, settingTable } from '../../src/console/settings.js';
import { AleError } from '../../src/errors.js';

const codeOf = (run: () => void) => {
  try {
    run();
  } catch (error) {
    return (error as AleError).code;
  }
  return undefined;
};

describe('defaults', () => {
  const settings = new Settings();
  test.each([
    ['random_seed', -1],
    ['system_random_seed', 4753849],
    ['frame_skip', 1],
    ['max_num_frames_per_episode', 0],
    ['reward_min', -2147483648],
    ['reward_max', 2147483647],
    ['paddle_min', -1],
    ['paddle_max', -1],
    ['fragsize', 64],
  ])('%s is %i', (key, value) => expect(settings.getInt(key)).toBe(value));
  test('sticky actions are on', () => expect(settings.getFloat('repeat_action_probability')).toBe(0.25));
  test('the low CPU is chosen', () => expect(settings.getString('cpu')).toBe('low'));
  test.each(['truncate_on_loss_of_life', 'color_averaging', 'sound'])('%s is off', (key) =>
    expect(settings.getBool(key)).toBe(false),
  );
});

describe('numbers are stored as text', () => {
  test.each([
    [0.1, 0.10000000149011612],
    [0.123456789, Math.fround(0.123457)],
    [1 / 3, Math.fround(0.333333)],
    [1234567, 1234570],
    [0, 0],
    [1, 1],
  ])('the float %f reads as %f', (value, read) => {
    const settings = new Settings();
    settings.setFloat('repeat_action_probability', value);
    expect(settings.getFloat('repeat_action_probability')).toBe(read);
  });

  test('any float is rounded to six digits and 32 bits', () => {
    const settings = new Settings();
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e30, max: 1e30 }), (value) => {
        settings.setFloat('repeat_action_probability', value);
        expect(settings.getFloat('repeat_action_probability')).toBe(Math.fround(Number(value.toPrecision(6))));
      }),
    );
  });

  test('the getter converts to its type', () => {
    const settings = new Settings();
    expect(settings.getInt('repeat_action_probability')).toBe(0);
    expect(settings.getFloat('frame_skip')).toBe(1);
    expect(settings.getString('random_seed')).toBe('-1');
    settings.setString('cpu', 'high');
    expect(settings.getInt('cpu')).toBe(0);
    expect(settings.getBool('frame_skip')).toBe(true);
  });
});

test('an unknown key has ALE’s fallback value', () => {
  const settings = new Settings();
  expect(settings.getInt('x')).toBe(-1);
  expect(settings.getFloat('x')).toBe(-1);
  expect(settings.getBool('x')).toBe(false);
  expect(settings.getString('x')).toBe('');
});

describe('what is refused', () => {
  const settings = new Settings();
  const anySetter = ['palette', 'sound', 'fragsize', 'freq', 'tiafreq', 'volume', 'clipvol'];
  const setters = {
    bool: (key: string) => settings.setBool(key, true),
    int: (key: string) => settings.setInt(key, 3),
    float: (key: string) => settings.setFloat(key, 0.5),
    string: (key: string) => settings.setString(key, 'x'),
  };
  const keys = Object.keys(settingTable) as SettingKey[];
  test.each(keys)('%s accepts only the setter of its type, except where ALE accepts any', (key) => {
    for (const [type, set] of Object.entries(setters)) {
      const allowed = type === settingTable[key][0] || anySetter.includes(key);
      expect(codeOf(() => set(key))).toBe(allowed ? undefined : 'setting-type');
    }
  });

  test.each(Object.entries(setters))('an unknown key, by the %s setter', (_type, set) =>
    expect(codeOf(() => set('no_such_key'))).toBe('unknown-setting'),
  );

  test.each([
    () => settings.setInt('frame_skip', 1.5),
    () => settings.setInt('frame_skip', 2 ** 31),
    () => settings.setFloat('repeat_action_probability', Number.NaN),
  ])('a value of the wrong kind', (set) => expect(codeOf(set)).toBe('setting-type'));

  test('the error says what was expected', () => {
    expect(() => settings.setInt('seed', 1)).toThrow(AleError);
    expect(() => settings.setInt('seed', 1)).toThrow(
      /unknown setting "seed"; did you mean "random_seed"\? expected one of random_seed, /,
    );
    expect(() => settings.setInt('cpu', 1)).toThrow('setting "cpu": expected a value of type string, got int');
  });
});
