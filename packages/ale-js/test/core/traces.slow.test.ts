import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type CoreTrace, runCoreTrace } from '../../src/conformance/core.js';
import { type CoreVector, runCoreVector } from '../../src/conformance/core-vectors.js';
import { newCore } from './bench.js';

const data = new URL('../../data/conformance/', import.meta.url);
const traces = readdirSync(new URL('core/traces/', data)).sort();
const vectors = JSON.parse(readFileSync(new URL('core-vectors.json', data), 'utf8')) as CoreVector[];

describe('recordings of the reference, byte for byte', () => {
  test('are all there', () => {
    expect(traces).toHaveLength(234);
    expect(vectors).toHaveLength(24);
  });

  test.each(traces)('%s', (file) => {
    const trace = JSON.parse(gunzipSync(readFileSync(new URL(`core/traces/${file}`, data))).toString()) as CoreTrace;
    expect(runCoreTrace(trace, newCore())).toBeUndefined();
  });

  test.each(vectors)('vector $name ($type)', (vector) => {
    expect(runCoreVector(vector, newCore())).toBeUndefined();
  });

  test('a trace that differs is detected', () => {
    const trace = JSON.parse(gunzipSync(readFileSync(new URL('core/traces/games-00.json.gz', data))).toString());
    trace.ram_crc[59] = 1;
    expect(runCoreTrace(trace, newCore())).toMatch(/^frame 60: ram crc: expected 1, got [0-9a-f]+$/);
  });
});
