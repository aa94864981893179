/** What the live page computes by itself. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeModel, modelType } from '../../src/compute/onnx/onnx-model.js';
import { evaluateCommand } from '../../web/live/command.js';
import type { StepView } from '../../web/live/engine/engine.js';
import { addStep, mostViews, newHistory, nextFlip, viewAt } from '../../web/live/history.js';
import { changePixels, grayPixels, rgbPixels } from '../../web/live/panels/pixels.js';
import { attackPreset, attackPresets, defensePreset, defensePresets } from '../../web/live/presets.js';
import { initialState, type PageState, playSettings, queryOf, settingParsers, stateOf } from '../../web/live/state.js';
import protobuf from '../../web/platform/protobuf.js';

const states = fc.record<PageState>({
  agent: fc.constantFrom('catch', 'run-1'),
  attack: fc.constantFrom('fgsm', 'pgd:steps=5', 'square:steps=100'),
  lambda: fc.constantFrom(0, 0.5, 2, 255),
  defense: fc.constantFrom('none', 'sap100', 'sap50-bernoulli', 'dropout0.1'),
  samples: fc.integer({ min: 1, max: 100 }),
  timing: fc.constantFrom('always', 'every4', 'timed0.5', 'every2+timed0.1'),
  frames: fc.constantFrom('all', 'newest'),
  seed: fc.integer({ min: 0, max: 0xffffffff }),
  episode: fc.nat(1000),
  step: fc.nat(1000),
  compute: fc.constantFrom('wasm', 'webgpu', 'faster'),
});

describe('the address of the page', () => {
  it('holds the whole state', () => {
    fc.assert(
      fc.property(states, (state) => {
        expect(stateOf(queryOf(state))).toEqual(state);
      }),
    );
  });

  it.each([
    ['', {}],
    ['?lambda=3&seed=9', { lambda: 3, seed: 9 }],
    [
      '?attack=nothing&defense=sap&lambda=-1&samples=0&timing=never&frames=some&seed=1.5&episode=x&step=1e9&compute=cpu',
      {},
    ],
    ['?agent=../../etc', {}],
    ['?lambda=256', {}],
    ['?samples=10000', {}],
  ])('"%s": settings that are none have their initial values', (query, expected) => {
    expect(stateOf(query)).toEqual({ ...initialState, ...expected });
  });

  it('gives the settings of both agents', () => {
    const plain = playSettings({ ...initialState, seed: 5, episode: 2 }, 'none');
    expect(plain).toMatchObject({ seed: 5, index: 2, defense: 'none', lambda: 2, exploration: null });
  });
});

describe('the command of the page', () => {
  it.each<[Partial<PageState>, string | undefined, string]>([
    [
      {},
      undefined,
      '--game catch --attack fgsm --lambda 2 --defense sap100 --output-samples 10 --provider wasm --seed 1 --episodes 1',
    ],
    [
      { defense: 'none', timing: 'every4', frames: 'newest', episode: 3 },
      'runs/my run',
      "--run 'runs/my run' --attack fgsm --lambda 2 --defense none --timing every4 --frames newest --seed 1 --episodes 4",
    ],
    [{ defense: 'none' }, "it's", "--run 'it'\\''s' --attack fgsm --lambda 2 --defense none --seed 1 --episodes 1"],
  ])('%j of %s', (state, run, expected) => {
    expect(evaluateCommand({ ...initialState, ...state }, 'catch', run)).toBe(`npx sap-atari evaluate ${expected}`);
  });
});

describe('the history of an agent', () => {
  const step = (more: Partial<StepView>) =>
    ({ step: 0, score: 0, qGap: 0, wanted: 1, taken: 1, perturbed: new Float32Array(1), ...more }) as StepView;

  it('counts flips over the attacked steps', () => {
    const history = newHistory();
    addStep(history, step({ taken: 0, score: 1 }), 2);
    addStep(history, step({}), 2);
    addStep(history, step({ perturbed: null, taken: 0 }), 2); // not attacked
    addStep(history, step({ perturbed: null, wanted: null }), 2); // random
    expect(history).toMatchObject({ flipRate: [1, 0.5, 0.5, 0.5], score: [1, 0, 0, 0], counted: 2, flips: 1 });
  });

  it('counts them over all but random steps without an attack', () => {
    const history = newHistory();
    addStep(history, step({ perturbed: null, taken: 0 }), 0);
    addStep(history, step({ perturbed: null, wanted: null }), 0);
    expect(history.flipRate).toEqual([1, 1]);
  });
});

describe('looking at earlier steps', () => {
  const size = 84 * 84;
  const stack = Float32Array.from({ length: 4 * size }, (_, i) => Math.floor(i / size));
  const played = (flips: readonly boolean[]) => {
    const history = newHistory();
    for (const [step, flip] of flips.entries())
      addStep(history, { step, score: step, qGap: 0, wanted: 1, taken: flip ? 0 : 1, perturbed: stack } as StepView, 2);
    return history;
  };

  it('keeps the newest steps, with the newest frame of what the agent received', () => {
    const history = played(Array(mostViews + 3).fill(false));
    expect(history.views.size).toBe(mostViews);
    expect(viewAt(history, 2)).toBeUndefined();
    expect(viewAt(history, 3)).toMatchObject({ step: 3, score: 3 });
    expect([...new Set(viewAt(history, 3)!.perturbed)]).toEqual([3]);
    expect(viewAt(history, 3)!.perturbed).toHaveLength(size);
  });

  it('shows the last step of an episode that is over', () => {
    expect(viewAt(played([false, false]), 9)).toMatchObject({ step: 1 });
    expect(viewAt(newHistory(), 0)).toBeUndefined();
  });

  it('finds the next flip of any agent', () => {
    const both = [played([true, false, false, true]), played([false, false, true])];
    expect([-1, 0, 1, 2, 3].map((after) => nextFlip(both, after))).toEqual([0, 2, 2, 3, undefined]);
  });
});

describe('the presets of the page', () => {
  it.each(Object.keys(attackPresets))('attack %s is valid', (name) => {
    expect(settingParsers.attack(name)).toBe(name);
  });

  it.each(Object.keys(defensePresets))('defense %s is valid', (name) => {
    expect(settingParsers.defense(name)).toBe(name);
  });

  it('give way to the meaning of other names', () => {
    expect(attackPreset('square:steps=7')).toEqual({
      title: 'square:steps=7',
      meaning: 'black-box random search over squares, 5000 queries, no gradients',
    });
    expect(defensePreset('sap7')).toEqual({ title: 'sap7', meaning: 'stochastic activation pruning' });
    expect(defensePreset('dwp50+sap100').meaning).toBe('several defenses, the first innermost');
  });
});

describe('pictures', () => {
  it('of gray levels and of colors are opaque', () => {
    expect([...grayPixels([0, 200])]).toEqual([0, 0, 0, 255, 200, 200, 200, 255]);
    expect([...rgbPixels(Uint8Array.of(1, 2, 3))]).toEqual([1, 2, 3, 255]);
  });

  it('of perturbations are blue where they darken, orange where they brighten, and nearly white where they do nothing', () => {
    expect([...changePixels([100, 100, 100], [100, 96, 104], 255)]).toEqual([
      ...[245, 245, 245, 255],
      ...[0, 114, 178, 255],
      ...[230, 159, 0, 255],
    ]);
  });
});

it('the writer of ONNX models in a page gives the bytes of the library', () => {
  const float = new Uint8Array(Float32Array.of(1, -2).buffer);
  const bytes = encodeModel(
    {
      nodes: [
        {
          ...{ operator: 'Conv', inputs: ['x', 'w'], outputs: ['y'], domain: 'com.microsoft' },
          attributes: { strides: [4, 4], alpha: { float: 0.5 }, auto_pad: 'VALID', group: 1, axes: [-1] },
        },
      ],
      inputs: [{ name: 'x', dtype: 'uint8', shape: [1, 4, 84, 84] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [1, 2] }],
      initializers: [{ name: 'w', dtype: 'float32', shape: [2], data: float }],
    },
    { batch: 'N', metadata: { game: 'catch' } },
  );
  const page = protobuf.Root.fromJSON(modelType.root.toJSON() as never).lookupType('Model');
  const message = modelType.toObject(modelType.decode(bytes));
  expect(Buffer.from(page.encode(message).finish())).toEqual(Buffer.from(bytes));
});
