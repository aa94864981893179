/** Measures on this machine what the jobs of a sweep cost: one job of each kind, with the rates of `train --plan` and `evaluate --plan`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { saveAgent } from '../../agent/agent-files.js';
import { type Config, networkOptions } from '../../agent/config.js';
import { initialize, parameterSpecs } from '../../agent/network.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { sizeOf } from '../../common/shape.js';
import { loadEagerBackend } from '../../compute/engine.js';
import { firstEnvironment } from '../../env/environment-source.js';
import { type Library, openLibrary } from '../../env/library.js';
import { planEvaluation } from '../../evaluation/games/plan-evaluation.js';
import type { EvaluationChoices } from '../../evaluation/games/run-evaluation.js';
import type { CellCost } from '../../evaluation/samples/sample-cell.js';
import type { Computing } from '../../evaluation/worker.js';
import { findModel } from '../../model/model-files.js';
import { mean } from '../../report/statistics/statistics.js';
import { measureTraining, planTraining } from '../../training/agent/plan.js';
import { freeBytes } from '../../training/probe.js';
import { argumentsOf } from '../plan/arguments.js';
import type { SweepJob } from '../plan/jobs.js';
import type { SweepPlan } from '../plan/plan-file.js';
import { type MeasuredCost, unitsOf } from './costs.js';
import { type CostKind, trainingConfig } from './kinds.js';

export interface MeasureOptions {
  readonly plan: SweepPlan;
  /** Of the sweep. */
  readonly folder: string;
  readonly kinds: readonly CostKind[];
  /** Time from the start of a job's process until it computes. */
  readonly startSeconds: number;
  /** Reads arguments of `evaluate`. */
  readonly choicesOf: (args: readonly string[]) => {
    readonly choices: EvaluationChoices;
    readonly computing: Computing;
  };
  readonly signal: AbortSignal;
  /** Called before each kind is measured. */
  readonly onKind?: (done: number, total: number, kind: CostKind) => void;
}

export interface MeasuredCosts {
  readonly costs: ReadonlyMap<CostKind, MeasuredCost>;
  /** What the estimates assume, one sentence each. */
  readonly assumptions: readonly string[];
}

/** Of each of the three to five measurements of a training. */
const trainingSeconds = 1;
/** After which no further kind of attacked step is measured. */
const evaluationSeconds = 5;

/** Measured: lines of results and times of an episode; reports, settings and log of a folder. */
const [episodeBytes, reportBytes] = [520, 40e3];
/** Of merging, measured on 700 to 21,000 episodes: reading, intervals of all tables, writing. */
const secondsPerEpisode = 1e-3;

