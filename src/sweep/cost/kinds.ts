/** Kinds of jobs: the jobs of a kind differ in seeds alone, so that one of them is measured for all. */
import { join } from 'node:path';
import { agentIn, loadAgent } from '../../agent/agent-files.js';
import { type Config, loadConfig } from '../../agent/config.js';
import { plural } from '../../common/format.js';
import { groupBy } from '../../common/group-by.js';
import { configPath } from '../folder.js';
import type { SweepJob } from '../plan/jobs.js';

export interface CostKind {
  readonly kind: SweepJob['kind'];
  /** For people: `pong`, `fgsm: pong`, `fgsm: zoo-pong and 2 more`, `fgsm`. */
  readonly of: string;
  /** At least one. */
  readonly jobs: readonly SweepJob[];
}

/** What an agent's jobs have in common: agents of equal keys cost the same. */
export interface AgentKind {
  readonly key: string;
  /** For people. */
  readonly name: string;
}

/** @param agentOf returns the kind of the agent that a job trains or evaluates */
export function kindsOf(jobs: readonly SweepJob[], agentOf: (job: SweepJob) => AgentKind): CostKind[] {
  const groups = groupBy(jobs, (job) =>
    JSON.stringify([job.kind, job.evaluation, job.kind === 'merge' ? null : agentOf(job).key]),
  );
  return [...groups.values()].map((group) => {
    const { kind, evaluation } = group[0]!;
    const names = kind === 'merge' ? [] : [...new Set(group.map((job) => agentOf(job).name))];
    const agents = names.length > 1 ? `${names[0]} and ${plural(names.length - 1, 'other')}` : names[0];
    return { kind, of: [evaluation, agents].filter((part) => part !== undefined).join(': '), jobs: group };
  });
}

/** Reads the kinds of agents of a plan: configs of trainings without their seeds, and networks of agents that exist. */
export function agentKinds(folder: string, jobs: readonly SweepJob[]): (job: SweepJob) => AgentKind {
  const trainings = new Map(jobs.filter(({ kind }) => kind === 'train').map((job) => [job.id, job]));
  const kinds = new Map<string, AgentKind>();
  return (job) => {
    const training = job.kind === 'train' ? job : trainings.get(job.needs[0] ?? '');
    const agent = training?.id ?? job.run!;
    const found =
      kinds.get(agent) ??
      (training
        ? trainingKind(trainingConfig(folder, training.id), training.name)
        : givenKind(join(folder, agent), job.name));
    kinds.set(agent, found);
    return found;
  };
}

/** The config of a planned training. @param id of its job */
export const trainingConfig = (folder: string, id: string): Config =>
  loadConfig({ file: join(folder, configPath(id)) });

/** @param name of the job: game, seed and what varies */
function trainingKind({ seed, ...config }: Config, name: string): AgentKind {
  const varied = name.slice(`${config.game}-${seed}-`.length);
  return { key: JSON.stringify(config), name: [config.game, varied].filter((part) => part !== '').join(' ') };
}

/** @param name of a job that evaluates it: evaluation, agent and seeds */
function givenKind(folder: string, name: string): AgentKind {
  const { game, specs, config } = loadAgent(agentIn(folder));
  const { seed: _, ...rules } = config;
  return { key: JSON.stringify([game, specs.map(({ shape }) => shape), rules]), name: name.split('/')[1]! };
}
