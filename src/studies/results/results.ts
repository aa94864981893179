/**
 * The report of trained agents: how much SAP and the other defenses of the paper protect them. For each agent it has all
 * defenses, attacks and λ on recorded states, the Monte Carlo study, and whole episodes of the plain and the SAP-100 agent.
 * Three agents take less than 90 minutes on two cores.
 */
import { join } from 'node:path';
import type { OnJob } from '../../evaluation/blocks.js';
import { planEvaluation, stepsPerEpisode } from '../../evaluation/games/plan-evaluation.js';
import { gamesChart } from '../../evaluation/games/report/chart.js';
import { type EvaluationChoices, runEvaluation } from '../../evaluation/games/run-evaluation.js';
import { loadAgentsUnderTest, type PlayerNames, type RunName } from '../../evaluation/players/players.js';
import { type PlanOptions, sampleSeconds } from '../../evaluation/samples/plan-options.js';
import { planStateGrid } from '../../evaluation/states/plan-grid.js';
import { type GridChoices, runStateGrid } from '../../evaluation/states/run-state-grid.js';
import { loadStates } from '../../evaluation/states/states.js';
import type { Computing } from '../../evaluation/worker.js';
import { writeAtomically } from '../../files/atomic-write.js';
import type { Lease } from '../../files/lease.js';
import { joinPlans, type WorkPlan } from '../../jobs/work-plan.js';
import { asWriter, type OnWarning } from '../../storage/results/result-folder.js';
import { markFolder, type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import { secondsIn } from '../../storage/results/timing.js';
import { sweepChart, sweepMarkdown, sweptSamples } from '../mc-sweep.js';
import type { AgentResults } from './agent-results.js';
import { resultsText } from './results-text.js';

/** The paper's λ, in gray levels. */
const gridLambdas = [0, 1, 2, 4, 8, 16, 32, 64];
const gameLambdas = [0, 1, 2, 4, 8];

/** Samples averaged for an output; the paper uses 100. */
const outputSamples = 20;

/** The paper's appendix B, each with the mildest strength of its legend; SAP is also attacked through a gradient without pruning. */
const gridDefenses = [
  'sap100',
  'sap100-identity',
  'dropout0.1',
  'rna0.1',
  'rsa0.1',
  'rnw0.01',
  'rsw0.01',
  'dwp90',
  'swp1000-bernoulli',
];

/** Fewer steps and samples than published, to limit the time: their damage is a lower bound. */
const gridAttacks = [
  'random',
  'transfer',
  'fgsm:samples=20',
  'iterative:samples=3',
  'pgd:steps=10:samples=3',
  'apgd:steps=10:samples=5',
  'eot-pgd:steps=20:step-size=2:samples=5',
  'square:steps=50:samples=1',
];
const gameAttacks = [
  'random',
  'transfer',
  'fgsm:samples=20',
  'iterative:samples=5',
  'eot-pgd:steps=10:step-size=1:samples=5',
];

/** Limits of the episodes per setting; long games are played fewer times. */
const [fewestGames, mostGames] = [6, 20];

/** Speed of a stage. */
interface ResultsPace {
  /** Steps done, where episodes are counted. */
  readonly stepsDone?: number;
  readonly secondsLeft?: (() => number | null) | undefined;
}

export interface ResultsOptions {
  readonly agents: readonly RunName[];
  readonly folder: string;
  /** Recorded states of each agent, and the steps between them. */
  readonly states: { readonly count: number; readonly periodSteps: number };
  /** Steps of an agent under each attack and λ, in whole episodes. */
  readonly stepsPerSetting: number;
  /** Longer episodes are truncated; null: none. */
  readonly maxSteps: number | null;
  readonly seed: number;
  /** The command, for the README. */
  readonly command: string;
  /** Replace existing parts, each when its first new line is computed. */
  readonly overwrite?: boolean;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
  /** @param stage for people: `catch, grid` @param unit of done and total */
  readonly onProgress?: (stage: string, unit: string, done: number, total: number, pace?: ResultsPace) => void;
}

const resultsKind: ResultKind = { name: 'results', noun: 'a report of agents' };

/**
 * Writes a folder for each agent and a README.md about all of them.
 * @returns false when stopped; finished work is kept
 * @throws UsageError for an agent that cannot be loaded, or a folder that is in use or holds something else
 */
export async function results(options: ResultsOptions): Promise<boolean> {
  await loadAgentsUnderTest(options.agents); // before anything is written
  const { agents, folder, states, stepsPerSetting, maxSteps, seed } = options;
  const write = async (lease: Lease) => {
    markFolder(folder, lease, resultsKind, { agents, states, stepsPerSetting, maxSteps, seed });
    const found: AgentResults[] = [];
    for (const agent of agents) {
      const one = await resultsOf(agent, options);
      if (!one) return false;
      found.push(one);
    }
    lease.expectHeld();
    writeAtomically(join(folder, 'README.md'), resultsText(found, options.command));
    return true;
  };
  return asWriter(folder, resultFolderKind(resultsKind), write, options.onWarning);
}

const parts = ['grid', 'samples', 'episodes'] as const;

type Place = Pick<ResultsOptions, 'agents' | 'folder'>;

const homeOf = ({ run }: RunName, { folder }: Place): string => join(folder, run.replaceAll(/[\\/]/g, '-'));

/** Computing time of all lines of a report in minutes, added over the threads. */
export const computedMinutes = (place: Place): number =>
  place.agents
    .flatMap((agent) => parts.map((part) => secondsIn(join(homeOf(agent, place), part))))
    .reduce((sum, seconds) => sum + seconds, 0) / 60;

/** @returns undefined when stopped */
async function resultsOf(run: RunName, options: ResultsOptions): Promise<AgentResults | undefined> {
  const { overwrite = false, computing, signal, onWarning, onProgress = () => {} } = options;
  const home = homeOf(run, options);
  const part = (name: (typeof parts)[number]) => ({
    folder: join(home, name),
    overwrite,
    computing,
    signal,
    onWarning,
  });
  const progress = (name: string, unit: string) => (done: number, total: number, pace?: ResultsPace) =>
    onProgress(`${run.run}, ${name}`, unit, done, total, pace);
  const lines =
    (name: string): OnJob<unknown> =>
    (done, total, _, secondsLeft) =>
      progress(name, 'lines')(done, total, { secondsLeft });

  const grid = await runStateGrid(gridChoices(run, options), {
    ...part('grid'),
    onStates: progress('states', 'states'),
    onProgress: lines('grid'),
  });
  if (!grid?.complete) return undefined;

  const statesFolder = join(home, 'grid');
  const sweep = await runStateGrid(sweepChoices(run, options, statesFolder), {
    ...part('samples'),
    extras: { 'samples.md': sweepMarkdown, 'samples.svg': sweepChart },
    onProgress: lines('samples'),
  });
  if (!sweep?.complete) return undefined;

  const { stepsPerEpisode } = loadStates(statesFolder);
  const games = await runEvaluation(gamesChoices(run, options, stepsPerEpisode), {
    ...part('episodes'),
    extras: { 'returns.svg': gamesChart },
    onStart: progress('episodes', 'episodes'),
    onProgress: ({ episodesDone, episodesTotal, ...pace }) =>
      progress('episodes', 'episodes')(episodesDone, episodesTotal, pace),
  });
  if (!games.complete) return undefined;
  return { game: grid.settings.game, run: run.run, grid, sweep, games };
}

type Choices = Pick<ResultsOptions, 'seed' | 'states' | 'maxSteps' | 'stepsPerSetting'>;

const namesOf = (run: RunName, changes: Partial<PlayerNames>): PlayerNames => ({
  ...undecided,
  runs: [run],
  ...changes,
});

const gridChoices = (run: RunName, { seed, states }: Choices): GridChoices => ({
  names: namesOf(run, { attacks: gridAttacks, defenses: gridDefenses }),
  ...{ lambdas: gridLambdas, seed, states },
});

const sweepChoices = (run: RunName, { seed }: Choices, states: GridChoices['states']): GridChoices => ({
  names: namesOf(run, { attacks: ['fgsm'], defenses: ['sap100'], gradientSamples: sweptSamples }),
  ...{ lambdas: [...gameLambdas, 16], seed, states },
});

const gamesChoices = (run: RunName, choices: Choices, stepsPerEpisode: number): EvaluationChoices => ({
  names: namesOf(run, { attacks: gameAttacks, defenses: ['sap100'] }),
  rules: { maxSteps: choices.maxSteps, maxStallSteps: null, evaluationExploration: null },
  ...{ lambdas: gameLambdas, seeds: [choices.seed] },
  episodes: Math.min(mostGames, Math.max(fewestGames, Math.round(choices.stepsPerSetting / stepsPerEpisode))),
});

/** Plans a report: the time of all parts of all agents, measured on a sample of the work. Writes nothing. */
export async function planResults(
  options: Choices & Place & Pick<PlanOptions, 'overwrite' | 'computing' | 'signal' | 'onSample'>,
): Promise<WorkPlan> {
  const { agents, states, ...given } = options;
  const sampling = { ...given, seconds: sampleSeconds / (agents.length * parts.length) };
  const plans: WorkPlan[] = [];
  // Measurements of one agent serve for the next.
  const known = { grid: new Map(), samples: new Map(), episodes: new Map() };
  for (const run of agents) {
    const part = (name: (typeof parts)[number]) => ({
      ...sampling,
      known: known[name],
      folder: join(homeOf(run, options), name),
    });
    const named = (plan: WorkPlan, name: string): WorkPlan => ({
      ...plan,
      rows: plan.rows.map((row) => ({ ...row, of: `${row.of}, ${name}` })),
    });
    plans.push(named(await planStateGrid(gridChoices(run, options), part('grid')), 'grid'));
    // The study of samples uses the grid's states: nothing is recorded for it.
    const sweep = await planStateGrid(sweepChoices(run, options, { ...states, periodSteps: 0 }), part('samples'));
    plans.push(named(sweep, 'samples'));
    const planGames = (length: number) => planEvaluation(gamesChoices(run, options, length), part('episodes'));
    plans.push(named(await planGames(await stepsPerEpisode(run, options)), 'episodes'));
  }
  return joinPlans(plans);
}

/** The choices that all parts share. */
const undecided: PlayerNames = {
  runs: [],
  attacks: [],
  gradientSamples: [null],
  attackChoices: {},
  attackOn: 'self',
  target: 'greedy-action',
  timing: 'always',
  frames: 'all',
  defenses: [],
  defenseOptions: {},
  outputSamples,
};
