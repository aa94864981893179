import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SweepJob } from '../../../src/sweep/plan/jobs.js';
import { arraysOf, listPath, listText, numbersText, type SlurmArray } from '../../../src/sweep/slurm/arrays.js';
import { processorMs } from '../../helpers/processor-time.js';

const job = (id: string, needs: readonly string[] = [], changes: Partial<SweepJob> = {}): SweepJob => ({
  ...{ id, kind: 'train', name: id, needs, folder: `agents/${id}`, cores: 1, memoryBytes: 1e8 },
  ...changes,
});
const part = (id: string, needs: readonly string[], evaluation = 'fast') =>
  job(id, needs, { kind: 'evaluate', evaluation });
const merge = (id: string, needs: readonly string[], evaluation = 'fast') =>
  job(id, needs, { kind: 'merge', evaluation });

/** `train 1:a 2:b`, with what it waits for. */
const described = (arrays: readonly SlurmArray[]) =>
  arrays.map(({ label, tasks, after }) =>
    [label, ...tasks.map(({ number, id }) => `${number}:${id}`), ...(after ? [after.how, ...after.arrays] : [])].join(
      ' ',
    ),
  );

describe('arraysOf', () => {
  it.each<[string, SweepJob[], string[]]>([
    [
      'each part waits for its own training, and merging for all parts',
      [
        ...[job('t1'), job('t2'), part('a1', ['t1']), part('b1', ['t1']), part('a2', ['t2']), part('b2', ['t2'])],
        merge('m', ['a1', 'b1', 'a2', 'b2']),
      ],
      [
        'train 1:t1 2:t2',
        'evaluate-fast 1:a1 2:a2 aftercorr 0',
        'evaluate-fast 1:b1 2:b2 aftercorr 0',
        'merge-fast 1:m afterok 1 2',
      ],
    ],
    [
      'what was needed and is done is not waited for',
      [part('a1', ['t1']), part('b1', ['t1']), merge('m', ['a1', 'b1', 'c1'])],
      ['evaluate-fast 1:a1 2:b1', 'merge-fast 1:m afterok 0'],
    ],
    [
      'numbers follow those of the trainings',
      [job('t1'), job('t2'), job('t3'), part('a1', ['t1']), part('a3', ['t3'])],
      ['train 1:t1 2:t2 3:t3', 'evaluate-fast 1:a1 3:a3 aftercorr 0'],
    ],
    [
      'arrays hold no more tasks than they may',
      [job('t1'), job('t2'), job('t3'), job('t4'), part('a4', ['t4'])],
      ['train 1:t1 2:t2 3:t3', 'train 1:t4', 'evaluate-fast 1:a4 aftercorr 1'],
    ],
    [
      'other needs of cores and memory are other arrays, and so are other evaluations',
      [
        job('t1'),
        job('t2', [], { cores: 2 }),
        job('t3', [], { memoryBytes: 2e8 }),
        part('a', []),
        part('b', [], 'slow'),
      ],
      ['train 1:t1', 'train 1:t2', 'train 1:t3', 'evaluate-fast 1:a', 'evaluate-slow 1:b'],
    ],
    ['nothing is left', [], []],
  ])('%s', (_, jobs, expected) => {
    expect(described(arraysOf(jobs, 3))).toEqual(expected);
  });

  it('places every job once, and no task starts before what it needs', () => {
    const size = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(size, size, size, size, fc.infiniteStream(fc.boolean()), (most, trainings, parts, cores, left) => {
        const trained = Array.from({ length: trainings }, (_, i) => job(`t${i}`, [], { cores: 1 + (i % cores) }));
        const evaluated = trained.flatMap(({ id }) =>
          Array.from({ length: parts }, (_, k) => part(`${id}p${k}`, [id])),
        );
        const jobs = [
          ...trained,
          ...evaluated,
          merge(
            'm',
            evaluated.map(({ id }) => id),
          ),
        ];
        const pending = jobs.filter(() => left.next().value);
        const arrays = arraysOf(pending, most);
        const placed = new Map(
          arrays.flatMap(({ tasks }, array) => tasks.map(({ id, number }) => [id, { array, number }] as const)),
        );
        expect([...placed.keys()].sort()).toEqual(pending.map(({ id }) => id).sort());
        for (const { tasks } of arrays) {
          expect(new Set(tasks.map(({ number }) => number)).size).toBe(tasks.length);
          expect(tasks.every(({ number }) => number >= 1 && number <= most)).toBe(true);
        }
        for (const { id, needs } of pending) {
          const own = placed.get(id)!;
          const { after } = arrays[own.array]!;
          for (const need of needs.flatMap((each) => placed.get(each) ?? [])) {
            expect(need.array).toBeLessThan(own.array);
            expect(after!.arrays).toContain(need.array);
            if (after!.how === 'aftercorr') expect(need.number).toBe(own.number);
          }
        }
      }),
    );
  });

  it('groups 100,000 jobs within seconds', () => {
    const trained = Array.from({ length: 20 }, (_, i) => job(`t${i}`));
    const evaluated = trained.flatMap(({ id }) => Array.from({ length: 5000 }, (_, k) => part(`${id}p${k}`, [id])));
    const start = processorMs();
    expect(
      arraysOf(
        [
          ...trained,
          ...evaluated,
          merge(
            'm',
            evaluated.map(({ id }) => id),
          ),
        ],
        1000,
      ),
    ).toHaveLength(5002);
    expect(processorMs() - start).toBeLessThan(10_000);
  });
});

describe('the list of an array', () => {
  const arrays = arraysOf([job('t1'), job('t2'), job('t3'), part('a1', ['t1']), part('a3', ['t3'])], 9);

  it('has each id on the line of its number', () => {
    expect(arrays.map(listText)).toEqual(['t1\nt2\nt3\n', 'a1\n\na3\n']);
    expect(arrays.map(numbersText)).toEqual(['1-3', '1,3']);
  });

  it('is named by its content: waiting tasks find their list as it was', () => {
    const [train, evaluate] = arrays.map(listPath);
    expect(train).toMatch(/^slurm\/train-[0-9a-f]{8}\.txt$/);
    expect(evaluate).toMatch(/^slurm\/evaluate-fast-[0-9a-f]{8}\.txt$/);
    expect(listPath(arraysOf([job('t2')], 9)[0]!)).not.toBe(train);
  });
});
