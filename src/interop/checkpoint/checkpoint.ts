/** Checkpoints of Python frameworks: named arrays, and what else the file says. */
import { printable } from '../../common/printable.js';
import { sizeOf } from '../../common/shape.js';
import { FileArray } from './file-array.js';

export interface CheckpointArray {
  readonly shape: readonly number[];
  /** Converted to 32-bit floats. */
  readonly values: Float32Array;
}

export interface Checkpoint {
  readonly container: 'pytorch' | 'sb3' | 'pfrl' | 'safetensors' | 'flax' | 'pickle';
  /** Arrays of floats by name; the names of nested dictionaries are joined by dots. */
  readonly arrays: ReadonlyMap<string, CheckpointArray>;
  /** Texts and numbers by name, such as `args.n_atoms`. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** Most dictionaries within each other. */
const deepest = 16;
/** Most values that are looked at. */
const mostVisited = 500_000;
const mostArrays = 10_000;
/** Most floats of all arrays: 128 MiB. */
const mostFloats = 2 ** 25;
/** Most texts and numbers that are kept. */
const mostAbout = 10_000;
/** Longest key of a dictionary. */
const longestKey = 256;
/** Longest list that is looked into; longer ones are histories of a training. */
const longestList = 1000;

/**
 * Collects the arrays of a checkpoint from nested dictionaries and lists.
 * @param arrayIn returns the array that a dictionary stands for, if any
 * @throws Error for contents beyond the limits
 */
export function checkpointOf(
  container: Checkpoint['container'],
  contents: unknown,
  arrayIn: (dictionary: object) => FileArray | undefined = () => undefined,
): Checkpoint {
  const arrays = new Map<string, CheckpointArray>();
  const about: Record<string, unknown> = Object.create(null);
  let visited = 0;
  let floats = 0;
  let kept = 0;
  const visit = (value: unknown, path: readonly string[]): void => {
    if (++visited > mostVisited) throw new Error(`it contains more than ${mostVisited} values`);
    if (path.length > deepest) throw new Error(`its dictionaries are nested more than ${deepest} levels deep`);
    const nameOf = () => printable(path.join('.'));
    const dictionary = itemsOf(value);
    const array = value instanceof FileArray ? value : dictionary && arrayIn(value as object);
    if (array) {
      const { shape, decode } = array;
      if (!decode) return;
      floats += sizeOf(shape);
      if (!(floats <= mostFloats)) throw new Error(`its arrays have more than ${mostFloats} values, at '${nameOf()}'`);
      if (arrays.size >= mostArrays) throw new Error(`it contains more than ${mostArrays} arrays`);
      arrays.set(nameOf(), { shape, values: decode() });
    } else if (dictionary) {
      for (const [key, item] of dictionary) {
        // A key of another type, such as a tuple, names no parameter.
        if (typeof key === 'string' || typeof key === 'number') visit(item, [...path, keyText(key)]);
      }
    } else if (['number', 'string', 'boolean'].includes(typeof value) && ++kept <= mostAbout) {
      about[nameOf()] = value;
    }
  };
  visit(contents, []);
  return { container, arrays, about };
}

function keyText(key: string | number): string {
  const text = String(key);
  if (text.length <= longestKey) return text;
  throw new Error(`its dictionaries have a key of ${text.length} characters: expected at most ${longestKey}`);
}

/** Returns the names and values in a dictionary or list; undefined for other values, and for long lists. */
function itemsOf(value: unknown): Iterable<readonly [unknown, unknown]> | undefined {
  if (value instanceof Map) return value;
  if (Array.isArray(value)) return value.length > longestList ? undefined : value.entries();
  const isPlain = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
  return isPlain ? Object.entries(value) : undefined;
}
