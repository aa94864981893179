/** Networks of checkpoints: convolutions over frames, dense layers, and one or two heads, recognized by names and shapes. */
import { UsageError } from '../../common/errors.js';
import { frameSize } from '../../env/environment.js';
import type { Checkpoint } from '../checkpoint/checkpoint.js';
import { createNetworkBuilder, type ImportedNetwork, importedNetwork, type Padding } from '../network-builder.js';
import { type ActivationName, activationsOf } from './activations.js';
import { addNetwork } from './add-network.js';
import { assumedPadding, chooseGeometry } from './choose-geometry.js';
import { familiesOf, isKnown } from './families.js';
import { filterOf, isPlayed, modulesIn, sizesOf } from './modules.js';
import { outputsOf } from './outputs.js';
import { type Block, type Topology, topologyOf, undecidedOf } from './topology.js';

/** What a user knows of a network that its file does not say. */
export interface LayoutOptions {
  /** Activation function of all hidden layers; default: that of the framework. */
  readonly activation?: ActivationName | undefined;
  /** Zeros around the images before the convolutions; default: as the framework has them, else what fits. */
  readonly padding?: Padding | undefined;
}

/** Names of arrays that an error lists. */
const mostListed = 12;

/**
 * Returns the network of a checkpoint; its input is [frames, 84, 84], without the scale of the pixels.
 * @param source names the file in errors
 * @throws UsageError that lists the arrays, for networks of another structure
 */
export function networkOf(checkpoint: Checkpoint, source: string, options: LayoutOptions = {}): ImportedNetwork {
  const { modules, constants, unknown } = modulesIn(checkpoint);
  const refuse = (why: string) => new UsageError(`${source}: ${why}; it contains ${listed(checkpoint)}. ${supported}`);
  if (modules.length === 0) throw refuse('expected the weights of a network');
  if (unknown.length > 0) throw refuse(`'${unknown[0]}' belongs to no layer that is supported`);
  const implicit = modules.find(({ name }) => implicitPart.test(name));
  if (implicit) {
    throw new UsageError(
      `${source}: '${implicit.name}' is part of an implicit quantile network (IQN, FQF), which is not supported: import a network with fixed quantiles (QR-DQN) or atoms (C51)`,
    );
  }
  const topology = topologyOf(modules);
  const first = topology?.convolutions[0];
  const dense = topology?.trunk[0] ?? topology?.heads?.value[0];
  if (!topology || !first || !dense)
    throw refuse('expected convolutions and dense layers of which each fits the one before it');
  const undecided = undecidedOf(topology)?.map(({ module }) => `'${module.name}'`);
  if (undecided)
    throw refuse(`${undecided.join(' and ')} fit in either order, and their names do not say which comes first`);

  const filters = topology.convolutions.map(({ module }) => filterOf(module));
  if (filters.some(([height, width]) => height !== width)) throw refuse('its filters are not square');
  const images = {
    filters: filters.map(([side]) => side),
    channels: sizesOf(topology.convolutions.at(-1)!.module)[1],
    values: sizesOf(dense.module)[0],
  };
  const frames = sizesOf(first.module)[0];
  const families = familiesOf([...checkpoint.arrays.keys()].filter(isPlayed), {
    isFlax: first.module.convention === 'flax',
    frames,
  });
  const layer = dense.module.name;
  const chosen = chooseGeometry(images, { families, layer, given: options.padding }, refuse);
  const { family, geometry, others } = chosen;
  const { heads, trunk } = topology;
  const names = modules.map(({ name }) => name);
  const last = heads ? heads.advantage.at(-1)! : trunk.at(-1)!;
  const outputs = outputsOf({
    outputs: sizesOf(last.module)[1],
    ...(heads && { valueOutputs: sizesOf(heads.value.at(-1)!.module)[1] }),
    ...{ constants, about: checkpoint.about, names },
  });
  if (!outputs)
    throw refuse(`the ${sizesOf(last.module)[1]} outputs of ${last.module.name} are not those of 18 actions or fewer`);

  const { activation, assumed } = activationsOf({
    ...{ about: checkpoint.about, container: checkpoint.container, given: options.activation, source },
    ...{ blocks: hiddenLayers(topology), isKnown: isKnown(family) },
  });
  const builder = createNetworkBuilder();
  addNetwork(builder, { topology, geometry, outputs, activation });
  // A setting of Stable-Baselines3: whether it divides by 255.
  const isRaw = checkpoint.about['data.policy_kwargs.normalize_images'] === false;
  const inputScale = isRaw ? 1 : family.inputScale;
  return {
    ...importedNetwork(builder, [frames, frameSize, frameSize], source),
    facts: {
      family: family.name,
      ...(family.preset && { preset: family.preset }),
      ...(inputScale !== undefined && { inputScale }),
      ...(family.evaluation && { evaluation: family.evaluation }),
      output: topology.isActor ? 'logits' : 'q-values',
      assumed: [assumed, assumedPadding(chosen)].filter((text) => text !== undefined),
      otherPaddings: others,
    },
  };
}

/** Modules of Tianshou that compute quantiles at fractions (tianshou/utils/net/discrete.py). */
const implicitPart = /(^|\.)(embed_model|fraction_model|propose_model)\./;

/** Returns the layers that an activation function follows. */
function hiddenLayers({ convolutions, trunk, heads }: Topology): Block[] {
  const ends = heads ? [heads.value, heads.advantage] : [trunk];
  return [...convolutions, ...(heads ? trunk : []), ...ends.flatMap((blocks) => blocks.slice(0, -1))];
}

const supported =
  'Supported are networks of convolutions with filters of 8, 4, 3 and 5 over 84 × 84 pixels, then dense layers, perhaps with layer or batch normalization, with one head or two (dueling), for Q-values, their distributions, or an actor: export any other network to ONNX';

/** Lists names and shapes, the first ones. */
function listed({ arrays }: Checkpoint): string {
  if (arrays.size === 0) return 'no arrays of floats';
  const shown = [...arrays].slice(0, mostListed).map(([name, { shape }]) => `${name.slice(0, 60)} [${shape}]`);
  const more = arrays.size - shown.length;
  return `${shown.join(', ')}${more > 0 ? `, and ${more} more arrays` : ''}`;
}
