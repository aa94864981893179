/** Plans an evaluation on recorded states: measures each kind of block, and multiplies by the number of states that are left. */
import { join } from 'node:path';
import { noLimits } from '../../env/episode.js';
import { createPlan, type WorkPlan } from '../../jobs/work-plan.js';
import { readableRows } from '../../storage/row-file.js';
import type { BlockJob } from '../blocks.js';
import { missingJobs } from '../lifecycle.js';
import { loadPlayers } from '../players/players.js';
import { blockRows } from '../samples/block-rows.js';
import type { PlanOptions } from '../samples/plan-options.js';
import { kindKey, sampleAgents, samplePlays } from '../samples/sample-agents.js';
import { gridMemory } from './memory.js';
import type { GridChoices } from './run-state-grid.js';
import { type GridLine, gridWork } from './state-grid.js';
import { describeStates, holdsStates } from './states.js';

/** States per measured batch. With larger batches the cost of a state hardly decreases. */
const sampledStates = 4;

/** Measures each kind of block on states of a sampled episode. Writes nothing. */
export async function planStateGrid(choices: GridChoices, options: PlanOptions): Promise<WorkPlan> {
  const players = await loadPlayers(choices.names);
  const { states, lambdas, seed } = choices;
  const { workers } = options.computing;
  const isRecorded = typeof states === 'string' || (!options.overwrite && holdsStates(options.folder));
  const { count } = typeof states === 'string' ? describeStates(states) : states;
  const found = options.overwrite ? [] : readableRows<GridLine>(join(options.folder, 'grid.jsonl'));
  const left = missingJobs(gridWork({ adversary: players, count, lambdas }), found);
  const plays = await samplePlays(players, noLimits, seed, options);
  const { run } = players.agentsUnderTest[0]!;
  const kindOf = (job: BlockJob) => kindKey(players, { ...job, run });
  const kinds = new Map(left.map((job) => [kindOf(job), { ...job, run, states: Math.min(sampledStates, job.states) }]));
  const sampled = await sampleAgents(players, plays, kinds, options);
  const recordedSteps = typeof states === 'string' || isRecorded ? 0 : count * states.periodSteps;
  return createPlan({
    rows: blockRows({
      ...{ jobs: left, kindOf, sampled, of: () => run, unit: 'states' },
      examplesOf: (kind) => kinds.get(kind)!.states,
    }),
    workers: Math.min(workers, Math.max(1, left.length)),
    startSeconds: sampled.compileSeconds,
    recordingSeconds: recordedSteps * plays.get(run)!.secondsPerStep,
    memory: await gridMemory(lambdas, players, workers, count),
    kinds: sampled.kinds,
    assumptions: ['every state costs as much as the one that was measured'],
  });
}
