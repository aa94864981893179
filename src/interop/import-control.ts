/**
 * Whether an imported network plays here as it did where it was trained: one episode of it beside one at random, the Q-values
 * on its frames, and what speaks for pixels that are scaled twice, or not at all.
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

/** An episode ends after so many steps, whatever the game does. */
export const controlSteps = 2000;

interface Played {
  readonly score: number;
  readonly steps: number;
  /** At `controlSteps`. */
  readonly truncated: boolean;
}

interface Range {
  readonly least: number;
  readonly largest: number;
}

export interface ImportControl {
  readonly agent: Played;
  /** From the same start. */
  readonly random: Played;
  /** Of Q, over all actions and all frames that the agent saw. */
  readonly q: Range;
  /** One line each. */
  readonly warnings: readonly string[];
}

export interface ImportControlOptions {
  readonly agent: Agent;
  /** The same network without, or with, the division of its pixels by 255 that `agent` has not, or has. */
  readonly otherwise: Agent;
  /** What pixels are divided by before the network's own layers. */
  readonly pixelDivisor: number;
  /** The network's own layers. */
  readonly ownLayers: readonly Layer[];
  /** A game whose start and chance depend on `rng` alone. */
  createEnvironment(rng: Random): Environment;
  readonly seed?: number;
  /** Is named in messages. */
  readonly source: string;
}

/** Frames at which the network is asked again with its pixels scaled otherwise. */
const comparedFrames = 50;

/** @throws UsageError for Q-values that are not finite */
export async function controlImport(options: ImportControlOptions): Promise<ImportControl> {
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
    // The network may overflow with pixels of another scale, which says nothing against it with its own.
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
  for (let step = 0; step < controlSteps; step++) {
    await setImmediate(); // without a pause, no signal would be heard
    const { rawReward, gameOver } = environment.step(await choose(environment.observation, step));
    score += rawReward;
    if (gameOver) return { score, steps: step + 1, truncated: false };
  }
  return { score, steps: controlSteps, truncated: true };
}

/** By how much the layers before the first weights multiply pixels. */
export function ownScale(layers: readonly Layer[]): number {
  let scale = 1;
  for (const layer of layers) {
    if (layer.kind === 'convolution' || layer.kind === 'dense') break;
    if (layer.kind === 'scale') scale *= layer.factor;
  }
  return Math.abs(scale);
}

/** Pixels that are multiplied by less are scaled: 1/255, 1/256, 1/128, … */
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
  { agent, pixelDivisor, ownLayers }: ImportControlOptions,
  { played, random, q, otherQ }: Found,
): string[] {
  const own = ownScale(ownLayers);
  const ownText = `the network multiplies its pixels by ${Number(own.toPrecision(3))} (1/${Number((1 / own).toPrecision(4))}) itself`;
  // Rewards are clipped to −1 … 1 in training, here and in most of the literature.
  const most = 1 / (1 - agent.config.discount);
  const warnings: string[] = [];
  if (own < scaledBelow && pixelDivisor > 1) {
    warnings.push(
      `${ownText}, and --divide-pixels ${pixelDivisor} comes on top: leave it out; Q would be ${rangeText(otherQ)}`,
    );
  } else if (own >= scaledBelow && pixelDivisor === 1 && largestOf(q) > most && largestOf(otherQ) <= most) {
    warnings.push(
      `Q looks as if pixels of 0…255 were expected to be divided: discounted rewards of −1 … 1 sum to ${Number(most.toPrecision(3))} at most; with --divide-pixels 255 Q would be ${rangeText(otherQ)}`,
    );
  }
  if (played.score <= random.score) {
    warnings.push(
      'the agent scores no more than random play: the order of its actions, of its frames or the scale of its pixels may be another than here',
    );
  }
  return warnings;
}

/** One line: both scores, and Q. */
export function controlText({ agent, random, q }: ImportControl): string {
  const of = ({ score, steps, truncated }: Played) =>
    `${fixed(score)} in ${steps} steps${truncated ? ' (cut off)' : ''}`;
  return `control: one episode scores ${of(agent)}, random play from the same start ${of(random)}; Q ${rangeText(q)} on its frames`;
}
