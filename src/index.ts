/** sap-atari as a library: agents, attacks, defenses and the experiments that join them. The console is `ale-js`. */
export { type Agent, type AgentSource, loadAgent, saveAgent } from './agent/agent-files.js';
export { type BundledGame, bundledAgent } from './agent/bundled-agents.js';
export { type Config, configKeys, loadConfig } from './agent/config.js';
export { type InitialAgent, loadInitialAgent } from './agent/initial-agent.js';
export { parameterSpecs, qNetwork } from './agent/network.js';
export { zooAgent } from './agent/zoo/zoo.js';
export { type AttackedFrames, carryFrames, frameMask } from './attack/agent/attacked-frames.js';
export { allOf, always, everyNth, parseTiming, strategicallyTimed, type Timing } from './attack/agent/timing.js';
export { type ApgdOptions, apgd } from './attack/apgd.js';
export { type EotPgdOptions, eotPgd } from './attack/eot-pgd.js';
export { type FgsmOptions, fgsm, transfer } from './attack/fgsm.js';
export { type IterativeOptions, iterative, signStep } from './attack/iterative.js';
export {
  type AttackEntry,
  attackForms,
  type ChosenOptions,
  type OwnOption,
  type ParseAttackOptions,
  parseAttack,
  registerAttack,
} from './attack/parse-attack.js';
export { type PgdOptions, pgd } from './attack/pgd.js';
export { randomSign } from './attack/random-sign.js';
export {
  type Attack,
  type AttackOptions,
  type AttackResult,
  type Iteration,
  keyUses,
  type Search,
  type Settings,
  type State,
  type Task,
} from './attack/search/attack.js';
export {
  type AttackRun,
  type AttackTarget,
  type AttackValues,
  type CompileAttackOptions,
  type CompiledAttack,
  compileAttack,
} from './attack/search/compile-attack.js';
export { type AttackDescription, createAttack } from './attack/search/create-attack.js';
export {
  type Criterion,
  greedyAction,
  misclassification,
  parseCriterion,
  targetedMisclassification,
  withLabels,
  worstAction,
} from './attack/search/criteria.js';
export { cleanLabels } from './attack/search/evaluate-result.js';
export {
  type GradientAscentOptions,
  gradientAscent,
  type Update,
  type UpdateInput,
} from './attack/search/gradient-ascent.js';
export {
  type ExpectedLoss,
  exact,
  expected,
  expectedLoss,
  type Gradient,
  type InputGradient,
} from './attack/search/gradients.js';
export {
  createLoss,
  crossEntropy,
  differenceOfLogitsRatio,
  type Loss,
  type LossForms,
  type LossFunction,
  type LossName,
  losses,
  margin,
} from './attack/search/losses.js';
export { randomSigns, randomUniform } from './attack/search/noise.js';
export { perExample, pixelLambda, project } from './attack/search/region.js';
export { type Layout, type SquareOptions, square } from './attack/square.js';
export { createRandom, type Random } from './common/random.js';
export { compile, loadEagerBackend } from './compute/engine.js';
export { type HostOperation, hostCall } from './compute/host-call.js';
export type { CompileOptions, Runner, TensorFunction, TensorSpec } from './compute/signature.js';
export { type Defense, defend, defense, none } from './defense/defense.js';
export { type DropoutOptions, dropout } from './defense/dropout.js';
export { type DwpOptions, dwp } from './defense/dwp.js';
export {
  type DefenseEntry,
  type DefenseOptions,
  defenseForms,
  parseDefense,
  registerDefense,
} from './defense/parse-defense.js';
export { type DeviationOptions, rna, rsa } from './defense/random-activations.js';
export { rnw, rsw } from './defense/random-weights.js';
export { bernoulli } from './defense/sampling/bernoulli.js';
export { multinomial } from './defense/sampling/multinomial.js';
export { dropoutMask, type MaskOptions, type NormalOptions, normal } from './defense/sampling/noise.js';
export type { Sampler, SamplerOptions } from './defense/sampling/sampler.js';
export { type SamplerName, samplers } from './defense/sampling/samplers.js';
export { type Backward, type SapOptions, sap } from './defense/sap.js';
export { type SwpOptions, swp } from './defense/swp.js';
export { type WeightDefense, type WeightSite, weightDefense } from './defense/weight-defense.js';
export { type AtariEnvironment, createAtari } from './env/atari.js';
export type { Cartridge } from './env/cartridge.js';
export type { Environment, Step } from './env/environment.js';
export { type Library, openLibrary } from './env/library.js';
export { type PresetName, presets } from './env/presets.js';
export { evaluationRules, type Rules } from './env/rules.js';
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
export { type Framework, type FrameworkName, frameworkNames, frameworks } from './interop/frameworks.js';
export { importLayersModel } from './interop/layers-model/import-layers-model.js';
export { type NetworkAgentOptions, networkAgent } from './interop/network-agent.js';
export type { ImportedNetwork, NetworkFacts } from './interop/network-builder.js';
export { type ExportedNetwork, encodeOnnx } from './interop/onnx/export-onnx.js';
export { importOnnx } from './interop/onnx/import-onnx.js';
export { readNetwork } from './interop/read-network.js';
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
export { type TrainOptions, type TrainResult, train } from './training/agent/train.js';
export {
  adaptiveCalibrationError,
  brierScore,
  expectedCalibrationError,
  predictionsOf,
  reliabilityCurve,
} from './vision/calibration.js';
export { type Classifier, loadClassifier } from './vision/classifier-files.js';
export { type AugmentOptions, augmented, centerCrop, type View } from './vision/data/augment.js';
export { type Batch, evaluationBatches, trainBatches } from './vision/data/batches.js';
export type { ImageSet, ImageSplit } from './vision/data/image-set.js';
export { type OpenOptions, openImageSet } from './vision/data/open-image-set.js';
