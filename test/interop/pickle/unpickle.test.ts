import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pythonNames } from '../../../src/interop/pickle/python-names.js';
import { unpickle } from '../../../src/interop/pickle/unpickle.js';
import { bytesOf, pickle, text } from '../../helpers/pickles.js';

const unpickled = (bytes: Uint8Array) => unpickle(bytes, { allowed: pythonNames }).value;

describe('unpickle', () => {
  // What Python's pickle.dumps writes.
  it.each<[string, Uint8Array, unknown]>([
    ['None', pickle('N'), null],
    ['False and True', pickle(0x89, 0x88, 0x86), [false, true]],
    ['integers of protocol 0', bytesOf('(I01\nI00\nI-12\nL5L\nl.'), [true, false, -12, 5]],
    ['BININT', pickle('J', 0xfe, 0xff, 0xff, 0xff), -2],
    ['BININT1 and BININT2', pickle('K', 200, 'M', 0x34, 0x12, 0x86), [200, 0x1234]],
    ['LONG1', pickle(0x8a, 2, 0x00, 0x80), -0x8000],
    ['LONG1 of 0', pickle(0x8a, 0), 0],
    ['LONG1 beyond 2^53', pickle(0x8a, 9, 0, 0, 0, 0, 0, 0, 0, 0, 1), 2n ** 64n],
    ['LONG4', pickle(0x8b, 1, 0, 0, 0, 5), 5],
    ['floats', bytesOf(']F1.5\na', 'G', 0xbf, 0xe0, 0, 0, 0, 0, 0, 0, 'a.'), [1.5, -0.5]],
    ['texts of protocol 0', bytesOf('(S\'ab\'\nS"c"\nVd\nl.'), ['ab', 'c', 'd']],
    ['BINSTRING and SHORT_BINSTRING', pickle('T', 1, 0, 0, 0, 0xe9, 'U', 1, 'b', 0x86), ['é', 'b']],
    ['BINUNICODE', pickle('X', 2, 0, 0, 0, 0xc3, 0xa9), 'é'],
    ['BINUNICODE8', pickle(0x8d, 1, 0, 0, 0, 0, 0, 0, 0, 'a'), 'a'],
    ['BINBYTES', pickle('B', 1, 0, 0, 0, 7), Uint8Array.of(7)],
    ['SHORT_BINBYTES', pickle('C', 1, 7), Uint8Array.of(7)],
    ['BYTEARRAY8', pickle(0x96, 1, 0, 0, 0, 0, 0, 0, 0, 7), Uint8Array.of(7)],
    ['tuples', pickle(')', 'K', 1, 0x85, 'K', 2, 'K', 3, 'K', 4, 0x87, 0x87), [[], [1], [2, 3, 4]]],
    ['a tuple after a mark', pickle('(', 'K', 1, 'K', 2, 't'), [1, 2]],
    ['lists', pickle(']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e'), [1, 2, 3]],
    ['dictionaries', pickle('}', text('a'), 'K', 1, 's', '(', text('b'), 'K', 2, 'u'), new Map([['a', 1], ['b', 2]])], // biome-ignore format: a row
    ['a dictionary of protocol 0', bytesOf("(S'a'\nI1\nd."), new Map([['a', 1]])],
    ['sets', pickle(0x8f, '(', 'K', 1, 0x90, '(', 'K', 2, 0x91, 0x86), [new Set([1]), new Set([2])]],
    ['memory', pickle('K', 1, 0x94, '0', 'K', 2, 'q', 1, 'h', 0, 'j', 1, 0, 0, 0, 0x87), [2, 1, 2]],
    ['memory of protocol 0', bytesOf('I1\np7\n0I2\ng7\n', 0x86, '.'), [2, 1]],
    ['POP, POP_MARK and DUP', pickle('K', 1, 'K', 2, '0', '(', 'K', 3, '1', '2', 0x86), [1, 1]],
    ['FRAME', pickle(0x95, 2, 0, 0, 0, 0, 0, 0, 0, 'K', 1), 1],
    ['OrderedDict', pickle('ccollections\nOrderedDict\n', ')', 'R', text('a'), 'N', 's'), new Map([['a', null]])],
    [
      'OrderedDict of pairs',
      pickle('ccollections\nOrderedDict\n', ']', text('a'), 'K', 1, 0x86, 'a', 0x85, 'R'),
      new Map([['a', 1]]),
    ],
    ['attributes of a dictionary, which are left out', pickle('}', '}', text('_metadata'), 'N', 's', 'b'), new Map()],
    [
      'argparse.Namespace',
      pickle('cargparse\nNamespace\n', ')', 0x81, '}', text('seed'), 'K', 1, 's', 'b'),
      new Map([['seed', 1]]),
    ],
    ['bytes of protocol 2', bytesOf(0x80, 2, 'c_codecs\nencode\n', 'X', 2, 0, 0, 0, 0xc3, 0xbf, 'X', 6, 0, 0, 0, 'latin1', 0x86, 'R.'), Uint8Array.of(0xff)], // biome-ignore format: a row
    ['INST and OBJ', bytesOf('(i__builtin__\nset\n0(c__builtin__\ndict\no.'), new Map()],
  ])('%s', (_, bytes, value) => {
    const got = unpickled(bytes);
    expect(got instanceof Map ? new Map(got) : got).toEqual(value);
  });

  it('says where it ended', () => {
    expect(unpickle(bytesOf('xxN.yy'), { allowed: pythonNames, start: 2 })).toEqual({ value: null, end: 4 });
  });

  it.each<[string, Uint8Array, string]>([
    ['nothing', bytesOf(), 'it is truncated'],
    ['no STOP', bytesOf('N'), 'it is truncated'],
    ['a line without end', bytesOf('cos'), 'it is truncated'],
    ['an unknown opcode', bytesOf('NZ.'), 'the pickle contains the unknown opcode 90 at offset 1'],
    ['an empty stack', bytesOf('0.'), 'takes a value from an empty stack'],
    ['values below a mark', bytesOf('N(0.'), 'takes a value from an empty stack'],
    ['no mark', bytesOf('Nt.'), 'the pickle lacks a mark'],
    ['a text longer than the file', bytesOf('X', 0xff, 0xff, 0xff, 0xff, 'a.'), 'it is truncated'],
    ['a length beyond 2^53', bytesOf(0x8e, 255, 255, 255, 255, 255, 255, 255, 255, '.'), 'a length of more than 2^53'],
    ['an integer of 10^9 digits', bytesOf(0x8b, 0xff, 0xff, 0xff, 0x7f, '.'), 'it is truncated'],
    ['an integer of 33 bytes', bytesOf(0x8a, 33, 'x'.repeat(33), '.'), 'an integer of 33 bytes'],
    ['an integer that is none', bytesOf('I1e9\n.'), 'contains "1e9": expected an integer'],
    ['memory that is not set', bytesOf('h', 3, '.'), 'refers to the value 3, which it has not stored'],
    ['a key without a value', bytesOf('(Nd.'), 'has a key without a value'],
    ['items of a list', bytesOf(']NNs.'), 'sets items of a list: expected a dictionary'],
    ['elements of a dictionary', bytesOf('}Na.'), 'appends to a dictionary: expected a list'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => unpickled(bytes)).toThrow(message);
  });

  it('gives a value or an error in one line for any bytes', () => {
    const opcodes = [
      ...'(012NIJKMLFGSTUVXBC)tl]aed}supqrghjcRiobPQ',
      '\n',
      '\x80',
      '\x85',
      '\x88',
      '\x8a',
      '\x8c',
      '\x93',
      '\x94',
    ];
    const program = fc.array(fc.oneof(fc.constantFrom(...opcodes), fc.integer({ min: 0, max: 255 })), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(program, (parts) => {
        let message = 'a value';
        try {
          unpickled(bytesOf(...parts, '.'));
        } catch (error) {
          message = (error as Error).message;
          expect((error as Error).name).toBe('Error');
        }
        expect(message).toMatch(/^.+$/);
      }),
      { numRuns: 3000 },
    );
  });
});
