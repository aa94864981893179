/** The compatible setting against ale-py's own `AtariVectorEnv`: every byte of the observations, rewards, flags, lives and frame numbers. */
import { describe, expect, test } from 'vitest';
import { sampleSize } from '../../../../test/helpers/sample.js';
import { MersenneTwister } from '../../src/console/mersenne-twister.js';
import { alePyVector, type Call, type ComparedOptions, playAlePy, playOurs } from '../helpers/ale-py-vector.js';
import { describeWithRoms } from '../helpers/commercial-roms.js';

const found = alePyVector();
const missing = 'missing' in found ? found.missing : undefined;
const python = 'python' in found ? found.python : '';
if (missing !== undefined) {
  console.warn(`SKIPPED comparison with AtariVectorEnv: needs ale-py 0.12.1 and gymnasium in PYTHON (${missing})`);
}

const playedCalls = (numEnvs: number, steps: number, actionCount: number): Call[] => {
  const random = new MersenneTwister(numEnvs);
  const step = () => ({ step: Array.from({ length: numEnvs }, () => random.uint32() % actionCount) });
  return [{ reset: { seed: 3 } }, ...Array.from({ length: steps }, step)];
};

/** Whether a flag of one of the consoles is set in one of the lines. */
const isSet = (lines: readonly string[], column: number) =>
  lines.some((line) => line.split(' ')[column]!.includes('1'));

const expectEqual = async (
  rom: Uint8Array,
  game: string,
  numEnvs: number,
  options: ComparedOptions,
  calls: readonly Call[],
) => {
  const theirs = playAlePy(python, game, numEnvs, options, calls);
  const ours = await playOurs(rom, numEnvs, { ...options, threads: 2 }, calls);
  expect(theirs).toHaveLength(calls.length);
  const different = calls.findIndex((_, i) => ours[i] !== theirs[i]?.trimEnd());
  expect({ call: different, line: ours[different] }).toEqual({ call: -1, line: theirs[different] });
  return ours;
};

/** 2,000 steps of 8 consoles each. The first four have all ends of an episode, and both kinds of automatic resets. */
const allGames: readonly (readonly [
  name: string,
  alePy: string,
  actionCount: number,
  options: ComparedOptions,
  ends: readonly string[],
])[] = [
  ['Pong', 'pong', 6, {}, ['terminated']],
  ['Bowling', 'bowling', 6, { autoreset: 'SameStep', maxFramesPerEpisode: 1003 }, ['truncated']],
  ['BeamRider', 'beam_rider', 9, { episodicLife: true, autoreset: 'SameStep' }, ['terminated']],
  ['Assault', 'assault', 7, { episodicLife: true, maxFramesPerEpisode: 900, noopMax: 7 }, ['terminated', 'truncated']],
  ['Breakout', 'breakout', 4, {}, ['terminated']],
  ['Seaquest', 'seaquest', 18, { episodicLife: true }, ['terminated']],
  ['SpaceInvaders', 'space_invaders', 6, { lifeLossInfo: true, rewardClipping: false }, ['terminated']],
  ['MsPacman', 'ms_pacman', 9, { autoreset: 'SameStep', lifeLossInfo: true }, ['terminated']],
  ['Freeway', 'freeway', 3, { maxFramesPerEpisode: 2000, frameSkip: 3 }, ['truncated']],
  ['Asteroids', 'asteroids', 14, { repeatActionProbability: 0.25, episodicLife: true, maxPool: false }, ['terminated']],
];

const games = allGames.slice(0, sampleSize(4, allGames.length));

describe.skipIf(missing !== undefined)('the setting compatible: ale-py equals AtariVectorEnv', () => {
  describeWithRoms(
    'games with AtariVectorEnv',
    allGames.map(([name]) => name),
    (rom) => {
      test.each(games)('%s, 2,000 steps of 8 consoles', async (name, alePy, actionCount, options, ends) => {
        const lines = await expectEqual(rom(name), alePy, 8, options, playedCalls(8, 2000, actionCount));
        const shown = { terminated: isSet(lines, 2), truncated: isSet(lines, 3) };
        expect(
          Object.entries(shown)
            .filter(([, happened]) => happened)
            .map(([end]) => end),
        ).toEqual(ends);
      });

      const allSettings: readonly ComparedOptions[] = [
        { noopMax: 0, fireReset: false },
        { noopMax: 0 },
        { noopMax: 1, fullActionSpace: true },
        { frameSkip: 1, episodicLife: true },
        { frameSkip: 1, maxPool: false },
        { frameSkip: 2, episodicLife: true },
        { maxPool: false, maxFramesPerEpisode: 52 },
        { episodicLife: true, lifeLossInfo: true, autoreset: 'SameStep' },
        ...[5, 51, 52].flatMap((maxFramesPerEpisode) => [
          { maxFramesPerEpisode },
          { maxFramesPerEpisode, autoreset: 'SameStep' as const },
        ]),
      ];
      const settings = allSettings.filter((_, i) => i % sampleSize(3, 1) === 0);
      test.each(settings)('Breakout with %j, with resets of some consoles and of all', async (options) => {
        const calls = playedCalls(3, 240, 4);
        calls.splice(80, 0, { reset: { mask: [false, true, false] } });
        calls.splice(150, 0, { reset: { seed: 9, mask: [true, false, true] } });
        calls.splice(200, 0, { reset: {} });
        calls.splice(220, 0, { reset: { seed: 4 } });
        await expectEqual(rom('Breakout'), 'breakout', 3, options, calls);
      });
    },
  );
});
