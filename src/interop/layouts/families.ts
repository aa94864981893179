/** Frameworks whose checkpoints are known, by the names of their arrays. */
import type { EvaluationFacts, NetworkFacts, Padding } from '../network-builder.js';

export interface Family {
  /** For messages. */
  readonly name: string;
  readonly preset?: NonNullable<NetworkFacts['preset']>;
  /** Factor on the gray levels that the framework applies outside of the weights; undefined where users choose it. */
  readonly inputScale?: number;
  /** Padding of the convolutions; undefined where it is unknown. */
  readonly padding?: Padding;
  /** Evaluations of the algorithm, as far as they differ from those of the framework (frameworks.ts). */
  readonly evaluation?: EvaluationFacts;
}

/** A family that is known by names; without a padding, its convolutions have none. */
interface NamedFamily extends Family {
  /** Matches a name of an array. */
  readonly names: RegExp;
  /** Names that must exist, too. */
  readonly and?: RegExp;
  /** Frames that its networks see, where the names alone are those of any network. */
  readonly frames?: number;
}

const toUnit = 1 / 255;
/** In frames. */
const halfAnHour = 108_000;
const almostGreedy: EvaluationFacts = { exploration: 0.001, maxEpisodeFrames: halfAnHour };

/** The first one that matches counts. The names are those of the frameworks' source files. */
const families: readonly NamedFamily[] = [
  // stable_baselines3/common/policies.py: the features extractor is preceded by preprocess_obs, which divides by 255
  { name: 'sb3-contrib QR-DQN', preset: 'sb3', inputScale: toUnit, names: /(^|\.)quantile_net\.features_extractor\./ },
  { name: 'Stable-Baselines3 DQN', preset: 'sb3', inputScale: toUnit, names: /(^|\.)q_net\.features_extractor\./ },
  {
    ...{ name: 'Stable-Baselines3 actor', preset: 'sb3', inputScale: toUnit },
    names: /(^|\.)features_extractor\./,
    and: /(^|\.)action_net\./,
  },
  // pfrl/nn/atari_cnn.py, pfrl/q_functions/dueling_dqn.py; phi divides by 255
  {
    // examples/atari/train_dqn_ale.py: SingleSharedBias; eval_epsilon, max_frames
    ...{ name: 'PFRL double DQN', preset: 'pfrl', inputScale: toUnit, evaluation: almostGreedy },
    names: /(^|\.)0\.layers\.0\./,
    and: /^(module\.)?2\.bias$/,
  },
  { name: 'PFRL DQN', preset: 'pfrl', inputScale: toUnit, names: /(^|\.)0\.layers\.0\./, and: /(^|\.)0\.output\./ },
  {
    // examples/atari/reproduction/rainbow/train_rainbow.py: eval_epsilon, max_frames
    ...{
      name: 'PFRL Rainbow',
      preset: 'pfrl',
      inputScale: toUnit,
      evaluation: { exploration: 0, maxEpisodeFrames: halfAnHour },
    },
    names: /(^|\.)conv_layers\.0\./,
    and: /(^|\.)main_stream\.mu\./,
  },
  {
    // examples/atari/train_dqn_ale.py: eval_epsilon, max_frames
    ...{ name: 'PFRL dueling DQN', preset: 'pfrl', inputScale: toUnit, evaluation: almostGreedy },
    names: /(^|\.)conv_layers\.0\./,
    and: /(^|\.)a_stream\./,
  },
  // chenhongge/SA_DQN models.py, tuomaso/radial_rl_v2 Atari/DQN/model.py; their environments divide by 255
  {
    ...{ name: 'SA-DQN, dueling', preset: 'sa-dqn', inputScale: toUnit },
    names: /(^|\.)features\.cnn\.0\./,
    and: /(^|\.)features\.advantage\.0\./,
  },
  {
    ...{ name: 'RADIAL-DQN or SA-DQN, dueling', preset: 'radial', inputScale: toUnit },
    names: /(^|\.)cnn\.0\./,
    and: /(^|\.)advantage\.0\./,
  },
  {
    ...{ name: 'SA-DQN', preset: 'sa-dqn', inputScale: toUnit, frames: 1 },
    names: /(^|\.)features\.0\./,
    and: /(^|\.)features\.9\./,
  },
  {
    ...{ name: 'RADIAL-DQN', preset: 'radial', inputScale: toUnit, frames: 1 },
    names: /(^|\.)model\.0\./,
    and: /(^|\.)model\.9\./,
  },
  // vwxyzjn/cleanrl cleanrl/*_atari.py: forward divides by 255
  {
    // cleanrl/rainbow_atari.py: noisy layers in place of random actions
    ...{ name: 'CleanRL Rainbow', preset: 'cleanrl', inputScale: toUnit, evaluation: { exploration: 0 } },
    names: /(^|\.)network\.0\./,
    and: /(^|\.)advantage_head\./,
  },
  { name: 'CleanRL PPO', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./, and: /(^|\.)actor\./ },
  { name: 'CleanRL C51', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./, and: /(^|\.)atoms$/ },
  { name: 'CleanRL DQN', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./ },
  // Kaixhin/Rainbow model.py; env.py divides by 255; agent.py, act_e_greedy
  {
    ...{ name: 'Kaixhin’s Rainbow', inputScale: toUnit, evaluation: { exploration: 0.001 } },
    names: /(^|\.)convs\.0\./,
    and: /(^|\.)fc_h_v\./,
  },
  // The same until 2018, with a padding of 1 in the first convolution, and at first with one hidden layer for both heads
  {
    ...{
      name: 'Kaixhin’s Rainbow (until 2018)',
      inputScale: toUnit,
      padding: [1, 0, 0],
      evaluation: { exploration: 0.001 },
    },
    names: /(^|\.)conv1\./,
    and: /(^|\.)fc_z_v\./,
  },
  // thu-ml/tianshou tianshou/env/atari/atari_network.py: ScaledObsInputActionReprNet, whose `module` is the network, divides by 255
  { name: 'Tianshou', preset: 'tianshou', inputScale: toUnit, names: /(^|\.)module\.net\.0\.0\./ },
  {
    ...{ name: 'Tianshou Rainbow', preset: 'tianshou', inputScale: toUnit },
    names: /(^|\.)module\.net\.0\./,
    and: /(^|\.)Q\.0\./,
  },
  // Without it, scaling is an option of the environment that is off by default.
  { name: 'Tianshou', preset: 'tianshou', names: /(^|\.)net\.0\.0\./ },
  { name: 'Tianshou Rainbow', preset: 'tianshou', names: /(^|\.)net\.0\./, and: /(^|\.)Q\.0\./ },
];

