/** Parts of pieces of work that are not finished. */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { unfinishedPieces } from '../../../src/storage/results/unfinished.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const schema = z.object({ step: z.int() });
const key = ['toy', 1, null];

function opened() {
  const folder = temporaryFolder();
  const pieces = unfinishedPieces(folder, schema);
  const home = join(folder, 'unfinished');
  return { pieces, home, file: () => join(home, readdirSync(home)[0]!) };
}

describe('unfinished pieces', () => {
  it('keep the parts of each piece, in order, until they are dropped', () => {
    const { pieces, home } = opened();
    expect([pieces.exist, pieces.partsOf(key)]).toEqual([false, []]);
    pieces.add(key, { step: 1 });
    pieces.add(['other'], { step: 5 });
    pieces.add(key, { step: 2 });
    expect(pieces.exist).toBe(true);
    expect(pieces.partsOf(key)).toEqual([{ step: 1 }, { step: 2 }]);
    pieces.drop(key);
    expect([pieces.partsOf(key), pieces.partsOf(['other'])]).toEqual([[], [{ step: 5 }]]);
    pieces.drop(['other']);
    pieces.drop(['other']);
    expect(existsSync(home)).toBe(false);
  });

  it('lose half a line, which a killed process leaves', () => {
    const { pieces, file } = opened();
    pieces.add(key, { step: 1 });
    appendFileSync(file(), '{"step":2');
    expect(pieces.partsOf(key)).toEqual([{ step: 1 }]);
    pieces.add(key, { step: 3 });
    expect(readFileSync(file(), 'utf8')).toBe('{"step":1}\n{"step":3}\n');
  });

  it.each([
    ['{"step":"x"}', /line 2 is not a valid row: step: expected number, got "x": delete .*unfinished.*jsonl/],
    ['step', /line 2 is not valid JSON: delete/],
  ])('refuse a part that is damaged: %s', (line, message) => {
    const { pieces, file } = opened();
    pieces.add(key, { step: 1 });
    appendFileSync(file(), `${line}\n`);
    expect(() => pieces.partsOf(key)).toThrow(message);
  });
});
