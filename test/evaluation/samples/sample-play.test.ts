/** The sample from which plans take the length of episodes. */
import { describe, expect, it } from 'vitest';
import type { Environment } from '../../../src/env/environment.js';
import { noLimits } from '../../../src/env/episode.js';
import { samplePlay } from '../../../src/evaluation/samples/sample-play.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';
import { toyAgentUnderTest, toyPlayers } from '../../helpers/toy-players.js';

/** A toy game that ends only once RIGHT was pressed: an agent without weights always takes the first action, NOOP. */
function endsAtRight(seed: number): Environment {
  const game = toyEnvironment(seed);
  return Object.create(game, {
    step: {
      value: (action: number) => ({ ...game.step(action), gameOver: action === 2, terminated: action === 2 }),
    },
  });
}
const { agent } = toyAgentUnderTest();
const idle = { ...agent, views: agent.views.map((view) => view.map(() => 0)) };

/** Ten episodes end long before the 60 seconds, on busy machines too. */
const sample = (maxSteps: number | null, { evaluationExploration = 0, seconds = 60 } = {}) =>
  samplePlay({
    agentUnderTest: toyAgentUnderTest({
      ...{ agent: idle, evaluationExploration },
      createEnvironment: (rng) => endsAtRight(rng.uint32()),
    }),
    ...{ adversary: toyPlayers(), computing: {}, seed: 1, seconds, limits: { ...noLimits, maxSteps } },
  });

describe('a sample of play', () => {
  it('takes random play where no episode of the agent ends in time', async () => {
    const { playedBy, stepsPerEpisode, episodesEnded } = await sample(null, { seconds: 0.3 });
    expect(playedBy).toBe('random play');
    expect(episodesEnded).toBe(10);
    expect(stepsPerEpisode).toBeGreaterThanOrEqual(1);
    expect(stepsPerEpisode).toBeLessThan(10); // RIGHT is one of three actions
  });

  it('takes the agent’s episodes where one ends, by itself or at the limit', async () => {
    expect(await sample(7)).toMatchObject({ playedBy: 'agent', stepsPerEpisode: 7, episodesEnded: 10 });
    expect(await sample(null, { evaluationExploration: 1 })).toMatchObject({ playedBy: 'agent', episodesEnded: 10 });
  });

  it('has one step at least, however slow the machine is', async () => {
    const { secondsPerStep, stepsPerEpisode, observation } = await sample(null, { seconds: 0 });
    expect([stepsPerEpisode, observation.length]).toEqual([1, 4 * 84 * 84]);
    expect(secondsPerStep).toBeGreaterThan(0);
    expect(secondsPerStep).toBeLessThan(Number.POSITIVE_INFINITY);
  });
});
