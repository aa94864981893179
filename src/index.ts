/** sap-atari as a library: agents, attacks, defences and the experiments that join them. The console is `ale-js`. */
export { type Agent, loadAgent, saveAgent } from './agent/agent-files.js';
export { type Config, configKeys, loadConfig } from './agent/config.js';
export { parameterSpecs, qNetwork } from './agent/network.js';
export * from './attack/index.js';
export { compile, loadEagerBackend } from './compute/engine.js';
export { type HostOperation, hostCall } from './compute/host-call.js';
export type { CompileOptions, Runner, TensorFunction, TensorSpec } from './compute/signature.js';
export * from './defense/index.js';
export { type AtariEnvironment, type AtariOptions, createAtari } from './env/atari.js';
export type { Environment, Step } from './env/environment.js';
export { type Library, openLibrary } from './env/library.js';
export { type Cast, type CastNames, type Contestant, castOf } from './experiments/cast.js';
export type { Check } from './experiments/checks.js';
export { type EvaluateOptions, type Evaluation, evaluate } from './experiments/evaluate.js';
export type { Comparison } from './experiments/evaluate-comparison.js';
export { createReport, type EvaluationReport } from './experiments/evaluate-report.js';
export { runEvaluation } from './experiments/evaluate-run.js';
export { type TrainOptions, type TrainResult, train } from './experiments/train.js';
export * from './foreign/index.js';
export {
  createModel,
  type Key,
  keyFor,
  type Model,
  meanOutput,
  type Network,
  type ParameterTransform,
  type Tap,
} from './model.js';
export { createRandom, type Random } from './random.js';
export { type AugmentOptions, augmented, centreCrop, type View } from './vision/augment.js';
export { type Batch, evaluationBatches, trainBatches } from './vision/batches.js';
export {
  adaptiveCalibrationError,
  brierScore,
  expectedCalibrationError,
  predictionsOf,
  reliabilityCurve,
} from './vision/calibration.js';
export type { ImageSet, ImageSplit } from './vision/image-set.js';
export { type OpenOptions, openImageSet } from './vision/open-image-set.js';
