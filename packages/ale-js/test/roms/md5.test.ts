import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { md5 } from '../../src/roms/md5.js';

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    '57edf4a22be3c955ac49da2e2107b67a',
  ],
])('the sum of "%s" is that of RFC 1321', (text, sum) => {
  expect(md5(new TextEncoder().encode(text))).toBe(sum);
});

test('agrees with Node for any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      expect(md5(bytes)).toBe(createHash('md5').update(bytes).digest('hex'));
    }),
  );
});
