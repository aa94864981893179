/** Measures what agents cost: the plain agent in play, and each kind of attacked step or state. */
import { greedyQ } from '../../agent/action-policy.js';
import { none } from '../../defense/defense.js';
import { observationBytes, observationShape } from '../../env/environment.js';
import type { EpisodeLimits } from '../../env/episode.js';
import { listedAttack } from '../players/adversary.js';
import type { Players } from '../players/players.js';
import { batchWeight } from '../players/work-weight.js';
import { type PlanOptions, sampleSeconds } from './plan-options.js';
import { sampleCell } from './sample-cell.js';
import { type SampledKinds, sampleKinds } from './sample-kinds.js';
import { type PlaySample, samplePlay } from './sample-play.js';

const playSeconds = 3;

/** Lets the plain agent of each run play for some seconds. Returns the samples by run. */
export async function samplePlays(
  players: Players,
  limits: EpisodeLimits,
  seed: number,
  { computing: { workers: _, ...computing } }: Pick<PlanOptions, 'computing'>,
): Promise<Map<string, PlaySample>> {
  const plays = new Map<string, PlaySample>();
  for (const agentUnderTest of players.agentsUnderTest) {
    const sample = { agentUnderTest, adversary: players, computing, seed, seconds: playSeconds, limits };
    plays.set(agentUnderTest.run, await samplePlay(sample));
  }
  return plays;
}

/** A kind of step, or of a batch of states. */
export interface SampledKind {
  readonly run: string;
  readonly agent: string;
  readonly attack: string | null;
  readonly gradientSamples: number | null;
  /** Observations per batch. */
  readonly states: number;
}

/** Equal keys, equal costs. The last layer is left out of the key: two or ten actions make no difference. */
export function kindKey(
  players: Players,
  { run, agent, attack, gradientSamples }: Omit<SampledKind, 'states'>,
): string {
  const { specs } = players.agentsUnderTest.find((each) => each.run === run)!.agent;
  const layers = specs.slice(0, -2).map(({ shape }) => shape);
  return JSON.stringify([layers, agent, attack, gradientSamples]);
}

/** Measures kinds of steps or states, on an observation from the sampled play of each agent. */
export function sampleAgents(
  players: Players,
  plays: ReadonlyMap<string, PlaySample>,
  kinds: ReadonlyMap<string, SampledKind>,
  { computing: { workers: _, ...computing }, seconds = sampleSeconds, known, signal, onSample }: PlanOptions,
): Promise<SampledKinds> {
  return sampleKinds({
    ...{ kinds, known, seconds, signal, onSample },
    familyOf: ({ agent }) => agent,
    weightOf: (kind, lambdas) => kind.states * batchWeight(kind, lambdas, players),
    measure(kind) {
      const { agent } = players.agentsUnderTest.find(({ run }) => run === kind.run)!;
      const { network, specs, views, policy = greedyQ } = agent;
      const { observation } = plays.get(kind.run)!;
      const pixels = new Uint8Array(kind.states * observationBytes);
      for (let i = 0; i < kind.states; i++) pixels.set(observation, i * observationBytes);
      const options = {
        ...{ network, specs, views, adversary: players, computing, outputKind: policy.outputs },
        defense: players.defenses.find(({ label }) => label === kind.agent) ?? none,
        attack: kind.attack === null ? null : listedAttack(players, kind.attack, kind.gradientSamples),
        shape: [kind.states, ...observationShape] as const,
        criterion: () => players.criterion,
      };
      return sampleCell(options, pixels);
    },
  });
}
