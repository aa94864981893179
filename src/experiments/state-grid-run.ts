/**
 * A grid from names to files, in a folder in which it can be stopped and taken up again:
 *
 *     states.json, states.bin.gz     the states, unless they lie elsewhere
 *     settings.json                  what was chosen
 *     grid.jsonl                     a line for each setting and block of states, as it is finished
 *     results.json                   everything that is printed, and results.csv, results.md, flips.svg
 */
import { asUsage, UsageError } from '../errors.js';
import { expectAllWithin, limits } from '../limits.js';
import { type Cast, type CastNames, type Contestant, castOf, fingerprintOf, identityOf } from './cast.js';
import type { Computing } from './evaluate-run.js';
import { holdsStates, loadStates, recordStates, type States, saveStates } from './record-states.js';
import { openResultFolder } from './result-folder.js';
import { type GridJob, type GridLine, gridLineSchema, type OnJob, stateGrid } from './state-grid.js';
import { createGridReport, type GridReport, gridChart, gridCsv, gridMarkdown } from './state-grid-report.js';
import { createProber, type ProberSetup } from './state-prober.js';
import { threadHand } from './thread-hand.js';

/** Everything that is chosen about a grid; plain data. */
export interface GridChoices {
  /** One run; timing and frames mean nothing here. */
  readonly names: CastNames;
  readonly lambdas: readonly number[];
  /** Of all draws, and of the games that states are recorded from. */
  readonly seed: number;
  /** A folder that holds recorded states, or how many to record, and how many decisions apart. */
  readonly states: string | { readonly count: number; readonly periodDecisions: number };
}

export interface GridRunOptions {
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** Told while states are recorded. */
  readonly onStates?: (recorded: number, total: number) => void;
  readonly onProgress?: OnJob<GridJob>;
}

export const gridKind = 'grid';

/**
 * Computes what the folder does not have yet, and leaves the results in it. Undefined when it was stopped while states
 * were recorded.
 * @throws UsageError for names that stand for nothing, states of another game or agent, or a folder of another grid
 */
export async function runStateGrid(choices: GridChoices, options: GridRunOptions): Promise<GridReport | undefined> {
  const { names, lambdas, seed } = choices;
  const { signal } = options;
  const { workers, ...computing } = options.computing;
  asUsage(() =>
    expectAllWithin({
      lambda: [limits.adversary.lambda, ...lambdas],
      seed: [limits.agent.seed, seed],
      ...(typeof choices.states === 'object' && {
        states: [limits.command.states, choices.states.count],
        every: [limits.command.every, choices.states.periodDecisions],
      }),
    }),
  );
  const cast = await castOf(names);
  const statesFolder = await statesFor(choices, cast, options);
  if (statesFolder === undefined) return undefined;
  const states = loadStates(statesFolder);
  const contestant = cast.contestants[0]!;
  expectStatesFor(states, statesFolder, choices, contestant);
  const folder = openResultFolder<GridLine>(options.folder, {
    kind: gridKind,
    lines: 'grid',
    schema: gridLineSchema,
    identity: { ...identityOf(names, cast), states: states.sha256, seed },
    choices,
    overwrite: options.overwrite ?? false,
  });
  const setup: ProberSetup = { names, statesFolder, seed, computing };
  const grid = await stateGrid({
    cast,
    states,
    lambdas,
    hire(jobs) {
      folder.expectRevision();
      return workers === 1 || jobs === 1
        ? [createProber(cast, states, seed, computing)]
        : Array.from({ length: Math.min(workers, jobs) }, () => threadHand('states', setup));
    },
    finished: folder.lines,
    signal,
    onLine: (line, timing) => folder.add([line], timing),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const { attacks, gradientDraws, attackOn, target, defenses, outputDraws } = names;
  const report = createGridReport(
    {
      game: states.game,
      run: contestant.run,
      states: states.count,
      lambdas,
      attacks,
      gradientDraws,
      attackOn,
      target,
      defenses,
      outputDraws,
      seed,
      attackSettings: Object.fromEntries(cast.attacks.map(({ label, attack }) => [label, attack.settings])),
    },
    states,
    grid,
  );
  folder.write('results.json', `${JSON.stringify(report, null, 2)}\n`);
  folder.write('results.csv', gridCsv(report));
  folder.write('results.md', gridMarkdown(report));
  folder.write('flips.svg', await gridChart(report));
  return report;
}

/** Refuses states that another agent recorded, or that are not those that were asked for. */
function expectStatesFor(states: States, folder: string, { states: asked, seed }: GridChoices, agent: Contestant) {
  const expected = {
    game: agent.game,
    weights: fingerprintOf(agent.agent),
    ...(typeof asked === 'object' && { ...asked, seed }),
  };
  for (const [name, value] of Object.entries(expected)) {
    const got = states[name as keyof typeof expected];
    if (got === value) continue;
    throw new UsageError(
      `${folder}: expected recorded states with ${name} ${value}, got ${got}; choose another --out, or replace them with --overwrite`,
    );
  }
}

/** The folder of the states: the one that was given, or the grid's own, in which they are recorded once. */
async function statesFor(
  { states, seed }: GridChoices,
  cast: Cast,
  { folder, overwrite = false, computing: { workers, ...computing }, signal, onStates }: GridRunOptions,
): Promise<string | undefined> {
  if (typeof states === 'string') return states;
  if (holdsStates(folder) && !overwrite) return folder;
  const recorded = await recordStates({
    contestant: cast.contestants[0]!,
    ...states,
    seed,
    computing,
    signal,
    onProgress: (count) => onStates?.(count, states.count),
  });
  if (!recorded) return undefined;
  saveStates(folder, recorded);
  return folder;
}
