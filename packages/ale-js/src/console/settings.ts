/** ALE's settings: stored as text, converted when read. Every setting takes effect at the next ROM load. */
import { AleError } from '../errors.js';
import { unknownName } from '../names.js';
import { badOption, object } from './option-checks.js';

type SettingType = 'bool' | 'int' | 'float' | 'string';

/** The key of a setting. */
export type SettingKey =
  | 'random_seed'
  | 'system_random_seed'
  | 'repeat_action_probability'
  | 'frame_skip'
  | 'max_num_frames_per_episode'
  | 'truncate_on_loss_of_life'
  | 'color_averaging'
  | 'reward_min'
  | 'reward_max'
  | 'paddle_min'
  | 'paddle_max'
  | 'cpu'
  | 'display_screen'
  | 'sound'
  | 'sound_obs'
  | 'record_screen_dir'
  | 'record_sound_filename'
  | 'rom_file'
  | 'fragsize'
  | 'palette'
  | 'freq'
  | 'tiafreq'
  | 'volume'
  | 'clipvol'
  | 'max_num_frames'
  | 'restricted_action_set'
  | 'send_rgb'
  | 'run_length_encoding';

/** All settings: key, type and default value as text. Keys and defaults are ALE's. */
export const settingTable: Readonly<Record<SettingKey, readonly [SettingType, string]>> = {
  random_seed: ['int', '-1'],
  system_random_seed: ['int', '4753849'],
  repeat_action_probability: ['float', '0.25'],
  frame_skip: ['int', '1'],
  max_num_frames_per_episode: ['int', '0'],
  truncate_on_loss_of_life: ['bool', 'false'],
  color_averaging: ['bool', 'false'],
  reward_min: ['int', '-2147483648'],
  reward_max: ['int', '2147483647'],
  paddle_min: ['int', '-1'],
  paddle_max: ['int', '-1'],
  cpu: ['string', 'low'],
  display_screen: ['bool', 'false'],
  sound: ['bool', 'false'],
  sound_obs: ['bool', 'false'],
  record_screen_dir: ['string', ''],
  record_sound_filename: ['string', ''],
  rom_file: ['string', ''],
  fragsize: ['int', '64'],
  palette: ['string', 'standard'],
  freq: ['string', '31400'],
  tiafreq: ['string', '31400'],
  volume: ['string', '100'],
  clipvol: ['string', 'true'],
  max_num_frames: ['int', '0'],
  restricted_action_set: ['bool', 'false'],
  send_rgb: ['bool', 'false'],
  run_length_encoding: ['bool', 'true'],
};

/** ALE accepts any setter for these. */
const acceptsAnySetter = new Set(['palette', 'sound', 'fragsize', 'freq', 'tiafreq', 'volume', 'clipvol']);

/** One `act` plays `frame_skip` frames. ALE accepts more, but such a call would take minutes or longer. */
const maxFrameSkip = 1000;

/** ALE's settings by key. Setters check key and type; getters return ALE's fallback for an unknown key. */
export class Settings {
  readonly #values = new Map<string, string>(Object.entries(settingTable).map(([key, [, value]]) => [key, value]));

  /** Sets a boolean setting. @throws AleError `unknown-setting` or `setting-type` */
  setBool(key: string, value: boolean): void {
    if (typeof value !== 'boolean') throw wrongValue(key, 'true or false', value);
    this.#set(key, 'bool', value ? 'true' : 'false');
  }

  /** Sets an integer setting, 32 bits with sign. @throws AleError `unknown-setting` or `setting-type` */
  setInt(key: string, value: number): void {
    if (!Number.isInteger(value) || value !== (value | 0)) throw wrongValue(key, 'a 32-bit integer', value);
    if (key === 'frame_skip' && value > maxFrameSkip) {
      throw wrongValue(key, `at most ${maxFrameSkip} frames`, value);
    }
    this.#set(key, 'int', String(value));
  }

  /** Sets a float setting; six significant digits are kept, as in ALE. @throws AleError `unknown-setting` or `setting-type` */
  setFloat(key: string, value: number): void {
    if (!Number.isFinite(value)) throw wrongValue(key, 'a finite number', value);
    this.#set(key, 'float', String(Number(value.toPrecision(6))));
  }

  /** Sets a string setting. @throws AleError `unknown-setting` or `setting-type` */
  setString(key: string, value: string): void {
    if (typeof value !== 'string') throw wrongValue(key, 'a string', value);
    this.#set(key, 'string', value);
  }

  /**
   * Extension: sets several settings, each with the setter of its type.
   * @example ale.set({ random_seed: 1, repeat_action_probability: 0 });
   * @throws AleError `bad-option`, `unknown-setting` or `setting-type`
   */
  set(settings: Partial<Record<SettingKey, boolean | number | string>>): void {
    if (!object[0](settings)) throw badOption('settings', object[1], settings);
    for (const [key, value] of Object.entries(settings)) {
      const type = settingTable[key as SettingKey]?.[0];
      if (type === 'bool') this.setBool(key, value as boolean);
      else if (type === 'int') this.setInt(key, value as number);
      else if (type === 'float') this.setFloat(key, value as number);
      else this.setString(key, value as string);
    }
  }

  /** Returns a boolean setting; false for an unknown key. */
  getBool(key: string): boolean {
    const text = this.#values.get(key);
    return text === '1' || text === 'true';
  }

  /** Returns an integer setting, a float's integer part (0.25 gives 0); −1 for an unknown key. */
  getInt(key: string): number {
    const text = this.#values.get(key);
    return text === undefined ? -1 : Number.parseInt(text, 10) | 0;
  }

  /** Returns a setting as a 32-bit float (0.1 gives 0.10000000149011612); −1 for an unknown key. */
  getFloat(key: string): number {
    const text = this.#values.get(key);
    return text === undefined ? -1 : Math.fround(Number.parseFloat(text) || 0);
  }

  /** Returns the text of a setting; empty for an unknown key. */
  getString(key: string): string {
    return this.#values.get(key) ?? '';
  }

  #set(key: string, setter: SettingType, text: string): void {
    const entry = expectKnown(key);
    if (entry[0] !== setter && !acceptsAnySetter.has(key)) {
      throw new AleError('setting-type', `setting "${key}": expected a value of type ${entry[0]}, got ${setter}`, {
        expected: entry[0],
        got: setter,
      });
    }
    this.#values.set(key, text);
  }
}

function expectKnown(key: string): readonly [SettingType, string] {
  const entry = (settingTable as Record<string, readonly [SettingType, string]>)[key];
  if (entry) return entry;
  const expected = Object.keys(settingTable);
  throw new AleError('unknown-setting', unknownName('setting', key, expected), {
    expected,
    got: key,
  });
}

/** Reports an unknown key first, then the value. */
function wrongValue(key: string, expected: string, got: unknown): AleError {
  expectKnown(key);
  return new AleError('setting-type', `setting "${key}": expected ${expected}, got ${String(got)}`, { expected, got });
}
