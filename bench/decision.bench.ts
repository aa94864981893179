/**
 * How long does one decision of a SAP-100 agent under FGSM take, with 100 draws for the gradient and 100 for the output,
 * on the paper's network, and where does the time go? Arguments: threads (default 1), draws (default 100).
 */
import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { initialise, parameterSpecs, qNetwork } from '../src/agent/network.js';
import { greedyAction } from '../src/attack/criteria.js';
import { fgsm } from '../src/attack/fgsm.js';
import { expected } from '../src/attack/gradients.js';
import { compile } from '../src/compute/engine.js';
import { hostCall } from '../src/compute/host-call.js';
import { multinomialOperation } from '../src/defense/multinomial.js';
import type { Sampler } from '../src/defense/sampler.js';
import { sap } from '../src/defense/sap.js';
import { createAtari } from '../src/env/atari.js';
import { openLibrary } from '../src/env/library.js';
import { createModel, type Key, type Model, meanOutput } from '../src/model.js';
import { createRandom } from '../src/random.js';
import { median, record } from './harness.js';

const threads = Number(process.argv[2] ?? 1);
const draws = Number(process.argv[3] ?? 100);
const decisions = 40;

let samplingMs = 0;
/** The exact sampler with a clock on it. */
const multinomial: Sampler = (activations, key, options) => {
  const operation = multinomialOperation(options);
  const run: typeof operation.run = (...buffers) => {
    const begin = performance.now();
    operation.run(...buffers);
    samplingMs += performance.now() - begin;
  };
  return hostCall({ ...operation, run }, [activations, key])[0] as ReturnType<Sampler>;
};

const rng = createRandom(1);
const specs = parameterSpecs({ actions: 6 });
const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
initialise(views, specs, rng);

const { ale, open } = await openLibrary();
const game = createAtari(
  ale,
  open('catch'),
  {
    mode: 'paper',
    frameSkipFrames: 4,
    maxNoOpStartFrames: 30,
    maxEpisodeFrames: 108_000,
    lifeLossEndsEpisode: false,
    clipRewards: false,
    fireOnReset: false,
  },
  rng.split('game'),
);
game.reset();

type Step = (model: Model, pixels: Tensor4D, epsilon: Scalar, key: Key) => Tensor[];

/** Medians of the milliseconds of a decision and of its sampling. */
async function measure(step: Step) {
  const runner = await compile(
    (...tensors) => {
      const model = sap({ percent: 100, sampler: multinomial })(
        createModel(qNetwork(), tensors.slice(0, specs.length)),
      );
      return step(model, ...(tensors.slice(specs.length) as [Tensor4D, Scalar, Key]));
    },
    {
      inputs: [
        ...specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
        { shape: [1, 4, 84, 84], storage: 'uint8' },
        { shape: [] },
        { shape: [3], dtype: 'int32' },
      ],
    },
    { threads },
  );
  const total: number[] = [];
  const sampling: number[] = [];
  for (let i = -5; i < decisions; i++) {
    if (game.step(rng.integer(game.actions.length)).gameOver) game.reset();
    samplingMs = 0;
    const begin = performance.now();
    await runner.run([game.observation, Float32Array.of(1), Int32Array.of(1, i, 0)]);
    if (i < 0) continue;
    total.push(performance.now() - begin);
    sampling.push(samplingMs);
  }
  await runner.dispose();
  return { total: median(total), sampling: median(sampling) };
}

const forward = await measure((model, pixels, _, key) => [meanOutput(model, model.forward(pixels, key, draws), 1)]);
const decision = await measure((model, pixels, epsilon, key) => {
  const attack = fgsm({ gradient: expected({ draws }) });
  const { outputs, labels } = attack(model, pixels, greedyAction(), { epsilons: [epsilon], key, outputDraws: draws });
  return [outputs[0]!, labels];
});

const forwardMs = 2 * (forward.total - forward.sampling);
record('decision', {
  [`SAP-100 FGSM decision, ${draws} + ${draws} draws, ${threads} thread(s), ms`]: decision.total,
  'of which forward, both passes, ms': forwardMs,
  'of which sampling, ms': decision.sampling,
  'of which backward, ms': decision.total - decision.sampling - forwardMs,
  'sampling, share of the decision': decision.sampling / decision.total,
  'decision without attack, ms': forward.total,
});
