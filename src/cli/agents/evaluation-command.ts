/** What `train` prints at its end: the command that evaluates what was trained. */
import { dirname, normalize } from 'node:path';
import { runsFolder } from './choose-agent.js';

/**
 * Names a run by its game where `evaluate` finds it, and by its folder elsewhere; the runs of several seeds by their folders.
 * @param game as people write it: `Bowling`
 */
export function evaluationCommand(runs: readonly string[], game: string): string {
  const isFound = runs.length === 1 && dirname(normalize(runs[0]!)) === runsFolder;
  return `sap-atari evaluate ${isFound ? `--game ${game}` : `${runs.length === 1 ? '--run' : '--runs'} ${runs.join()}`} --lambda 1,2,4`;
}
