import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { isZip, zipEntries } from '../../src/files/zip.js';

const contents = fc.dictionary(
  fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }).filter((name) => !/\/|^__proto__$/.test(name)),
  fc.tuple(fc.uint8Array({ maxLength: 2000 }), fc.constantFrom(0, 6)),
  { minKeys: 1, maxKeys: 6, noNullPrototype: true },
);
type Zippable = Parameters<typeof zipSync>[0];
const packed = (files: Record<string, [Uint8Array, number]>) =>
  zipSync(
    Object.fromEntries(Object.entries(files).map(([name, [bytes, level]]) => [name, [bytes, { level }]])) as Zippable,
  );

describe('a zip', () => {
  test('gives back what was put into it', () => {
    fc.assert(
      fc.property(contents, (files) => {
        const zip = packed(files);
        expect(isZip(zip)).toBe(true);
        const got = zipEntries(zip).map(({ name, claimedBytes, unpack }) => {
          expect(unpack(2000)?.length).toBe(claimedBytes);
          return [name, [...(unpack(2000) ?? [])]];
        });
        const put = Object.entries(files).map(([name, [bytes]]) => [name, [...bytes]]);
        expect(Object.fromEntries(got)).toEqual(Object.fromEntries(put));
      }),
    );
  });

  test('gives nothing larger than is wanted', () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i >> 2);
    for (const level of [0, 6]) {
      const [entry] = zipEntries(packed({ a: [bytes, level] }));
      expect([entry!.unpack(999), entry!.unpack(1000)?.length]).toEqual([undefined, 1000]);
    }
  });

  test('leaves folders out', () => {
    expect(zipEntries(zipSync({ a: { b: Uint8Array.of(1) }, c: {} })).map(({ name }) => name)).toEqual(['a/b']);
  });

  test('that is cut or changed gives an error or other bytes, never more, and never hangs', () => {
    fc.assert(
      fc.property(contents, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (files, at, change, cut) => {
        const zip = packed(files);
        const place = at % zip.length;
        const damaged = cut ? zip.subarray(0, place) : zip.map((byte, i) => (i === place ? byte ^ change : byte));
        let total = 0;
        try {
          for (const { unpack } of zipEntries(damaged)) total += unpack(2000)?.length ?? 0;
        } catch (error) {
          expect((error as Error).message).toMatch(/^.+$/);
        }
        expect(total).toBeLessThanOrEqual(6 * 2000);
      }),
      { numRuns: 500 },
    );
  });
});
