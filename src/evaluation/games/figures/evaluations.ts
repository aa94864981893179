/** Reads evaluations for their figures. Nothing is written: an evaluation may be in progress. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../../common/errors.js';
import { groupBy } from '../../../common/group-by.js';
import { shown } from '../../../common/printable.js';
import { createRandom } from '../../../common/random.js';
import { readJson } from '../../../files/read-file.js';
import { expectDistinctKeys } from '../../../storage/results/lines.js';
import { readChoices, readSettings, type Settings, settingsName } from '../../../storage/results/settings.js';
import { storedChoices } from '../../../storage/results/stored-choices.js';
import { readRows } from '../../../storage/row-file.js';
import { episodeKey, plainAgent, randomPlayer, type Setting, settingKey } from '../../settings.js';
import { type Comparison, compareAgents } from '../comparison.js';
import { type Episode, episodeSchema } from '../episode.js';
import { leadsOf } from '../lead.js';
import { type Row, rowOf } from '../report/summary.js';
import { type WorstCase, worstCases } from '../report/worst-case.js';
import { type EvaluationChoices, evaluationKind } from '../run-evaluation.js';

/** The finished settings of one or more evaluations, with the tables that follow from them. */
export interface Evaluations {
  readonly episodes: readonly Episode[];
  /** Of agents; random players have none. */
  readonly rows: readonly Row[];
  readonly comparisons: readonly Comparison[];
  readonly worstCases: readonly WorstCase[];
  /** Seed of all intervals: the first seed of the first evaluation. */
  readonly seed: number;
}

/** Whether the folder has settings, as evaluations do and runs do not. */
export const hasSettings = (folder: string): boolean => existsSync(join(folder, settingsName));

/**
 * Reads evaluations as one table; p are corrected over all of its comparisons.
 * @throws UsageError for a folder without an evaluation or without finished settings, and for evaluations that do not fit together
 */
export function readEvaluations(folders: readonly string[]): Evaluations {
  const all = folders.map(readEvaluation);
  expectAlike(all);
  const [first] = all;
  const { seeds } = first!;
  const episodes = all.flatMap((each) => each.episodes);
  expectDistinct(all);
  const rows = [...groupBy(episodes, settingKey).values()]
    .filter(([episode]) => episode!.agent !== randomPlayer)
    .map((group) => rowOf(group, seeds))
    .toSorted(inOrder);
  const rng = createRandom(seeds[0]!);
  const leads = leadsOf(episodes, rng.split('leads'));
  return {
    ...{ episodes, rows, seed: seeds[0]! },
    comparisons: compareAgents(rows, episodes, leads, rng.split('comparisons')),
    worstCases: worstCases(rows, episodes, leads, rng),
  };
}

interface ReadEvaluation {
  readonly folder: string;
  readonly settings: Settings;
  readonly seeds: readonly number[];
  /** Of finished settings. */
  readonly episodes: readonly Episode[];
}

/** What is in folders of other kinds, as a clause. */
const elsewhere: Readonly<Record<string, string>> = {
  grid: 'its flip rates are drawn in flips.svg there, with their numbers in results.csv',
  'vision evaluation': 'its tables are in results.md there, and its numbers in results.csv',
  'vision figures': 'each of its folders has its figure as figure.svg, figure.png and figure.csv',
  results: 'report the evaluations in it, which are folders with an episodes.jsonl',
};

/** @throws UsageError that says where the pictures of a folder of another kind are */
function expectEpisodes(folder: string): void {
  const { format } = readJson(join(folder, settingsName)) as { readonly format?: unknown };
  const kind = /^sap-atari (.+) \d+$/.exec(String(format))?.[1] ?? '';
  if (!Object.hasOwn(elsewhere, kind)) return;
  throw new UsageError(
    `${folder}: expected an evaluation by episodes, got a folder of the kind "${kind}": ${elsewhere[kind]}`,
  );
}

function readEvaluation(folder: string): ReadEvaluation {
  expectEpisodes(folder);
  const choices = readChoices<EvaluationChoices>(folder, evaluationKind, storedChoices.evaluation);
  const { seeds, episodes: count } = choices;
  const path = join(folder, 'episodes.jsonl');
  const lines = readRows<Episode>(path, episodeSchema);
  expectDistinctKeys(path, lines, episodeKey);
  const planned = lines.filter(({ seed, index }) => seeds.includes(seed) && index < count);
  const finished = [...groupBy(planned, settingKey).values()].filter((group) => group.length === count * seeds.length);
  if (!finished.some(([episode]) => episode!.agent !== randomPlayer)) {
    throw new UsageError(
      `${folder}: expected an evaluation with a finished setting, got none yet; resume it with: sap-atari evaluate --resume ${folder}`,
    );
  }
  return { folder, settings: readSettings(folder, evaluationKind)!, seeds, episodes: finished.flat() };
}

/** By game and run, then without an attack first, λ ascending, the plain agent first. */
function inOrder(a: Setting, b: Setting): number {
  const keys = ({ game, run, attack, gradientSamples, lambda, agent }: Setting) =>
    [game, run, attack ?? '', gradientSamples ?? 0, lambda, agent === plainAgent ? '' : agent] as const;
  const [left, right] = [keys(a), keys(b)];
  const at = left.findIndex((key, i) => key !== right[i]);
  return at < 0 ? 0 : left[at]! < right[at]! ? -1 : 1;
}

/** Names that two evaluations share must have the same value, as when one evaluation is resumed (result-folder.ts). */
function expectAlike([first, ...others]: readonly ReadEvaluation[]): void {
  for (const other of others) {
    const [one, two] = [first!, other].map(({ settings }) => ({
      revision: settings.revision ?? 1,
      ...settings.identity,
    }));
    for (const [name, value] of Object.entries(one!)) {
      const found = (two as Record<string, unknown>)[name];
      if (found === undefined || found === value) continue;
      throw new UsageError(
        `${other.folder}: expected ${name} ${shown(value)}, as in ${first!.folder}, got ${shown(found)}; report them one by one`,
      );
    }
  }
}

/** An episode that counts twice would make intervals too narrow. */
function expectDistinct(all: readonly ReadEvaluation[]): void {
  const folderOf = new Map<string, string>();
  for (const { folder, episodes } of all) {
    for (const episode of episodes) {
      const key = JSON.stringify(episodeKey(episode));
      const other = folderOf.get(key);
      if (other !== undefined) {
        throw new UsageError(
          `${folder} and ${other} have the same episodes (${key}): expected each once; leave one out`,
        );
      }
      folderOf.set(key, folder);
    }
  }
}
