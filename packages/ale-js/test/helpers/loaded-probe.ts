/** Loaded consoles with the test cartridge, for tests of `ALEInterface`. */
import { expect } from 'vitest';
import type { ALEInterface } from '../../src/console/ale.js';
import type { SettingKey } from '../../src/console/settings.js';
import { md5 } from '../../src/roms/md5.js';
import { ntscProbe, probeModule } from './probe.js';

export const module = await probeModule();

/** @param game whose rules are played: the probe ends every mode loop */
export function load(
  game = 'assault',
  settings: Partial<Record<SettingKey, boolean | number | string>> = {},
  rom = ntscProbe,
): ALEInterface {
  const ale = new module.ALEInterface();
  ale.set({ random_seed: 1, ...settings });
  ale.loadROMBytes(rom, `${game}.bin`);
  return ale;
}

/** All that a player can see. */
export function facts(ale: ALEInterface) {
  return [
    ale.getFrameNumber(),
    ale.getEpisodeFrameNumber(),
    ale.gameOver(),
    ale.lives(),
    ale.getMode(),
    ale.getDifficulty(),
    md5(ale.ram),
    md5(ale.screen),
    md5(ale.observe(true)),
  ];
}

export const thrown = (code: string, message: RegExp | string) =>
  expect.objectContaining({
    name: 'AleError',
    code,
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });
