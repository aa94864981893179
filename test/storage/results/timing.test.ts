import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { secondsEach, secondsIn } from '../../../src/storage/results/timing.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

describe('timing.jsonl', () => {
  it('gives the mean times that are known', () => {
    const folder = temporaryFolder();
    const rows = [
      { agent: 'a', index: 0, count: 10, seconds: 1 },
      { agent: 'a', index: 1, count: 30, seconds: 1 },
      { agent: 'b', index: 0, count: 0, seconds: 0 },
    ];
    writeFileSync(join(folder, 'timing.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect([...secondsEach<(typeof rows)[number]>(folder, ({ agent }) => agent)]).toEqual([['a', 2 / 40]]);
    expect(secondsIn(folder)).toBe(2);
  });

  it.each([
    ['none', undefined, 0],
    ['an empty one', '', 0],
    ['a line that was cut off', '{"count":1,"seconds":2}\n{"count":1,"se', 2],
    ['lines of something else', 'nonsense\nnull\n3\n{"count":"1","seconds":1}\n{"count":1,"seconds":2}\n', 2],
  ])('is not a result: %s is skipped', (_, text, seconds) => {
    const folder = temporaryFolder();
    if (text !== undefined) writeFileSync(join(folder, 'timing.jsonl'), text);
    expect(secondsIn(folder)).toBe(seconds);
  });
});
