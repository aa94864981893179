/** Compares a ROM, as this package plays it, with recordings of native ALE. Node only. */
import { recordedVersion, recordings } from '../data/recordings.js';
import type { Game } from '../games/game.js';
import type { ALEModule } from '../platform/module.js';
import { recordedScenarios } from './scenario.js';
import { firstDifference, playTrace } from './trace.js';

/** The result of `verifyRom`. */
export interface Verification {
  /** The release of native ALE (ale-py) that was recorded. */
  readonly release: string;
  /** Steps (calls of `act`) that were played. */
  readonly steps: number;
  /** One line for each scenario that differs from native ALE: what differs, and from which steps on. */
  readonly differences: readonly string[];
}

/**
 * Plays two scenarios of a game, its default mode and its last mode with sticky actions, saved states and averaged colors, and compares RAM,
 * screen, rewards and lives of each step with native ALE.
 * @param module the module to test @param rom the cartridge image, as `readRom` returns it
 * @returns undefined for a game that has no recording: only ALE's games have one
 * @throws AleError as `loadROMBytes` does
 */
export function verifyRom(module: ALEModule, game: Game, rom: Uint8Array): Verification | undefined {
  const recorded = recordings[game.id];
  if (!recorded) return undefined;
  const scenarios = recordedScenarios(game);
  const differences = scenarios.flatMap((scenario, i) => {
    const difference = firstDifference(recorded[i]!, playTrace(module, rom, scenario));
    if (!difference) return [];
    const first = difference.block * scenario.block + 1;
    return `${scenario.name}: ${difference.parts.join(', ')} from steps ${first}–${first + scenario.block - 1}`;
  });
  return { release: recordedVersion, steps: scenarios.reduce((sum, { steps }) => sum + steps, 0), differences };
}
