/** sap-atari as a library: agents, attacks, defenses and the experiments that join them. The console is `ale-js`. */
export { type Agent, loadAgent, saveAgent } from './agent/agent-files.js';
export { type BundledGame, bundledAgent } from './agent/bundled-agents.js';
export { type Config, configKeys, loadConfig } from './agent/config.js';
export { parameterSpecs, qNetwork } from './agent/network.js';
export * from './attack/index.js';
export { createRandom, type Random } from './common/random.js';
export { compile, loadEagerBackend } from './compute/engine.js';
export { type HostOperation, hostCall } from './compute/host-call.js';
export type { CompileOptions, Runner, TensorFunction, TensorSpec } from './compute/signature.js';
export * from './defense/index.js';
export { type AtariEnvironment, type AtariOptions, createAtari } from './env/atari.js';
export type { Environment, Step } from './env/environment.js';
export { type Library, openLibrary } from './env/library.js';
export type { Check } from './evaluation/checks/check.js';
export type { Comparison } from './evaluation/games/comparison.js';
export type { Episode } from './evaluation/games/episode.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluation/games/evaluate.js';
export type { EvaluateProgress } from './evaluation/games/play-episodes.js';
export { createReport, type EvaluationReport } from './evaluation/games/report/game-report.js';
export type { Row } from './evaluation/games/report/summary.js';
export { type EvaluationChoices, type RunOptions, runEvaluation } from './evaluation/games/run-evaluation.js';
export type { AgentChoice, AgentUnderTest, PlayerNames, PlayersOptions } from './evaluation/players/players.js';
export type { ConfigSources } from './files/config-file.js';
export * from './interop/index.js';
export {
  type ActivationHookOptions,
  activationHook,
  type FlatHook,
  type HookSite,
} from './model/activation-hook.js';
export { createModel } from './model/create-model.js';
export {
  type ActivationHook,
  type ForwardPass,
  type HookFactory,
  type Key,
  keyFor,
  type Model,
  meanOutput,
  type Network,
  type ParameterTransform,
  type TransformContext,
} from './model/model.js';
export { type TrainOptions, type TrainResult, train } from './training/dqn/train.js';
export {
  adaptiveCalibrationError,
  brierScore,
  expectedCalibrationError,
  predictionsOf,
  reliabilityCurve,
} from './vision/calibration.js';
export { type AugmentOptions, augmented, centerCrop, type View } from './vision/data/augment.js';
export { type Batch, evaluationBatches, trainBatches } from './vision/data/batches.js';
export type { ImageSet, ImageSplit } from './vision/data/image-set.js';
export { type OpenOptions, openImageSet } from './vision/data/open-image-set.js';
