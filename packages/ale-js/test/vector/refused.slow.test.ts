import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { NodeVectorOptions } from '../../src/node.js';
import { shortCatch } from '../helpers/short-catch.js';
import { create, disposeAll, thrown } from '../helpers/vectors.js';

afterEach(disposeAll);

describe('what is refused', () => {
  test.each<[string, Partial<NodeVectorOptions>, string, RegExp]>([
    [
      'no console',
      { numEnvs: 0 },
      'bad-option',
      /^option "numEnvs": expected an integer, 1…4096 \(a console takes 1 MB\), got 0/,
    ],
    ['threads', { threads: -1 }, 'bad-option', /^option "threads": expected an integer, 0…256 \(.*\), got -1/],
    ['a seed', { seed: 0.5 }, 'bad-option', /^option "seed"/],
    ['a frame skip', { frameSkip: 0 }, 'bad-option', /^option "frameSkip": expected an integer, 1…1000 \(.*\), got 0/],
    ['no-ops', { noopMax: -1 }, 'bad-option', /^option "noopMax"/],
    ['a probability', { repeatActionProbability: 2 }, 'bad-option', /expected a number, 0…1, got 2/],
    ['a layout', { layout: 'HWC' as 'NHWC' }, 'bad-option', /expected NHWC or NCHW, got "HWC"/],
    [
      'an unknown option',
      { frameskip: 4 } as object,
      'bad-option',
      /^unknown option "frameskip"; did you mean "frameSkip"\? expected one of rom, /,
    ],
    ['a mode', { mode: 7 }, 'unknown-mode', /^short_catch has no mode 7; expected one of 0/],
    ['a difficulty', { difficulty: 1 }, 'unknown-difficulty', /^short_catch has no difficulty 1; expected one of 0/],
    ['a small buffer', { observations: new Uint8Array(5) }, 'wrong-size', /expected 1 × 28224 = 28224 bytes, got 5/],
    ['a buffer of one thread', { observations: new Uint8Array(28224), threads: 1 }, 'bad-option', /SharedArrayBuffer/],
    ['a game', { game: 'Bowlingg' }, 'unknown-game', /did you mean "Bowling"/],
    ['the ROM of another game', { game: 'Pong' }, 'rom-md5', /got that of ShortCatch/],
    ['a cut ROM', { rom: new Uint8Array(777), game: 'Pong', threads: 2 }, 'rom-unsupported', /^ROM of 777 bytes/],
  ])('%s', async (_what, options, code, message) => {
    await expect(create({ printErr: () => {}, ...options })).rejects.toThrow(thrown(code, message));
  });

  test('steps before a reset, of a wrong length, with wrong actions', async () => {
    const environment = await create({ numEnvs: 2 });
    expect(() => environment.step([0, 0])).toThrow(thrown('reset-needed', /call reset first/));
    environment.reset();
    expect(() => environment.step([0])).toThrow(
      thrown('wrong-size', /^actions: expected 2, one for each console, got 1/),
    );
    expect(() => environment.reset({ seed: -1 })).toThrow(thrown('bad-option', /^option "seed"/));
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 4 }), fc.integer({ max: -1 }), fc.constantFrom(0.5, Number.NaN)),
        (bad) => {
          expect(() => environment.step([0, bad])).toThrow(
            thrown('unknown-action', /^action of console 1: expected an/),
          );
        },
      ),
      { numRuns: 20 },
    );
    expect(environment.step([0, 3]).info.episodeLengths[0]).toBe(1);
  });

  test('a second call while one is running, and any call after dispose', async () => {
    const environment = await create({ numEnvs: 2, threads: 2 });
    const running = environment.resetAsync();
    expect(() => environment.reset()).toThrow(thrown('busy', /await it first/));
    await expect(environment.stepAsync([0, 0])).rejects.toThrow(thrown('busy', /await it first/));
    await running;
    const unfinished = environment.stepAsync([0, 0]);
    const refused = expect(unfinished).rejects.toThrow(thrown('disposed', /./));
    await environment.dispose();
    await refused;
    expect(() => environment.step([0, 0])).toThrow(thrown('disposed', /./));
    await environment.dispose();
  });

  test('an error in a worker is the same as in the calling thread', async () => {
    const stuck = { ...shortCatch, modes: [0, 1], modeProgram: [['failIf', ['==', 'mode', 1]]] };
    for (const threads of [0, 2]) {
      const environment = await create({ games: [stuck], mode: 1, numEnvs: 2, threads });
      expect(() => environment.reset()).toThrow(thrown('mode-not-reached', /short_catch/));
      await expect(environment.resetAsync()).rejects.toThrow(thrown('mode-not-reached', /short_catch/));
      expect(() => environment.step([0, 0])).toThrow(thrown('reset-needed', /./));
    }
  });
});
