import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeEvent, encodeRecord, fileVersion, sessionStart } from '../../../src/storage/runs/tensorboard.js';
import { crc32c, readEvent, readRecords } from '../../helpers/event-file.js';

describe('the reader of these tests', () => {
  it.each([
    // RFC 3720, appendix B.4, and the check value of the CRC catalogs
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['0 … 31', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
    ['123456789', new TextEncoder().encode('123456789'), 0xe3069283],
  ])('knows the CRC-32C of %s', (_, data, expected) => {
    expect(crc32c(data)).toBe(expected);
  });
});

describe('encodeRecord', () => {
  it('encodes records that can be read one after the other', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), (all) => {
        const file = Buffer.concat(all.map(encodeRecord));
        expect(readRecords(file).map((data) => [...data])).toEqual(all.map((data) => [...data]));
      }),
      { numRuns: 50 },
    );
  });

  it('has checksums that detect the change of any byte', () => {
    const record = encodeRecord(Uint8Array.of(1, 2, 3, 4, 5));
    fc.assert(
      fc.property(fc.nat(record.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const spoiled = record.slice();
        spoiled[at]! ^= change;
        expect(() => readRecords(spoiled)).toThrow(/checksum/);
      }),
    );
  });
});

describe('encodeEvent', () => {
  const read = (event: Parameters<typeof encodeEvent>[0]) => readRecords(encodeEvent(event)).map(readEvent);

  it.each([
    [
      { wallTime: 1.5, fileVersion },
      { wallTime: 1.5, step: 0, fileVersion: 'brain.Event:2', scalars: {}, plugins: {} },
    ],
    [
      { wallTime: 2, step: 7, sessionLog: { status: sessionStart } },
      { wallTime: 2, step: 7, session: 1, scalars: {}, plugins: {} },
    ],
    [
      { wallTime: 3, step: 100_000_000, summary: { value: [{ tag: 'train/loss', simpleValue: 0 }] } },
      { wallTime: 3, step: 100_000_000, scalars: { 'train/loss': 0 }, plugins: {} },
    ],
  ])('%j', (event, expected) => {
    expect(read(event)).toEqual([expected]);
  });

  it('keeps tags, steps up to 2^53 and numbers as float32', () => {
    const scalar = fc.record({ tag: fc.stringMatching(/^[a-zε/]{1,9}$/), simpleValue: fc.float({ noNaN: true }) });
    const values = fc.uniqueArray(scalar, { selector: ({ tag }) => tag });
    fc.assert(
      fc.property(fc.maxSafeNat(), values, (step, value) => {
        const expected = Object.fromEntries(value.map(({ tag, simpleValue }) => [tag, simpleValue]));
        const [event] = read({ wallTime: 0, step, summary: { value } });
        expect(event!.step).toBe(step);
        expect(Object.entries(event!.scalars).sort()).toEqual(Object.entries(expected).sort());
      }),
    );
  });
});
