import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import protobuf from 'protobufjs/light.js';
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
  return distinct(points);
}

type Point = readonly [step: number, value: number];
const distinct = (points: readonly Point[]): Point[] => [
  ...new Map(points.map((point) => [point.join(), point])).values(),
];

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
      const [first, second, third, ...rows] = readEventFile(join(folder, name));
      expect(first!.fileVersion).toBe('brain.Event:2');
      expect(second!.session).toBe(1);
      expect(Object.keys(third!.plugins)).toEqual(['_hparams_/session_start_info']);
      for (const { wallTime } of rows) expect(Math.abs(wallTime - Date.now() / 1000)).toBeLessThan(600);
    }
  });

  it('wait for the next row when the disk is full', () => {
    const full = join(temporaryFolder(), 'full');
    const file = openEventFile({ folder: full, config: {}, from: 0 });
    file.add('train', { step: 1, loss: 5 }); // as good as full: the folder is not there
    mkdirSync(full);
    file.add('train', { step: 2, loss: 6 });
    expect(scalar(shown(full), 'train/loss')).toEqual([
      [1, 5],
      [2, 6],
    ]);
  });

  it('have the config as hyperparameters, and how the run ended', () => {
    const files = eventFiles(folder).sort();
    const ends = files.map((name) => {
      const plugins = readEventFile(join(folder, name)).flatMap((event) => Object.entries(event.plugins));
      const [start, end] = plugins;
      expect(plugins.map(([tag]) => tag)).toEqual(['_hparams_/session_start_info', '_hparams_/session_end_info']);
      const expected = Object.entries(config).filter(([, value]) => value !== null && value !== undefined);
      const shown = expected.map(([key, value]) => [key, typeof value === 'object' ? JSON.stringify(value) : value]);
      expect(readHparams(start![1])).toEqual(Object.fromEntries(shown));
      return readStatus(end![1]);
    });
    expect(ends).toEqual([0, 0, 1]);
  });

  const python = process.env.PYTHON ?? 'python3';
  const imports = 'from tensorboard.backend.event_processing.event_accumulator import EventAccumulator';
  const missing = spawnSync(python, ['-c', imports]).status !== 0;
  if (missing) console.warn('SKIPPED events against TensorBoard: set PYTHON to a Python 3 that has tensorboard');

  it.skipIf(missing)('are read by TensorBoard itself', () => {
    const script = [
      imports,
      'from tensorboard.plugins.hparams import plugin_data_pb2',
      'import json, sys',
      'e = EventAccumulator(sys.argv[1]); e.Reload()',
      "scalars = {t: [[s.step, s.value] for s in e.Scalars(t)] for t in e.Tags()['scalars']}",
      'data = {}',
      "for tag, content in e.PluginTagToContent('hparams').items():",
      '    data[tag] = plugin_data_pb2.HParamsPluginData(); data[tag].ParseFromString(content)',
      "start = data['_hparams_/session_start_info'].session_start_info",
      'hparams = {k: getattr(v, v.WhichOneof("kind")) for k, v in start.hparams.items()}',
      "status = data['_hparams_/session_end_info'].session_end_info.status",
      "print(json.dumps({'scalars': scalars, 'hparams': hparams, 'status': status}))",
    ];
    const { stdout, stderr } = spawnSync(python, ['-c', script.join('\n'), folder], { encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    const read = JSON.parse(stdout);
    const events = shown(folder);
    expect(Object.keys(read.scalars).sort()).toEqual(
      [...new Set(events.flatMap((e) => Object.keys(e.scalars)))].sort(),
    );
    for (const [tag, points] of Object.entries(read.scalars)) {
      expect(distinct(points as Point[]), tag).toEqual(scalar(events, tag));
    }
    expect(read.hparams).toMatchObject({ game: 'toy', seed: 3, totalSteps: 60, algorithm: 'ddqn' });
    expect(read.status).toBeGreaterThanOrEqual(0);
  });

  it.skipIf(missing)('fill the HPARAMS tab: config and newest scalars, by its own server code', () => {
    const script = [
      'import json, sys',
      'from tensorboard.backend import application',
      'from tensorboard.backend.event_processing import data_provider, plugin_event_multiplexer',
      'from tensorboard.plugins import base_plugin',
      'from tensorboard.plugins.hparams import api_pb2, backend_context, list_session_groups',
      'from tensorboard import context',
      'm = plugin_event_multiplexer.EventMultiplexer(); m.AddRunsFromDirectory(sys.argv[1]); m.Reload()',
      'provider = data_provider.MultiplexerDataProvider(m, sys.argv[1])',
      'b = backend_context.Context(base_plugin.TBContext(data_provider=provider))',
      'request = api_pb2.ListSessionGroupsRequest(start_index=0, slice_size=9, allowed_statuses=[0, 1, 2, 3])',
      'handler = list_session_groups.Handler(context.RequestContext(), b, "", request)',
      'group = handler.run().session_groups[0]',
      'print(json.dumps({"hparams": sorted(group.hparams), "metrics": {f"{v.name.group}/{v.name.tag}": v.value for v in group.metric_values}}))',
    ];
    const { stdout, stderr } = spawnSync(python, ['-c', script.join('\n'), dirname(folder)], { encoding: 'utf8' });
    expect(stdout, stderr).not.toBe('');
    const { hparams, metrics } = JSON.parse(stdout);
    const given = Object.entries(config).filter(([, value]) => value !== null && value !== undefined);
    expect(hparams).toEqual(given.map(([key]) => key).sort());
    const [last] = readRows<Record<string, number>>(join(folder, 'metrics.jsonl')).slice(-1);
    expect(metrics['/train/loss']).toBe(Math.fround(last!.loss!));
    expect(metrics['/train/recentReturn']).toBe(Math.fround(last!.recentReturn!));
  });
});

/** google.protobuf.Value of each key, from the wire. */
function readHparams(content: Uint8Array): Record<string, unknown> {
  const [start] = messages(content, 3);
  return Object.fromEntries(
    messages(start!, 1).map((entry) => {
      const reader = protobuf.Reader.create(entry);
      reader.uint32();
      const key = reader.string();
      reader.uint32();
      const end = reader.uint32() + reader.pos;
      const kind = reader.uint32() >>> 3;
      const value = kind === 2 ? reader.double() : kind === 3 ? reader.string() : reader.bool();
      expect(reader.pos).toBe(end);
      return [key, value];
    }),
  );
}

function readStatus(content: Uint8Array): number {
  const [end] = messages(content, 4);
  const reader = protobuf.Reader.create(end!);
  let status = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 1) status = reader.int32();
    else reader.skipType(tag & 7);
  }
  return status;
}

/** The contents of the fields with a number. */
function messages(data: Uint8Array, field: number): Uint8Array[] {
  const reader = protobuf.Reader.create(data);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === field) found.push(reader.bytes());
    else reader.skipType(tag & 7);
  }
  return found;
}
