/** What the live page is given: files that are too large, damaged, or not what they claim to be. */
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readDropped } from '../../web/live/catalog.js';
import type { RemoteEngine } from '../../web/live/engine/client.js';
import type { StepView } from '../../web/live/engine/engine.js';
import { createSession } from '../../web/live/session.js';
import { addFile, closeSync, fstatSync, openSync, readSync } from '../../web/platform/node-fs.js';
import { inflateRawSync } from '../../web/platform/node-zlib.js';
import { refusal } from '../helpers/refusal.js';

const MiB = 1024 ** 2;

describe('inflateRawSync of a page', () => {
  it('unpacks what Node packs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40_000 }), fc.integer({ min: 0, max: 9 }), (bytes, level) => {
        expect(Buffer.from(inflateRawSync(deflateRawSync(bytes, { level }))).equals(Buffer.from(bytes))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('stops soon after the bytes that it may return', () => {
    const bomb = deflateRawSync(Buffer.alloc(200 * MiB));
    expect(inflateRawSync(deflateRawSync(Buffer.alloc(100)), { maxOutputLength: 100 })).toHaveLength(100);
    const begin = process.memoryUsage().arrayBuffers;
    expect(() => inflateRawSync(bomb, { maxOutputLength: MiB })).toThrow(
      expect.objectContaining({ code: 'ERR_BUFFER_TOO_LARGE' }),
    );
    expect(process.memoryUsage().arrayBuffers - begin).toBeLessThan(100 * MiB);
  });

  it('refuses data that is cut short', () => {
    const packed = deflateRawSync(Buffer.from('a text that is long enough to be packed, packed, packed'));
    expect(() => inflateRawSync(packed.subarray(0, packed.length - 4))).toThrow();
  });
});

it('keeps no file open that was closed', () => {
  addFile('a', new Uint8Array([1, 2, 3]));
  const [first, second] = [openSync('a'), openSync('a')];
  closeSync(first);
  expect(fstatSync(second).size).toBe(3);
  expect(() => fstatSync(first)).toThrow();
  const bytes = new Uint8Array(3);
  expect([readSync(second, bytes, 0, 3), [...bytes]]).toEqual([3, [1, 2, 3]]);
  closeSync(second);
});

describe('readDropped', () => {
  const dropped = (path: string, bytes: Uint8Array) =>
    readDropped([{ path, file: new File([bytes as BlobPart], path.split('/').at(-1)!) }]);

  it('takes networks and ROMs out of a zip', async () => {
    const zip = zipSync({
      'run/model.json': Buffer.from('{}'),
      'notes.txt': Buffer.from('no'),
      'g.bin': Buffer.from([7]),
    });
    const { agent, roms } = await dropped('run.zip', zip);
    expect(Object.keys(agent)).toEqual(['run/model.json']);
    expect(roms.map(({ name, bytes }) => [name, ...bytes])).toEqual([['g.bin', 7]]);
  });

  it('unpacks no more than a network may have, of all files together', async () => {
    const part = new Uint8Array(50 * MiB);
    const zip = zipSync({ 'a.onnx': part, 'b.onnx': part, 'c.onnx': part });
    expect(zip.length).toBeLessThan(MiB);
    expect(await refusal(dropped('bomb.zip', zip))).toMatch(
      /bomb\.zip: expected at most 128 MiB .* got more with c\.onnx/,
    );
  });

  it('allocates nothing for the size that a zip claims', async () => {
    const zip = zipSync(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`${i}.onnx`, Buffer.alloc(100)])));
    const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
    for (let at = 0; at < zip.length - 4; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 500 * MiB, true);
    }
    const { agent } = await dropped('claims.zip', zip);
    expect(Object.values(agent).map(({ length }) => length)).toEqual(Array(50).fill(100));
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a text', Buffer.from('this is a text, and no zip file at all')],
    ['half of one', zipSync({ 'a.onnx': Buffer.alloc(1000, 'x') }).subarray(0, 60)],
  ])('refuses %s as a zip in one line', async (_, bytes) => {
    expect(await refusal(dropped('a.zip', bytes))).toMatch(
      /^a\.zip: expected a zip file, got another or a damaged one/,
    );
  });
});

describe('a session', () => {
  const view = (step: number, isLast: boolean) => ({ step, end: isLast ? 'terminated' : null }) as unknown as StepView;

  /** An engine whose episode has so many steps. */
  function engineOf(steps: number): RemoteEngine {
    let played = 0;
    return {
      step: async () => (played < steps ? view(played, ++played === steps) : undefined),
    } as unknown as RemoteEngine;
  }

  function sessionOf(engines: RemoteEngine[]) {
    const shown: (number | undefined)[][] = [];
    const errors: string[] = [];
    const session = createSession({
      engines,
      onViews: (views, isShown) => void (isShown && shown.push(views.map((each) => each?.step))),
      onState: () => {},
      onError: (error) => errors.push((error as Error).message),
    });
    return { session, shown, errors };
  }

  it('shows the last step of an episode that ends before the step of a link', async () => {
    const { session, shown } = sessionOf([engineOf(3), engineOf(5)]);
    await session.skip(100);
    expect(shown).toEqual([[undefined, 4]]);
  });

  it('reports a step that fails', async () => {
    const broken = { step: () => Promise.reject(new Error('no memory')) } as unknown as RemoteEngine;
    const { session, errors } = sessionOf([broken]);
    expect([await session.step(), errors]).toEqual([false, ['no memory']]);
  });
});
