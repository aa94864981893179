/** Functions and classes of Python's standard library that checkpoints use. */
import type { PythonName, Stateful } from './machine.js';

/** Returns the pairs of a list, or of a dictionary, as a dictionary. */
const dictionary: PythonName = {
  call([items = []], spend) {
    if (items instanceof Map) {
      spend(items.size);
      return new Map(items);
    }
    if (!Array.isArray(items) || !items.every((item) => Array.isArray(item) && item.length === 2)) {
      throw new Error('the pickle makes a dictionary of something other than pairs');
    }
    spend(items.length);
    return new Map(items as [unknown, unknown][]);
  },
};

const set: PythonName = {
  call([items = []], spend) {
    if (!Array.isArray(items)) throw new Error('the pickle makes a set of something other than a list');
    spend(items.length);
    return new Set(items);
  },
};

/** An object with attributes, such as the arguments of a command line. */
class Namespace extends Map<unknown, unknown> implements Stateful {
  setState(state: unknown): void {
    if (!(state instanceof Map)) throw new Error('the pickle sets attributes that are no dictionary');
    for (const [name, value] of state) this.set(name, value);
  }
}

/** `_codecs.encode(text, 'latin1')`: how protocols 0 to 2 write bytes. */
const encode: PythonName = {
  call([text, encoding], spend) {
    if (typeof text !== 'string' || encoding !== 'latin1') {
      throw new Error('the pickle encodes a text in another way than latin1');
    }
    spend(text.length);
    return Uint8Array.from(Buffer.from(text, 'latin1'));
  },
};

const onlyMentioned: PythonName = {};
const inBuiltins = (names: Readonly<Record<string, PythonName>>): [string, PythonName][] =>
  Object.entries(names).flatMap(([name, target]) => [
    [`builtins.${name}`, target],
    [`__builtin__.${name}`, target],
  ]);

/** Full names, and what they stand for. */
export const pythonNames: ReadonlyMap<string, PythonName> = new Map<string, PythonName>([
  ['collections.OrderedDict', dictionary],
  ['collections.defaultdict', { call: () => new Map() }],
  ['argparse.Namespace', { call: () => new Namespace() }],
  ['_codecs.encode', encode],
  ...inBuiltins({
    dict: dictionary,
    set,
    frozenset: set,
    list: onlyMentioned,
    int: onlyMentioned,
    float: onlyMentioned,
  }),
]);
