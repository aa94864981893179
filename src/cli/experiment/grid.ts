/** Grids on recorded states, for `state-grid` and `mc-sweep`. */
import { parseLambdas } from '../../attack/parse-lambdas.js';
import type { BlockJob } from '../../evaluation/blocks.js';
import type { RunName } from '../../evaluation/players/players.js';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { planStateGrid } from '../../evaluation/states/plan-grid.js';
import { type GridChoices, runStateGrid } from '../../evaluation/states/run-state-grid.js';
import { describeStates } from '../../evaluation/states/states.js';
import type { Extras } from '../../storage/results/result-folder.js';
import { type AdversaryFlags, playerNames } from '../options/adversary-options.js';
import type { ComputingFlags } from '../options/computing-options.js';
import { type StatesFlags, statesOf } from '../options/states-options.js';
import { agentIdentities, calledRun, computingIdentity, defaultFolder, listed } from './default-folder.js';
import type { Experiment } from './run-experiment.js';

/** Returns the choices of a grid with these agents. */
export const gridChoices = (
  flags: StatesFlags & AdversaryFlags & { readonly lambda: string },
  agents: readonly RunName[],
): GridChoices => ({
  names: { ...playerNames(flags), runs: agents },
  lambdas: parseLambdas(flags.lambda),
  seed: flags.seed,
  states: statesOf(flags),
});

/**
 * Returns the experiment. Its result is undefined when it was stopped while states were recorded.
 * @param print prints a report @param extras files besides the results
 */
export const gridExperiment = (
  choices: GridChoices,
  folder: string,
  print: (report: GridReport) => void,
  extras: Extras<GridReport> = {},
): Experiment<GridReport | undefined> => ({
  folder,
  plan: (options) => planStateGrid(choices, options),
  isComplete: (report) => report?.complete === true,
  compute: (options, show) =>
    runStateGrid(choices, {
      ...options,
      extras,
      onStates: (recorded, total) => show({ name: 'recording', unit: 'states' }, recorded, total),
      onProgress: (done, total, job, secondsLeft) =>
        show({ name: 'computing', unit: 'lines' }, done, total, fieldsOf(job), { secondsLeft }),
    }),
  print(report) {
    if (report) print(report);
    else console.error('Nothing was written: the states were not all recorded.');
  },
});

const fieldsOf = (job: BlockJob | undefined): Record<string, string> =>
  job ? { agent: job.agent, ...(job.attack && { attack: job.attack }), λ: job.lambdas.join(',') } : {};

/** Returns the default folder of a grid. */
export function gridFolder(
  kind: string,
  { names, states, ...choices }: GridChoices,
  computing: ComputingFlags,
): string {
  const { runs, attacks, defenses, ...adversary } = names;
  const given = typeof states === 'string' ? describeStates(states).sha256 : states;
  return defaultFolder({
    kind,
    words: [listed(runs.map(calledRun), 'agents'), listed(attacks, 'attacks'), listed(defenses, 'defenses')],
    identity: [agentIdentities(runs), attacks, defenses, adversary, given, choices, computingIdentity(computing)],
  });
}
