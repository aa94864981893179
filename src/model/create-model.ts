/** Creates models: a network, its parameters, and the hooks and parameter transforms that defenses add. */
import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { batchKey, type Key } from './keys.js';
import type { HookFactory, Model, ModelOptions, Network, Parameters, ParameterTransform } from './model.js';
import { forwardPerSample } from './per-sample.js';

interface ParameterChange {
  readonly transform: ParameterTransform;
  readonly stochastic: boolean;
}

/**
 * Creates the undefended model, labeled `plain`.
 * @example const model = createModel(qNetwork(), parameters);
 */
export function createModel(
  network: Network,
  parameters: Parameters,
  { bounds = [0, 255], outputKind = 'q-values' }: ModelOptions = {},
): Model {
  const build = (label: string, hooks: readonly HookFactory[], changes: readonly ParameterChange[]): Model => {
    const extended = (name: string) => (label ? `${label}+${name}` : name);
    const hasStochasticHook = hooks.some(({ stochastic = true }) => stochastic);
    const hasStochasticChange = changes.some(({ stochastic }) => stochastic);
    /** Changes before the first stochastic one are applied once per pass, the rest once per sample. */
    const fixedChanges = hasStochasticChange ? changes.findIndex(({ stochastic }) => stochastic) : changes.length;
    const changed = (arrays: Parameters, key: Key, from: number, to: number): Parameters =>
      changes.slice(from, to).reduce((p, { transform }, i) => transform(p, { key, ordinal: from + i }), arrays);
    /** @param rows see `ForwardPass` */
    const pass = (arrays: Parameters, pixels: Tensor4D, key: Key, rows: number): Tensor2D => {
      const chain = hooks.map((hook, ordinal) => hook({ key, rows, ordinal }));
      return network(arrays, pixels, (activation, name) => chain.reduce((h, hook) => hook(h, name), activation));
    };
    return {
      label: label || 'plain',
      bounds,
      outputKind,
      stochastic: hasStochasticHook || hasStochasticChange,
      forward: (pixels, key, samples = 1) =>
        tidy(() => {
          const fixed = changed(parameters, key, 0, fixedChanges);
          if (!hasStochasticChange)
            return pass(fixed, pixels, key, pixels.shape[0] * (hasStochasticHook ? samples : 1));
          const sampled = (arrays: Parameters, x: Tensor4D, sampleKey: Key) =>
            pass(changed(arrays, batchKey(sampleKey), fixedChanges, changes.length), x, sampleKey, x.shape[0]);
          return forwardPerSample(sampled, fixed, pixels, key, samples);
        }),
      withHook: (name, hook) => build(extended(name), [...hooks, hook], changes),
      withParameters: (name, transform, { stochastic }) =>
        build(extended(name), hooks, [...changes, { transform, stochastic }]),
    };
  };
  return build('', [], []);
}
