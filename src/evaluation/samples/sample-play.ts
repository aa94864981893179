/** Lets the plain agent play for some seconds, and at least one step, to measure the length of its episodes and the cost of a step without an attack. */
import { chooseAction, greedyQ } from '../../agent/action-policy.js';
import { createRandom, type Random } from '../../common/random.js';
import type { CompileOptions } from '../../compute/signature.js';
import { none } from '../../defense/defense.js';
import { observationShape } from '../../env/environment.js';
import { countStep, type EpisodeEnd, type EpisodeLimits, newTally } from '../../env/episode.js';
import { mean } from '../../report/statistics/statistics.js';
import type { Adversary } from '../players/adversary.js';
import { compileCell } from '../players/grid-cell.js';
import type { AgentUnderTest } from '../players/players.js';

export interface PlaySample {
  /** Of the undefended network and the console together. */
  readonly secondsPerStep: number;
  /** Mean length of the episodes that ended; where none did, the steps so far. */
  readonly stepsPerEpisode: number;
  readonly episodesEnded: number;
  /** Who played them: random play takes over where no episode of the agent ends in time, since it needs no network. */
  readonly playedBy: 'agent' | 'random play';
  /** [4, 84, 84], from the middle of the sample. */
  readonly observation: Uint8Array;
}

export interface PlaySampleOptions {
  readonly agentUnderTest: AgentUnderTest;
  readonly adversary: Adversary;
  readonly computing: CompileOptions;
  readonly seed: number;
  readonly seconds: number;
  readonly limits: EpisodeLimits;
}

const mostEpisodes = 10;

export async function samplePlay(options: PlaySampleOptions): Promise<PlaySample> {
  const { agentUnderTest, adversary, computing, seed, seconds, limits } = options;
  const { agent, evaluationExploration } = agentUnderTest;
  const { policy = greedyQ } = agent;
  const rng = createRandom(seed).split('sample');
  const network = await compileCell({
    ...{ ...agent, adversary, computing, outputKind: 'q-values', defense: none, attack: null },
    shape: [1, ...observationShape],
    criterion: () => {
      throw new Error('expected no call: there is no attack');
    },
  });
  const lengths: number[] = [];
  let [steps, tally] = [0, newTally()];
  let observation = new Uint8Array();
  const begin = performance.now();
  const passed = () => (performance.now() - begin) / 1000;
  const goesOn = () => steps === 0 || passed() < seconds;
  try {
    for (let game = 0; game < mostEpisodes && goesOn(); game++) {
      const environment = agentUnderTest.createEnvironment(rng.split(`game ${game}`));
      environment.reset();
      tally = newTally();
      for (let end: EpisodeEnd | undefined; !end && goesOn(); ) {
        const [found] = await network.run(environment.observation, [0], 0, [steps]);
        const random = rng.integer(environment.actions.length);
        if (observation.length === 0 || tally.steps === 30) observation = environment.observation.slice();
        const step = environment.step(
          rng.uniform() < evaluationExploration ? random : chooseAction(policy, found!.outputs, [seed, steps]),
        );
        steps++;
        end = countStep(tally, step, environment.observation, limits);
        if (end) lengths.push(tally.steps);
        else if (step.terminated || step.truncated) environment.reset();
      }
    }
  } finally {
    await network.dispose();
  }
  const secondsPerStep = passed() / steps;
  const random = lengths.length === 0 ? randomLengths(options, rng) : undefined;
  const ended = random?.ended ?? lengths;
  return {
    secondsPerStep,
    stepsPerEpisode: ended.length > 0 ? mean(ended) : Math.max(tally.steps, random!.unended),
    episodesEnded: ended.length,
    playedBy: random ? 'random play' : 'agent',
    observation,
  };
}

/** Plays episodes of random actions. Returns the lengths of those that ended, and the steps so far of the last one. */
function randomLengths({ agentUnderTest, seconds, limits }: PlaySampleOptions, rng: Random) {
  const ended: number[] = [];
  let tally = newTally();
  const begin = performance.now();
  const isOver = () => performance.now() - begin > seconds * 1000;
  while (ended.length < mostEpisodes && !isOver()) {
    const environment = agentUnderTest.createEnvironment(rng.split(`random play ${ended.length}`));
    environment.reset();
    tally = newTally();
    for (let end: EpisodeEnd | undefined; !end && !isOver(); ) {
      const step = environment.step(rng.integer(environment.actions.length));
      end = countStep(tally, step, environment.observation, limits);
      if (end) ended.push(tally.steps);
      else if (step.terminated || step.truncated) environment.reset();
    }
  }
  return { ended, unended: tally.steps };
}
