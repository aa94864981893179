/** The color screen of films against the observation: both are of the same two console frames. */
import { describe, expect, it } from 'vitest';
import { describeWithRoms } from '../../packages/ale-js/test/helpers/commercial-roms.js';
import { createRandom } from '../../src/common/random.js';
import { type AtariEnvironment, createAtari } from '../../src/env/atari.js';
import { openLibrary } from '../../src/env/library.js';
import { presets } from '../../src/env/presets.js';
import { evaluationRules } from '../../src/env/rules.js';

const library = await openLibrary();

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the gray values that ALE gives the colors: rounded luma. */
function meanGray({ screenRgb }: AtariEnvironment): number {
  const { data } = screenRgb();
  const pixels = Array.from({ length: data.length / 3 }, (_, i) => 3 * i);
  return mean(pixels.map((i) => 0.2989 * data[i]! + 0.587 * data[i + 1]! + 0.114 * data[i + 2]!));
}

/** Plays random steps, and returns the mean gray level of screen and observation at each. */
function brightness(
  game: string,
  bytes: Uint8Array,
  steps: number,
): (readonly [screen: number, observation: number])[] {
  const rng = createRandom(1);
  const rules = evaluationRules(presets.dqn2015);
  const environment = createAtari(library.ale, { game, bytes, file: `${game}.bin` }, rules, rng.split('environment'));
  environment.reset();
  return Array.from({ length: steps }, () => {
    environment.step(rng.integer(environment.actions.length));
    return [meanGray(environment), mean(environment.frame)] as const;
  });
}

/** Rounding: of gray values in the palette, and of 84 × 84 areas. */
const tolerance = 0.6;

function expectEqual(pairs: ReturnType<typeof brightness>): void {
  expect(pairs.length).toBeGreaterThan(0);
  for (const [screen, observation] of pairs) expect(Math.abs(screen - observation)).toBeLessThan(tolerance);
}

describe('the color screen', () => {
  it.each(['catch', 'raiders', 'tenpins'])('is as bright as the observation: %s', (game) => {
    expectEqual(brightness(game, library.open(game).bytes, 30));
  });
});

describeWithRoms(
  'the color screen of games that draw objects in every other frame',
  ['Asteroids', 'Bowling'],
  (rom) => {
    it.each(['Asteroids', 'Bowling'])('is as bright as the observation: %s', (game) => {
      const pairs = brightness(game.toLowerCase(), rom(game), 30);
      expectEqual(pairs);
      expect(Math.min(...pairs.map(([screen]) => screen))).toBeGreaterThan(1); // Asteroids: four rocks on black
    });
  },
);
