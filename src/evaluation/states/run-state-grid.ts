/**
 * An evaluation on recorded states, in a folder. It can be stopped and resumed:
 *
 *     states.json, states.bin.gz     the states, unless they are in another folder
 *     settings.json                  the choices
 *     grid.jsonl                     a line per setting and block of states, appended when it is finished
 *     timing.jsonl                   the time of each block
 *     results.json                   everything that is printed; also results.csv, results.md and flips.svg
 */
import { asUsage, UsageError } from '../../common/errors.js';
import { groupBy } from '../../common/group-by.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { engineSettings } from '../../compute/engine.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import type { FolderKind } from '../../files/own-folder.js';
import { expectMemory } from '../../jobs/memory.js';
import { asWriter, type Extras } from '../../storage/results/result-folder.js';
import { type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import type { BlockJob, OnJob } from '../blocks.js';
import { computeInFolder, type FolderOptions, type FolderRun, writeReport, writeReportLater } from '../lifecycle.js';
import { attackSettingsOf } from '../players/adversary.js';
import { identityOf } from '../players/identity.js';
import { type AgentUnderTest, loadPlayers, type PlayerNames, type Players } from '../players/players.js';
import { changedRulesOf } from '../report/changed-rules.js';
import { gridChart } from './grid-chart.js';
import { gridCsv } from './grid-csv.js';
import { createGridReport, type GridReport, type GridReportSettings } from './grid-report.js';
import { gridMarkdown } from './grid-text.js';
import { gridMemory } from './memory.js';
import { recordStates } from './record-states.js';
import { type GridLine, gridKey, gridLineKey, gridLineSchema, stateGrid } from './state-grid.js';
import { createProber, type ProberSetup } from './state-prober.js';
import {
  describeStates,
  fingerprintOfStates,
  holdsStates,
  type LoadedStates,
  loadStates,
  type States,
  saveStates,
  stateFiles,
  statesKind,
  whatDiffers,
} from './states.js';

/** All choices of a grid, as plain data. */
export interface GridChoices {
  /** The players: a single run; `timing` and `frames` have no effect. */
  readonly names: PlayerNames;
  readonly lambdas: readonly number[];
  /** Seed of all random numbers, those of the recorded episodes included. */
  readonly seed: number;
  /** The folder of recorded states; or the number of states to record, and the steps from one to the next. */
  readonly states: string | { readonly count: number; readonly periodSteps: number };
}

export interface GridRunOptions extends FolderOptions {
  /** Files besides the results. */
  readonly extras?: Extras<GridReport>;
  /** Called while states are recorded. */
  readonly onStates?: (recorded: number, total: number) => void;
  readonly onProgress?: OnJob<BlockJob>;
}

export const gridKind: ResultKind = { name: 'grid', noun: 'a grid' };

const files = { 'results.json': jsonText, 'results.csv': gridCsv, 'results.md': gridMarkdown };
const plots = { 'flips.svg': gridChart };
/** Files that commands write besides the lines. */
const products = [...Object.keys(files), ...Object.keys(plots), 'samples.md', 'samples.svg'];

/** A folder of recorded states may become the folder of a grid on them. */
const folderKind: FolderKind = {
  ...resultFolderKind(gridKind),
  isMarked: (folder) => resultFolderKind(gridKind).isMarked(folder) || statesKind.isMarked(folder),
};

/**
 * Computes the lines that the folder does not hold yet, and writes the results to it. Returns undefined when it was stopped while
 * states were recorded.
 * @throws UsageError for unknown names, states of another game or agent, or a folder that holds anything else or is in use
 */
export async function runStateGrid(choices: GridChoices, options: GridRunOptions): Promise<GridReport | undefined> {
  const { lambdas, seed, states } = choices;
  asUsage(() =>
    expectAllWithin({
      lambda: [limits.adversary.lambda, ...lambdas],
      seed: [limits.agent.seed, seed],
      ...(typeof states === 'object' && {
        states: [limits.command.states, states.count],
        every: [limits.command.every, states.periodSteps],
      }),
    }),
  );
  const players = await loadPlayers(choices.names);
  const count = typeof states === 'object' ? states.count : describeStates(states).count;
  expectMemory(await gridMemory(lambdas, players, options.computing.workers, count));
  return asWriter(
    options.folder,
    folderKind,
    (lease) => computeInto(lease, choices, players, options),
    options.onWarning,
  );
}

async function computeInto(
  lease: Lease,
  choices: GridChoices,
  players: Players,
  options: GridRunOptions,
): Promise<GridReport | undefined> {
  const { names, lambdas, seed } = choices;
  const { signal, overwrite = false, onProgress } = options;
  const { workers, ...computing } = options.computing;
  const states = await statesFor(choices, players, options);
  if (states === undefined) return undefined;
  const agentUnderTest = players.agentsUnderTest[0]!;
  expectStatesFor(
    states,
    typeof choices.states === 'string' ? choices.states : options.folder,
    choices,
    agentUnderTest,
  );
  const isRecorded = typeof choices.states === 'object' && !(holdsStates(options.folder) && !overwrite);
  const keepStates = () => {
    if (isRecorded) saveStates(options.folder, states);
  };
  if (!overwrite) {
    lease.expectHeld();
    keepStates();
  }
  const setup: ProberSetup = { names, states, seed, computing };
  const run: FolderRun<BlockJob, GridLine, never> = {
    results: {
      ...{ kind: gridKind, lines: 'grid', schema: gridLineSchema, keyOf: gridLineKey, choices },
      identity: { ...identityOf(names, players), states: states.sha256, seed },
      products: [...products, ...(isRecorded ? stateFiles : [])],
      onReplaced: keepStates,
      faultOf: (line) => otherStates(line, states),
      wrongWith: (lines) => overlapOf(lines),
    },
    pool: { workers, kind: 'states', setup, local: () => createProber(players, states, seed, computing) },
  };
  const { found: grid, folder } = await computeInFolder(lease, options, run, (store) =>
    stateGrid({ ...store, players, states, lambdas, signal, onProgress }),
  );
  const { attacks, gradientSamples, attackOn, target, defenses, outputSamples } = names;
  const settings: GridReportSettings = {
    ...{ game: states.game, run: agentUnderTest.run, states: states.count, lambdas, attacks, gradientSamples },
    ...{ attackOn, target, defenses, outputSamples, seed, attackSettings: attackSettingsOf(players) },
    ...changedRulesOf([{ ...agentUnderTest, ...(states.rules && { rules: states.rules }) }]),
    ...(names.plugin && { plugin: names.plugin }),
    ...(await engineSettings(computing)),
  };
  const report = createGridReport(settings, states, grid);
  writeReport(folder, report, files);
  await writeReportLater(folder, report, { ...plots, ...options.extras });
  return report;
}

/** Returns what contradicts these states in a line. */
function otherStates({ from, actions }: GridLine, { count, actions: names }: States): string | undefined {
  if (from + actions.length > count)
    return `from: expected a block of ${count} states, got ${actions.length} from ${from} on`;
  const other = actions.find((action) => action >= names.length);
  return other === undefined ? undefined : `actions: expected numbers below ${names.length}, got ${other}`;
}

/** Returns a state that two blocks of one setting have in common, as a clause. */
function overlapOf(lines: readonly GridLine[]): string | undefined {
  for (const [, blocks] of groupBy(lines, gridKey)) {
    const sorted = blocks.toSorted((a, b) => a.from - b.from);
    const second = sorted.find((block, i) => i > 0 && sorted[i - 1]!.from + sorted[i - 1]!.actions.length > block.from);
    if (second) return `two lines for state ${second.from} of ${gridKey(second)}, expected one`;
  }
  return undefined;
}

/** @throws UsageError for states that another agent recorded, or with other choices */
function expectStatesFor(states: States, folder: string, { states: chosen, seed }: GridChoices, agent: AgentUnderTest) {
  const difference = whatDiffers(
    states,
    agent,
    typeof chosen === 'object' ? { ...chosen, seed, rules: agent.rules } : {},
  );
  if (difference === undefined) return;
  throw new UsageError(
    `${folder} holds recorded states with ${difference}: choose another --out, or replace them with --overwrite`,
  );
}

/** Returns the given states, or those of the folder, or records them; undefined when the recording was stopped. */
async function statesFor(
  { states, seed }: GridChoices,
  players: Players,
  { folder, overwrite = false, computing: { workers, ...computing }, signal, onStates }: GridRunOptions,
): Promise<LoadedStates | undefined> {
  if (typeof states === 'string') return loadStates(states);
  if (holdsStates(folder) && !overwrite) return loadStates(folder);
  const recorded = await recordStates({
    agentUnderTest: players.agentsUnderTest[0]!,
    ...states,
    seed,
    computing,
    signal,
    onProgress: (count) => onStates?.(count, states.count),
  });
  return recorded && { ...recorded, sha256: fingerprintOfStates(recorded) };
}
