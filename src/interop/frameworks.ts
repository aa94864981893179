/**
 * How the Python frameworks play: the environment in which each evaluates its agents, and what it does with an observation before the
 * weights of a network. Each fact has its source, a file of the framework's repository.
 */
import type { GivenRules } from '../env/presets.js';
import type { OutputKind } from '../model/model.js';
import type { EvaluationFacts, NetworkFacts } from './network-builder.js';

/** The name of a framework. */
export type FrameworkName = 'cleanrl' | 'sb3' | 'pfrl' | 'tianshou' | 'sa-dqn' | 'radial' | 'dopamine';

/** What a framework does outside of the weights of its networks. All of them stack frames with the oldest one first. */
export interface Framework {
  /** As people write it. */
  readonly title: string;
  /** Rules of play of its evaluations. What depends on the game follows from the preset. */
  readonly rules: GivenRules;
  /** Share of random actions in its evaluations of Q-networks, other than those of algorithms with their own (layouts/families.ts). */
  readonly evaluationExploration: number;
  /** How its evaluations choose the actions of actors, of which none are random; undefined where it has no actors. */
  readonly actorChoice?: 'greedy' | 'sampled';
  /** Factor on gray levels 0…255 before the first weights. A graph that contains it, such as an ONNX file, must not get it twice. */
  readonly inputScale: number;
  /** Newest frames that its networks see. */
  readonly frames: number;
  /** Whether its networks see rows as columns and columns as rows. */
  readonly isTransposed: boolean;
}

const division = 1 / 255;
const stack = { frames: 4, isTransposed: false } as const;

/** Facts of play, by framework. */
export const frameworks: Readonly<Record<FrameworkName, Framework>> = {
  cleanrl: {
    title: 'CleanRL',
    // cleanrl/dqn_atari.py, make_env: the wrappers of Stable-Baselines3 up to FireResetEnv, then ResizeObservation before
    // GrayScaleObservation, and FrameStack, which repeats the first frame (Gym and Gymnasium up to 0.29)
    rules: { preset: 'baselines', preprocessing: 'cleanrl' },
    evaluationExploration: 0.05, // cleanrl_utils/evals/dqn_eval.py, c51_eval.py: epsilon, in the environment of the training
    actorChoice: 'sampled', // cleanrl_utils/evals/ppo_eval.py: get_action_and_value
    inputScale: division, // QNetwork.forward: x / 255.0
    ...stack,
  },
  sb3: {
    title: 'Stable-Baselines3',
    // common/atari_wrappers.py, AtariWrapper; common/vec_env/stacked_observations.py: stacks of a reset start with zeros
    rules: { preset: 'baselines', firstFramePadding: 'zeros' },
    evaluationExploration: 0, // common/evaluation.py, evaluate_policy: deterministic=True
    actorChoice: 'greedy', // the same
    inputScale: division, // common/preprocessing.py, preprocess_obs
    ...stack,
  },
  pfrl: {
    title: 'PFRL',
    // wrappers/atari_wrappers.py: wrap_deepmind with fire_reset false, its default, and in evaluations without episode_life;
    // examples/atari/reproduction/dqn/train_dqn.py: the best agent plays at most 4,500 steps of 4 frames
    rules: { preset: 'baselines', fireReset: 'never', resetAfterLifeLoss: false, maxEpisodeFrames: 18_000 },
    evaluationExploration: 0.05, // train_dqn.py: RandomizeAction
    actorChoice: 'sampled', // examples/atari/train_ppo_ale.py: PPO with act_deterministically=False, its default
    inputScale: division, // train_dqn.py: phi
    ...stack,
  },
  tianshou: {
    title: 'Tianshou',
    // env/atari/atari_wrapper.py: FireResetEnv presses FIRE alone; AtariEnvFactory: no episode_life outside of the training
    rules: { preset: 'baselines', actionTwoAfterFire: false, fireAfterLifeLoss: false, resetAfterLifeLoss: false },
    evaluationExploration: 0.005, // examples/atari/atari_dqn.py, and so of C51, QR-DQN, IQN, FQF, Rainbow: eps_test
    actorChoice: 'sampled', // examples/atari/atari_ppo.py: deterministic_eval=False, its default
    inputScale: 1, // atari_dqn.py: scale_obs is off by default; with it, ScaledObsInputActionReprNet divides by 255
    ...stack,
  },
  'sa-dqn': {
    title: 'SA-DQN',
    // test.py: env_params of the training without episode_life and clip_rewards
    rules: { preset: 'sa-dqn', fireAfterLifeLoss: false, resetAfterLifeLoss: false },
    evaluationExploration: 0, // models.py, act
    inputScale: division, // test.py: state_tensor /= 255
    frames: 1, // defaults.json: frame_stack false
    isTransposed: true, // common/wrappers.py, ImageToPyTorch: swapaxes(2, 0)
  },
  radial: {
    title: 'RADIAL',
    // Atari/DQN/environment.py and config.json: as SA-DQN, with the same crops and actions; evaluate.py: at most 10,000 steps
    rules: { preset: 'sa-dqn', fireAfterLifeLoss: false, resetAfterLifeLoss: false, maxEpisodeFrames: 40_000 },
    evaluationExploration: 0, // evaluate.py: argmax
    inputScale: division, // environment.py, ImageToPyTorch
    frames: 1,
    isTransposed: true, // environment.py, ImageToPyTorch: swapaxes(2, 0)
  },
  dopamine: {
    title: 'Dopamine',
    // discrete_domains/atari_lib.py: …NoFrameskip-v0, no wrapper but AtariPreprocessing; run_experiment.py: max_steps_per_episode
    // 27,000, clip_rewards; dqn_agent.py: a state of zeros at the start
    rules: { preset: 'ale-v5', preprocessing: 'gymnasium', clipRewards: true },
    evaluationExploration: 0.001, // jax/agents/*/configs/*.gin: epsilon_eval
    inputScale: division, // jax/networks.py, preprocess_atari_inputs
    ...stack,
  },
};

/** All frameworks. */
export const frameworkNames = Object.keys(frameworks) as readonly FrameworkName[];

/**
 * Returns how agents are evaluated in their framework. The file's own facts count if it is of that framework.
 * @param name of the framework by whose rules it plays, if any @param outputs of the network
 */
export function evaluationFacts(
  name: FrameworkName | undefined,
  facts: Pick<NetworkFacts, 'preset' | 'evaluation'> | undefined,
  outputs: OutputKind,
): EvaluationFacts {
  const framework = name && frameworks[name];
  const own = facts?.preset === name ? facts?.evaluation : undefined;
  if (outputs === 'logits') return { exploration: 0, choice: framework?.actorChoice ?? 'greedy', ...own };
  return { ...(framework && { exploration: framework.evaluationExploration }), ...own };
}
