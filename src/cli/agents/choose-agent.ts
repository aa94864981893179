/** Which agent a command uses where `--run` does not say it. Pure functions: the runs are read elsewhere. */
import { basename, dirname } from 'node:path';
import { UsageError } from '../../common/errors.js';
import type { TrainedAgent } from '../../training/agent/found-runs.js';
import { runName } from '../options/bundled.js';

/** A game as far as the choice needs it. */
export interface WantedGame {
  readonly id: string;
  /** As people write it: `Bowling`. */
  readonly name: string;
  /** Whether its ROM is there. */
  readonly hasRom: boolean;
}

/** The agents to choose from. */
export interface Candidates {
  /** Of the runs under runs/. */
  readonly found: readonly TrainedAgent[];
  /** Of the games of this project; the first is used where there is no run and no game is asked for. */
  readonly bundled: readonly TrainedAgent[];
  /** Of commercial games: used where one of these games is asked for. */
  readonly zoo: readonly TrainedAgent[];
  /** Why there is no zoo, where one could be used. */
  readonly noZoo?: string;
}

export interface Choice {
  readonly agent: TrainedAgent;
  /** Why this agent, as a noun phrase: `the newest run of Bowling`. */
  readonly reason: string;
}

/** Folder that runs are written to where no other is given. */
export const runsFolder = 'runs';

/**
 * Returns the agent that was trained last; with a game, the last one of that game; else a bundled one, or one of the zoo.
 * @throws UsageError when there is none
 */
export function chooseAgent(game: WantedGame | undefined, candidates: Candidates): Choice {
  const { found, bundled, zoo } = candidates;
  const isWanted = (agent: TrainedAgent) => game === undefined || agent.game === game.id;
  const of = ofGame(game);
  const newest = newestFirst(found).find(isWanted);
  if (newest) return { agent: newest, reason: `the newest run${of}${seedsText(newest, found)}` };
  const since = `since there is no run${of} under ${runsFolder}/`;
  const own = bundled.find(isWanted);
  if (own) return { agent: own, reason: `the bundled agent, ${since}` };
  const ofZoo = game && zoo.find(isWanted);
  if (ofZoo) return { agent: ofZoo, reason: `the agent of the zoo, ${since}` };
  throw new UsageError(noAgent(game, candidates));
}

/** Returns the newest agent of every game, the newest first; with no run at all the bundled ones. */
export function chooseEachGame({ found, bundled }: Omit<Candidates, 'zoo'>): readonly Choice[] {
  const sorted = newestFirst(found);
  const newest = sorted.filter(({ game }, i) => sorted.findIndex((other) => other.game === game) === i);
  if (newest.length > 0) return newest.map((agent) => ({ agent, reason: 'the newest run of its game' }));
  return bundled.map((agent) => ({ agent, reason: `a bundled agent, since there is no run under ${runsFolder}/` }));
}

/** @throws UsageError when an agent that was asked for plays another game than the one asked for */
export function expectOfGame(game: WantedGame, agents: readonly TrainedAgent[]): void {
  const other = agents.find((agent) => agent.game !== game.id);
  if (!other) return;
  throw new UsageError(
    `--game ${game.name}: expected an agent of that game, got --run ${runName(other.folder).run} of ${other.game}: leave one of the two options out`,
  );
}

/** `, one of 3 seeds` for a run beside runs of other seeds. */
function seedsText({ folder }: TrainedAgent, found: readonly TrainedAgent[]): string {
  const isSeed = (run: string) => /^seed-\d+$/.test(basename(run));
  const seeds = found.filter((other) => isSeed(other.folder) && dirname(other.folder) === dirname(folder));
  return isSeed(folder) && seeds.length > 1 ? `, one of ${seeds.length} seeds` : '';
}

/** The last trained first. */
export const newestFirst = <Trained extends Pick<TrainedAgent, 'folder' | 'written'>>(
  all: readonly Trained[],
): readonly Trained[] => [...all].sort((a, b) => b.written - a.written || (a.folder < b.folder ? -1 : 1));

function noAgent(game: WantedGame | undefined, { found, bundled, zoo, noZoo }: Candidates): string {
  const games = [...new Set(found.map((agent) => agent.game))].sort();
  const present = games.length === 0 ? '' : ` (only of ${games.join(', ')})`;
  const option = game ? `--game ${game.name}: ` : '';
  const others = [...(bundled.length > 0 ? ['no bundled agent'] : []), ...(zoo.length > 0 ? ['none in the zoo'] : [])];
  const packaged = [...others, ...(noZoo === undefined ? [] : [`no zoo (${noZoo})`])]
    .map((none) => `, and ${none}`)
    .join('');
  const imported = game?.hasRom === false ? 'import its ROM with sap-atari roms import, then ' : '';
  const train = `sap-atari train --game ${game?.name ?? 'Catch'}${game ? ' --config configs/laptop.json' : ''}`;
  return `${option}no run${ofGame(game)} under ${runsFolder}/${present}${packaged}: ${imported}train one with ${train}, or name a run`;
}

const ofGame = (game: WantedGame | undefined): string => (game ? ` of ${game.name}` : '');
