/** A process may end before any of its file operations, and in the middle of it. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { discardSetsAfter, newestFileSet, writeFileSet } from '../../src/files/file-set.js';
import { diskFull, fault } from '../helpers/faulty-files.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

vi.mock('node:fs', async (original) => (await import('../helpers/faulty-files.js')).faultyFiles(await original()));

afterEach(() => {
  fault.before = () => {};
});

/** Set n has files of its own and, of the shared ones, n, n + 1 and n + 2. */
const filesOf = (number: number) => {
  const shared = [number, number + 1, number + 2].map((n) => `shared/${n}`);
  const contents = (name: string) => (name.startsWith('shared') ? `${name} for all` : `${name} of ${number}`);
  return Object.fromEntries(['a.txt', 'b.txt', ...shared].map((name) => [name, () => contents(name)]));
};
const write = (root: string, number: number) => writeFileSet(root, number, filesOf(number));

/** The newest set is one of these, whole, and none was passed over. */
function expectWhole(root: string, numbers: readonly number[]) {
  const set = newestFileSet(root, { onFault: (line) => expect.unreachable(line) })!;
  expect(numbers).toContain(set.number);
  const files = filesOf(set.number);
  expect(set.names).toEqual(Object.keys(files));
  for (const name of set.names) expect(new TextDecoder().decode(set.read(name))).toBe(files[name]!());
}

/** Runs `change` on a folder of three sets' history, again and again, ending it before its first, second … operation. */
function endEverywhere(change: (root: string) => void, error: Error, forGood: boolean, check: (root: string) => void) {
  for (let survived = 0; ; survived++) {
    const root = join(temporaryFolder(), 'checkpoints');
    for (const number of [1, 2, 3]) write(root, number);
    let left = survived;
    let failed = false;
    fault.before = () => {
      if (left-- === 0 || (failed && forGood)) {
        failed = true;
        throw error;
      }
    };
    try {
      change(root);
    } catch {}
    fault.before = () => {};
    if (!failed) return survived;
    check(root);
  }
}

it('a process that ends while it writes a set leaves the last set or the new one whole, and the next set can be written', () => {
  const operations = endEverywhere(
    (root) => write(root, 4),
    new Error('end of the process'),
    true,
    (root) => {
      expectWhole(root, [3, 4]);
      write(root, 5);
      expectWhole(root, [5]);
    },
  );
  expect(operations).toBeGreaterThan(20);
});

it('a process that ends while it discards later sets leaves a whole set, and no set that looks damaged', () => {
  const operations = endEverywhere(
    (root) => discardSetsAfter(root, 2),
    new Error('end of the process'),
    true,
    (root) => expectWhole(root, [2, 3]),
  );
  expect(operations).toBeGreaterThan(1);
});

it('a set that found no room is written when there is room again, and nothing else is left', () => {
  endEverywhere(
    (root) => write(root, 4),
    diskFull(),
    false,
    (root) => {
      expectWhole(root, [3, 4]);
      if (newestFileSet(root)!.number === 3) {
        expect(readdirSync(root).sort()).toEqual(['000000000002', '000000000003', 'shared']);
        expect(readdirSync(join(root, 'shared')).sort()).toEqual(['2', '3', '4', '5']);
      }
      write(root, 4);
      expectWhole(root, [4]);
    },
  );
});
