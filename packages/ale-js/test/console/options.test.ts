/** Every options object of the public interface: unknown keys, wrong types and values out of bounds are refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AleError } from '../../src/errors.js';
import {
  type ALEInterface,
  createALE,
  createALEModule,
  createVectorEnvironment,
  findGame,
  findRom,
  gameTable,
  type VectorEnvironment,
} from '../../src/node.js';
import { createVectorEnvironment as createWebVector } from '../../src/vector/web.js';
import { catchRom, shortCatch } from '../helpers/short-catch.js';

let ale: ALEInterface;
let vector: VectorEnvironment;
beforeAll(async () => {
  const all = { rom: catchRom, games: [shortCatch] };
  [ale, vector] = await Promise.all([createALE(all), createVectorEnvironment({ ...all, numEnvs: 2 })]);
});
afterAll(() => vector.dispose());

const all = { rom: catchRom, games: [shortCatch] };
/** Anything in the place of an options object. */
type Call = (options: never) => unknown;
const calls: Record<string, Call> = {
  createALEModule: (options) => createALEModule(options),
  createALE: (options) => createALE(options),
  createVectorEnvironment: (options) => createVectorEnvironment(options),
  'createVectorEnvironment of browsers': (options) => createWebVector(options),
  'reset of a vector environment': (options) => vector.reset(options),
  'resetAsync of a vector environment': (options) => vector.resetAsync(options),
  loadROMBytes: (options) => ale.loadROMBytes(catchRom, 'short_catch.bin', options),
  'properties of loadROMBytes': (properties) => ale.loadROMBytes(catchRom, 'short_catch.bin', { properties }),
  'properties of createALE': (properties) => createALE({ ...all, properties }),
  'properties of createVectorEnvironment': (properties) => createVectorEnvironment({ ...all, properties }),
  set: (options) => ale.set(options),
  findRom: (options) => findRom(findGame(gameTable(), 'Pong'), options),
};

const outcome = async (call: () => unknown): Promise<unknown> => {
  try {
    return await call();
  } catch (error) {
    return error;
  }
};

