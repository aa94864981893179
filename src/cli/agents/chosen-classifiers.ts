/** Reads the runs, chooses the classifier that a command uses where `--run` does not say it, and names it. */
import { percent, plural } from '../../common/format.js';
import type { RunName } from '../../evaluation/players/players.js';
import {
  findClassifiers,
  lastAccuracy,
  type TrainedClassifier,
  trainedClassifier,
} from '../../training/classifier/found-runs.js';
import { bundledClassifier, runName } from '../options/bundled.js';
import type { Introduction } from '../terminal/introduction.js';
import { newestFirst, runsFolder } from './choose-agent.js';
import type { ChosenName, ChosenRun } from './chosen-agents.js';
import { runText, usableRuns } from './found-run.js';

/** Returns the runs that are given, else the newest run of a classifier, else the bundled classifier. */
export function chooseClassifiers(runs: readonly string[] | undefined): readonly ChosenName[] {
  const chosen: readonly ChosenRun[] = runs?.map((folder) => ({ folder })) ?? [newestClassifier()];
  return chosen.map(({ folder, reason }) => ({ ...runName(folder), ...(reason !== undefined && { reason }) }));
}

function newestClassifier(): ChosenRun {
  const [newest] = newestFirst(usableRuns(findClassifiers(runsFolder)));
  if (newest) return { folder: newest.folder, reason: 'the newest run of a classifier' };
  return {
    folder: bundledClassifier,
    reason: `the bundled classifier, since there is no run of a classifier under ${runsFolder}/`,
  };
}

/** Returns what a command prints first. */
export function introduceClassifiers(classifiers: readonly (RunName & Pick<ChosenRun, 'reason'>)[]): Introduction {
  const all = classifiers.map(({ run, folder, reason }) => {
    const { folder: _folder, ...classifier } = trainedClassifier(folder);
    return { ...classifier, run, reason, score: lastAccuracy(folder) };
  });
  return {
    lines: all.map((each) =>
      [
        `classifier of ${each.data}`,
        runText(each),
        trainedText(each),
        each.score
          ? `last accuracy ${percent(each.score.accuracy)} (${plural(each.score.images, 'image')})`
          : 'no accuracy yet',
      ].join(' · '),
    ),
    json: all.map(({ data, run, reason, epoch, epochs, written, score }) => ({
      ...{ data, run },
      chosen: reason ?? null,
      ...{ epoch: epoch ?? null, epochs: epochs ?? null },
      written: new Date(written).toISOString(),
      accuracy: score ? { accuracy: score.accuracy, images: score.images } : null,
    })),
  };
}

function trainedText({ epoch, epochs }: Pick<TrainedClassifier, 'epoch' | 'epochs'>): string {
  if (epochs === undefined) return 'length of training unknown';
  if (epoch === undefined) return `less than an epoch of ${epochs}`;
  const so = `${Number(epoch.toFixed(1))} of ${plural(epochs, 'epoch')}`;
  return epoch < epochs ? `${so}: stopped, or still training` : so;
}
