/** What is wrong, or remarkable, with a run: found in its files. */
import { plural } from '../../common/format.js';
import { shown } from '../../common/printable.js';
import type { writerOf } from '../../files/lease.js';
import { configName } from '../../storage/runs/names.js';
import { differences } from '../../storage/runs/record.js';
import { numberIn, type Row } from '../rows/tail.js';
import type { RunState } from '../types.js';
import type { RunFiles } from './files.js';

interface Observed extends RunFiles {
  readonly state: RunState;
  readonly writer: ReturnType<typeof writerOf>;
  /** Share of the training that is done. */
  readonly progress: number | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** As in training/agent/learning-check.ts: before, an agent cannot be expected to have learned. */
const leastProgress = 0.2;
/** A period of training takes longer while an evaluation has the processor. */
const silentPeriods = 10;
const leastSilentSeconds = 300;

/** One sentence for each, the most urgent first. */
export const warningsOf = (run: Observed): string[] =>
  [staleLease, silence, noNumbers, noLearning, truncatedEpisodes, editedConfig, acceptedChanges].flatMap((find) =>
    find(run),
  );

type Finder = (run: Observed) => string[];

const staleLease: Finder = ({ writer, state }) =>
  typeof writer === 'object' && state === 'stopped'
    ? [`The process ${writer.stale}: train --resume continues the run from its newest checkpoint.`]
    : [];

const silence: Finder = ({ state, timing, now }) => {
  const times = timing.map(({ time }) => Date.parse(String(time))).filter((time) => !Number.isNaN(time));
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  if (state !== 'running' || gaps.length === 0) return [];
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1]! / 1000;
  const silent = (now - times.at(-1)!) / 1000;
  if (silent < Math.max(leastSilentSeconds, silentPeriods * usual)) return [];
  return [`No row for ${Math.round(silent / 60)} minutes; usually one every ${plural(Math.round(usual), 'second')}.`];
};

/** JSON has no NaN: a loss that is none is null although updates were made. */
const noNumbers: Finder = ({ kind, metrics }) => {
  const updates = (row: Row | undefined) => numberIn(row, kind === 'agent' ? 'updates' : 'step') ?? 0;
  const broken = metrics.find((row, i) => i > 0 && updates(row) > updates(metrics[i - 1]) && row.loss === null);
  return broken
    ? [`The loss is not a number from step ${numberIn(broken, 'step')} on: the training has diverged.`]
    : [];
};

const noLearning: Finder = ({ metrics, progress }) =>
  (progress ?? 0) >= leastProgress && metrics.at(-1)?.aboveRandom === false
    ? ['The agent plays no better than at random, as far as its last 100 episodes tell.']
    : [];

const truncatedEpisodes: Finder = ({ evaluations }) => {
  const [episodes, truncated] = ['episodes', 'truncated'].map((key) => numberIn(evaluations.at(-1), key) ?? 0);
  return truncated! > 0
    ? [`${truncated} of ${plural(episodes!, 'episode')} of the last evaluation were ended by a limit, not by the game.`]
    : [];
};

const editedConfig: Finder = ({ configFile, record }) => {
  if (configFile === undefined) return [`${configName} cannot be read: the run may just be starting.`];
  const keys = Object.keys(differences(record.config, configFile));
  return keys.length > 0 ? [`${configName} was edited since the run wrote it: ${keys.join(', ')}.`] : [];
};

const acceptedChanges: Finder = ({ record }) =>
  record.changes.map(({ at, keys }) => {
    const list = Object.entries(keys).map(([key, [before, after]]) => `${key} ${shown(before)} → ${shown(after)}`);
    return `The config was changed at step ${at}: ${list.join(', ')}.`;
  });
