/**
 * An evaluation on whole episodes, in a folder. It can be stopped and resumed:
 *
 *     settings.json     the choices
 *     episodes.jsonl    a line per episode, appended when it finishes
 *     timing.jsonl      the time of each episode
 *     unfinished/       what is needed to resume episodes that have begun
 *     results.json      everything that is printed; also results.csv and results.md
 */
import { asUsage, UsageError } from '../../common/errors.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { engineSettings } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import { jsonText } from '../../files/json-text.js';
import type { Lease } from '../../files/lease.js';
import { expectMemory } from '../../jobs/memory.js';
import { linesOfPart, type PartOptions } from '../../storage/results/parts.js';
import { asWriter, type Extras, type ResultFolder } from '../../storage/results/result-folder.js';
import { type ResultKind, resultFolderKind } from '../../storage/results/settings.js';
import { computeInFolder, type FolderOptions, type FolderRun, writeReport, writeReportLater } from '../lifecycle.js';
import { attackSettingsOf, expectDistinct } from '../players/adversary.js';
import { identityOf } from '../players/identity.js';
import { loadPlayers, type PlayerNames, type Players } from '../players/players.js';
import { changedRulesOf } from '../report/changed-rules.js';
import { countEpisodes, episodeKey } from '../settings.js';
import { type Episode, episodeSchema } from './episode.js';
import { evaluationMemory } from './memory.js';
import { playBudget } from './play-budget.js';
import { collectRows, type EvaluateProgress, listsOf, playEpisodes } from './play-episodes.js';
import { createPlayer, type EpisodeProgress, type PlayerSetup, type PlayRules } from './player.js';
import { type EpisodeJob, episodePartSchema } from './recording.js';
import { createReport, type EvaluationReport, type OneOrAll, type ReportSettings } from './report/game-report.js';
import { reportCsv } from './report/report-csv.js';
import { reportMarkdown } from './report/tables.js';

/** All choices of an evaluation, as plain data. */
export interface EvaluationChoices {
  /** Agents, attacks and defenses. */
  readonly names: PlayerNames;
  /** How episodes are played. */
  readonly rules: PlayRules;
  /** In gray levels; λ 0, without an attack, is always played. */
  readonly lambdas: readonly number[];
  /** Environment seeds. */
  readonly seeds: readonly number[];
  /** Episodes per setting and seed. */
  readonly episodes: number;
}

/** What an evaluation with a budget came to. */
export interface BudgetUsed {
  /** Episodes of every setting and seed, those of earlier commands in the folder included. */
  readonly rounds: number;
  readonly seconds: number;
}

