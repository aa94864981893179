/** Reads the runs, chooses the agents of a command, and names them. */
import { bundledAgentFolders, catchFolder } from '../../agent/bundled-agents.js';
import { whyNoZoo, zooFolder } from '../../agent/zoo/zoo.js';
import { type Library, openLibrary } from '../../env/library.js';
import type { RunName } from '../../evaluation/players/players.js';
import { findAgents, lastScore, trainedAgent } from '../../training/agent/found-runs.js';
import { runName } from '../options/bundled.js';
import { agentFolder, type CheckpointName } from '../options/checkpoint.js';
import type { Introduction } from '../terminal/introduction.js';
import { agentFacts, agentLine, type NamedAgent } from './agent-line.js';
import {
  type Candidates,
  type Choice,
  chooseAgent,
  chooseEachGame,
  expectOfGame,
  runsFolder,
  type WantedGame,
} from './choose-agent.js';
import { usableRuns } from './found-run.js';

/** The values of `--run` or `--runs`, and of `--game`. */
export interface AgentFlags {
  readonly runs?: readonly string[] | undefined;
  readonly game?: string | undefined;
}

/** The values of `--run` and `--game`. */
export interface AgentFlag {
  readonly run?: string;
  readonly game?: string;
}

/**
 * Returns the folders of the runs that are given, else that of the newest run (choose-agent.ts), with the reason for it.
 * Runs that cannot be used are named on standard error.
 * @throws UsageError when there is no agent of the game
 */
export async function chooseRuns({ runs, game }: AgentFlags): Promise<readonly ChosenRun[]> {
  const library = await openLibrary();
  const wanted = game === undefined ? undefined : wantedGame(library, game);
  if (runs) {
    if (wanted) expectOfGame(wanted, runs.map(trainedAgent));
    return runs.map((folder) => ({ folder }));
  }
  return [chosenRun(chooseAgent(wanted, candidates()))];
}

/** The same for a command that uses one agent. */
export async function chooseRun({ run, game }: AgentFlag): Promise<ChosenRun> {
  const [chosen] = await chooseRuns({ runs: run === undefined ? undefined : [run], game });
  return chosen!;
}

/** Returns the newest run, never an agent of a package. @throws UsageError when there is none */
export async function chooseTrainedRun(game: string | undefined): Promise<ChosenRun> {
  const wanted = game === undefined ? undefined : wantedGame(await openLibrary(), game);
  return chosenRun(chooseAgent(wanted, { found: foundAgents(), bundled: [], zoo: [] }));
}

/** Returns the newest run of each of these games; without games, of every game that has a run. @throws UsageError as `chooseRuns` */
export async function chooseRunsOf(games: readonly string[] | undefined): Promise<readonly ChosenRun[]> {
  const all = candidates();
  if (!games) return chooseEachGame(all).map(chosenRun);
  const library = await openLibrary();
  return games.map((game) => chosenRun(chooseAgent(wantedGame(library, game), all)));
}

export interface ChosenRun {
  readonly folder: string;
  /** Why this run; undefined where the user named it. */
  readonly reason?: string;
}

const chosenRun = ({ agent, reason }: Choice): ChosenRun => ({ folder: agent.folder, reason });

function wantedGame(library: Library, text: string): WantedGame {
  const game = library.named(text);
  return { id: game.id, name: game.name, hasRom: library.has(game) };
}

const foundAgents = () => usableRuns(findAgents(runsFolder));

function candidates(): Candidates {
  const others = bundledAgentFolders().filter((folder) => folder !== catchFolder);
  const zoo = zooFolder();
  return {
    found: foundAgents(),
    bundled: [catchFolder, ...others].map(trainedAgent),
    ...(zoo === undefined ? { zoo: [], noZoo: whyNoZoo() } : { zoo: usableRuns(findAgents(zoo)) }),
  };
}

/** An agent by the name and folder of its run, and why it was chosen. */
export type ChosenName = RunName & Pick<ChosenRun, 'reason'>;

/** Names the last or best agent of a run. @throws UsageError when the run has no best agent */
export const chosenName = ({ folder, reason }: ChosenRun, checkpoint: CheckpointName = 'last'): ChosenName => ({
  ...runName(agentFolder(folder, checkpoint)),
  ...(reason !== undefined && { reason }),
});

/** The names as settings of results hold them. */
export const plainNames = (agents: readonly ChosenName[]): readonly RunName[] =>
  agents.map(({ run, folder }) => ({ run, folder }));

/** Returns what a command prints first: for each agent how far it was trained, and its last score. */
export async function introduce(agents: readonly ChosenName[]): Promise<Introduction> {
  const library = await openLibrary();
  const named = agents.map(({ run, folder, reason }): NamedAgent => {
    const { folder: _folder, ...agent } = trainedAgent(folder);
    const { name } = library.named(agent.game);
    const score = lastScore(folder);
    return { ...agent, name, run, ...(reason !== undefined && { reason }), ...(score && { score }) };
  });
  return { lines: named.map(agentLine), json: named.map(agentFacts) };
}
