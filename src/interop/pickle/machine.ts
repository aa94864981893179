/** The stack machine of pickles: its state, and the operations on objects. Calls are made to an allow-list alone. */
import { shown } from '../../common/printable.js';
import { type ByteReader, createByteReader } from './byte-reader.js';

/** Limits the copies that calls make, in elements or bytes. @throws Error beyond the limit */
type Spend = (amount: number) => void;

/** A Python function or class on the allow-list. Names without `call` may only be mentioned. */
export interface PythonName {
  call?(args: readonly unknown[], spend: Spend): unknown;
}

/** An object whose state a pickle sets after the object was created. */
export interface Stateful {
  setState(state: unknown): void;
}

export interface PickleOptions {
  /** Full names, such as `collections.OrderedDict`, and what they stand for. */
  readonly allowed: ReadonlyMap<string, PythonName>;
  /** Returns the object of a persistent id. */
  persistent?(id: unknown): unknown;
  /** Offset of the pickle; default 0. */
  readonly start?: number;
}

/** Most elements and bytes that calls copy. */
const mostCopied = 2 ** 27;

/** A name that has been looked up. */
export class Global {
  constructor(
    readonly name: string,
    readonly target: PythonName,
  ) {}
}

export interface Machine {
  readonly reader: ByteReader;
  readonly options: PickleOptions;
  readonly memo: Map<number, unknown>;
  readonly spend: Spend;
  push(value: unknown): void;
  pop(): unknown;
  top(): unknown;
  mark(): void;
  /** Returns the values since the last mark and removes them from the stack. */
  popMark(): unknown[];
}

export function createMachine(bytes: Uint8Array, options: PickleOptions): Machine {
  const stack: unknown[] = [];
  const marks: number[] = [];
  let copied = 0;
  const expectFilled = () => {
    if (stack.length <= (marks.at(-1) ?? 0)) throw new Error('the pickle takes a value from an empty stack');
  };
  return {
    reader: createByteReader(bytes, options.start),
    options,
    memo: new Map(),
    spend(amount) {
      copied += amount;
      if (copied > mostCopied) throw new Error(`the pickle copies more than ${mostCopied} values`);
    },
    push: (value) => void stack.push(value),
    pop() {
      expectFilled();
      return stack.pop();
    },
    top() {
      expectFilled();
      return stack.at(-1);
    },
    mark: () => void marks.push(stack.length),
    popMark() {
      const mark = marks.pop();
      if (mark === undefined) throw new Error('the pickle lacks a mark');
      return stack.splice(mark);
    },
  };
}

/** Pushes a Python name. @throws Error that names it unless it is allowed */
export function pushName({ options, push }: Machine, module: unknown, name: unknown): void {
  const full = typeof module === 'string' && typeof name === 'string' ? `${module}.${name}` : 'a value that is no name';
  const target = options.allowed.get(full);
  if (!target) {
    throw new Error(
      `the pickle refers to Python's ${shown(full, 80)}, which is not read (only tensors, arrays, dictionaries, lists, texts and numbers are); nothing of the file was executed. Save the weights alone: torch.save(network.state_dict(), "network.pt")`,
    );
  }
  push(new Global(full, target));
}

export function pushCall({ spend, push }: Machine, callee: unknown, args: unknown): void {
  if (!(callee instanceof Global)) throw new Error(`the pickle calls ${kindOf(callee)}: expected a function`);
  if (!Array.isArray(args)) throw new Error(`the pickle calls ${callee.name} without a tuple of arguments`);
  if (!callee.target.call) throw new Error(`the pickle calls ${callee.name}, which is not read`);
  push(callee.target.call(args, spend));
}

export function pushPersistent({ options, push }: Machine, id: unknown): void {
  if (!options.persistent) throw new Error('the pickle refers to objects outside of it (persistent ids)');
  push(options.persistent(id));
}

export function pushStored({ memo, push }: Machine, key: number): void {
  if (!memo.has(key)) throw new Error(`the pickle refers to the value ${key}, which it has not stored`);
  push(memo.get(key));
}

export function setState(object: unknown, state: unknown): void {
  if (isStateful(object)) object.setState(state);
  // Attributes of dictionaries, such as the _metadata of PyTorch's state dicts, say nothing about the network.
  else if (!(object instanceof Map)) throw new Error(`the pickle sets the state of ${kindOf(object)}, which has none`);
}

const isStateful = (object: unknown): object is Stateful =>
  typeof object === 'object' && object !== null && 'setState' in object;

export function append(list: unknown, values: readonly unknown[]): void {
  if (!Array.isArray(list)) throw new Error(`the pickle appends to ${kindOf(list)}: expected a list`);
  for (const value of values) list.push(value);
}

export function setItems(dictionary: unknown, items: readonly unknown[]): Map<unknown, unknown> {
  if (!(dictionary instanceof Map))
    throw new Error(`the pickle sets items of ${kindOf(dictionary)}: expected a dictionary`);
  if (items.length % 2 !== 0) throw new Error('the pickle has a key without a value');
  for (let i = 0; i < items.length; i += 2) dictionary.set(items[i], items[i + 1]);
  return dictionary;
}

export function addItems(set: unknown, items: readonly unknown[]): void {
  if (!(set instanceof Set)) throw new Error(`the pickle adds items to ${kindOf(set)}: expected a set`);
  for (const item of items) set.add(item);
}

function kindOf(value: unknown): string {
  if (value instanceof Global) return value.name;
  if (value === null) return 'None';
  if (Array.isArray(value)) return 'a list';
  return value instanceof Map ? 'a dictionary' : `a value of the type ${typeof value}`;
}
