/** The order in which the layers of a checkpoint are computed, by their sizes and names. */
import { sizesOf, type WeightedModule } from './modules.js';

interface Layered {
  readonly module: WeightedModule;
}

const mostTries = 10_000;

/** Gives the orders in which each layer takes what the one before it gives, the ones closest to the given order first. */
function* ordersOf<L extends Layered>(
  layers: readonly L[],
  mayFollow: (path: readonly L[], layer: L) => boolean = () => true,
): Generator<readonly L[]> {
  let tries = 0;
  function* extend(path: readonly L[], rest: readonly L[]): Generator<readonly L[]> {
    if (rest.length === 0) yield path;
    for (const layer of rest) {
      if (++tries > mostTries) return;
      const before = path.at(-1);
      if (before && sizesOf(before.module)[1] !== sizesOf(layer.module)[0]) continue;
      if (!mayFollow(path, layer)) continue;
      yield* extend(
        [...path, layer],
        rest.filter((each) => each !== layer),
      );
    }
  }
  yield* extend([], layers);
}

/** Returns the layers in an order that fits their sizes, of several the one closest to the given order; undefined if there is none. */
export function orderOf<L extends Layered>(layers: readonly L[]): readonly L[] | undefined {
  const [order] = ordersOf(layers);
  return order;
}

/**
 * Returns two layers of an order that fit in each other's place as well, where no number in their names says which comes first.
 * @param isBefore what else is known of the order
 */
export function undecidedIn<L extends Layered>(
  order: readonly L[],
  isBefore: (a: L, b: L) => boolean,
): readonly [L, L] | undefined {
  const mayFollow = (path: readonly L[], layer: L) =>
    !path.some((before) => isNumberedBefore(layer, before) || isBefore(layer, before));
  for (const other of ordersOf(order, mayFollow)) {
    const place = order.findIndex((layer, i) => layer !== other[i]);
    if (place >= 0) return [order[place]!, other[place]!];
  }
  return undefined;
}

/** Whether the first parts in which the names differ are the same word with a smaller number: `network.7` and `network.9.0`, `fc` and `fc2`. */
function isNumberedBefore(a: Layered, b: Layered): boolean {
  const [parts, others] = [a, b].map(({ module }) => module.name.split('.')) as [string[], string[]];
  const at = parts.findIndex((part, i) => part !== others[i]);
  const [word, number] = numbered(parts[at] ?? '');
  const [otherWord, otherNumber] = numbered(others[at] ?? '');
  return word === otherWord && number < otherNumber;
}

/** `Dense_1` → `Dense`, 1 */
function numbered(part: string): readonly [word: string, number: number] {
  const [, word = '', number = ''] = /^(.*?)_?(\d*)$/.exec(part) ?? [];
  return [word, Number(number)];
}
