import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBatch, createReplay, type Replay } from '../../../src/agent/replay/replay.js';
import { replayFiles, restoreReplay } from '../../../src/agent/replay/replay-files.js';
import { createRandom } from '../../../src/common/random.js';
import { frameBytes } from '../../../src/env/environment.js';
import { newestFileSet, writeFileSet } from '../../../src/files/file-set.js';
import { sameBytes } from '../../helpers/same-bytes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const capacity = 5000;

/** Adds numbered transitions; every 37th ends an episode. */
function play(replay: Replay, from: number, to: number) {
  const frame = (id: number) => new Uint8Array(frameBytes).fill(id % 251);
  for (let i = from; i < to; i++) {
    for (let environment = 0; environment < replay.environments; environment++) {
      const firstFrame = i % 37 === 0 ? frame(i + environment) : undefined;
      const outcome = { action: i % 3, reward: (i % 5) - 2, terminated: i % 37 === 36 };
      replay.add({ environment, firstFrame, ...outcome, frame: frame(i + environment + 1) });
    }
  }
}

function expectSameSamples(a: Replay, b: Replay) {
  const batches = [a, b].map((replay) => {
    const batch = createBatch(200);
    replay.sample(batch, createRandom(1));
    return batch;
  });
  for (const key of ['s_tm1', 'a_tm1', 'r_t', 'discount_t', 's_t'] as const) {
    expect(sameBytes(batches[0]![key], batches[1]![key]), key).toBe(true);
  }
}

describe('replay files', () => {
  it.each([
    { environments: 1, played: 0 },
    { environments: 1, played: 1 },
    { environments: 1, played: 900 },
    { environments: 1, played: 2100 },
    { environments: 1, played: 6000 },
    { environments: 1, played: 12_000 },
    { environments: 2, played: 3500 },
  ])(
    '$played transitions in each of $environments environments are restored, and later samples are the same',
    ({ environments, played }) => {
      const root = temporaryFolder();
      const [replay, copy] = [0, 1].map(() => createReplay({ capacity, environments, discount: 0.99 }));
      play(replay!, 0, played);
      writeFileSet(root, 1, replayFiles(replay!));
      const windows = Array.from({ length: environments }, (_, environment) => replay!.window(environment));
      restoreReplay(copy!, newestFileSet(root)!);
      expect(Array.from({ length: environments }, (_, environment) => copy!.window(environment))).toEqual(windows);
      for (const either of [replay!, copy!]) play(either, played, played + 50);
      expectSameSamples(copy!, replay!);
    },
  );

  it('writes a full chunk once and deletes it when one of its slots has been overwritten', () => {
    const root = temporaryFolder();
    const replay = createReplay({ capacity: 5000, environments: 1, discount: 0.99 });
    const chunks: number[][] = [];
    let made = 0;
    for (let n = 1; n <= 6; n++) {
      play(replay, (n - 1) * 2000, n * 2000);
      const files = Object.entries(replayFiles(replay)).map(([name, make]) => {
        const counted = () => {
          if (name.startsWith('shared/')) made++;
          return make();
        };
        return [name, counted] as const;
      });
      writeFileSet(root, n, Object.fromEntries(files), { keep: 1 });
      chunks.push(readdirSync(join(root, 'shared')).map((name) => Number(name.match(/-(\d+)\.bin/)![1])));
    }
    // 2,000 transitions take 2,055 slots, a chunk has 2,048, and 5,000 are kept.
    expect(chunks).toEqual([[0], [0, 1], [1, 2], [2, 3], [3, 4], [4, 5]]);
    expect(made).toBe(6);
  });

  it.each(['compressed', 'raw'] as const)(
    'gives the same files at the same step, however often it was saved and restored before: %s',
    (storage) => {
      const options = { capacity: 6000, environments: 2, discount: 0.99 };
      const filesOf = (replay: Replay) =>
        Object.entries(replayFiles(replay)).map(([name, make]) => [name, hash(make())]);
      const whole = createReplay(options);
      play(whole, 0, 5000);

      let replay = createReplay({ ...options, storage });
      for (const [from, to] of [
        [0, 1111],
        [1111, 2222],
        [2222, 4500],
        [4500, 5000],
      ] as const) {
        const root = temporaryFolder();
        play(replay, from, to);
        writeFileSet(root, to, replayFiles(replay));
        replay = createReplay({ ...options, storage });
        restoreReplay(replay, newestFileSet(root)!);
      }
      expect(filesOf(replay)).toEqual(filesOf(whole));
    },
  );
});

const hash = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
