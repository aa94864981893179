/**
 * Every hyper-parameter of a training run: flat data, the unit in the key. Defaults are the paper's (configs/paper.json),
 * then comes a file, then the command line's flags. What the paper leaves open is listed in docs/departures.md by key.
 */
import { z } from 'zod';
import { UsageError } from '../common/errors.js';
import { limits } from '../common/limits.js';
import { providers } from '../compute/signature.js';
import { configFile } from '../files/config-file.js';
import { choice, limited } from '../files/config-forms.js';
import { minimalLaneSlots } from './replay/replay.js';

const { agent: bounds } = limits;

/** A decision is one choice of an action, held for `frameSkipFrames` frames; an update is one gradient step. */
const schema = z.strictObject({
  game: z.string('the id of a game').min(1, 'the id of a game').describe('id in the game table'),
  mode: choice('paper', 'machado').describe('rules of play: Mnih et al. 2015, or Machado et al. 2018'),
  seed: limited(bounds.seed).describe('of everything that is drawn'),
  environments: limited(bounds.environments).describe(
    'games played side by side; each decision of each of them counts as one',
  ),
  totalDecisions: limited(bounds.totalDecisions).describe('length of the run'),

  frameSkipFrames: limited(bounds.frameSkipFrames).describe('frames an action is held'),
  maxNoOpStartFrames: limited(bounds.maxNoOpStartFrames).describe('most idle frames at the start of a game'),
  maxEpisodeFrames: limited(bounds.maxEpisodeFrames).describe('a game is cut off after so many frames'),
  lifeLossEndsEpisode: z.boolean('true or false').describe('whether the learner sees a lost life as an end'),
  fireOnReset: z.boolean('true or false').describe('whether FIRE is pressed once after each reset'),
  clipRewards: z.boolean('true or false').describe('whether the learner sees only the sign of a reward'),

  hiddenLayers: limited(bounds.hiddenLayers).describe('fully connected layers of 512 units before the output'),
  discount: limited(bounds.discount).describe('γ, a decision'),
  loss: choice('huber', 'squared').describe('of the TD error; huber = its gradient is clipped to [−1, 1]'),
  batchTransitions: limited(bounds.batchTransitions).describe('transitions in an update'),
  learningRate: limited(bounds.learningRate).describe('of RMSProp'),
  rmspropDecay: limited(bounds.rmspropDecay).describe('of both moments'),
  rmspropEpsilon: limited(bounds.rmspropEpsilon).describe('under the root, for gradients averaged over the batch'),
  rmspropCentered: z.boolean('true or false').describe('whether the squared mean is taken off the mean square'),

  learnPeriodDecisions: limited(bounds.learnPeriodDecisions).describe('decisions between updates'),
  actingLagUpdates: z
    .literal([0, 1], '0 or 1')
    .describe('updates that the network played by lies behind; with 1, play goes on during an update'),
  targetPeriodDecisions: limited(bounds.targetPeriodDecisions).describe(
    'decisions between copies of the online network to the target network',
  ),
  replayCapacityTransitions: limited(bounds.replayCapacityTransitions).describe('transitions the replay holds'),
  replay: choice('compressed', 'raw').describe('how frames are kept in memory; both give the same bytes'),
  warmUpDecisions: limited(bounds.warmUpDecisions).describe('decisions before the first update'),

  epsilonStart: limited(bounds.epsilonStart).describe('exploration: share of random actions at first'),
  epsilonEnd: limited(bounds.epsilonEnd).describe('exploration: share of random actions in the end'),
  epsilonHoldDecisions: limited(bounds.epsilonHoldDecisions).describe('decisions at `epsilonStart` before it falls'),
  epsilonAnnealDecisions: limited(bounds.epsilonAnnealDecisions).describe('decisions over which it falls linearly'),
  evaluationEpsilon: limited(bounds.evaluationEpsilon).describe('share of random actions when the agent is evaluated'),
  evaluationPeriodDecisions: limited(bounds.evaluationPeriodDecisions).describe(
    'decisions between evaluations of the agent in training; 0 = none',
  ),
  evaluationEpisodes: limited(bounds.evaluationEpisodes).describe('games of such an evaluation'),

  metricsPeriodDecisions: limited(bounds.metricsPeriodDecisions).describe(
    'decisions summed up in a row of metrics.jsonl',
  ),
  checkpointPeriodMinutes: limited(bounds.checkpointPeriodMinutes).describe('most work a crash can lose'),
  engine: choice('onnx', 'tfjs').describe('what computes: one compiled graph, or TensorFlow.js as installed'),
  provider: choice(...providers).describe('where the compiled graph runs'),
  threads: limited(bounds.threads).describe('threads that compute an update; 0 = none beside the one that plays'),
  gradientSlices: limited(bounds.gradientSlices).describe(
    'parts of a batch whose gradients are averaged, each by one of the threads; 1 = all threads work on the whole batch',
  ),
});

export type Config = Readonly<z.infer<typeof schema>>;

export const defaults: Config = {
  game: 'catch',
  mode: 'paper',
  seed: 1,
  environments: 1,
  totalDecisions: 100_000_000,
  frameSkipFrames: 4,
  maxNoOpStartFrames: 30,
  maxEpisodeFrames: 108_000,
  lifeLossEndsEpisode: true,
  fireOnReset: true,
  clipRewards: true,
  hiddenLayers: 1,
  discount: 0.99,
  loss: 'huber',
  batchTransitions: 32,
  learningRate: 2.5e-4,
  rmspropDecay: 0.95,
  rmspropEpsilon: 1e-5,
  rmspropCentered: true,
  learnPeriodDecisions: 4,
  actingLagUpdates: 0,
  targetPeriodDecisions: 10_000,
  replayCapacityTransitions: 1_000_000,
  replay: 'compressed',
  warmUpDecisions: 50_000,
  epsilonStart: 1,
  epsilonEnd: 0.1,
  epsilonHoldDecisions: 50_000,
  epsilonAnnealDecisions: 1_000_000,
  evaluationEpsilon: 0.05,
  evaluationPeriodDecisions: 1_000_000,
  evaluationEpisodes: 30,
  metricsPeriodDecisions: 10_000,
  checkpointPeriodMinutes: 10,
  engine: 'onnx',
  provider: 'cpu',
  threads: 1,
  gradientSlices: 1,
};

/** Each key's meaning and unit; some keys of a config, checked; and the whole: defaults, then a file, then flags. */
export const {
  keys: configKeys,
  parse: parseConfig,
  load: loadConfig,
} = configFile({ schema, defaults, checkTogether });

/** What no single key shows. */
function checkTogether(config: Config): Config {
  const { environments, replayCapacityTransitions, epsilonStart, epsilonEnd, batchTransitions, gradientSlices } =
    config;
  const least = minimalLaneSlots * environments;
  if (replayCapacityTransitions < least) {
    throw new UsageError(
      `replayCapacityTransitions: expected at least ${least} for ${environments} environments, got ${replayCapacityTransitions}`,
    );
  }
  if (epsilonEnd > epsilonStart) {
    throw new UsageError(`epsilonEnd: expected at most epsilonStart (${epsilonStart}), got ${epsilonEnd}`);
  }
  if (batchTransitions % gradientSlices !== 0) {
    throw new UsageError(
      `gradientSlices: expected a divisor of batchTransitions (${batchTransitions}), got ${gradientSlices}`,
    );
  }
  return config;
}