describe('in the place of options', () => {
  const others = [11, 'seed', true, null, [1], new Uint8Array(2), Number.NaN, () => {}];
  test.each(Object.keys(calls))('%s accepts only an object', async (name) => {
    for (const other of others) {
      const error = await outcome(() => calls[name]!(other as never));
      expect(error, String(other)).toBeInstanceOf(AleError);
      expect(error).toMatchObject({ code: 'bad-option', message: expect.stringMatching(/^option "[^\n]+$/) });
    }
  });

  test.each(Object.keys(calls).filter((name) => name !== 'set'))('%s refuses an unknown key', async (name) => {
    const error = await outcome(() => calls[name]!({ sead: 1 } as never));
    expect(error).toMatchObject({
      code: 'bad-option',
      message: expect.stringMatching(/^unknown option "(\w+\.)?sead";.* expected one of [^\n]+$/),
    });
  });
  test('set refuses an unknown setting', () => {
    expect(() => ale.set({ sead: 1 } as object)).toThrow(expect.objectContaining({ code: 'unknown-setting' }));
  });
});

const badSeeds = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0.5, 2 ** 31, '1', null, [1], {}, true, 1n];
/** Of each option, values that are refused. */
const rows: [keyof typeof calls, string, readonly unknown[]][] = [
  ['createALEModule', 'games', [5, 'x', {}]],
  ['createALEModule', 'roms', [5, { 'a.bin': 'text' }]],
  ['createALEModule', 'printErr', [5, 'x', {}]],
  ['createALEModule', 'readFile', [5, 'x', {}]],
  ['createALE', 'game', [5, {}, null]],
  ['createALE', 'rom', [5, {}, null, [1, 2]]],
  ['createALE', 'romFolders', ['x', [5]]],
  ['createALE', 'settings', [5, 'x', null]],
  ['createVectorEnvironment', 'game', [5, {}]],
  ['createVectorEnvironment', 'rom', [5, {}]],
  ['createVectorEnvironment', 'romName', [5]],
  ['createVectorEnvironment', 'romFolders', ['x', [5]]],
  ['createVectorEnvironment', 'games', [5, {}]],
  ['createVectorEnvironment', 'numEnvs', [0, -1, 0.5, 4097, 1e9, Number.NaN, '2', null, [2]]],
  ['createVectorEnvironment', 'threads', [-1, 0.5, 257, 100_000, Number.NaN, '2']],
  ['createVectorEnvironment', 'seed', badSeeds],
  ['createVectorEnvironment', 'observations', [5, [], new Float32Array(4)]],
  ['createVectorEnvironment', 'printErr', [5]],
  ['createVectorEnvironment', 'frameSkip', [0, -1, 0.5, 1001, 2 ** 31, Number.NaN, '4']],
  ['createVectorEnvironment', 'noopMax', [-1, 0.5, 10_001, 2 ** 30, Number.NaN, '4']],
  ['createVectorEnvironment', 'maxFramesPerEpisode', [-1, 0.5, 2 ** 31, Number.NaN]],
  ['createVectorEnvironment', 'repeatActionProbability', [-0.1, 1.1, Number.NaN, '0']],
  ['createVectorEnvironment', 'maxPool', [0, 'true', null]],
  ['createVectorEnvironment', 'fireReset', [0]],
  ['createVectorEnvironment', 'episodicLife', [1]],
  ['createVectorEnvironment', 'rewardClipping', [1]],
  ['createVectorEnvironment', 'fullActionSpace', [1]],
  ['createVectorEnvironment', 'layout', ['HWC', 5]],
  ['createVectorEnvironment', 'mode', [0.5, Number.NaN, '0']],
  ['createVectorEnvironment', 'difficulty', [0.5, Number.NaN, '0']],
  ['reset of a vector environment', 'seed', badSeeds],
  ['reset of a vector environment', 'resetMask', [5, 'x', {}, [2, 1], ['a', 'b'], new Float32Array(2)]],
  ['resetAsync of a vector environment', 'seed', badSeeds],
  ['loadROMBytes', 'game', [5, 'Pong']],
  ['loadROMBytes', 'properties', [5, 'x']],
  ['properties of loadROMBytes', 'type', ['F9', 5]],
  ['properties of createALE', 'ystart', [-1, 65, Number.NaN, 0.5, '34']],
  ['properties of createALE', 'height', [0, 257, Number.NaN]],
  ['properties of createVectorEnvironment', 'format', ['NTSC50', 5]],
  ['properties of createVectorEnvironment', 'swapPorts', ['YES', 1]],
  ['findRom', 'folders', [5, 'x']],
  ['findRom', 'checkMd5', ['yes', 1]],
];

test.each(rows)('%s refuses values of %s, by name', async (name, key, values) => {
  const base = name === 'createALE' || name === 'createVectorEnvironment' ? all : {};
  for (const value of values) {
    const error = await outcome(() => calls[name]!({ ...base, [key]: value } as never));
    expect(error, String(value)).toBeInstanceOf(AleError);
    const message = expect.stringMatching(new RegExp(`^option "(\\w+\\.)?${key}": expected [^\\n]+, got [^\\n]+$`));
    expect(error).toMatchObject({ code: 'bad-option', message });
  }
});

test('keys with the value undefined are ignored', () => {
  const { observations } = vector.reset({ seed: undefined, resetMask: undefined } as object);
  expect(observations.length).toBe(2 * 28_224);
  expect(vector.reset(undefined).observations).toBe(observations);
});

test('one act plays at most 1000 frames', () => {
  expect(() => ale.setInt('frame_skip', 1001)).toThrow(
    /^setting "frame_skip": expected at most 1000 frames, got 1001$/,
  );
  ale.setInt('frame_skip', 1000);
});
