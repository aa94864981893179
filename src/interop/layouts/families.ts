/** Frameworks whose checkpoints are known, by the names of their arrays. */
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import type { NetworkFacts } from '../network-builder.js';

interface Family {
  /** For messages. */
  readonly name: string;
  readonly preset?: NonNullable<NetworkFacts['preset']>;
  /** Factor on the gray levels that the framework applies outside of the weights; undefined where users choose it. */
  readonly inputScale?: number;
  readonly containers?: readonly Checkpoint['container'][];
  /** Matches a name of an array. */
  readonly names: RegExp;
  /** Names that must exist, too. */
  readonly and?: RegExp;
  /** Frames that its networks see, where the names alone are those of any network. */
  readonly frames?: number;
}

const toUnit = 1 / 255;

/** The first one that matches counts. The names are those of the frameworks' source files. */
const families: readonly Family[] = [
  // stable_baselines3/common/policies.py: the features extractor is preceded by preprocess_obs, which divides by 255
  { name: 'sb3-contrib QR-DQN', preset: 'sb3', inputScale: toUnit, names: /(^|\.)quantile_net\.features_extractor\./ },
  { name: 'Stable-Baselines3 DQN', preset: 'sb3', inputScale: toUnit, names: /(^|\.)q_net\.features_extractor\./ },
  {
    ...{ name: 'Stable-Baselines3 actor', preset: 'sb3', inputScale: toUnit },
    names: /(^|\.)features_extractor\./,
    and: /(^|\.)action_net\./,
  },
  // pfrl/nn/atari_cnn.py, pfrl/q_functions/dueling_dqn.py; phi divides by 255
  { name: 'PFRL DQN', preset: 'pfrl', inputScale: toUnit, names: /(^|\.)0\.layers\.0\./, and: /(^|\.)0\.output\./ },
  {
    ...{ name: 'PFRL dueling DQN', preset: 'pfrl', inputScale: toUnit },
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
    ...{ name: 'CleanRL Rainbow', preset: 'cleanrl', inputScale: toUnit },
    names: /(^|\.)network\.0\./,
    and: /(^|\.)advantage_head\./,
  },
  { name: 'CleanRL PPO', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./, and: /(^|\.)actor\./ },
  { name: 'CleanRL C51', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./, and: /(^|\.)atoms$/ },
  { name: 'CleanRL DQN', preset: 'cleanrl', inputScale: toUnit, names: /(^|\.)network\.0\./ },
  // Kaixhin/Rainbow model.py; env.py divides by 255
  { name: 'Kaixhin’s Rainbow', inputScale: toUnit, names: /(^|\.)convs\.0\./, and: /(^|\.)fc_h_v\./ },
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

/** Networks of Flax have names without a framework: CleanRL's convolutions have VALID padding, Dopamine's SAME padding. */
const flaxFamilies: Readonly<Record<'valid' | 'same', Family>> = {
  valid: { name: 'CleanRL (JAX)', preset: 'cleanrl', inputScale: toUnit, names: /./ },
  same: { name: 'Dopamine (JAX)', preset: 'dopamine', inputScale: toUnit, names: /./ },
};

const unknownFamily: Family = { name: 'a network of PyTorch', names: /./ };

interface Traits {
  /** Of the convolutions. */
  readonly padding: 'valid' | 'same';
  readonly isFlax: boolean;
  readonly frames: number;
}

/** Returns the framework that wrote arrays of these names. */
export function familyOf(names: readonly string[], { padding, isFlax, frames }: Traits): Family & { isKnown: boolean } {
  if (isFlax) return { ...flaxFamilies[padding], isKnown: true };
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name));
  const fits = (family: Family) =>
    has(family.names) && (!family.and || has(family.and)) && (family.frames ?? frames) === frames;
  const family = families.find(fits);
  return { ...(family ?? unknownFamily), isKnown: family !== undefined };
}
