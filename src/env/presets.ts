/** The rules of play of publications. A preset is where rules start from: keys that are given win over it. */
import { z } from 'zod';
import { configFile } from '../files/config-file.js';
import { choice } from '../files/config-forms.js';
import { changedRules, type Rules, ruleShape } from './rules.js';

/** Mnih et al. 2015, and the SAP paper, which follows it. */
const dqn2015: Rules = {
  stickyActionProbability: 0, // ALE of 2015 had none
  fullActionSet: false, // "between 4 and 18 on the games considered": the minimal set
  actions: 'all', // of it
  gameMode: null, // nothing said
  difficulty: null, // nothing said
  preprocessing: 'ale', // methods: the maximum of two frames, luminance, 84 × 84; here of ALE's grays, as in Dopamine
  cropShiftRows: null, // the whole screen
  firstFramePadding: 'zeros', // nothing said
  frameSkipFrames: 4, // extended data table 1: action repeat
  maxNoOpStartFrames: 30, // extended data table 1: no-op max
  maxEpisodeFrames: 108_000, // 30 minutes, as in later work with no-op starts; Mnih et al. cut only evaluations, at 18,000
  lifeLossEndsEpisode: true, // methods: "the life counter … to mark the end of an episode during training"
  clipRewards: true, // methods: positive rewards at 1, negative ones at −1
  fireReset: 'never', // idle starts only
  fireAfterLifeLoss: false,
  fireBeforeNoOps: false,
  actionTwoAfterFire: false,
  resetAfterLifeLoss: false, // nothing said
};

/** Gymnasium's `ALE/…-v5`, as registered by ale-py 0.12.1. */
const aleV5: Rules = {
  ...dqn2015,
  stickyActionProbability: 0.25, // registry: repeat_action_probability
  fullActionSet: false, // registry: full_action_space
  frameSkipFrames: 4, // registry: frameskip
  maxEpisodeFrames: 108_000, // registry: max_num_frames_per_episode
  maxNoOpStartFrames: 0, // an option of its wrapper AtariPreprocessing, not of the environment
  lifeLossEndsEpisode: false, // likewise
  clipRewards: false, // likewise
};

/** OpenAI Baselines' `make_atari` and `wrap_deepmind`, with `frame_stack`; Stable-Baselines3 and CleanRL follow it. */
const baselines: Rules = {
  ...dqn2015,
  preprocessing: 'sb3', // MaxAndSkipEnv, then WarpFrame
  firstFramePadding: 'repeat', // FrameStack
  stickyActionProbability: 0, // …NoFrameskip-v4
  frameSkipFrames: 4, // MaxAndSkipEnv
  maxNoOpStartFrames: 30, // NoopResetEnv
  maxEpisodeFrames: 108_000, // …NoFrameskip-v4 in Gymnasium's registry
  lifeLossEndsEpisode: true, // EpisodicLifeEnv
  clipRewards: true, // ClipRewardEnv
  fireReset: 'always', // FireResetEnv, outside of NoopResetEnv: after the idle frames
  fireAfterLifeLoss: true, // FireResetEnv is outside of EpisodicLifeEnv, whose reset follows each lost life
  actionTwoAfterFire: true, // FireResetEnv: step(1), step(2)
  resetAfterLifeLoss: true, // EpisodicLifeEnv: step(0) for a reset; FrameStack is outside of it
};

/** The name of a preset. */
export type PresetName = 'dqn2015' | 'machado2018' | 'ale-v5' | 'baselines' | 'sa-dqn';

/** All presets, by name. */
export const presets: Readonly<Record<PresetName, Rules>> = {
  dqn2015,
  /** Machado et al. 2018, *Revisiting the Arcade Learning Environment*, the recommended parameters. */
  machado2018: {
    ...dqn2015,
    stickyActionProbability: 0.25, // ς
    fullActionSet: true, // "full (18 actions)"
    frameSkipFrames: 5, // "frame skip: 5"
    maxNoOpStartFrames: 0, // sticky actions take the place of random starts
    maxEpisodeFrames: 18_000, // "5 minutes (18,000 frames)"
    lifeLossEndsEpisode: false, // "episode termination: game over"
    clipRewards: true, // of their DQN, as in Mnih et al. 2015
  },
  'ale-v5': aleV5,
  baselines,
  /** Zhang et al. 2020, *Robust Deep Reinforcement Learning against Adversarial Perturbations*: the published SA-DQN code. */
  'sa-dqn': {
    ...baselines, // common/wrappers.py: make_atari and wrap_deepmind of Baselines on …NoFrameskip-v4
    maxEpisodeFrames: 60_000, // defaults.json, test_config: 15,000 steps of 4 frames
    cropShiftRows: 0, // defaults.json: central_crop; crop_shift of wrap_deepmind is 0
  },
};

/** What a preset has for single games, by id. */
const ofGame: Partial<Record<PresetName, Readonly<Record<string, Partial<Rules>>>>> = {
  // config/*.json: crop_shift and restrict_actions, where `true` is 6 in RestrictedActionEnv. Freeway has its 3 actions.
  'sa-dqn': {
    bank_heist: { actions: 6 },
    pong: { cropShiftRows: 10, actions: 4 },
    road_runner: { cropShiftRows: 20, actions: 6 },
  },
};

/** Returns the rules of a preset in a game. @param game its id */
export const presetRules = (preset: PresetName, game: string): Rules => ({
  ...presets[preset],
  ...ofGame[preset]?.[game],
});

export const presetNames = Object.keys(presets) as readonly PresetName[];

/** Rules as they are given: a preset, and keys that win over it. */
export type GivenRules = Partial<Rules> & {
  /** Where the rules start from. */
  readonly preset?: PresetName | undefined;
};

/** The keys of given rules, with what is expected of their values. */
export const givenShape = {
  preset: choice(...presetNames).describe(
    'rules of play of a publication, from which all keys down to `resetAfterLifeLoss` start; those that are given win',
  ),
  ...ruleShape,
};

const file = configFile<Rules & { readonly preset: PresetName }>({
  schema: z.strictObject(givenShape),
  defaults: { preset: 'dqn2015', ...dqn2015 },
});

/** Checks rules that a caller gives. @param source of the keys, for messages @throws UsageError in one line */
export const parseRules: (given: unknown, source: string) => GivenRules = file.parse;

/** Returns rules: those of the preset, or `otherwise`, with the given keys. @param game id of the game that is played */
export const resolveRules = ({ preset, ...given }: GivenRules, otherwise: Rules, game: string): Rules =>
  changedRules(preset === undefined ? otherwise : presetRules(preset, game), given);
