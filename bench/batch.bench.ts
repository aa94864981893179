/**
 * How much is saved when the episodes of several consoles are stepped together, in one compiled call for all of their
 * observations? CPU milliseconds per observation on one thread, so that a busy machine gives nearly the same figures.
 */
import { initialize, parameterSpecs, qNetwork } from '../src/agent/network.js';
import { parseAttack } from '../src/attack/parse-attack.js';
import { compileAttack } from '../src/attack/search/compile-attack.js';
import { greedyAction } from '../src/attack/search/criteria.js';
import { createRandom } from '../src/common/random.js';
import { parseDefense } from '../src/defense/parse-defense.js';
import { observationBytes, observationShape } from '../src/env/environment.js';
import { createModel } from '../src/model/create-model.js';
import { benchFlags } from './flags.js';
import { median, record } from './harness.js';

const { samples, steps } = benchFlags({ samples: [100, 2], steps: [30, 1] });
const rng = createRandom(1);
const specs = parameterSpecs({ actions: 6 });
const views = specs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b)));
initialize(views, specs, rng);

/** Median CPU milliseconds of an observation in steps under FGSM. */
async function cpuMs(defenseName: string, batch: number): Promise<number> {
  const defense = parseDefense(defenseName);
  const compiled = await compileAttack({
    ...{ attack: parseAttack('fgsm', { gradientSamples: samples }), outputSamples: samples, threads: 1 },
    inputs: { shape: [batch, ...observationShape], storage: 'uint8' },
    given: specs.map(({ shape }, i) => ({ shape, frozen: views[i]! })),
    target: (...tensors) => ({
      model: defense(createModel(qNetwork(), tensors)),
      criterion: greedyAction(),
    }),
  });
  const observations = Uint8Array.from({ length: batch * observationBytes }, () => rng.integer(256));
  const times: number[] = [];
  for (let i = -3; i < steps; i++) {
    const before = process.cpuUsage();
    await compiled.run(observations, { lambdas: [1], key: [1, i] });
    const { user, system } = process.cpuUsage(before);
    if (i >= 0) times.push((user + system) / 1000 / batch);
  }
  await compiled.dispose();
  return median(times);
}

const figures: Record<string, number> = {};
for (const defense of ['none', 'sap100']) {
  for (const batch of [1, 2, 4, 8]) {
    figures[`${defense}, ${batch} consoles, CPU ms per observation`] = await cpuMs(defense, batch);
  }
}
record('batch', figures);