/** Options of `runEvaluation`. */
export interface RunOptions extends FolderOptions {
  /**
   * Plays as many episodes as fit into this time, at least one of every setting; `episodes` is the most per setting and seed. The
   * results are those of a command with that number of episodes. Default: plays all episodes, however long it takes.
   */
  readonly budgetSeconds?: number | undefined;
  /** Called at the end of an evaluation with a budget. */
  readonly onBudget?: (used: BudgetUsed) => void;
  /** Folders of finished evaluations of some of these episodes: their lines are taken over, not played again. */
  readonly parts?: readonly string[];
  /** Files besides the results. */
  readonly extras?: Extras<EvaluationReport>;
  /** Called before the first episode. */
  readonly onStart?: (episodesDone: number, episodesTotal: number) => void;
  /** Called several times per second, and after every episode. */
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

export const evaluationKind: ResultKind = { name: 'evaluation', noun: 'an evaluation', version: 3 };

const files = { 'results.json': jsonText, 'results.csv': reportCsv, 'results.md': reportMarkdown };
/** Files and folders that commands write besides the lines. */
const products = [...Object.keys(files), 'table1.md', 'table1.csv', 'returns.svg', 'figures'];

/**
 * While episodes finish, reports are written at most once per period and take at most a twentieth of the time. The episodes
 * themselves are written at once.
 */
const writePeriodMs = 5000;
const writeShare = 1 / 20;

/**
 * Plays the episodes that the folder does not hold yet, and writes the results to it.
 * @throws UsageError for unknown names, a number out of range, or a folder that holds anything else or is in use
 */
export async function runEvaluation(choices: EvaluationChoices, options: RunOptions): Promise<EvaluationReport> {
  expectChoices(choices);
  const players = await loadPlayers(choices.names);
  expectMemory(await evaluationMemory(choices, players, options.computing.workers));
  const kind = resultFolderKind(evaluationKind);
  return asWriter(options.folder, kind, (lease) => evaluateInto(lease, choices, players, options), options.onWarning);
}

async function evaluateInto(
  lease: Lease,
  choices: EvaluationChoices,
  players: Players,
  options: RunOptions,
): Promise<EvaluationReport> {
  const { names, rules } = choices;
  const { workers, ...computing } = options.computing;
  const stated = { ...settingsOf(choices, players), ...(await engineSettings(computing)) };
  const setup: PlayerSetup = { names, rules, computing };
  const run: FolderRun<EpisodeJob, Episode, EpisodeProgress> = {
    results: {
      ...{ kind: evaluationKind, lines: 'episodes', schema: episodeSchema, keyOf: episodeKey, choices, products },
      partSchema: episodePartSchema,
      identity: { ...identityOf(names, players), ...rules },
    },
    pool: { workers, kind: 'games', setup, local: () => createPlayer(players, rules, computing) },
  };
  const { found, folder } = await computeInFolder(lease, options, run, async (store, into) => {
    const { onStart, onProgress, signal, budgetSeconds, parts = [] } = options;
    const finished = takeOver(into, parts, run.results);
    const play = { ...choices, ...store, finished, players, signal, onStart, onProgress };
    if (budgetSeconds !== undefined) {
      const played = await playBudget({ ...play, budgetSeconds });
      const episodes = Math.max(1, played.rounds);
      into.choose({ ...choices, episodes });
      options.onBudget?.(played);
      return { played, episodes };
    }
    let nextWrite = performance.now() + writePeriodMs;
    const played = await playEpisodes({
      ...play,
      onRow(_, soFar) {
        const begin = performance.now();
        if (begin < nextWrite) return;
        writeReport(into, createReport(stated, soFar(), false), files);
        const end = performance.now();
        nextWrite = end + Math.max(writePeriodMs, (end - begin) / writeShare);
      },
    });
    return { played, episodes: choices.episodes };
  });
  const { played, episodes } = found;
  const report = createReport({ ...stated, episodes }, played, !played.aborted);
  writeReport(folder, report, files);
  await writeReportLater(folder, report, options.extras);
  return report;
}

interface ReportSource {
  readonly players: Players;
  readonly computing: CompileOptions;
  /** Of the episodes, for messages. */
  readonly path: string;
}

/**
 * The report of an evaluation whose episodes are all there, as `runEvaluation` writes it.
 * @throws UsageError for choices as in `runEvaluation`, and for episodes that are missing, not planned, or there twice
 */
export async function reportOf(
  episodes: readonly Episode[],
  choices: EvaluationChoices,
  { players, computing, path }: ReportSource,
): Promise<EvaluationReport> {
  expectChoices(choices);
  const lists = listsOf(players, choices);
  const planned = countEpisodes(lists);
  if (episodes.length !== planned) {
    throw new UsageError(`${path}: expected ${planned} episodes, each once, got ${episodes.length}`);
  }
  const rows = collectRows(lists);
  for (const episode of episodes) rows.add(episode);
  const found = rows.found();
  if (found.episodes.length !== planned) {
    throw new UsageError(
      `${path}: expected ${planned} episodes, each once, got ${found.episodes.length} that are planned`,
    );
  }
  return createReport({ ...settingsOf(choices, players), ...(await engineSettings(computing)) }, found, true);
}

/** Adds the episodes of the parts that the folder does not hold. @returns all that it holds then */
function takeOver(folder: ResultFolder<Episode>, parts: readonly string[], options: PartOptions<Episode>): Episode[] {
  const textOf = (episode: Episode) => JSON.stringify(episodeKey(episode));
  const all = new Map(folder.lines.map((episode) => [textOf(episode), episode]));
  for (const { lines, timing } of parts.flatMap((part) => linesOfPart(part, options))) {
    const fresh = lines.filter((episode) => !all.has(textOf(episode)));
    if (fresh.length > 0) folder.add(fresh, timing);
    for (const episode of fresh) all.set(textOf(episode), episode);
  }
  return [...all.values()];
}

/** Episodes per evaluation: each is a line of episodes.jsonl, and all of them are held in memory. */
const mostEpisodes = 1e7;

/** @throws UsageError for a number out of range or given twice; it may come from a settings.json as well as from a flag */
function expectChoices({ rules, lambdas, seeds, episodes, names }: EvaluationChoices): void {
  asUsage(() =>
    expectAllWithin({
      lambda: [limits.adversary.lambda, ...lambdas],
      seeds: [limits.agent.seed, ...seeds],
      episodes: [limits.command.episodes, episodes],
      'max-steps': [limits.command.maxSteps, rules.maxSteps],
      'max-stall': [limits.command.maxStallSteps, rules.maxStallSteps],
      exploration: [limits.command.exploration, rules.evaluationExploration],
    }),
  );
  expectDistinct('seeds', seeds.map(String)); // twice the same episode is no second one
  expectDistinct('lambda', lambdas.map(String));
  const { runs, attacks, gradientSamples, defenses } = names;
  const settings = runs.length * lambdas.length * attacks.length * gradientSamples.length * (1 + defenses.length);
  const total = settings * seeds.length * episodes;
  if (total > mostEpisodes) {
    throw new UsageError(
      `episodes: expected at most ${mostEpisodes} episodes in all (each is a line of episodes.jsonl), got ${total}: ${episodes} × ${seeds.length} seeds × ${settings} settings`,
    );
  }
}

function settingsOf(choices: EvaluationChoices, players: Players): ReportSettings {
  const { names, rules, lambdas, seeds, episodes } = choices;
  const epsilons = players.agentsUnderTest.map(
    ({ evaluationExploration }) => rules.evaluationExploration ?? evaluationExploration,
  );
  return {
    game: oneOrAll(distinct(players.agentsUnderTest.map(({ game }) => game))),
    run: oneOrAll(players.agentsUnderTest.map(({ run }) => run)),
    attack: oneOrAll(distinct(players.attacks.map(({ label }) => label))),
    attackOn: players.attackOn,
    defense: players.defenses.length === 0 ? 'none' : oneOrAll(players.defenses.map(({ label }) => label)),
    episodes,
    gradientSamples: oneOrAll(names.gradientSamples),
    outputSamples: names.outputSamples,
    maxSteps: rules.maxSteps,
    maxStallSteps: rules.maxStallSteps,
    evaluationExploration: oneOrAll(distinct(epsilons)),
    lambdas,
    seed: oneOrAll(seeds),
    seeds,
    target: names.target,
    timing: names.timing,
    frames: names.frames,
    attackSettings: attackSettingsOf(players),
    ...changedRulesOf(players.agentsUnderTest),
    ...(names.plugin && { plugin: names.plugin }),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const oneOrAll = <T>(values: readonly T[]): OneOrAll<T> => (values.length === 1 ? values[0]! : values);