/** @throws UsageError for a game without its ROM; the signal's reason once it is aborted */
export async function measureKinds(options: MeasureOptions): Promise<MeasuredCosts> {
  const { kinds, startSeconds, signal, onKind } = options;
  const temporary = mkdtempSync(join(tmpdir(), 'sap-atari-cost-'));
  const costs = new Map<CostKind, MeasuredCost>();
  const context: Context = { ...options, temporary, library: await openLibrary(), known: new Map(), costs };
  const assumptions = new Set<string>();
  try {
    for (const [i, kind] of kinds.entries()) {
      signal.throwIfAborted();
      onKind?.(i, kinds.length, kind);
      const [cost, assumed] = await measureKind(kind, context);
      costs.set(kind, { ...cost, start: { ...cost.start, seconds: cost.start.seconds + startSeconds } });
      for (const line of assumed) assumptions.add(line);
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message}; --no-measure plans without times`);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return { costs, assumptions: [...assumptions] };
}

interface Context extends MeasureOptions {
  /** Holds the agents that stand in for those that are not trained yet. */
  readonly temporary: string;
  readonly library: Library;
  /** Measured kinds of steps, by evaluation. */
  readonly known: Map<string, Map<string, CellCost>>;
  /** Measured so far. */
  readonly costs: ReadonlyMap<CostKind, MeasuredCost>;
}

type Measured = readonly [cost: MeasuredCost, assumptions: readonly string[]];

function measureKind({ kind, jobs: [job], of }: CostKind, context: Context): Promise<Measured> {
  if (kind === 'train') return trainingCost(trainingConfig(context.folder, job!.id), context);
  if (kind === 'evaluate') return evaluationCost(job!, of, context);
  return Promise.resolve([mergeCost(job!, context.costs), [`merging takes ${1000 * secondsPerEpisode} ms an episode`]]);
}

async function trainingCost(config: Config, { library, folder }: Context): Promise<Measured> {
  if (config.engine === 'tfjs') await loadEagerBackend({ onWarning: () => {} });
  const source = sourceOf(library, config);
  const actions = await actionsOf(library, config);
  const measurements = await measureTraining(config, source, trainingSeconds);
  const { seconds, diskBytes } = planTraining(config, measurements, actions.length, freeBytes(folder));
  const unit = { seconds: seconds.total, diskBytes: diskBytes.total };
  return [{ start: { seconds: 0, diskBytes: 0 }, unit }, []];
}

const sourceOf = (library: Library, { game }: Config) => {
  const cartridge = library.open(game);
  return (each: Config) => ({ cartridge, rules: each, seed: each.seed });
};

const actionsOf = async (library: Library, config: Config): Promise<readonly string[]> =>
  (await firstEnvironment(sourceOf(library, config)({ ...config, environments: 1 }))).actions;

async function evaluationCost(job: SweepJob, of: string, context: Context): Promise<Measured> {
  const { plan, folder, choicesOf, known, temporary, signal } = context;
  const evaluation = job.evaluation!;
  const { choices, computing } = choicesOf(argumentsOf(job, plan.spec, folder));
  if (computing.engine === 'tfjs') await loadEagerBackend({ onWarning: () => {} });
  const cells = known.get(evaluation) ?? new Map<string, CellCost>();
  known.set(evaluation, cells);
  const { folder: agent, isTrained } = await agentFolder(job, context);
  const name = of.slice(`${evaluation}: `.length);
  const {
    rows,
    seconds: { work, start, recording, most },
    assumptions,
  } = await planEvaluation(
    { ...choices, names: { ...choices.names, runs: [{ run: name, folder: agent }] }, seeds: choices.seeds.slice(0, 1) },
    { folder: join(temporary, 'evaluation'), computing, signal, known: cells, seconds: evaluationSeconds },
  );
  const agents = job.needs.length > 0 ? plan.spec.evaluations[evaluation]!.checkpoints.length : 1;
  const unit = {
    seconds: [agents * work, agents * (most - start - recording)] as const,
    diskBytes: agents * rows.length * choices.episodes * episodeBytes,
  };
  const standIn = isTrained ? [] : ['an agent that is not trained yet plays as random weights do'];
  return [{ start: { seconds: start, diskBytes: reportBytes }, unit }, [...standIn, ...assumptions]];
}

/** The agent of a job, or random weights in its place. */
async function agentFolder(
  { needs: [training], run }: SweepJob,
  { folder, library, temporary }: Context,
): Promise<{ readonly folder: string; readonly isTrained: boolean }> {
  const own = join(folder, run!);
  if (training === undefined || findModel(own) !== undefined) return { folder: own, isTrained: true };
  const config = trainingConfig(folder, training);
  const actions = await actionsOf(library, config);
  const specs = parameterSpecs({ actions: actions.length, ...networkOptions(config) });
  const views = specs.map(({ shape }) => new Float32Array(sizeOf(shape)));
  initialize(views, specs, createRandom(config.seed).split('parameters'));
  const standIn = join(temporary, training);
  saveAgent(standIn, { game: config.game, actions, step: 0, config, specs, views });
  return { folder: standIn, isTrained: false };
}

/** A merged evaluation has the lines of its parts. Merging cannot be measured before there are parts. */
function mergeCost({ needs }: SweepJob, measured: ReadonlyMap<CostKind, MeasuredCost>): MeasuredCost {
  const ids = new Set(needs);
  const parts = [...measured].flatMap(([{ jobs }, { unit }]) =>
    jobs.flatMap((job) => (ids.has(job.id) ? [unitsOf(job) * unit.diskBytes] : [])),
  );
  const diskBytes = mean(parts);
  const seconds = (diskBytes / episodeBytes) * secondsPerEpisode;
  return { start: { seconds: 0, diskBytes: reportBytes }, unit: { seconds: [seconds, seconds], diskBytes } };
}
