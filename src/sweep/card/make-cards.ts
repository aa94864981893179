/** Makes the cards of a sweep from its merged evaluations. */
import { join } from 'node:path';
import { loadAgent } from '../../agent/agent-files.js';
import { UsageError } from '../../common/errors.js';
import { groupBy } from '../../common/group-by.js';
import type { Provider } from '../../compute/signature.js';
import { type Episode, episodeSchema } from '../../evaluation/games/episode.js';
import { type EvaluationChoices, evaluationKind } from '../../evaluation/games/run-evaluation.js';
import { identityOf } from '../../evaluation/players/identity.js';
import { episodeKey } from '../../evaluation/settings.js';
import { readLines } from '../../storage/results/lines.js';
import { type Identity, readChoices, readSettings } from '../../storage/results/settings.js';
import { storedChoices } from '../../storage/results/stored-choices.js';
import type { Collected, MergedEvaluation } from '../collect/collected.js';
import type { SweepPlan } from '../plan/plan-file.js';
import { readRecord } from '../record.js';
import type { EvaluationSpec } from '../spec/spec.js';
import type { CardEvaluation, ResultCard } from './card.js';
import { choicesFor } from './card-choices.js';
import { commandOf } from './command.js';
import { agentFactsOf, evaluationFactsOf, playersOf } from './facts.js';

/** Names of the agents that get a card, in the order of the evaluations. */
export const runsOf = (evaluations: readonly Pick<MergedEvaluation, 'report'>[]): string[] => [
  ...new Set(evaluations.flatMap(({ report }) => report.settings.run)),
];

/**
 * One card for each agent, in the order of the evaluations. Each is made when it is asked for: cards hold all lines.
 * @param folder of the sweep
 * @throws UsageError for an agent that is missing or not the one that was evaluated, or whose ROM is missing
 */
export async function* makeCards(folder: string, { plan, evaluations }: Collected): AsyncGenerator<ResultCard> {
  const read = evaluations.map(readMerged);
  for (const run of runsOf(evaluations)) {
    const agentFolder = join(folder, run);
    const found: CardEvaluation[] = [];
    for (const each of read) {
      if (!each.linesOf.has(run)) continue;
      found.push(
        await evaluationOf(each, { run, agentFolder, plan, processors: processorsOf(folder, plan, each, run) }),
      );
    }
    const { version, engine, spec } = plan;
    const agent = agentFactsOf(loadAgent(agentFolder), run);
    yield { sweep: spec.name, version, engine, agent, evaluations: found };
  }
}

interface ReadEvaluation extends Pick<MergedEvaluation, 'name' | 'folder'> {
  readonly choices: EvaluationChoices;
  readonly identity: Identity;
  /** Of episodes.jsonl, by run. */
  readonly linesOf: ReadonlyMap<string, readonly string[]>;
}

/** @throws UsageError for lines that were changed since they were merged */
function readMerged({ name, folder }: MergedEvaluation): ReadEvaluation {
  const choices = readChoices<EvaluationChoices>(folder, evaluationKind, storedChoices.evaluation);
  const { identity, lines: mark } = readSettings(folder, evaluationKind)!;
  const options = { schema: episodeSchema, keyOf: episodeKey };
  const episodes = readLines<Episode>(join(folder, 'episodes.jsonl'), options, mark ?? null);
  const linesOf = new Map(
    [...groupBy(episodes, ({ run }) => run)].map(([run, ofRun]) => [run, ofRun.map((each) => JSON.stringify(each))]),
  );
  return { name, folder, choices, identity, linesOf };
}

interface CardSource {
  readonly run: string;
  readonly agentFolder: string;
  readonly plan: SweepPlan;
  readonly processors: string[];
}

async function evaluationOf(
  { name, folder, choices: ofAll, identity: evaluated, linesOf }: ReadEvaluation,
  { run, agentFolder, plan, processors }: CardSource,
): Promise<CardEvaluation> {
  const choices = choicesFor(ofAll, run);
  const players = await playersOf(choices, agentFolder);
  const identity = identityOf(choices.names, players);
  for (const [key, value] of Object.entries(evaluated)) {
    if (!(key in identity) || identity[key] === value) continue;
    throw new UsageError(
      `${agentFolder} is not the agent that was evaluated in ${folder}: expected ${key} ${value}, got ${identity[key]}; restore it, or run the sweep anew`,
    );
  }
  const spec = plan.spec.evaluations[name]!;
  const computing = computingOf(spec);
  const source = { choices, computing, lines: linesOf.get(run)!, path: join(folder, 'episodes.jsonl') };
  const facts = await evaluationFactsOf(source, players);
  return { name, command: commandOf(spec, name, run), processors, computing, ...facts };
}

const computingOf = ({ threads, options }: EvaluationSpec): CardEvaluation['computing'] => ({
  engine: options.engine === 'tfjs' ? 'tfjs' : 'onnx',
  provider: (options.provider as Provider | undefined) ?? 'cpu',
  threads,
});

/** Kinds of processors that played an agent's parts. */
function processorsOf(folder: string, { jobs }: SweepPlan, { name }: ReadEvaluation, run: string): string[] {
  const parts = jobs.filter(
    (job) => job.kind === 'evaluate' && job.evaluation === name && (run === job.run || run === `${job.run}/best`),
  );
  return [...new Set(parts.flatMap(({ id }) => readRecord(folder, id)?.processor ?? []))].sort();
}
