/** A run whose files were damaged, edited or taken over is noticed; a resume that fails changes nothing. */
import { createHash } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../src/agent/config.js';
import { UsageError } from '../../src/common/errors.js';
import { takeLease } from '../../src/files/lease.js';
import { type TrainOptions, train } from '../../src/training/agent/train.js';
import { snapshot } from '../folder-laws/laws.js';
import { fingerprints } from '../helpers/fingerprints.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { toyConfig, toyEnvironments, toyEvaluationEnvironment } from '../helpers/toy-run.js';

const config = toyConfig({ evaluationPeriodSteps: 10, evaluationEpisodes: 1 });

function run(folder: string, options: Partial<TrainOptions> = {}, changes: Partial<Config> = {}) {
  const all = { ...config, ...changes };
  const games = { environments: toyEnvironments(all), createEvaluationEnvironment: toyEvaluationEnvironment };
  return train(all, { folder, ...games, ...options });
}

function stopAt(step: number) {
  const controller = new AbortController();
  const onProgress: TrainOptions['onProgress'] = (progress) => {
    if (progress.step >= step) controller.abort();
  };
  return { signal: controller.signal, onProgress };
}

/** Stopped at 29 and at 43: a checkpoint at each. */
let stopped: string;
/** The same with another seed. */
let other: string;
let whole: Record<string, string>;
let parent: string;
beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'sap-atari-damage-'));
  [stopped, other] = [join(parent, 'stopped'), join(parent, 'other')];
  await run(join(parent, 'whole'));
  whole = fingerprints(join(parent, 'whole'));
  for (const [folder, seed] of [
    [stopped, 3],
    [other, 4],
  ] as const) {
    await run(folder, stopAt(29), { seed });
    await run(folder, { ...stopAt(43), resume: true }, { seed });
  }
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

function copyOf(source: string): string {
  const folder = join(temporaryFolder(), 'run');
  cpSync(source, folder, { recursive: true });
  return folder;
}

const lines = (path: string) => readFileSync(path, 'utf8').split('\n').slice(0, -1);
const write = (path: string, rows: readonly string[]) => writeFileSync(path, rows.map((row) => `${row}\n`).join(''));
const set = (folder: string, number: number) => join(folder, 'checkpoints', String(number).padStart(12, '0'));

/** Changes a file of a checkpoint, and its fingerprint in the manifest with it. */
function forge(folder: string, number: number, name: string, change: (data: Buffer) => Uint8Array): void {
  const path = join(set(folder, number), name);
  const data = change(readFileSync(path));
  writeFileSync(path, data);
  const manifestPath = join(set(folder, number), 'manifest.json');
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8'));
  manifest.files[name] = { bytes: data.length, sha256: createHash('sha256').update(data).digest('hex') };
  writeFileSync(manifestPath, JSON.stringify(manifest));
}
const json = (change: (value: never) => unknown) => (data: Buffer) =>
  Buffer.from(JSON.stringify(change(JSON.parse(data.toString()) as never)));
const without = (key: string) => json(({ [key]: _, ...rest }: Record<string, unknown>) => rest);

interface Damage {
  readonly name: string;
  readonly damage: (folder: string) => void;
  /** What happens on --resume. */
  readonly outcome: 'the older checkpoint is taken' | 'it is repaired' | 'it is refused';
  readonly says: RegExp;
}

