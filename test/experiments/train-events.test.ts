import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRows } from '../../src/experiments/row-file.js';
import { type TrainOptions, train } from '../../src/experiments/train.js';
import { eventFiles } from '../../src/experiments/train-events.js';
import { type ReadEvent, readEventFile } from '../helpers/event-file.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../helpers/toy-run.js';

const config = toyConfig({ evaluationPeriodDecisions: 20, evaluationEpisodes: 1 });

async function run(folder: string, options: Partial<TrainOptions> = {}) {
  const games = { environments: toyEnvironments(config), createEvaluationEnvironment: toyEvaluationEnvironment };
  await train(config, { folder, ...games, ...options });
}

const stopAt = (last: number): Partial<TrainOptions> => {
  const controller = new AbortController();
  return { signal: controller.signal, onProgress: ({ decision }) => decision === last && controller.abort() };
};

/** A run that was stopped at decision 31, went on to 45, lost that checkpoint, and went on from 31 again. */
async function resumedRun(): Promise<string> {
  const folder = join(temporaryFolder(), 'run');
  await run(folder, stopAt(31));
  await run(folder, { ...stopAt(45), resume: true });
  writeFileSync(join(folder, 'checkpoints', '000000000045', 'state.json'), 'x');
  await run(folder, { resume: true });
  return folder;
}

/** As a reader of the format shows a folder: files by name; a start of session drops its step and all later ones. */
function shown(folder: string): ReadEvent[] {
  const files = eventFiles(folder).sort();
  return files
    .flatMap((name) => readEventFile(join(folder, name)))
    .reduce<ReadEvent[]>(
      (kept, event) => (event.session === 1 ? kept.filter(({ step }) => step < event.step) : [...kept, event]),
      [],
    );
}

const scalar = (events: readonly ReadEvent[], tag: string) =>
  events.filter(({ scalars }) => tag in scalars).map(({ step, scalars }) => [step, scalars[tag]]);

describe('TensorBoard events of a run', () => {
  it('are its rows, also when it was resumed', async () => {
    const folder = await resumedRun();
    expect(eventFiles(folder)).toHaveLength(3);
    const events = shown(folder);
    for (const [file, group] of [
      ['metrics.jsonl', 'train'],
      ['evaluations.jsonl', 'evaluation'],
      ['timing.jsonl', 'clock'],
    ] as const) {
      const all = readRows<Record<string, unknown> & { decision: number }>(join(folder, file));
      // timing.jsonl keeps what was lost
      const rows = all.filter(({ decision }, i) => !all.slice(i + 1).some((later) => later.decision === decision));
      expect(rows.length).toBeGreaterThan(2);
      const keys = Object.keys(rows.at(-1)!).filter((key) => key !== 'decision');
      for (const key of keys) {
        const numbers = rows.filter((row) => typeof row[key] === 'number');
        const expected = numbers.map((row) => [row.decision, Math.fround(row[key] as number)]);
        expect(scalar(events, `${group}/${key}`), `${group}/${key}`).toEqual(expected);
      }
    }
  });

  it('open every file with the version, and carry the time of day', async () => {
    const folder = await resumedRun();
    for (const name of eventFiles(folder)) {
      const [first, second, ...rows] = readEventFile(join(folder, name));
      expect(first!.fileVersion).toBe('brain.Event:2');
      expect(second!.session).toBe(1);
      for (const { wallTime } of rows) expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600);
    }
  });

  const python = 'from tensorboard.backend.event_processing.event_accumulator import EventAccumulator';
  const hasTensorBoard = spawnSync('python3', ['-c', python]).status === 0;
  it.skipIf(!hasTensorBoard)('are read by TensorBoard itself, where it is installed', async () => {
    const folder = await resumedRun();
    const script = [
      python,
      'import json, sys',
      'e = EventAccumulator(sys.argv[1]); e.Reload()',
      "print(json.dumps({t: [[s.step, s.value] for s in e.Scalars(t)] for t in e.Tags()['scalars']}))",
    ];
    const { stdout } = spawnSync('python3', ['-c', script.join('\n'), folder], { encoding: 'utf8' });
    const read = JSON.parse(stdout);
    const events = shown(folder);
    expect(Object.keys(read).sort()).toEqual([...new Set(events.flatMap((e) => Object.keys(e.scalars)))].sort());
    for (const [tag, points] of Object.entries(read)) expect(points, tag).toEqual(scalar(events, tag));
  });
});
