/** The episodes that `import` plays with a network. */
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../../src/agent/layers.js';
import type { Environment } from '../../../src/env/environment.js';
import { acceptByPlaying } from '../../../src/evaluation/acceptance/accept.js';
import { ownScale } from '../../../src/evaluation/acceptance/own-scale.js';
import { acceptanceText, meanScore } from '../../../src/evaluation/acceptance/text.js';
import { networkAgent } from '../../../src/interop/network-agent.js';
import type { ImportedNetwork } from '../../../src/interop/network-builder.js';
import { refusal } from '../../helpers/refusal.js';
import { toyEnvironment } from '../../helpers/toy-environment.js';

const pixels = 4 * 84 * 84;
const actions = ['NOOP', 'LEFT', 'RIGHT'];

interface Row {
  /** Layers before the weights. */
  readonly first?: readonly Layer[];
  readonly inputScale?: number;
  readonly weight?: number;
  readonly episodes?: number;
  readonly environment?: (environment: Environment, episode: number) => Environment;
  readonly leavesFireToAgent?: boolean;
  /** Of an actor. */
  readonly choice?: 'greedy' | 'sampled';
}

/** Plays a network of one dense layer over all pixels, whose Q-values are large where pixels are not scaled. */
function play({
  first = [],
  inputScale = 1,
  weight = 1e-3,
  episodes = 1,
  environment = (each) => each,
  leavesFireToAgent = false,
  choice,
}: Row) {
  const layers: Layer[] = [...first, { kind: 'reshape', shape: [pixels] }, { kind: 'dense', bias: false }];
  const values = new Float32Array(pixels * 3).fill(weight);
  const network: ImportedNetwork = {
    ...{ layers, inputShape: [4, 84, 84], outputs: 3 },
    arrays: [{ name: 'w', shape: [pixels, 3], values }],
  };
  const agentOf = (scale: number) =>
    networkAgent(network, {
      game: 'catch',
      actions,
      inputScale: scale,
      source: 'net.onnx',
      ...(choice && { outputs: 'logits', choice }),
    });
  const [other, text] = inputScale === 1 ? [1 / 255, '1/255'] : [1, '1'];
  const agent = agentOf(inputScale);
  let made = 0;
  const acceptance = acceptByPlaying({
    ...{ agent, inputScale, episodes, ownLayers: layers, source: 'net.onnx' },
    leavesFireToAgent,
    alternatives: [{ name: `pixels × ${text}`, flags: `--input-scale ${text}`, agent: agentOf(other) }],
    createEnvironment: (rng) => environment(toyEnvironment(rng.uint32()), made++),
  });
  return acceptance.then((found) => ({ ...found, text: acceptanceText(agent, found), score: meanScore(found.agent) }));
}

const scale = (factor: number): Layer => ({ kind: 'scale', factor, offset: 0 });
const scaling = (warnings: readonly string[]) => warnings.filter((line) => /Q|pixels by/.test(line));

/** An environment of `steps` steps, each with a reward. */
const rewarding =
  (rewardOf: (episode: number, action: number) => number, steps = 10) =>
  (environment: Environment, episode: number): Environment => {
    let left = steps;
    return {
      ...environment,
      observation: environment.observation,
      reset() {
        environment.reset();
        left = steps;
      },
      step(action) {
        environment.step(action);
        const rawReward = rewardOf(episode, action);
        return { reward: rawReward, rawReward, terminated: --left === 0, truncated: false, gameOver: left === 0 };
      },
    };
  };

