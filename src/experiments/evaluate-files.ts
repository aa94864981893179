/** The folder of an evaluation: results.json, .csv and .md, and a line a game in episodes.jsonl as it ends. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure, writeAtomically } from '../agent/files.js';
import type { Episode } from './evaluate-episode.js';
import { type EvaluationReport, reportCsv, reportMarkdown } from './evaluate-report.js';

export interface ResultFiles {
  /** Appends the game to episodes.jsonl. */
  addEpisode(episode: Episode): void;
  /** Writes (over) the three result files; call it after every row, so that a crash loses one row at most. */
  write(report: EvaluationReport): void;
}

/** Creates the folder and empties episodes.jsonl. @throws Error in one line when the folder cannot be written to */
export function openResultFiles(folder: string): ResultFiles {
  const path = (name: string) => join(folder, name);
  const episodes = path('episodes.jsonl');
  explainFailure(folder, () => mkdirSync(folder, { recursive: true }));
  writeAtomically(episodes, '');
  return {
    addEpisode(episode) {
      explainFailure(episodes, () => appendFileSync(episodes, `${JSON.stringify(episode)}\n`));
    },
    write(report) {
      writeAtomically(path('results.json'), `${JSON.stringify(report, null, 2)}\n`);
      writeAtomically(path('results.csv'), reportCsv(report));
      writeAtomically(path('results.md'), reportMarkdown(report));
    },
  };
}
