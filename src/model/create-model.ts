/** The plain model, and what defenses make of it: a network, its parameters, and the changes of both in their order. */
import { type Tensor2D, type Tensor4D, tidy } from '@tensorflow/tfjs-core';
import { batchKey, type Key } from './keys.js';
import type { Model, ModelOptions, Network, Parameters, ParameterTransform, StochasticHook } from './model.js';
import { forwardPerDraw } from './per-sample.js';

interface ParameterChange {
  readonly transform: ParameterTransform;
  readonly stochastic: boolean;
}

/** The plain model: a network and its parameters. */
export function createModel(
  network: Network,
  parameters: Parameters,
  { bounds = [0, 255], outputKind = 'q-values' }: ModelOptions = {},
): Model {
  const build = (label: string, hooks: readonly StochasticHook[], changes: readonly ParameterChange[]): Model => {
    const called = (name: string) => (label ? `${label}+${name}` : name);
    const firstDrawn = changes.findIndex(({ stochastic }) => stochastic);
    const drawnFrom = firstDrawn < 0 ? changes.length : firstDrawn;
    const changed = (arrays: Parameters, key: Key, from: number, to: number): Parameters =>
      changes.slice(from, to).reduce((p, { transform }, i) => transform(p, { key, ordinal: from + i }), arrays);
    /** `rows` as in `Draw`. */
    const pass = (arrays: Parameters, pixels: Tensor4D, key: Key, rows: number): Tensor2D => {
      const chain = hooks.map((hook, ordinal) => hook({ key, rows, ordinal }));
      return network(arrays, pixels, (activation, name) => chain.reduce((h, hook) => hook(h, name), activation));
    };
    return {
      label: label || 'plain',
      bounds,
      outputKind,
      stochastic: hooks.length > 0 || firstDrawn >= 0,
      forward: (pixels, key, draws = 1) =>
        tidy(() => {
          const fixed = changed(parameters, key, 0, drawnFrom);
          if (firstDrawn < 0) return pass(fixed, pixels, key, pixels.shape[0] * (hooks.length > 0 ? draws : 1));
          const drawn = (arrays: Parameters, x: Tensor4D, drawKey: Key) =>
            pass(changed(arrays, batchKey(drawKey), drawnFrom, changes.length), x, drawKey, x.shape[0]);
          return forwardPerDraw(drawn, fixed, pixels, key, draws);
        }),
      withHook: (name, hook) => build(called(name), [...hooks, hook], changes),
      withParameters: (name, transform, { stochastic }) =>
        build(called(name), hooks, [...changes, { transform, stochastic }]),
    };
  };
  return build('', [], []);
}
