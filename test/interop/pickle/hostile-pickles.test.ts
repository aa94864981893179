/** Pickles that would execute code in Python, or use all memory: nothing happens, and one line says what was refused. */
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/common/errors.js';
import { readCheckpoint } from '../../../src/interop/checkpoint/read-checkpoint.js';
import { bytesOf, type Part, pickle, stackGlobal, text } from '../../helpers/pickles.js';
import { processorMs } from '../../helpers/processor-time.js';

const u32 = (value: number) => Uint8Array.from([0, 8, 16, 24], (shift) => (value >>> shift) & 255);
const repeated = (count: number, ...parts: Part[]) => Buffer.concat(Array(count).fill(bytesOf(...parts)));

/** A zip as PyTorch writes it. */
const torchZip = (data: Uint8Array, files: Record<string, Uint8Array> = {}) =>
  zipSync({ 'archive/data.pkl': data, 'archive/byteorder': Buffer.from('little'), ...prefixed(files) }, { level: 0 });
const prefixed = (files: Record<string, Uint8Array>) =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`archive/${name}`, bytes]));

/** ('storage', torch.FloatStorage, key, 'cpu', size) as a persistent id. */
const storage = (key: string, size: number) =>
  bytesOf('(', text('storage'), 'ctorch\nFloatStorage\n', text(key), text('cpu'), 'J', u32(size), 'tQ');
/** {name: tensor} */
const tensor = (shape: Uint8Array, strides: Uint8Array, { size = 4, offset = 0, key = '0' } = {}) =>
  pickle('}', text('w'), 'ctorch._utils\n_rebuild_tensor_v2\n', '(', storage(key, size), 'J', u32(offset), shape, strides, 0x89, '}', 'tR', 's'); // biome-ignore format: opcodes
const long = (exponent: number) =>
  bytesOf(0x8a, 8, ...Array.from({ length: 8 }, (_, i) => (i === exponent >> 3 ? 1 << (exponent & 7) : 0)));
const four = new Uint8Array(16);

