/**
 * Checks whether an imported network plays: one episode of it beside one of random actions, the range of its Q-values, and
 * signs that pixels are scaled twice, or not at all.
 */
import { setImmediate } from 'node:timers/promises';
import type { Agent } from '../agent/agent-files.js';
import type { Layer } from '../agent/layers.js';
import { argMax } from '../agent/policy.js';
import { compileQ } from '../agent/q-function.js';
import { UsageError } from '../common/errors.js';
import { NonFiniteOutputs } from '../common/finite.js';
import { fixed, signed } from '../common/format.js';
import { createRandom, type Random } from '../common/random.js';
import type { Environment } from '../env/environment.js';

/** Most agent steps of an episode of the check. */
export const checkedSteps = 2000;

/** One episode of the check. */
interface Played {
  /** Sum of raw rewards. */
  readonly score: number;
  readonly steps: number;
  /** Whether it was cut off at `checkedSteps`. */
  readonly truncated: boolean;
}

interface Range {
  readonly least: number;
  readonly largest: number;
}

export interface PlayCheck {
  readonly agent: Played;
  /** Random actions from the same start. */
  readonly random: Played;
  /** Range of Q over all actions and all observations of the agent's episode. */
  readonly q: Range;
  /** One line for each warning. */
  readonly warnings: readonly string[];
}

export interface PlayCheckOptions {
  readonly agent: Agent;
  /** The same network with the other scale of its pixels: divided by 255 where `agent` does not divide, and the reverse. */
  readonly otherwise: Agent;
  /** Divisor of the pixels before the network's own layers. */
  readonly pixelDivisor: number;
  /** The layers of the imported file. */
  readonly ownLayers: readonly Layer[];
  /** Creates an environment whose random numbers depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
  /** Environment seed; default 1. */
  readonly seed?: number;
  /** Names the file in messages. */
  readonly source: string;
}

/** Number of observations on which the other pixel scale is evaluated too. */
const comparedFrames = 50;

/** Plays both episodes. @throws UsageError for Q-values that are not finite */
export async function checkPlay(options: PlayCheckOptions): Promise<PlayCheck> {
  const { agent, otherwise, createEnvironment, seed = 1, source } = options;
  const rng = createRandom(seed).split('import');
  const start = () => createEnvironment(rng.split('start'));
  const frames: Uint8Array[] = [];
  const ranged = (range: Range, q: ArrayLike<number>): Range => ({
    least: Math.min(range.least, ...Array.from(q)),
    largest: Math.max(range.largest, ...Array.from(q)),
  });
  const nothing: Range = { least: Number.POSITIVE_INFINITY, largest: Number.NEGATIVE_INFINITY };
  let q = nothing;
  const explore = rng.split('exploration');
  const compiled = await compileQ({ ...agent, batch: 1, frozen: true });
  const played = await play(start(), async (observation, step) => {
    const values = await compiled.q(observation).catch((error: unknown) => {
      if (!(error instanceof NonFiniteOutputs)) throw error;
      throw new UsageError(`${source}: at step ${step} of an episode, ${error.message}`);
    });
    q = ranged(q, values);
    if (frames.length < comparedFrames) frames.push(observation.slice());
    const explores = explore.uniform() < agent.config.evaluationExploration;
    return explores ? explore.integer(agent.actions.length) : argMax(values);
  }).finally(() => compiled.dispose());

  const actions = rng.split('actions');
  const random = await play(start(), async () => actions.integer(agent.actions.length));

  const other = await compileQ({ ...otherwise, batch: 1, frozen: true });
  let otherQ = nothing;
  try {
    for (const frame of frames) otherQ = ranged(otherQ, await other.q(frame));
  } catch (error) {
    // An overflow at the other scale says nothing about the scale in use.
    if (!(error instanceof NonFiniteOutputs)) throw error;
    otherQ = { least: Number.NEGATIVE_INFINITY, largest: Number.POSITIVE_INFINITY };
  } finally {
    await other.dispose();
  }
  return { agent: played, random, q, warnings: warningsOf(options, { played, random, q, otherQ }) };
}

async function play(
  environment: Environment,
  choose: (observation: Uint8Array, step: number) => Promise<number>,
): Promise<Played> {
  environment.reset();
  let score = 0;
  for (let step = 0; step < checkedSteps; step++) {
    await setImmediate(); // lets the process handle signals
    const { rawReward, gameOver } = environment.step(await choose(environment.observation, step));
    score += rawReward;
    if (gameOver) return { score, steps: step + 1, truncated: false };
  }
  return { score, steps: checkedSteps, truncated: true };
}

/** Returns the factor on pixels of the layers before the first weights. */
export function ownScale(layers: readonly Layer[]): number {
  let scale = 1;
  for (const layer of layers) {
    if (layer.kind === 'convolution' || layer.kind === 'dense') break;
    if (layer.kind === 'scale') scale *= layer.factor;
  }
  return Math.abs(scale);
}

/** A smaller factor means that the network scales pixels itself: 1/255, 1/256, 1/128, … */
const scaledBelow = 1 / 16;

interface Found {
  readonly played: Played;
  readonly random: Played;
  readonly q: Range;
  readonly otherQ: Range;
}

const largestOf = ({ least, largest }: Range): number => Math.max(Math.abs(least), Math.abs(largest));
const rangeText = ({ least, largest }: Range): string => `${signed(least, 3)} … ${signed(largest, 3)}`;

function warningsOf(
  { agent, pixelDivisor, ownLayers }: PlayCheckOptions,
  { played, random, q, otherQ }: Found,
): string[] {
  const own = ownScale(ownLayers);
  const ownText = `the network multiplies its pixels by ${Number(own.toPrecision(3))} (1/${Number((1 / own).toPrecision(4))}) itself`;
  // Rewards are clipped to −1 … 1 in training, here and in most of the literature.
  const most = 1 / (1 - agent.config.discount);
  const warnings: string[] = [];
  if (own < scaledBelow && pixelDivisor > 1) {
    warnings.push(`${ownText}: leave out --divide-pixels ${pixelDivisor}; Q would then be ${rangeText(otherQ)}`);
  } else if (own >= scaledBelow && pixelDivisor === 1 && largestOf(q) > most && largestOf(otherQ) <= most) {
    warnings.push(
      `|Q| exceeds ${Number(most.toPrecision(3))}, the largest discounted sum of rewards in −1 … 1; with --divide-pixels 255 Q would be ${rangeText(otherQ)}`,
    );
  }
  if (played.score <= random.score) {
    warnings.push(
      'the agent scores no more than random play: the network may expect another order of actions or frames, or another pixel scale',
    );
  }
  return warnings;
}

/** Returns one line: both scores, and the range of Q. */
export function playCheckText({ agent, random, q }: PlayCheck): string {
  const of = ({ score, steps, truncated }: Played) =>
    `${fixed(score)} in ${steps} steps${truncated ? ' (cut off)' : ''}`;
  return `play check: one episode scores ${of(agent)}, random play from the same start ${of(random)}; Q ${rangeText(q)} on its frames`;
}
