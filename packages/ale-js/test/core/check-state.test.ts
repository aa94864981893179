/** Every state that the machine reaches by itself is one that may be restored. */
import { expect, test } from 'vitest';
import { sampleSize } from '../../../../test/helpers/sample.js';
import { stateParts } from '../../src/console/core.js';
import { play } from '../helpers/cartridge.js';
import { randomCartridge } from '../helpers/random/random-cartridge.js';
import { newCore } from './bench.js';

test('no cartridge brings the machine into a state that would be refused', () => {
  const core = newCore();
  let checked = 0;
  for (let seed = 0; seed < sampleSize(60, 3000); seed++) {
    const cartridge = randomCartridge(seed);
    for (const at of play(core, cartridge)) {
      if (at.startsWith('build')) continue;
      checked++;
      expect([cartridge.name, at, stateParts[core.stateProblem(1)]]).toEqual([cartridge.name, at, '']);
    }
  }
  expect(checked).toBeGreaterThan(100);
});
