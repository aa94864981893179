/** ALE's settings: kept as text, converted when read. Every setting takes effect at the next ROM load. */
import { AleError } from '../errors.js';

export type SettingType = 'bool' | 'int' | 'float' | 'string';

/** Key → type and default, in ALE's spelling. */
export const settingTable = {
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
} as const satisfies Record<string, readonly [SettingType, string]>;

export type SettingKey = keyof typeof settingTable;

/** These take any setter in ALE, whatever their type. */
const acceptsAnySetter = new Set(['palette', 'sound', 'fragsize', 'freq', 'tiafreq', 'volume', 'clipvol']);

/** One `act` plays `frame_skip` frames; what ALE takes beyond this would not come back. */
const mostFrameSkip = 1000;

export class Settings {
  readonly #values = new Map<string, string>(Object.entries(settingTable).map(([key, [, value]]) => [key, value]));

  setBool(key: string, value: boolean): void {
    if (typeof value !== 'boolean') throw wrongValue(key, 'true or false', value);
    this.#set(key, 'bool', value ? 'true' : 'false');
  }

  setInt(key: string, value: number): void {
    if (!Number.isInteger(value) || value !== (value | 0)) throw wrongValue(key, 'a 32-bit integer', value);
    if (key === 'frame_skip' && value > mostFrameSkip) {
      throw wrongValue(key, `at most ${mostFrameSkip} (one act plays so many frames)`, value);
    }
    this.#set(key, 'int', String(value));
  }

  /** Six significant digits are kept, as in ALE. */
  setFloat(key: string, value: number): void {
    if (!Number.isFinite(value)) throw wrongValue(key, 'a finite number', value);
    this.#set(key, 'float', String(Number(value.toPrecision(6))));
  }

  setString(key: string, value: string): void {
    if (typeof value !== 'string') throw wrongValue(key, 'a string', value);
    this.#set(key, 'string', value);
  }

  /** False for an unknown key. */
  getBool(key: string): boolean {
    const text = this.#values.get(key);
    return text === '1' || text === 'true';
  }

  /** −1 for an unknown key; the integer a number starts with otherwise (0.25 reads as 0). */
  getInt(key: string): number {
    const text = this.#values.get(key);
    return text === undefined ? -1 : Number.parseInt(text, 10) | 0;
  }

  /** −1 for an unknown key; a 32-bit float otherwise: 0.1 reads as 0.10000000149011612. */
  getFloat(key: string): number {
    const text = this.#values.get(key);
    return text === undefined ? -1 : Math.fround(Number.parseFloat(text) || 0);
  }

  /** Empty for an unknown key. */
  getString(key: string): string {
    return this.#values.get(key) ?? '';
  }

  #set(key: string, setter: SettingType, text: string): void {
    const entry = expectKnown(key);
    if (entry[0] !== setter && !acceptsAnySetter.has(key)) {
      throw new AleError('setting-type', `setting "${key}" is of type ${entry[0]}, but was set as ${setter}`, {
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
  throw new AleError('unknown-setting', `unknown setting "${key}"; known are ${expected.join(', ')}`, {
    expected,
    got: key,
  });
}

/** An unknown key is reported before its value is. */
function wrongValue(key: string, expected: string, got: unknown): AleError {
  expectKnown(key);
  return new AleError('setting-type', `setting "${key}": expected ${expected}, got ${String(got)}`, { expected, got });
}
