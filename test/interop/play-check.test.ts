/** The check by which `import` plays an episode with a network. */
import { describe, expect, it } from 'vitest';
import type { Layer } from '../../src/agent/layers.js';
import type { Environment } from '../../src/env/environment.js';
import { networkAgent } from '../../src/interop/network-agent.js';
import type { ImportedNetwork } from '../../src/interop/network-builder.js';
import { checkedSteps, checkPlay, ownScale, playCheckText } from '../../src/interop/play-check.js';
import { refusal } from '../helpers/refusal.js';
import { toyEnvironment } from '../helpers/toy-environment.js';

const pixels = 4 * 84 * 84;
const actions = ['NOOP', 'LEFT', 'RIGHT'];

interface Row {
  /** Layers before the weights. */
  readonly first?: readonly Layer[];
  readonly divisor?: number;
  readonly weight?: number;
  readonly end?: (environment: Environment) => Environment;
}

/** Checks a network of one dense layer over all pixels, whose Q-values are large where pixels are not divided. */
function play({ first = [], divisor = 1, weight = 1e-3, end = (environment) => environment }: Row) {
  const layers: Layer[] = [...first, { kind: 'reshape', shape: [pixels] }, { kind: 'dense', bias: false }];
  const values = new Float32Array(pixels * 3).fill(weight);
  const network: ImportedNetwork = {
    ...{ layers, inputShape: [4, 84, 84], outputs: 3 },
    arrays: [{ name: 'w', shape: [pixels, 3], values }],
  };
  const agentOf = (pixelDivisor: number) =>
    networkAgent(network, { game: 'catch', actions, pixelDivisor, source: 'net.onnx' });
  return checkPlay({
    agent: agentOf(divisor),
    otherwise: agentOf(divisor === 1 ? 255 : 1),
    pixelDivisor: divisor,
    ownLayers: layers,
    createEnvironment: (rng) => end(toyEnvironment(rng.uint32())),
    source: 'net.onnx',
  });
}

const scale = (factor: number): Layer => ({ kind: 'scale', factor, offset: 0 });
const about = (text: RegExp) => expect.arrayContaining([expect.stringMatching(text)]);

describe('the check of an import', () => {
  it.each<[string, Row, RegExp | null]>([
    ['pixels divided by --divide-pixels', { divisor: 255 }, null],
    ['pixels divided by the network', { first: [scale(1 / 255)] }, null],
    [
      'pixels divided by both',
      { first: [scale(1 / 255)], divisor: 255 },
      /by 0\.00392 \(1\/255\) itself: leave out --divide/,
    ],
    ['pixels divided by 127.5 and 255', { first: [scale(2 / 255)], divisor: 255 }, /\(1\/127\.5\) itself/],
    ['in two steps', { first: [scale(1 / 16), scale(1 / 16)], divisor: 256 }, /\(1\/256\) itself/],
    ['pixels not divided', {}, /with --divide-pixels 255 Q would be \+/],
    ['small weights, and pixels not divided', { weight: 1e-6 }, null],
  ])('%s', async (_, row, warning) => {
    const { warnings, agent, random, q } = await play(row);
    const scaling = warnings.filter((line) => !line.includes('no more than random play'));
    expect(scaling).toEqual(warning ? about(warning) : []);
    expect(scaling.length).toBe(warning ? 1 : 0);
    expect([agent.truncated, random.truncated]).toEqual([false, false]);
    expect(q.largest).toBeGreaterThan(0);
  });

  it('reports both episodes, and warns where the agent is no better than random', async () => {
    const found = await play({ divisor: 255 });
    expect(playCheckText(found)).toMatch(
      /^play check: one episode scores [−\d.]+ in \d+ steps, random play from the same start [−\d.]+ in \d+ steps; Q \+[\d.]+ … \+[\d.]+ on its frames$/,
    );
    expect(found.warnings.some((line) => line.includes('no more than random play'))).toBe(
      found.agent.score <= found.random.score,
    );
  });

  it('refuses Q-values that are not finite, on frames that are not black', async () => {
    expect(await refusal(play({ weight: 3e38 }))).toMatch(
      /^net\.onnx: at step 0 of an episode, the network gives outputs that are not finite \(Infinity/,
    );
  });

  it('cuts off episodes that do not end', async () => {
    const endless = (environment: Environment): Environment => ({
      ...environment,
      observation: environment.observation,
      step: () => ({ reward: 0, rawReward: 1, terminated: false, truncated: false, gameOver: false }),
    });
    const { agent, random } = await play({ divisor: 255, end: endless });
    for (const played of [agent, random]) {
      expect(played).toEqual({ score: checkedSteps, steps: checkedSteps, truncated: true });
    }
  });
});

it('scales after the first weights do not count', () => {
  const dense: Layer = { kind: 'dense', bias: false };
  expect(ownScale([dense, scale(1 / 255)])).toBe(1);
  expect(ownScale([scale(0.5), { kind: 'transpose', order: [0, 2, 3, 1] }, scale(0.5), dense])).toBe(0.25);
});
