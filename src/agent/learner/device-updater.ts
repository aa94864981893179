/**
 * Updates on a device that keeps the networks and the moments of the optimizer between updates. An update copies a batch to the device and two
 * numbers back. `store` copies the parameters to memory.
 */
import { neg, reshape, type Scalar, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { FlatParameters } from '../../common/flat-parameters.js';
import { compile } from '../../compute/engine.js';
import { Resident } from '../../compute/resident.js';
import { qNetwork } from '../network.js';
import { optimizerRule } from '../optimizer/optimizers.js';
import { batchArrays, batchSpecs, batchTensors } from './batch-inputs.js';
import { ddqnGradients } from './ddqn.js';
import type { Updater, UpdaterSetup } from './updater.js';

/** Flat parameters, and residents with the same values on the device, one per view. */
interface ResidentBlock {
  readonly block: FlatParameters;
  readonly residents: readonly Resident[];
}

/** Creates an updater that computes the whole batch at once. */
export async function deviceUpdater(setup: UpdaterSetup): Promise<Updater> {
  const { memory, acting, layout, network, loss, engine } = setup;
  const { specs, batchTransitions } = layout;
  const rule = optimizerRule(layout.optimizer);
  const factorCount = rule.factors(1, 1).length;
  const keep = (block: FlatParameters): ResidentBlock => ({
    block,
    residents: specs.map(({ shape }) => new Resident(shape)),
  });
  const [online, target, mean, meanSquare] = [memory.online, memory.target, memory.mean, memory.meanSquare].map(
    keep,
  ) as [ResidentBlock, ResidentBlock, ResidentBlock, ResidentBlock];
  const played = acting === memory.online ? online : keep(acting);
  const moved = [online, mean, meanSquare];
  const all = [...new Set([...moved, target, played])];

  const count = specs.length;
  const inputs = [...moved, target].flatMap(({ residents }) => residents);
  const update = (...tensors: Tensor[]): Tensor[] =>
    tidy(() => {
      const [p, m, n, p_target] = [0, 1, 2, 3].map((i) => tensors.slice(i * count, (i + 1) * count)) as Tensor[][];
      const batch = batchTensors(tensors.slice(4 * count, -1));
      const factors = Array.from(
        { length: factorCount },
        (_, i) => reshape(slice(tensors.at(-1)!, i, 1), []) as Scalar,
      );
      const [value, meanQ, ...gradients] = ddqnGradients(qNetwork(network), p!, p_target!, batch, loss);
      const steps = gradients.map((g, i) => rule.tensorStep(p![i]!, g, m![i]!, n![i]!, factors));
      return [value!, meanQ!, ...[0, 1, 2].flatMap((part) => steps.map((step) => step[part]!))];
    });
  const updateRunner = await compile(
    update,
    {
      inputs: [
        ...inputs.map((resident) => ({ shape: resident.shape, resident })),
        ...batchSpecs(batchTransitions),
        { shape: [factorCount] },
      ],
      results: [undefined, undefined, ...moved.flatMap(({ residents }) => residents)],
    },
    engine,
  );
  const stored = [...new Set([...moved, played])];
  const storeRunner = await compile(
    // A bit-exact copy that ONNX Runtime does not optimize away.
    (...tensors) => tensors.map((tensor) => tidy(() => neg(neg(tensor)))),
    { inputs: stored.flatMap(({ residents }) => residents).map((resident) => ({ shape: resident.shape, resident })) },
    engine,
  );

  return {
    acting: played.residents,
    async learn({ batch, update, learningRate }) {
      const factors = Float32Array.from(rule.factors(update, learningRate));
      const arrays = [...batchArrays(memory.batches[batch]!, 0, batchTransitions), factors];
      const found = [0, 1].map((i) => memory.results.subarray(i, i + 1));
      await updateRunner.run(arrays, found);
    },
    follow() {
      if (played !== online)
        for (const [i, resident] of played.residents.entries()) resident.follow(online.residents[i]!);
    },
    async load() {
      for (const { block, residents } of all) for (const [i, view] of block.views.entries()) residents[i]!.write(view);
    },
    async store() {
      await storeRunner.run(
        [],
        stored.flatMap(({ block }) => block.views),
      );
    },
    async dispose() {
      // Disposed of before the sessions, since the buffers of a device do not outlive their session.
      for (const { residents } of all) for (const resident of residents) resident.dispose();
      await Promise.all([updateRunner.dispose(), storeRunner.dispose()]);
    },
  };
}