function refusalOf(bytes: Uint8Array): string {
  try {
    readCheckpoint(bytes, 'file');
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  return 'nothing was refused';
}

const executes: readonly (readonly [what: string, bytes: Uint8Array, name: string])[] = [
  ['GLOBAL and REDUCE', pickle('cos\nsystem\n', text('id'), 0x85, 'R'), 'os.system'],
  ['posix.system', pickle('cposix\nsystem\n', text('id'), 0x85, 'R'), 'posix.system'],
  ['STACK_GLOBAL', pickle(stackGlobal('builtins', 'eval'), text('1'), 0x85, 'R'), 'builtins.eval'],
  [
    'a name with dots',
    pickle(stackGlobal('collections', 'OrderedDict.__class__')),
    'collections.OrderedDict.__class__',
  ],
  ['a name of every JavaScript object', pickle(stackGlobal('constructor', 'constructor')), 'constructor.constructor'],
  ['__proto__', pickle(stackGlobal('__proto__', '__proto__')), '__proto__.__proto__'],
  ['INST', pickle('(', text('id'), 'ios\nsystem\n'), 'os.system'],
  ['OBJ', pickle('(cos\nsystem\n', text('id'), 'o'), 'os.system'],
  ['NEWOBJ', pickle('csubprocess\nPopen\n', text('id'), 0x85, 0x81), 'subprocess.Popen'],
  ['NEWOBJ_EX', pickle('ccollections\nOrderedDict\n', ')', '}', 0x92), 'an object with named arguments'],
  [
    'an argument of a call that is allowed',
    pickle('ccollections\nOrderedDict\n', stackGlobal('os', 'system'), 0x85, 'R'),
    'os.system',
  ],
  ['a default factory', pickle('ccollections\ndefaultdict\n', 'cos\nabort\n', 0x85, 'R'), 'os.abort'],
  ['getattr', pickle('c__builtin__\ngetattr\n'), '__builtin__.getattr'],
  ['copyreg', pickle('ccopyreg\n_reconstructor\n'), 'copyreg._reconstructor'],
  ['torch.load within', pickle('ctorch\nload\n'), 'torch.load'],
  ['torch.hub', pickle('ctorch.hub\nload\n'), 'torch.hub.load'],
  ['numpy.load', pickle('cnumpy\nload\n'), 'numpy.load'],
  ['a class of the user', pickle('c__main__\nQNetwork\n', ')', 0x81), '__main__.QNetwork'],
  ['the state of a class', pickle('ctorch\nFloatStorage\n', '}', 'b'), 'torch.FloatStorage'],
  ['a call of what is no function', pickle('}', ')', 'R'), 'calls a dictionary'],
  ['a call of a storage class', pickle('ctorch\nFloatStorage\n', ')', 'R'), 'torch.FloatStorage'],
  ['a call without a tuple', pickle('ccollections\nOrderedDict\n', 'K', 1, 'R'), 'without a tuple of arguments'],
  ['EXT1', pickle(0x82, 1), 'the extension registry'],
  ['EXT2', pickle(0x83, 1, 0), 'the extension registry'],
  ['EXT4', pickle(0x84, 1, 0, 0, 0), 'the extension registry'],
  ['NEXT_BUFFER', pickle(0x97), 'a buffer outside of it'],
  ['a persistent id of a plain pickle', pickle(text('id'), 'Q'), 'persistent ids'],
  ['escape sequences in a name', pickle('cos\x1b[2J\nsystem\n'), 'os\\u001b[2J.system'],
];

describe('a hostile pickle', () => {
  it.each(executes)('executes nothing: %s', (_, bytes, name) => {
    for (const file of [bytes, torchZip(bytes)]) {
      const isPersistent = name === 'persistent ids' && file !== bytes;
      expect(refusalOf(file)).toContain(isPersistent ? 'expected a storage of tensors' : name);
      expect(refusalOf(file)).toMatch(/^file cannot be imported: .+$/);
    }
  });

  it.each<[string, Uint8Array, string]>([
    ['another kind', bytesOf('(', text('module'), 'tQ'), 'expected a storage of tensors'],
    [
      'another class',
      bytesOf('(', text('storage'), 'ccollections\nOrderedDict\n', text('0'), text('cpu'), 'K', 1, 'tQ'),
      'refers to "collections.OrderedDict": expected a storage',
    ],
    ['a text', bytesOf('Pos.system\n'), 'expected a storage of tensors'],
    ['a size below 0', storage('0', 2 ** 32 - 1), 'expected a storage of tensors'],
  ])('is refused with the persistent id of %s', (_, id, message) => {
    expect(refusalOf(torchZip(pickle(id)))).toContain(message);
  });

  it.each<[string, Uint8Array, string]>([
    [
      'a shape of 2^40',
      torchZip(tensor(bytesOf(long(40), 0x85), bytesOf('K', 0, 0x85)), { 'data/0': four }),
      "more than 33554432 values, at 'w'",
    ],
    [
      'a shape of 2^60 by 2^60',
      torchZip(tensor(bytesOf(long(60), long(60), 0x86), bytesOf('K', 0, 'K', 0, 0x86)), { 'data/0': four }),
      'an array has no shape',
    ],
    [
      'a stride beyond its storage',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf('K', 4, 0x85)), { 'data/0': four }),
      'expected 20 bytes for an array of shape [2], got 16',
    ],
    [
      'an offset beyond its storage',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf('K', 1, 0x85), { offset: 3 }), { 'data/0': four }),
      'expected 20 bytes',
    ],
    [
      'a stride below 0',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf('J', u32(2 ** 32 - 1), 0x85)), { 'data/0': four }),
      'without an offset and strides',
    ],
    [
      'too few strides',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf(')')), { 'data/0': four }),
      'without an offset and strides',
    ],
    [
      'a storage that is cut short',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf('K', 1, 0x85), { size: 5 }), { 'data/0': four }),
      'expected 20 bytes in its storage "0", got 16',
    ],
    [
      'a missing storage',
      torchZip(tensor(bytesOf('K', 2, 0x85), bytesOf('K', 1, 0x85), { key: '../../x' })),
      'its storage "../../x" is missing',
    ],
    [
      'the byte order of other machines',
      zipSync({ 'a/data.pkl': pickle('}'), 'a/byteorder': Buffer.from('big') }),
      'was written on a big-endian machine',
    ],
    [
      'a program',
      zipSync({ 'a/data.pkl': pickle('}'), 'a/code/__torch__.py': Buffer.from('x') }),
      'it is a TorchScript program',
    ],
    [
      'another zip',
      zipSync({ 'a.txt': Buffer.from('x') }),
      'it is a zip without data.pkl (PyTorch), policy.pth (Stable-Baselines3) and model.pt (PFRL)',
    ],
    [
      'a list that contains itself 2^64 times',
      pickle(']', ...Array.from({ length: 64 }, () => bytesOf('2', 0x86))),
      'nested more than 16 levels deep',
    ],
    [
      '2^30 names for a value',
      pickle(
        '}',
        0x94,
        ...Array.from({ length: 12 }, (_, i) =>
          bytesOf('}', 0x94, '(', ...Array.from({ length: 6 }, (_, k) => bytesOf('K', k, 'h', i)), 'u'),
        ),
      ),
      'contains more than 500000 values',
    ],
    [
      'dictionaries in dictionaries',
      pickle(repeated(100_000, '}', text('a')), 'N', repeated(100_000, 's')),
      'nested more than 16 levels deep',
    ],
    [
      'a list copied 30,000 times',
      pickle(
        'cbuiltins\nset\n',
        0x94,
        '0',
        ']',
        '(',
        repeated(30_000, 'N'),
        'e',
        0x85,
        0x94,
        '0',
        repeated(30_000, 'h', 0, 'h', 1, 'R', '0'),
      ),
      'copies more than 134217728 values',
    ],
    ['3,000,000 opcodes', pickle(repeated(1_500_000, 'N0')), 'has more than 2000000 opcodes'],
  ])('is refused with %s', (_, bytes, message) => {
    const start = processorMs();
    expect(refusalOf(bytes)).toContain(message);
    expect(processorMs() - start).toBeLessThan(10_000);
  });
});