/** Of networks without the names of a framework. */
const unknown: Readonly<Record<'pytorch' | 'flax', Family>> = {
  pytorch: { name: 'a network of PyTorch' },
  flax: { name: 'a network of Flax' },
};

/** Networks of Flax have names without a framework: CleanRL's convolutions have VALID padding, Dopamine's SAME padding. */
const flaxFamilies: readonly Family[] = [
  { name: 'CleanRL (JAX)', preset: 'cleanrl', inputScale: toUnit, padding: 'valid' },
  { name: 'Dopamine (JAX)', preset: 'dopamine', inputScale: toUnit, padding: 'same' },
  unknown.flax,
];

interface Traits {
  readonly isFlax: boolean;
  readonly frames: number;
}

/** Whether the network is of a known framework. */
export const isKnown = (family: Family): boolean => !Object.values(unknown).includes(family);

/** Returns the frameworks that may have written arrays of these names. Of several, the padding of the convolutions tells which one. */
export function familiesOf(names: readonly string[], { isFlax, frames }: Traits): readonly Family[] {
  if (isFlax) return flaxFamilies;
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const fits = (family: NamedFamily) =>
    has(family.names) && (!family.and || has(family.and)) && (family.frames ?? frames) === frames;
  const family = families.find(fits);
  return [family ? { padding: 'valid', ...family } : unknown.pytorch];
}
