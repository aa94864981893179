/** Tensors of PyTorch in pickles (torch/_utils.py, torch/serialization.py). Their bytes lie outside of the pickle. */

import { shown } from '../../common/printable.js';
import { type FloatType, floatBytes } from '../../files/float-types.js';
import { Global, type PythonName } from '../pickle/machine.js';
import { pythonNames } from '../pickle/python-names.js';
import { decoderOf, FileArray, isNaturals, shapeIn } from './file-array.js';
import { numpyNames } from './numpy-names.js';

/** Storage class → type and size of its numbers. */
const storageTypes: Readonly<Record<string, { readonly float?: FloatType; readonly bytes: number }>> = {
  DoubleStorage: { float: 'float64', bytes: floatBytes.float64 },
  FloatStorage: { float: 'float32', bytes: floatBytes.float32 },
  HalfStorage: { float: 'float16', bytes: floatBytes.float16 },
  BFloat16Storage: { float: 'bfloat16', bytes: floatBytes.bfloat16 },
  LongStorage: { bytes: 8 },
  IntStorage: { bytes: 4 },
  ShortStorage: { bytes: 2 },
  CharStorage: { bytes: 1 },
  ByteStorage: { bytes: 1 },
  BoolStorage: { bytes: 1 },
};

/** Numbers that tensors are views of. */
class Storage {
  constructor(
    readonly float: FloatType | undefined,
    /** Returns the bytes. */
    readonly read: () => Uint8Array,
  ) {}
}

/** Returns the bytes of a storage, of which there must be `byteCount`. */
export type ReadStorage = (key: string, byteCount: number) => Uint8Array;

/**
 * Returns the function for persistent ids: ('storage', class, key, device, number of elements).
 * @param onStorage is told the size of a storage's elements
 */
export const storages =
  (read: ReadStorage, onStorage: (key: string, itemBytes: number) => void = () => {}) =>
  (id: unknown): Storage => {
    const [kind, type, key, , size, view] = Array.isArray(id) ? id : [];
    const name = type instanceof Global ? type.name.replace(/^torch\./, '') : '';
    if (kind !== 'storage' || typeof key !== 'string' || !isNaturals([size]) || !Object.hasOwn(storageTypes, name)) {
      throw new Error(`the pickle refers to ${shown(name || kind)}: expected a storage of tensors`);
    }
    // Files of PyTorch before 0.4 could contain views.
    if (view)
      throw new Error('its storages are views of others, which is not read: save it again with PyTorch 1.6 or later');
    const { float, bytes } = storageTypes[name]!;
    onStorage(key, bytes);
    return new Storage(float, () => read(key, size * bytes));
  };

/** (storage, offset, shape, strides, …) */
const tensor: PythonName = {
  call([storage, offset, lengths, strides]) {
    const shape = shapeIn(lengths);
    if (!(storage instanceof Storage)) throw new Error('the pickle contains a tensor without a storage');
    if (!isNaturals([offset]) || !isNaturals(strides) || strides.length !== shape.length) {
      throw new Error(`the pickle contains a tensor of shape [${shape}] without an offset and strides`);
    }
    const { float: type, read } = storage;
    return new FileArray(shape, decoderOf({ type, shape, strides, offset: Number(offset), storage: read }));
  },
};

const parameter: PythonName = { call: ([data]) => data };
const size: PythonName = { call: ([lengths]) => lengths };
const device: PythonName = { call: ([name]) => name };
const types = ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int16', 'int8', 'uint8', 'bool'];

/** The names that are allowed in checkpoints. */
export const torchNames: ReadonlyMap<string, PythonName> = new Map([
  ...pythonNames,
  ...numpyNames,
  ...Object.keys(storageTypes).map((name): [string, PythonName] => [`torch.${name}`, {}]),
  ...types.map((name): [string, PythonName] => [`torch.${name}`, {}]),
  ['torch._utils._rebuild_tensor', tensor],
  ['torch._utils._rebuild_tensor_v2', tensor],
  ['torch._utils._rebuild_parameter', parameter],
  ['torch._utils._rebuild_parameter_with_state', parameter],
  ['torch.nn.parameter.Parameter', parameter],
  ['torch.Size', size],
  ['torch.device', device],
]);
