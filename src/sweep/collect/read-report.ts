/** Reads the report that an evaluation left in its folder. */
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../common/errors.js';
import type { EvaluationReport } from '../../evaluation/games/report/game-report.js';
import { readJson } from '../../files/read-file.js';

const setting = {
  ...{ game: z.string(), run: z.string(), agent: z.string(), lambda: z.number() },
  ...{ attack: z.string().nullable(), gradientSamples: z.number().nullable() },
};
const { attack: _, gradientSamples: __, ...agentAt } = setting;
const row = z.looseObject({ ...setting, mean: z.number(), episodes: z.number() });
const sentences = z.array(z.string());

/** What every reader of a report relies on; the other keys are taken as they were written. */
const reportShape = z.looseObject({
  settings: z.looseObject({}),
  rows: z.array(row),
  comparisons: z.array(z.looseObject({ ...setting, difference: z.number(), p: z.number() })),
  aggregates: z.array(z.looseObject({ agent: z.string(), lambda: z.number() })),
  worstCases: z.array(z.looseObject({ ...agentAt, attacks: sentences, mean: z.number() })),
  chance: z.array(row),
  leads: z.array(z.looseObject({ game: z.string(), run: z.string() })),
  checks: z.array(z.looseObject({ check: z.string(), verdict: z.string(), text: z.string() })),
  warnings: sentences,
  notes: sentences,
  complete: z.boolean(),
});

/**
 * The report in results.json.
 * @param folder of an evaluation
 * @throws UsageError where there is none, or a damaged one
 */
export function readReport(folder: string): EvaluationReport {
  const path = join(folder, 'results.json');
  const report = readJson(path);
  const issue = reportShape.safeParse(report).error?.issues[0];
  if (!issue) return report as EvaluationReport;
  throw new UsageError(
    `${path}: expected a report as evaluate writes it, got another file (${issue.path.join('.')}: ${issue.message}); resume the evaluation, which writes it again`,
  );
}
