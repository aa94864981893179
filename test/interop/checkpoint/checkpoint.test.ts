/** Limits on what a checkpoint may contain besides arrays: a hostile file costs little time and memory. */
import { describe, expect, it } from 'vitest';
import { checkpointOf } from '../../../src/interop/checkpoint/checkpoint.js';
import { FileArray } from '../../../src/interop/checkpoint/file-array.js';
import { chunkedArray } from '../../../src/interop/checkpoint/flax.js';

const array = new FileArray([1], () => Float32Array.of(5));

describe('checkpointOf', () => {
  it('passes over keys that are no texts and numbers, however deeply nested', () => {
    let key: unknown = 'x';
    for (let depth = 0; depth < 60; depth++) key = [key, key];
    const contents = new Map<unknown, unknown>([
      [key, array],
      ['w', array],
      [7, array],
    ]);
    expect([...checkpointOf('pickle', contents).arrays.keys()]).toEqual(['w', '7']);
  });

  it('refuses long keys', () => {
    const contents = new Map([['k'.repeat(257), new Map([['w', array]])]]);
    expect(() => checkpointOf('pickle', contents)).toThrow(
      'its dictionaries have a key of 257 characters: expected at most 256',
    );
  });

  it('keeps a limited number of texts and numbers, and all arrays', () => {
    const contents = new Map<unknown, unknown>(Array.from({ length: 20_000 }, (_, i) => [i, i]));
    contents.set('w', array);
    const { about, arrays } = checkpointOf('pickle', contents);
    expect(Object.keys(about)).toHaveLength(10_000);
    expect([...arrays.keys()]).toEqual(['w']);
  });
});

it.each([
  [{ __msgpack_chunked_array__: true, shape: null, chunks: {} }],
  [{ __msgpack_chunked_array__: true, shape: { 0: 1 }, chunks: null }],
  [{ __msgpack_chunked_array__: true }],
])('refuses chunks without shape: %o', (dictionary) => {
  expect(() => chunkedArray(dictionary)).toThrow('one of its arrays has no shape and chunks');
});
