/** The rows of runs as CSV with the metric names of CleanRL, for Weights & Biases and other tools. */
import { csv, csvColumns } from '../../report/table.js';

/** The rows of one run, each with a step; values that are no numbers are left out. */
export interface RunRows {
  /** Its folder. */
  readonly name: string;
  readonly training: readonly { readonly step: number }[];
  readonly evaluation: readonly { readonly step: number }[];
  readonly timing: readonly { readonly step: number }[];
}

/** Numbers of all files of a run at one step. */
interface Line {
  readonly run: string;
  readonly step: number;
  readonly training: Values;
  readonly evaluation: Values;
  readonly timing: Values;
}

type Values = Readonly<Record<string, unknown>>;

const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const columns = csvColumns<Line>({
  run: ({ run }) => run,
  global_step: ({ step }) => step,
  'charts/episodic_return': ({ training }) => number(training.return),
  'charts/episodic_length': ({ training }) => number(training.length),
  'charts/SPS': ({ timing }) => number(timing.stepsPerSecond),
  'charts/epsilon': ({ training }) => number(training.exploration),
  'losses/td_loss': ({ training }) => number(training.loss),
  'losses/q_values': ({ training }) => number(training.meanQ),
  'eval/episodic_return': ({ evaluation }) => number(evaluation.return),
  'eval/episodic_length': ({ evaluation }) => number(evaluation.length),
});

/** A line for each step of each run that some row has, steps ascending; of two rows at one step the later one. */
export const curveCsv = (runs: readonly RunRows[]): string => csv(columns, runs.flatMap(linesOf));

function linesOf({ name: run, ...rows }: RunRows): Line[] {
  const byStep = (all: readonly { readonly step: number }[]) => new Map(all.map((row) => [row.step, row as Values]));
  const [training, evaluation, timing] = [rows.training, rows.evaluation, rows.timing].map(byStep);
  const steps = [...new Set([...training!.keys(), ...evaluation!.keys()])].sort((a, b) => a - b);
  const at = (found: ReadonlyMap<number, Values> | undefined, step: number) => found?.get(step) ?? {};
  return steps.map((step) => ({
    ...{ run, step, training: at(training, step), evaluation: at(evaluation, step), timing: at(timing, step) },
  }));
}