describe('acceptance by playing', () => {
  it.each<[string, Row, RegExp | null]>([
    ['pixels scaled by --input-scale', { inputScale: 1 / 255 }, null],
    ['pixels scaled by the network', { first: [scale(1 / 255)] }, null],
    [
      'pixels scaled by both',
      { first: [scale(1 / 255)], inputScale: 1 / 255 },
      /by 0\.00392 \(1\/255\) itself: leave out --input-scale$/,
    ],
    ['pixels scaled by 2/255 and 1/255', { first: [scale(2 / 255)], inputScale: 1 / 255 }, /\(1\/127\.5\) itself/],
    ['in two steps', { first: [scale(1 / 16), scale(1 / 16)], inputScale: 1 / 256 }, /\(1\/256\) itself/],
    ['pixels not scaled', {}, /^\|Q\| exceeds 100, .* with --input-scale 1\/255 Q is \+/],
    ['small weights, and pixels not scaled', { weight: 1e-6 }, null],
  ])('%s', async (_, row, warning) => {
    const { warnings, q } = await play(row);
    expect(scaling(warnings)).toEqual(warning ? [expect.stringMatching(warning)] : []);
    expect(q.largest).toBeGreaterThan(0);
  });

  it('plays all episodes, as many of random play from the same starts, and one of each alternative', async () => {
    const { agent, random, alternatives, text, score } = await play({ inputScale: 1 / 255, episodes: 3 });
    expect([agent, random].map(({ episodes }) => episodes.length)).toEqual([3, 3]);
    expect(agent.actions.reduce((sum, count) => sum + count, 0)).toBe(
      agent.episodes.reduce((sum, { steps }) => sum + steps, 0),
    );
    expect(alternatives).toHaveLength(1);
    expect(score).toBeCloseTo(agent.episodes.reduce((sum, each) => sum + each.return, 0) / 3);
    expect(text.split('\n')).toEqual([
      expect.stringMatching(/^3 episodes at exploration 0\.05: mean [−\d.]+ \([−\d.]+, [−\d.]+, [−\d.]+\)$/),
      expect.stringMatching(/^random play from the same starts: mean [−\d.]+ \(/),
      expect.stringMatching(/^actions: NOOP [\d.]+ %/),
      expect.stringMatching(/^Q on its frames: \+[\d.]+ … \+[\d.]+$/),
      expect.stringMatching(/^with pixels × 1: one episode scores [−\d.]+, Q \+/),
    ]);
  });

  it('says that an actor’s actions are sampled', async () => {
    expect((await play({ choice: 'sampled' })).text).toMatch(/^1 episode at exploration 0\.05, sampled actions: /);
    expect((await play({ choice: 'greedy' })).text).toMatch(/^1 episode at exploration 0\.05: /);
  });

  it('gives the same result twice', async () => {
    const [first, second] = [await play({ episodes: 2 }), await play({ episodes: 2 })];
    expect(second).toEqual(first);
  });

  it('warns of an alternative that is clearly better, and of an agent no better than random play', async () => {
    // Environments in the order in which they are made: 2 episodes of the agent, 2 of random play, 1 of the alternative.
    const better = await play({ episodes: 2, environment: rewarding((episode) => (episode === 4 ? 3 : 1)) });
    expect(better.warnings).toContain(
      'with pixels × 1/255 one episode scores 30.00, more than all episodes of the agent: import it with --input-scale 1/255, unless you know better',
    );
    expect(better.warnings.at(-1)).toMatch(/^the agent scores no more than random play/);
    const equal = await play({ episodes: 2, environment: rewarding((episode) => (episode < 2 ? 3 : 1)) });
    expect(equal.warnings.filter((line) => /unless you know better|no more than random/.test(line))).toEqual([]);
  });

  it('says of an agent that it hardly ever takes another action, and that the screen stood still', async () => {
    const frozen = (environment: Environment): Environment => ({
      ...environment,
      observation: environment.observation.fill(7),
      reset: () => {},
      step: () => ({ reward: 0, rawReward: 0, terminated: false, truncated: false, gameOver: false }),
    });
    const { warnings, agent } = await play({ inputScale: 1 / 255, environment: frozen });
    expect(agent.episodes[0]).toMatchObject({ end: 'stall', steps: 1000 });
    expect(warnings).toContainEqual(expect.stringMatching(/^the screen stood still in 1 of 1 episodes .*--fire-reset/));
    const single = await play({ episodes: 1, environment: rewarding(() => 1, 5) });
    expect(single.warnings).toContainEqual(expect.stringMatching(/^the agent chose NOOP in 100\.0 % of its steps$/));
  });

  it('says that the game waits for FIRE, and that episodes were truncated', async () => {
    const warned = async (row: Row) => (await play({ inputScale: 1 / 255, ...row })).warnings;
    const waits = expect.stringMatching(/^the game waits for FIRE, which the agent chose in 0\.0 % of its steps: /);
    expect(await warned({ leavesFireToAgent: true })).toContainEqual(waits);
    expect(await warned({})).not.toContainEqual(waits);
    const endless = (each: Environment): Environment => ({
      ...rewarding(() => 1)(each, 0),
      step: () => ({ reward: 0, rawReward: 0, terminated: false, truncated: true, gameOver: true }),
    });
    expect(await warned({ environment: endless, episodes: 2 })).toContainEqual(
      expect.stringMatching(/^2 of 2 episodes were truncated after 108000 frames: /),
    );
  });

  it('refuses Q-values that are not finite; those of an alternative it reports', async () => {
    expect(await refusal(play({ weight: 3e38 }))).toMatch(/^net\.onnx: the network gives outputs that are not finite/);
    const { text } = await play({ inputScale: 1 / 255, weight: 3e33 });
    expect(text).toContain('with pixels × 1: Q-values that are not finite');
  });
});

it('scales after the first weights do not count', () => {
  const dense: Layer = { kind: 'dense', bias: false };
  expect(ownScale([dense, scale(1 / 255)])).toBe(1);
  expect(ownScale([scale(0.5), { kind: 'transpose', order: [0, 2, 3, 1] }, scale(0.5), dense])).toBe(0.25);
});
