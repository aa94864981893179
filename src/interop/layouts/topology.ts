/** Finds the order and the parts of a network among its layers: convolutions, hidden layers, and one or two heads. */
import { sizesOf, type WeightedModule } from './modules.js';
import { orderOf, undecidedIn } from './order.js';

/** A convolution or dense layer, and the normalization after it, if any. */
export interface Block {
  readonly module: WeightedModule;
  readonly norm?: WeightedModule;
  /** Whether the activation function is between the two. */
  readonly normsActivation?: boolean;
}

/** The parts of a network, in the order of computation. */
export interface Topology {
  readonly convolutions: readonly Block[];
  /** Dense layers after the convolutions. Without heads, the last one is the output. */
  readonly trunk: readonly Block[];
  /** The heads of a dueling network (Wang et al. 2016, arXiv:1511.06581). */
  readonly heads?: { readonly value: readonly Block[]; readonly advantage: readonly Block[] };
  /** Whether the output are logits of actions: the network is an actor. */
  readonly isActor: boolean;
}

const actorPart = /^(actor|action_net|policy_head|pi|fc_pi|logits?|fc_logits)$/;
/** Critics, copies of the layers before them, and the layer that CleanRL's RND has before its critics (cleanrl/ppo_rnd_envpool.py). */
const criticPart = /^(critic.*|extra_layer|value.*|vf_.*|pi_features_extractor|v|vf)$/;
const valuePart = /^(value(_head|_stream|_layer|_net|_branch)?|v_stream|V|fc_[hz]_v|fc_value)$/;
const advantagePart = /^(advantage(_head|_stream|_layer|_net|_branch)?|a_stream|Q|fc_[hz]_a|fc_advantage)$/;

const hasPart = (pattern: RegExp) => (block: Block) => block.module.name.split('.').some((part) => pattern.test(part));

const isActorLayer = hasPart(actorPart);

/** Returns two layers of the same part that fit in either order, if their names do not say which comes first. */
export function undecidedOf({ convolutions, trunk, heads }: Topology): readonly [Block, Block] | undefined {
  const parts = [convolutions, trunk, heads?.value ?? [], heads?.advantage ?? []];
  const isBefore = (a: Block, b: Block) => !isActorLayer(a) && isActorLayer(b);
  return parts.map((part) => undecidedIn(part, isBefore)).find((pair) => pair !== undefined);
}

/** Returns the parts; undefined if the layers do not form one network of this kind. */
export function topologyOf(modules: readonly WeightedModule[]): Topology | undefined {
  const all = withNorms(modules);
  if (!all) return undefined;
  const isActor = all.some(isActorLayer);
  const blocks = isActor ? all.filter((block) => !hasPart(criticPart)(block)) : all;
  const convolutions = orderOf(blocks.filter(({ module }) => module.kind === 'convolution'));
  const unordered = blocks.filter(({ module }) => module.kind === 'dense');
  const dense = [...unordered.filter((block) => !isActorLayer(block)), ...unordered.filter(isActorLayer)];
  const heads = isActor ? undefined : headsIn(dense);
  const [value, advantage] = [heads && orderOf(heads.value), heads && orderOf(heads.advantage)];
  const trunk = orderOf(
    heads ? dense.filter((block) => !heads.value.includes(block) && !heads.advantage.includes(block)) : dense,
  );
  if (!convolutions || !trunk || (heads && !(value && advantage))) return undefined;
  return { convolutions, trunk, isActor, ...(value && advantage && { heads: { value, advantage } }) };
}

function headsIn(dense: readonly Block[]): { value: readonly Block[]; advantage: readonly Block[] } | undefined {
  const [value, advantage] = [dense.filter(hasPart(valuePart)), dense.filter(hasPart(advantagePart))];
  if (value.length > 0 && advantage.length > 0) return { value, advantage };
  // Dopamine's full Rainbow numbers its layers: hidden, advantage, value.
  const [, second, third] = dense;
  if (dense.length !== 3 || second!.module.convention !== 'flax') return undefined;
  const [[inputs, outputs], [otherInputs, otherOutputs]] = [sizesOf(second!.module), sizesOf(third!.module)];
  const isDueling = inputs === otherInputs && outputs > otherOutputs && outputs % otherOutputs === 0;
  return isDueling ? { value: [third!], advantage: [second!] } : undefined;
}

/** Adds each normalization to the layer before it. PyTorch's are numbered with the layers, Flax's by themselves. */
function withNorms(modules: readonly WeightedModule[]): Block[] | undefined {
  const blocks: { module: WeightedModule; norm?: WeightedModule; normsActivation?: boolean }[] = [];
  const norms = modules.filter(isNorm);
  if (norms.some(({ convention }) => convention === 'flax')) {
    for (const kind of ['convolution', 'dense']) {
      for (const module of modules.filter((each) => each.kind === kind)) {
        const norm = norms[blocks.length];
        blocks.push(norm ? { module, norm } : { module });
      }
    }
    return norms.length <= blocks.length ? blocks : undefined;
  }
  for (const module of modules) if (!isNorm(module)) blocks.push({ module });
  for (const norm of norms) {
    const placed = placeOf(norm, modules, blocks);
    if (!placed || placed.block.norm) return undefined;
    const { block, distance } = placed;
    // One value a channel after a convolution, without statistics of a training: group normalization, or batch normalization of each batch.
    const isPerChannel = block.module.kind === 'convolution' && norm.weights.shape.length === 1;
    if (norm.kind === 'norm' && isPerChannel) return undefined;
    if (norm.kind === 'batchNorm' && norm.weights.shape[0] !== sizesOf(block.module)[1]) return undefined;
    Object.assign(block, { norm, normsActivation: distance === 2 });
  }
  return blocks;
}

const isNorm = ({ kind }: WeightedModule): boolean => kind === 'norm' || kind === 'batchNorm';

/**
 * Returns the layer that a normalization follows, and how many places after it: 1 before the activation function, 2 after it. In a
 * sequence its number tells; a normalization with a name of its own, such as `bn1`, follows the layer with the same last number.
 */
function placeOf<B extends Block>(norm: WeightedModule, modules: readonly WeightedModule[], blocks: readonly B[]) {
  const blockOf = (module: WeightedModule | undefined) => blocks.find((block) => block.module === module);
  const { parent, word, number } = partsOf(norm);
  if (word === '') {
    const before = modules.slice(0, modules.indexOf(norm)).findLast((module) => !isNorm(module));
    const block = blockOf(before);
    const place = before && partsOf(before);
    const distance = place?.parent === parent ? number - place.number : Number.POSITIVE_INFINITY;
    return block && distance <= 2 ? { block, distance } : undefined;
  }
  const same = modules.filter(
    (module) => !isNorm(module) && partsOf(module).parent === parent && partsOf(module).number === number,
  );
  const fitting = same.filter((module) => sizesOf(module)[1] === norm.weights.shape[0]);
  const block = fitting.length === 1 ? blockOf(fitting[0]) : undefined;
  return block && { block, distance: 1 };
}

/** `features.conv1` → `features.`, `conv`, 1 */
function partsOf({ name }: WeightedModule): {
  readonly parent: string;
  readonly word: string;
  readonly number: number;
} {
  const [, parent = '', word = '', number = ''] = /^(.*\.|)([^.]*?)(\d*)$/.exec(name) ?? [];
  return { parent, word, number: Number(number) };
}
