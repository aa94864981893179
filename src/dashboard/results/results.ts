/** The folders that evaluations write, in one line and in full. */
import { closeSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Interval } from '../../common/interval.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import type { VisionReport } from '../../evaluation/images/image-report.js';
import type { GridReport } from '../../evaluation/states/grid-report.js';
import { writerOf } from '../../files/lease.js';
import { readJson } from '../../files/read-file.js';
import { openPlainFile } from '../../server/open-plain-file.js';
import { settingsName } from '../../storage/results/settings.js';
import { timingName } from '../../storage/results/timing.js';
import type { Entry } from '../contents.js';
import { endOf, type Row } from '../rows/tail.js';
import type { FilmSummary, ResultsDetails, ResultsSummary } from '../types.js';
import { unchangedReader } from '../unchanged.js';
import { blocksOf } from './blocks.js';
import { panelsOf } from './panels.js';

const reportName = 'results.json';

interface ResultsFiles {
  readonly kind: string;
  readonly about: string;
  /** Whether a report of all that was asked for has been written. */
  readonly isComplete: boolean;
  readonly time: string;
}

/** Creates a reader of result folders, which throws UsageError for one whose settings cannot be read. */
export const createResultsReader = (): ((folder: string) => ResultsFiles) =>
  unchangedReader([settingsName, reportName], (folder) => {
    const { format, choices } = readJson(join(folder, settingsName)) as Row;
    return {
      kind: /^sap-atari (.+) \d+$/.exec(String(format))?.[1] ?? 'unknown',
      about: aboutOf(choices),
      // The last key of a report.
      isComplete: /"complete":\s*true\s*\}\s*$/.test(endOf(join(folder, reportName), 256)),
      time: newestTime(folder),
    };
  });

export function summarizeResults(
  { id, name, path }: Entry,
  { kind, about, isComplete, time }: ResultsFiles,
): ResultsSummary {
  const state = writerOf(path) === 'alive' ? 'running' : isComplete ? 'complete' : 'unfinished';
  return { id, name, kind, about, state, time };
}

const newestTime = (folder: string): string =>
  new Date(
    Math.max(
      ...[settingsName, reportName].map(
        (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0,
      ),
    ),
  ).toISOString();

/** Agents, defenses, attacks and λ, as far as settings.json says them. */
function aboutOf(choices: unknown): string {
  const { names, lambdas } = (choices ?? {}) as { readonly names?: Row; readonly lambdas?: unknown };
  const list = (value: unknown) => (Array.isArray(value) && value.length > 0 ? [value.join(', ')] : []);
  const runs = Array.isArray(names?.runs) ? names.runs.map((each: Row) => each?.run) : [];
  const defenses = [names?.defenses].flat().filter((name) => name !== 'none');
  return [
    ...list(runs),
    ...list(defenses),
    ...list(names?.attacks).map((attacks) => `under ${attacks}`),
    ...list(lambdas).map((text) => `at λ ${text}`),
  ].join(' · ');
}

const percent = (interval: Interval | null): Interval | null => interval && [interval[0] * 100, interval[1] * 100];

type Report = Pick<ResultsDetails, 'blocks' | 'panels'>;

/** How the report of each kind is shown; its file is loaded when it is needed. */
const reports: Readonly<Record<string, (json: unknown) => Promise<Report>>> = {
  async evaluation(json) {
    const { renderReport } = await import('../../evaluation/games/report/tables.js');
    const report = json as EvaluationReport;
    return {
      blocks: blocksOf((renderer) => renderReport(report, renderer)),
      panels: [
        ...panelsOf(report.rows, { y: 'return (points)', value: ({ mean }) => mean, interval: (row) => row.interval }),
        ...panelsOf(report.rows, {
          y: 'flip rate (%)',
          value: ({ flipRate }) => (flipRate === null ? null : flipRate * 100),
          interval: () => null,
        }),
      ],
    };
  },
  async grid(json) {
    const { renderGrid } = await import('../../evaluation/states/grid-text.js');
    const report = json as GridReport;
    return {
      blocks: blocksOf((renderer) => renderGrid(report, renderer)),
      panels: panelsOf(report.rows, {
        y: 'flip rate (%)',
        value: ({ flipRate }) => flipRate * 100,
        interval: ({ flipInterval }) => percent(flipInterval),
      }),
    };
  },
  async 'vision evaluation'(json) {
    const { renderVision } = await import('../../evaluation/images/image-text.js');
    const report = json as VisionReport;
    return {
      blocks: blocksOf((renderer) => renderVision(report, renderer)),
      panels: panelsOf(report.rows, {
        y: 'accuracy (%)',
        value: ({ accuracy }) => accuracy * 100,
        interval: ({ interval }) => percent(interval),
      }),
    };
  },
};

export async function detailResults(
  folder: string,
  summary: ResultsSummary,
  films: readonly FilmSummary[],
): Promise<ResultsDetails> {
  const common = { summary, films, lines: linesIn(folder) };
  const none = (missing: string): ResultsDetails => ({ ...common, blocks: [], panels: [], missing });
  const show = Object.hasOwn(reports, summary.kind) ? reports[summary.kind] : undefined;
  if (!show)
    return none(`A folder of the kind "${summary.kind}" has no report that is shown here: read its README.md.`);
  let json: unknown;
  try {
    json = readJson(join(folder, reportName));
  } catch {
    return none(`There is no ${reportName} yet: it is written when the command ends or is stopped.`);
  }
  try {
    return { ...common, ...(await show(json)) };
  } catch {
    return none(`${reportName} cannot be shown: it was written by another version of sap-atari.`);
  }
}

/** Lines of finished work in the folder's file of lines. */
function linesIn(folder: string): number {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl') && name !== timingName);
  return names.reduce((sum, name) => sum + newlines(join(folder, name)), 0);
}

function newlines(path: string): number {
  const opened = openPlainFile(path);
  if (!opened) return 0;
  try {
    const buffer = Buffer.alloc(1024 ** 2);
    let count = 0;
    for (let length = readSync(opened.file, buffer); length > 0; length = readSync(opened.file, buffer)) {
      for (let at = buffer.indexOf(0x0a); at >= 0 && at < length; at = buffer.indexOf(0x0a, at + 1)) count++;
    }
    return count;
  } finally {
    closeSync(opened.file);
  }
}
