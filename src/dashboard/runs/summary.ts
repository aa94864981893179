/** A run in one line, from its config and the ends of its files of rows. */
import { writerOf } from '../../files/lease.js';
import type { Entry } from '../contents.js';
import { numberIn } from '../rows/tail.js';
import type { RunState, RunSummary, Score } from '../types.js';
import type { RunFiles } from './files.js';
import { warningsOf } from './warnings.js';

/** What is particular to a kind of run. */
const kinds = {
  agent: {
    subject: 'game',
    /** The key of the rows, and that of the config, between which the training is done. */
    length: ['step', 'totalSteps'],
    speed: 'stepsPerSecond',
    score: ['return', 'recentReturn'],
  },
  classifier: {
    subject: 'data',
    length: ['epoch', 'epochs'],
    speed: 'imagesPerSecond',
    score: ['accuracy', 'accuracy'],
  },
} as const;

/** @param now milliseconds since 1970 */
export function summarize({ id, name, path }: Entry, files: RunFiles, diskBytes: number, now = Date.now()): RunSummary {
  const { kind, record, finalStep: final } = files;
  const { config } = record;
  const { subject, length, speed, score } = kinds[kind];
  const [last, clock] = [files.metrics.at(-1), files.timing.at(-1)];
  const writer = writerOf(path);
  const total = numberIn(config, length[1]);
  const rowStep = numberIn(last, 'step');
  // The last steps of a run need not fill a period, so that its last row lies before its end.
  const beyond = final !== null && rowStep ? final / rowStep : 1;
  const done = kind === 'agent' ? (final ?? rowStep) : (numberIn(last, 'epoch') ?? 0) * beyond;
  const progress = total === null || total === 0 ? null : Math.min(1, (done ?? 0) / total);
  const state = stateOf(writer === 'alive', final !== null, progress);
  return {
    ...{ id, name, kind, state, diskBytes, progress },
    subject: String(config[subject] ?? 'unknown'),
    algorithm: typeof config.algorithm === 'string' ? config.algorithm : null,
    seed: numberIn(config, 'seed'),
    experiment: files.experiment,
    step: final ?? rowStep ?? 0,
    secondsLeft: state === 'running' ? secondsLeft(files, total) : null,
    speed: numberIn(clock, speed),
    residentBytes: numberIn(clock, 'residentBytes'),
    score: scoreOf(files, score),
    scores: scoresOf(files, score),
    loss: files.metrics.map((row) => numberIn(row, 'loss')).findLast((loss) => loss !== null) ?? null,
    time: typeof clock?.time === 'string' ? clock.time : null,
    warnings: warningsOf({ ...files, state, writer, progress, now }),
  };
}

function stateOf(isWritten: boolean, hasModel: boolean, progress: number | null): RunState {
  if (isWritten) return 'running';
  return hasModel && progress !== null && progress > 1 - 1e-6 ? 'finished' : 'stopped';
}

function scoreOf({ metrics, evaluations }: RunFiles, [evaluated, trained]: readonly [string, string]): Score | null {
  const row = evaluations.at(-1);
  const value = numberIn(row, evaluated);
  if (value !== null) {
    return { value, low: numberIn(row, 'returnLow'), high: numberIn(row, 'returnHigh'), of: 'evaluation' };
  }
  const recent = metrics.map((each) => numberIn(each, trained)).findLast((each) => each !== null) ?? null;
  return recent === null ? null : { value: recent, low: null, high: null, of: 'training' };
}

/** Most values of the small curve in the list. */
const mostScores = 40;

/** The values of the rows of which the score is the last one. */
function scoresOf({ metrics, evaluations }: RunFiles, [evaluated, trained]: readonly [string, string]): number[] {
  const of = (rows: RunFiles['metrics'], key: string) => rows.flatMap((row) => numberIn(row, key) ?? []);
  const found = of(evaluations, evaluated);
  return (found.length > 0 ? found : of(metrics, trained)).slice(-mostScores);
}

/** At the speed of the last rows that one process wrote, evaluations included. */
function secondsLeft({ kind, timing, metrics }: RunFiles, total: number | null): number | null {
  const last = timing.at(-1);
  // `seconds` begins anew with each process.
  const begin = timing.findLastIndex(
    (row, i) => i > 0 && numberIn(row, 'seconds')! < numberIn(timing[i - 1], 'seconds')!,
  );
  const first = timing[Math.max(0, begin)];
  if (!last || !first || last === first || total === null) return null;
  const perSecond =
    (numberIn(last, 'step')! - numberIn(first, 'step')!) / (numberIn(last, 'seconds')! - numberIn(first, 'seconds')!);
  const row = metrics.at(-1);
  const step = numberIn(row, 'step') ?? 0;
  // Epochs are as many steps as they were so far.
  const totalSteps = kind === 'agent' ? total : (total * step) / (numberIn(row, 'epoch') || Number.NaN);
  const left = (totalSteps - step) / perSecond;
  return Number.isFinite(left) && left >= 0 ? left : null;
}
