/** The agents under test with their games, and the attacks and defenses of an evaluation. */
import { type Agent, expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import type { AttackedFrames } from '../../attack/agent/attacked-frames.js';
import { parseTiming, type Timing } from '../../attack/agent/timing.js';
import { type Criterion, parseCriterion } from '../../attack/search/criteria.js';
import { expectKeys, UsageError } from '../../common/errors.js';
import { createRandom, type Random } from '../../common/random.js';
import { createAtari } from '../../env/atari.js';
import type { Environment } from '../../env/environment.js';
import { type Library, openLibrary } from '../../env/library.js';
import type { GivenRules } from '../../env/presets.js';
import type { Rules } from '../../env/rules.js';
import {
  type Adversary,
  type AdversaryChoices,
  type AdversaryNames,
  adversaryOf,
  defaultAdversary,
  expectDistinct,
  openAdversary,
} from './adversary.js';
import type { AttackedAgent } from './attacked-step.js';
import { playedRules, trainedRules } from './played-rules.js';

/** Names of all players, as plain data from which a thread loads `Players` of its own. */
export interface PlayerNames extends AdversaryNames {
  /** Runs whose agents are loaded. */
  readonly runs: readonly RunName[];
  /** The criterion of attacks, see `parseCriterion`. */
  readonly target: string;
  /** When attacks act, see `parseTiming`. */
  readonly timing: string;
  /** The frames of an observation that attacks change. */
  readonly frames: AttackedFrames;
  /** Rules of play other than those of the training. */
  readonly gameRules?: GivenRules;
}

/** A run by name and folder. */
export interface RunName {
  /** The name in results. */
  readonly run: string;
  /** Folder of the run, or of a checkpoint. */
  readonly folder: string;
}

/** An agent and its game. */
export interface AgentUnderTest {
  /** The name in results. */
  readonly run: string;
  /** Id in the game table. */
  readonly game: string;
  /** The trained network. */
  readonly agent: AttackedAgent;
  /** Share of random actions in an evaluation. */
  readonly evaluationExploration: number;
  /** The rules by which it plays; undefined for an environment of your own. */
  readonly rules?: Rules;
  /** The rules of its training. */
  readonly trainedRules?: Rules;
  /** Creates a game whose start and randomness depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
}

/** All that takes part in an evaluation. */
export interface Players extends Adversary {
  readonly agentsUnderTest: readonly AgentUnderTest[];
  /** Decides which perturbed observations are adversarial. */
  readonly criterion: Criterion;
  /** The agent steps at which attacks act. */
  readonly timing: Timing;
  /** The frames of an observation that attacks change. */
  readonly frames: AttackedFrames;
}

/** An agent, the folder of its run, or an agent with an environment of your own. */
export type AgentChoice = Agent | string | AgentUnderTest;

/** Choices of players, all with defaults but the agent. */
export interface PlayersOptions {
  /** One agent or several. */
  readonly agent: AgentChoice | readonly AgentChoice[];
  /** Names (`'pgd:steps=20'`) or objects; default FGSM. */
  readonly attacks?: AdversaryChoices['attacks'];
  /** Names (`'sap100'`) or objects; default SAP-100. The plain agent always plays as well. */
  readonly defenses?: AdversaryChoices['defenses'];
  /** Monte Carlo samples of the defense per gradient, one number or several; default: the attack's own number. */
  readonly gradientSamples?: number | readonly number[];
  /** Monte Carlo samples of a defense, over which an output is averaged; default 100. */
  readonly outputSamples?: number;
  /** Whose gradient attacks use: that of the agent that acts, or that of the plain network; default `self`. */
  readonly attackOn?: Adversary['attackOn'];
  /** The criterion of attacks; default `greedy-action`. */
  readonly target?: string | Criterion;
  /** When attacks act; default `always`. */
  readonly timing?: string | Timing;
  /** The frames that attacks may change; default `all`. */
  readonly frames?: AttackedFrames;
  /** Rules of play other than those of the training: a preset, single rules, or both. */
  readonly gameRules?: GivenRules;
}

const adversaryKeys = Object.keys(defaultAdversary) as (keyof AdversaryNames)[];

/** @throws UsageError for a missing key, an unknown name, a run without an agent, a game without its ROM */
export async function loadPlayers(names: PlayerNames): Promise<Players> {
  expectKeys('loadPlayers', names, ['runs', 'target', 'timing', 'frames', ...adversaryKeys]);
  const adversary = await openAdversary(names);
  expectDistinctRuns(names.runs);
  return {
    ...adversary,
    criterion: parseCriterion(names.target),
    timing: parseTiming(names.timing),
    frames: names.frames,
    agentsUnderTest: await loadAgentsUnderTest(names.runs, names.gameRules),
  };
}

/** @throws UsageError as `loadPlayers` */
export async function createPlayers(options: PlayersOptions): Promise<Players> {
  const { agent, gradientSamples, target = 'greedy-action', timing = 'always', frames = 'all' } = options;
  const { attacks, defenses, attackOn, outputSamples } = { ...defaultAdversary, ...options };
  const adversary = adversaryOf({
    ...{ ...defaultAdversary, attacks, defenses, attackOn, outputSamples },
    gradientSamples: gradientSamples === undefined ? [null] : [gradientSamples].flat(),
  });
  const agentsUnderTest = await agentsUnderTestOf([agent].flat() as AgentChoice[], options.gameRules);
  expectDistinctRuns(agentsUnderTest);
  return {
    ...adversary,
    agentsUnderTest,
    criterion: typeof target === 'string' ? parseCriterion(target) : target,
    timing: typeof timing === 'string' ? parseTiming(timing) : timing,
    frames,
  };
}

/** @throws UsageError when two runs have the same name */
export const expectDistinctRuns = (runs: readonly Pick<RunName, 'run'>[]): void =>
  expectDistinct(
    'run',
    runs.map(({ run }) => run),
  );

/**
 * Loads agents with their games.
 * @param given rules of play other than those of the training
 * @throws UsageError for a run without an agent, a game without its ROM, rules that an agent cannot play by
 */
export async function loadAgentsUnderTest(runs: readonly RunName[], given?: GivenRules): Promise<AgentUnderTest[]> {
  const library = await openLibrary();
  return runs.map(({ run, folder }) => agentUnderTest(loadAgent(folder), { run, folder }, library, given));
}

async function agentsUnderTestOf(choices: readonly AgentChoice[], given?: GivenRules): Promise<AgentUnderTest[]> {
  const library = await openLibrary();
  return choices.map((choice) => {
    if (typeof choice === 'string') {
      return agentUnderTest(loadAgent(choice), { run: choice, folder: choice }, library, given);
    }
    if (!('createEnvironment' in choice)) {
      return agentUnderTest(choice, { run: choice.game, folder: choice.game }, library, given);
    }
    if (given === undefined) return choice;
    throw new UsageError(`gameRules: expected none for ${choice.run}, whose environment is your own`);
  });
}

/** @throws UsageError when the game's ROM is missing, or the agent is not made for it or for the rules */
function agentUnderTest(agent: Agent, { run, folder }: RunName, library: Library, given?: GivenRules): AgentUnderTest {
  const cartridge = library.open(agent.game);
  const rules = playedRules(agent, folder, given);
  expectAgentFor(agent, folder, cartridge.game, library.actionsOf(cartridge.game, rules));
  const createEnvironment = (rng: Random) => createAtari(library.ale, cartridge, rules, rng);
  if (given) createEnvironment(createRandom(0)); // refuses here, not in a worker, what the game does not have
  return {
    ...{ run, game: agent.game, agent, rules, createEnvironment },
    trainedRules: trainedRules(agent),
    evaluationExploration: agent.config.evaluationExploration,
  };
}
