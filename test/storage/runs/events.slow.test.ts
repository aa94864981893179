import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readRows } from '../../../src/storage/row-file.js';
import { eventFiles, openEventFile } from '../../../src/storage/runs/events.js';
import { type TrainOptions, train } from '../../../src/training/agent/train.js';
import { type ReadEvent, readEventFile } from '../../helpers/event-file.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../../helpers/toy-run.js';

const config = toyConfig({ evaluationPeriodSteps: 20, evaluationEpisodes: 1 });

async function run(folder: string, options: Partial<TrainOptions> = {}) {
  const games = { environments: toyEnvironments(config), createEvaluationEnvironment: toyEvaluationEnvironment };
  await train(config, { folder, ...games, ...options });
}

const stopAt = (last: number): Partial<TrainOptions> => {
  const controller = new AbortController();
  return { signal: controller.signal, onProgress: ({ step }) => step === last && controller.abort() };
};

/** A run that was stopped at step 31, continued to 45, lost that checkpoint, and resumed at 31 again. */
let folder: string;
beforeAll(async () => {
  folder = join(mkdtempSync(join(tmpdir(), 'sap-atari-events-')), 'run');
  await run(folder, stopAt(31));
  await run(folder, { ...stopAt(45), resume: true });
  writeFileSync(join(folder, 'checkpoints', '000000000045', 'state.json'), 'x');
  await run(folder, { resume: true });
}, 60_000);
afterAll(() => rmSync(dirname(folder), { recursive: true }));

/** As a reader of the format shows a folder: files by name; a start of session drops its step and all later ones. */
function shown(folder: string): ReadEvent[] {
  const files = eventFiles(folder).sort();
  let kept: ReadEvent[] = [];
  for (const event of files.flatMap((name) => readEventFile(join(folder, name)))) {
    if (event.session === 1) kept = kept.filter(({ step }) => step < event.step);
    else kept.push(event);
  }
  return kept;
}

/** An evaluation that was in progress at a checkpoint is played, and shown, again by each process that resumes from it. */
function scalar(events: readonly ReadEvent[], tag: string) {
  const points = events
    .filter(({ scalars }) => tag in scalars)
    .map(({ step, scalars }) => [step, scalars[tag]!] as const);
  return [...new Map(points.map((point) => [point.join(), point])).values()];
}

describe('TensorBoard events of a run', () => {
  it('are its rows, also when it was resumed', () => {
    expect(eventFiles(folder)).toHaveLength(3);
    const events = shown(folder);
    for (const [file, group] of [
      ['metrics.jsonl', 'train'],
      ['evaluations.jsonl', 'evaluation'],
      ['timing.jsonl', 'clock'],
    ] as const) {
      const all = readRows<Record<string, unknown> & { step: number }>(join(folder, file));
      // timing.jsonl keeps what was lost
      const rows = all.filter(({ step }, i) => !all.slice(i + 1).some((later) => later.step === step));
      expect(rows.length).toBeGreaterThan(2);
      const keys = Object.keys(rows.at(-1)!).filter((key) => key !== 'step');
      for (const key of keys) {
        const numbers = rows.filter((row) => typeof row[key] === 'number');
        const expected = numbers.map((row) => [row.step, Math.fround(row[key] as number)]);
        expect(scalar(events, `${group}/${key}`), `${group}/${key}`).toEqual(expected);
      }
    }
  });

  it('start every file with the version, and have the time of day', () => {
    for (const name of eventFiles(folder)) {
      const [first, second, ...rows] = readEventFile(join(folder, name));
      expect(first!.fileVersion).toBe('brain.Event:2');
      expect(second!.session).toBe(1);
      for (const { wallTime } of rows) expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600);
    }
  });

  it('wait for the next row when the disk is full', () => {
    const full = join(temporaryFolder(), 'full');
    const file = openEventFile(full, 0);
    file.add('train', { step: 1, loss: 5 }); // as good as full: the folder is not there
    mkdirSync(full);
    file.add('train', { step: 2, loss: 6 });
    expect(scalar(shown(full), 'train/loss')).toEqual([
      [1, 5],
      [2, 6],
    ]);
  });

  const python = 'from tensorboard.backend.event_processing.event_accumulator import EventAccumulator';
  const hasTensorBoard = spawnSync('python3', ['-c', python]).status === 0;
  it.skipIf(!hasTensorBoard)('are read by TensorBoard itself, where it is installed', () => {
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
