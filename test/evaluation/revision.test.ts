/** Lines that an earlier version computed are kept and reported, and mixed with no others. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { asWriter, openResultFolder, type ResultFolder } from '../../src/storage/results/result-folder.js';
import { resultFolderKind } from '../../src/storage/results/settings.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const kind = { name: 'evaluation', noun: 'an evaluation' };

/** Opens it, and does something with it as its one writer. */
async function using<T>(folder: string, changes: object, use: (opened: ResultFolder<object>) => T): Promise<T> {
  return asWriter(folder, resultFolderKind(kind), (lease) =>
    use(
      openResultFolder(folder, lease, {
        ...{
          kind,
          lines: 'episodes',
          schema: z.looseObject({}),
          identity: {},
          choices: { lambdas: [1] },
          products: [],
        },
        keyOf: (line) => [JSON.stringify(line)],
        ...changes,
      }),
    ),
  );
}
const settingsOf = (folder: string) => JSON.parse(readFileSync(join(folder, 'settings.json'), 'utf8'));

/** A folder as that revision left it; 1 is not named. */
async function folderOf(revision: number | undefined, lines: number): Promise<string> {
  const folder = temporaryFolder();
  await using(folder, {}, ({ add, finish }) => {
    for (let i = 0; i < lines; i++) add([{ i }], { count: 1, seconds: 1 });
    finish();
  });
  const { revision: _, ...settings } = settingsOf(folder);
  writeFileSync(join(folder, 'settings.json'), JSON.stringify({ ...settings, ...(revision && { revision }) }));
  return folder;
}

describe('a result folder', () => {
  it.each([
    { revision: undefined, lines: 1, message: /lines of revision 1, where this version computes revision 2/ },
    { revision: 1, lines: 3, message: /lines of revision 1, .*choose another --out, or replace it with --overwrite/ },
    { revision: 3, lines: 1, message: /lines of revision 3, where this version computes revision 2/ },
    { revision: undefined, lines: 0, message: undefined },
    { revision: 2, lines: 2, message: undefined },
  ])('of revision $revision with $lines lines: no more are added by another, and reports go on', async (row) => {
    const folder = await folderOf(row.revision, row.lines);
    const before = settingsOf(folder);
    await using(folder, { choices: { lambdas: [1, 2] } }, (opened) => {
      expect(opened.lines).toHaveLength(row.lines);
      opened.write('results.json', '{}');
      if (row.message) {
        expect(() => opened.expectRevision()).toThrow(row.message);
        expect(settingsOf(folder)).toEqual(before);
      } else {
        opened.expectRevision();
        expect(settingsOf(folder).revision).toBe(2);
      }
    });
    await using(folder, { overwrite: true }, (opened) => opened.expectRevision());
  });
});