const damages: readonly Damage[] = [
  {
    name: 'metrics.jsonl was cut short after the older checkpoint',
    damage: (folder) => write(join(folder, 'metrics.jsonl'), lines(join(folder, 'metrics.jsonl')).slice(0, 4)),
    outcome: 'the older checkpoint is taken',
    says: /metrics\.jsonl is cut short \(expected at least \d+ bytes .*000000000043 says; resuming from step 29 instead$/,
  },
  {
    name: 'metrics.jsonl was cut short before both checkpoints',
    damage: (folder) => truncateSync(join(folder, 'metrics.jsonl'), 10),
    outcome: 'it is refused',
    says: /cannot resume .*metrics\.jsonl is cut short .*000000000043.*cut short .*000000000029 .* --overwrite$/,
  },
  {
    name: 'metrics.jsonl was deleted',
    damage: (folder) => rmSync(join(folder, 'metrics.jsonl')),
    outcome: 'it is refused',
    says: /metrics\.jsonl is missing/,
  },
  {
    name: 'a number in metrics.jsonl was changed',
    damage: (folder) =>
      write(join(folder, 'metrics.jsonl'), lines(join(folder, 'metrics.jsonl')).with(0, '{"step":7}')),
    outcome: 'it is refused',
    says: /metrics\.jsonl (was changed|is cut short)/,
  },
  {
    name: 'metrics.jsonl has one more line at its beginning',
    damage: (folder) => write(join(folder, 'metrics.jsonl'), ['{}', ...lines(join(folder, 'metrics.jsonl'))]),
    outcome: 'it is refused',
    says: /metrics\.jsonl was changed \(its first \d+ bytes are not the rows that were written\)/,
  },
  {
    name: 'metrics.jsonl has more lines at its end',
    damage: (folder) => appendFileSync(join(folder, 'metrics.jsonl'), '{"step":999}\n{'),
    outcome: 'it is repaired',
    says: /14 bytes of rows after the checkpoint were deleted; training repeats them$/,
  },
  {
    name: 'evaluations.jsonl was deleted',
    damage: (folder) => rmSync(join(folder, 'evaluations.jsonl')),
    outcome: 'it is refused',
    says: /evaluations\.jsonl is missing/,
  },
  {
    name: 'the last evaluations were deleted',
    damage: (folder) => write(join(folder, 'evaluations.jsonl'), lines(join(folder, 'evaluations.jsonl')).slice(0, 2)),
    outcome: 'the older checkpoint is taken',
    says: /evaluations\.jsonl is cut short .* resuming from step 29 instead$/,
  },
  {
    name: 'a manifest has no files',
    damage: (folder) => writeFileSync(join(set(folder, 43), 'manifest.json'), '{"format":"sap-atari checkpoint 2"}'),
    outcome: 'the older checkpoint is taken',
    says: /manifest\.json is damaged.*; resuming from step 29 instead$/,
  },
  ...(
    [
      [
        'counters without a period',
        'state.json',
        json((state: { counters: object }) => ({ ...state, counters: { ...state.counters, period: 1 } })),
        /state\.json is damaged: counters\.period: /,
      ],
      ['no generators', 'state.json', without('generators'), /state\.json is damaged: generators: /],
      [
        'the state of another step',
        'state.json',
        json((state: { counters: object }) => ({ ...state, counters: { ...state.counters, step: 42 } })),
        /state\.json: expected step 43, got 42/,
      ],
      [
        'a replay that is cut short',
        'replay-edges.bin',
        (data: Buffer) => data.subarray(0, data.length - 9),
        /their content is not what/,
      ],
      [
        'a replay that is too long',
        'replay-edges.bin',
        (data: Buffer) => Buffer.concat([data, data]),
        /their content is not what/,
      ],
      [
        'weights that are cut short',
        'target.safetensors',
        (data: Buffer) => data.subarray(0, 1000),
        /target\.safetensors/,
      ],
      ['prints of the rows that are none', 'rows.json', without('metrics'), /rows\.json is damaged: metrics: /],
    ] as const
  ).map(
    ([name, file, change, says]): Damage => ({
      name: `a checkpoint with good fingerprints has ${name}`,
      damage: (folder) => forge(folder, 43, file, change),
      outcome: 'the older checkpoint is taken',
      says,
    }),
  ),
  {
    name: 'a checkpoint is of another run',
    damage(folder) {
      rmSync(set(folder, 43), { recursive: true });
      cpSync(set(other, 43), set(folder, 43), { recursive: true });
      forge(folder, 43, 'rows.json', () => readFileSync(join(set(stopped, 43), 'rows.json')));
    },
    outcome: 'the older checkpoint is taken',
    says: /000000000043 is of another run: expected seed 3, got 4; resuming from step 29 instead$/,
  },
  {
    name: 'all checkpoints are of another run',
    damage(folder) {
      rmSync(join(folder, 'checkpoints'), { recursive: true });
      cpSync(join(other, 'checkpoints'), join(folder, 'checkpoints'), { recursive: true });
    },
    outcome: 'it is refused',
    says: /metrics\.jsonl (was changed|is cut short)/,
  },
  {
    name: 'run.json is damaged',
    damage: (folder) => writeFileSync(join(folder, 'run.json'), '{"format":"sap-atari agent run 3"}'),
    outcome: 'it is refused',
    says: /run\.json is damaged: /,
  },
];

describe('train --resume', () => {
  it.each(damages)('$name: $outcome', async ({ damage, outcome, says }) => {
    const folder = copyOf(stopped);
    damage(folder);
    const before = snapshot(folder);
    const warnings: string[] = [];
    const onWarning = (line: string) => warnings.push(line);
    const resumed = run(folder, { resume: true, onWarning, signal: AbortSignal.abort() });
    if (outcome === 'it is refused') {
      await expect(resumed).rejects.toThrow(UsageError);
      await expect(resumed).rejects.toThrow(says);
      expect(snapshot(folder)).toEqual(before);
    } else {
      const step = outcome === 'it is repaired' ? 43 : 29;
      expect(await resumed).toEqual({ step, finished: false });
      expect(warnings.filter((line) => says.test(line))).toHaveLength(1);
      expect(lines(join(folder, 'metrics.jsonl'))).toHaveLength(Math.floor(step / config.metricsPeriodSteps));
      const inProgress = existsSync(join(set(folder, step), 'evaluated.safetensors')) ? 1 : 0;
      expect(lines(join(folder, 'evaluations.jsonl'))).toHaveLength(Math.floor(step / 10) - inProgress);
    }
  });

  it.each(['metrics', 'evaluations'])(
    'without the end of %s.jsonl ends with the bytes of a run left alone',
    async (name) => {
      const folder = copyOf(stopped);
      const path = join(folder, `${name}.jsonl`);
      write(path, lines(path).slice(0, -1));
      await run(folder, { resume: true });
      expect(fingerprints(folder)).toEqual(whole);
    },
  );

  it.each<[string, Partial<Config>]>([
    ['its provider is missing', { provider: 'cuda' }],
    ['another option was given', { discount: 0.5 }],
    ['the end lies before where it is', { totalSteps: 10 }],
  ])('changes nothing when %s', async (_, changes) => {
    const folder = copyOf(stopped);
    const before = snapshot(folder);
    await expect(run(folder, { resume: true }, changes)).rejects.toThrow();
    expect(snapshot(folder)).toEqual(before);
  });

  it.each<[string, (folder: string) => void, RegExp]>([
    [
      'an older run.json',
      (folder) => {
        const record = readFileSync(join(folder, 'run.json'), 'utf8');
        writeFileSync(join(folder, 'run.json'), record.replace('agent run 3', 'agent run 1'));
      },
      /run\.json \(format "sap-atari agent run 1", expected "sap-atari agent run 3"\) was written by an older version of sap-atari: train anew, in another folder$/,
    ],
    [
      'no run.json',
      (folder) => rmSync(join(folder, 'run.json')),
      /the run in .*, which has no run\.json, was written by an older version of sap-atari: train anew, in another folder$/,
    ],
  ])('refuses a run with %s in one line, and changes nothing', async (_, age, message) => {
    const folder = copyOf(stopped);
    age(folder);
    const before = snapshot(folder);
    await expect(run(folder, { resume: true })).rejects.toThrow(UsageError);
    await expect(run(folder, { resume: true })).rejects.toThrow(message);
    expect(snapshot(folder)).toEqual(before);
  });
});

describe('a config.json that was edited by hand', () => {
  const edit = (folder: string, changes: object) => {
    const path = join(folder, 'config.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...changes }));
  };
  const edits = { learningRate: 0.5, totalSteps: 70 };

  it('is refused with the keys that differ', async () => {
    const folder = copyOf(stopped);
    edit(folder, edits);
    const before = snapshot(folder);
    await expect(run(folder, { resume: true }, edits)).rejects.toThrow(
      /config\.json was edited .*: totalSteps 60 → 70, learningRate .* → 0\.5; undo the edit, or accept it with --accept-config-changes$/,
    );
    expect(snapshot(folder)).toEqual(before);
  });

  it('is used when the change is accepted, which run.json records', async () => {
    const folder = copyOf(stopped);
    edit(folder, edits);
    await run(folder, { ...stopAt(50), resume: true, acceptConfigChanges: true }, edits);
    const { config: known, changes } = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'));
    expect(known).toMatchObject(edits);
    expect(changes).toEqual([{ at: 43, keys: { learningRate: [config.learningRate, 0.5] } }]);
    expect(await run(folder, { resume: true }, edits)).toEqual({ step: 70, finished: true });
  });

  it('may be the one before the last write, which a crash can interrupt', async () => {
    const folder = copyOf(stopped);
    const before = readFileSync(join(folder, 'config.json'));
    await run(folder, { ...stopAt(45), resume: true }, { totalSteps: 70 });
    writeFileSync(join(folder, 'config.json'), before);
    expect(await run(folder, { resume: true }, { totalSteps: 70 })).toMatchObject({ step: 70 });
  });

  it('cannot be accepted without --resume', async () => {
    await expect(run(join(temporaryFolder(), 'run'), { acceptConfigChanges: true })).rejects.toThrow(
      'requires --resume',
    );
  });
});

describe('two writers', () => {
  it('the second is refused and the files of the first stay intact', async () => {
    const folder = join(temporaryFolder(), 'run');
    let second: Promise<unknown> | undefined;
    const onProgress: TrainOptions['onProgress'] = ({ step }) => {
      if (step === 20) second = Promise.allSettled([run(folder, { overwrite: true }), run(folder, { resume: true })]);
    };
    expect(await run(folder, { onProgress })).toMatchObject({ finished: true });
    const refused = {
      status: 'rejected',
      reason: expect.objectContaining({ message: expect.stringContaining('is in use by process') }),
    };
    expect(await second).toEqual([refused, refused]);
    expect(fingerprints(folder)).toEqual(whole);
    expect(readdirSync(folder).filter((name) => name.startsWith('lease'))).toEqual([]);
  });

  it('the one whose lease was taken over stops before its next write', async () => {
    const folder = join(temporaryFolder(), 'run');
    let before: Record<string, string> | undefined;
    const onProgress: TrainOptions['onProgress'] = ({ step }) => {
      if (step !== 20) return;
      const path = join(folder, 'lease.json');
      writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), host: 'elsewhere' }));
      utimesSync(path, 0, 0);
      takeLease(folder);
      before = snapshot(folder);
    };
    await expect(run(folder, { onProgress })).rejects.toThrow(
      /was taken over by process .*: stopped before the next write$/,
    );
    expect(snapshot(folder)).toEqual(before);
    expect(readdirSync(folder)).toContain('lease.json');
  });
});
