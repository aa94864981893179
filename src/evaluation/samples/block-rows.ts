/** From measured kinds of blocks to the rows of a plan. */
import { groupBy } from '../../common/group-by.js';
import type { PlanRow } from '../../jobs/work-plan.js';
import type { BlockJob } from '../blocks.js';
import type { SampledKinds } from './sample-kinds.js';

export interface BlockRowsOptions<Job> {
  readonly jobs: readonly Job[];
  readonly kindOf: (job: Job) => string;
  readonly sampled: Pick<SampledKinds, 'seconds'>;
  /** Examples in the batch that was measured for a kind. */
  readonly examplesOf: (kind: string) => number;
  /** Whose work it is. */
  readonly of: (job: Job) => string;
  readonly unit: PlanRow['unit'];
}

/** Returns a row for each kind of block and each of its λ. */
export function blockRows<Job extends BlockJob>(options: BlockRowsOptions<Job>): PlanRow[] {
  const { jobs, kindOf, sampled, examplesOf, of, unit } = options;
  const groups = groupBy(jobs, (job) => JSON.stringify([kindOf(job), job.lambdas]));
  return [...groups.values()].flatMap((group) => {
    const [job] = group as [Job, ...Job[]];
    const { agent, attack, gradientSamples, lambdas } = job;
    const kind = kindOf(job);
    const secondsEach = sampled.seconds(kind, lambdas) / examplesOf(kind) / lambdas.length;
    const units = group.reduce((sum, { states }) => sum + states, 0);
    return lambdas.map(
      (lambda): PlanRow => ({ of: of(job), agent, attack, gradientSamples, lambda, unit, units, secondsEach }),
    );
  });
}
