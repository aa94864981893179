/**
 * An evaluation from names to files, in a folder in which it can be stopped and taken up again:
 *
 *     settings.json     what was chosen
 *     episodes.jsonl    a line for each game, as it ends
 *     timing.jsonl      how long each took
 *     results.json      everything that is printed, and results.csv, results.md
 */

import { asUsage, UsageError } from '../../common/errors.js';
import { expectAllWithin, limits } from '../../common/limits.js';
import { engineSettings } from '../../compute/engine.js';
import type { CompileOptions } from '../../compute/signature.js';
import type { Lease } from '../../files/lease.js';
import { expectMemory } from '../../jobs/memory.js';
import {
  asWriter,
  type Extras,
  type OnWarning,
  openResultFolder,
  type ResultKind,
  resultFolderKind,
} from '../../storage/results/result-folder.js';
import { evaluationMemory } from '../memory.js';
import {
  attackSettingsOf,
  expectDistinct,
  identityOf,
  loadPlayers,
  type PlayerNames,
  type Players,
} from '../players/players.js';
import { episodePieceKey } from '../settings.js';
import { startJobWorker } from '../worker.js';
import { type Episode, episodeSchema } from './episode.js';
import { type EvaluateProgress, type Found, playMissing } from './evaluate.js';
import { createPlayer, type PlayerSetup, type PlayRules } from './player.js';
import { createReport, type EvaluationReport, type OneOrAll, type ReportSettings } from './report/game-report.js';
import { reportCsv, reportMarkdown } from './report/tables.js';

/** Everything that is chosen about an evaluation; plain data. */
export interface EvaluationChoices {
  readonly names: PlayerNames;
  readonly rules: PlayRules;
  readonly lambdas: readonly number[];
  readonly seeds: readonly number[];
  /** Games of each setting and seed. */
  readonly episodes: number;
  /** A random player plays too; default where figures need one. */
  readonly chance?: boolean;
}

/** What computes; changes nothing but the time, up to roundings. */
export interface Computing extends CompileOptions {
  /** Threads that play side by side. */
  readonly workers: number;
}

export interface RunOptions {
  readonly folder: string;
  readonly overwrite?: boolean;
  readonly computing: Computing;
  readonly signal?: AbortSignal | undefined;
  /** Files besides the results. */
  readonly extras?: Extras<EvaluationReport>;
  /** Receives a line when the lease of a process that has ended is taken over. */
  readonly onWarning?: OnWarning | undefined;
  readonly onStart?: (gamesDone: number, gamesTotal: number) => void;
  readonly onProgress?: (progress: EvaluateProgress) => void;
}

export const evaluationKind: ResultKind = { name: 'evaluation', noun: 'an evaluation' };

const [jsonName, csvName, markdownName] = ['results.json', 'results.csv', 'results.md'];
/** What commands that evaluate leave besides the lines. */
const products = [jsonName, csvName, markdownName, 'table1.md', 'table1.csv', 'returns.svg'];

/**
 * While games end, results are written anew no more often than that, and take no more than a twentieth of the time; the
 * games themselves are kept at once.
 */
const writePeriodMs = 5000;
const writeShare = 1 / 20;

/**
 * Plays what the folder does not have yet, and leaves the results in it.
 * @throws UsageError for names that stand for nothing, or a folder of anything else or in use
 */
export async function runEvaluation(choices: EvaluationChoices, options: RunOptions): Promise<EvaluationReport> {
  expectNumbers(choices);
  expectDistinct('seeds', choices.seeds.map(String));
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
  const { names, rules, lambdas, seeds, episodes: count } = choices;
  const { workers, ...computing } = options.computing;
  const settings = { ...settingsOf(choices, players), ...(await engineSettings(computing)) };
  const folder = openResultFolder<Episode>(options.folder, lease, {
    kind: evaluationKind,
    lines: 'episodes',
    schema: episodeSchema,
    keyOf: episodePieceKey,
    identity: { ...identityOf(names, players), ...rules },
    choices,
    overwrite: options.overwrite ?? false,
    products,
  });
  const write = (found: Found, complete: boolean): EvaluationReport => {
    const report = createReport(settings, found, complete);
    folder.write(jsonName, `${JSON.stringify(report, null, 2)}\n`);
    folder.write(csvName, reportCsv(report));
    folder.write(markdownName, reportMarkdown(report));
    return report;
  };
  const setup: PlayerSetup = { names, rules, computing };
  let nextWrite = performance.now() + writePeriodMs;

  const evaluation = await playMissing({
    players,
    lambdas,
    seeds,
    episodes: count,
    chance: choices.chance,
    ...rules,
    startWorkers(games) {
      folder.expectRevision();
      return workers === 1 || games === 1
        ? [createPlayer(players, rules, computing)]
        : Array.from({ length: Math.min(workers, games) }, () => startJobWorker('games', setup));
    },
    finished: folder.lines,
    signal: options.signal,
    onEpisode: (episode, timing) => folder.add([episode], timing),
    onRow(_, soFar) {
      const begin = performance.now();
      if (begin < nextWrite) return;
      write(soFar(), false);
      const end = performance.now();
      nextWrite = end + Math.max(writePeriodMs, (end - begin) / writeShare);
    },
    ...(options.onStart && { onStart: options.onStart }),
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  folder.finish();
  const report = write(evaluation, !evaluation.aborted);
  for (const [name, contents] of Object.entries(options.extras ?? {})) folder.write(name, await contents(report));
  return report;
}

/** Games of one evaluation: each is a line of episodes.jsonl, and all of them are held in memory. */
const mostGames = 1e7;

/** @throws UsageError for a number out of range, also one that a settings.json brought */
function expectNumbers({ rules, lambdas, seeds, episodes, names }: EvaluationChoices): void {
  asUsage(() =>
    expectAllWithin({
      lambda: [limits.adversary.lambda, ...lambdas],
      seeds: [limits.agent.seed, ...seeds],
      episodes: [limits.command.episodes, episodes],
      'max-steps': [limits.command.maxSteps, rules.maxSteps],
      exploration: [limits.command.exploration, rules.evaluationExploration],
    }),
  );
  const { runs, attacks, gradientSamples, defenses } = names;
  const settings = runs.length * lambdas.length * attacks.length * gradientSamples.length * (1 + defenses.length);
  const games = settings * seeds.length * episodes;
  if (games > mostGames) {
    throw new UsageError(
      `episodes: expected at most ${mostGames} games in all (each is a line of episodes.jsonl), got ${games}: ${episodes} × ${seeds.length} seeds × ${settings} settings`,
    );
  }
}

function settingsOf(choices: EvaluationChoices, players: Players): ReportSettings {
  const { names, rules, seeds, episodes } = choices;
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
    evaluationExploration: oneOrAll(distinct(epsilons)),
    seed: oneOrAll(seeds),
    seeds,
    target: names.target,
    timing: names.timing,
    frames: names.frames,
    attackSettings: attackSettingsOf(players),
  };
}

const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
const oneOrAll = <T>(values: readonly T[]): OneOrAll<T> => (values.length === 1 ? values[0]! : values);
