/** Rules of play from the command line: which games are played, and what is said about it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCli } from '../helpers/cli.js';

const { folder, cli } = openCli();
const short = ['--lambda', '0', '--defense', 'none', '--episodes', '1', '--max-steps', '10'];
const json = (...path: string[]) => JSON.parse(readFileSync(join(folder, ...path), 'utf8'));

describe('rules of play', () => {
  it('of a training are those of the preset, but those of the file, which is said', () => {
    const { status, stderr } = cli([
      ...['train', '--game', 'TenPins', '--preset', 'machado2018', '--steps', '20', '--out', 'tenpins'],
    ]);
    expect(status).toBe(0);
    expect(stderr).toContain(
      'note: the config file sets clipRewards, fireReset, fireBeforeNoOps, which win over those of the preset',
    );
    expect(json('tenpins', 'config.json')).toMatchObject({
      ...{ preset: 'machado2018', stickyActionProbability: 0.25, frameSkipFrames: 5, fireReset: 'always' },
    });
  });

  it('of an evaluation are those of the training, or others, which the report lists', () => {
    expect(cli(['evaluate', ...short, '--out', 'own']).status).toBe(0);
    expect(json('own', 'results.json').settings).not.toHaveProperty('changedRules');

    const { status, stdout } = cli(['evaluate', ...short, '--preset', 'ale-v5', '--frame-skip', '2', '--out', 'other']);
    expect(status).toBe(0);
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'bundled plays by other rules than in training: stickyActionProbability 0.25 (in training 0), frameSkipFrames 2 (in training 4), maxNoOpStartFrames 0 (in training 30).',
    );
    expect(json('other', 'results.json').settings.changedRules).toEqual({
      bundled: { stickyActionProbability: [0, 0.25], frameSkipFrames: [4, 2], maxNoOpStartFrames: [30, 0] },
    });
    const resumed = cli(['evaluate', '--resume', 'other', '--json']);
    expect(resumed.status).toBe(0);
    expect(JSON.parse(resumed.stdout).settings).toEqual(json('other', 'results.json').settings);
  });

  it('are those of a Gymnasium id, which is said', () => {
    const { status, stderr } = cli(['evaluate', ...short, '--game', 'CatchNoFrameskip-v0', '--out', 'id']);
    expect(status).toBe(0);
    expect(stderr).toContain(
      'note: CatchNoFrameskip-v0 stands for rules of play: preset ale-v5, stickyActionProbability 0.25, frameSkipFrames 1; without the wrappers',
    );
    expect(json('id', 'results.json').settings.changedRules).toEqual({
      bundled: { stickyActionProbability: [0, 0.25], frameSkipFrames: [4, 1], maxNoOpStartFrames: [30, 0] },
    });
    const trained = cli(['train', '--game', 'ALE/Catch-v5', '--steps', '20', '--out', 'catch-v5']);
    expect(trained.stderr).toContain('note: ALE/Catch-v5 stands for rules of play: preset ale-v5\n');
    expect(json('catch-v5', 'config.json')).toMatchObject({ game: 'catch', stickyActionProbability: 0.25 });
  });

  it('of results are never mixed', () => {
    const { status, stderr } = cli(['evaluate', ...short, '--frame-skip', '3', '--out', 'own']);
    expect(status).toBe(2);
    expect(stderr).toContain('its evaluation has frameSkipFrames of bundled 4, got 3');
  });

  it.each([
    [['evaluate', '--preset', 'machado2018'], '--actions minimal keeps the network’s'],
    [['evaluate', '--game-mode', '3'], 'has no mode 3; expected one of'],
    [['evaluate', '--fire-after-life-loss'], 'fireAfterLifeLoss: expected false where fireReset is "never"'],
    [['train', '--game-mode', '3', '--steps', '10'], 'has no mode 3; expected one of'],
    [['evaluate', '--game', 'Catch-ram-v0'], 'got one that is seen as RAM; try ALE/Catch-v5'],
    [
      ['table1', '--games', 'ALE/Catch-v5'],
      '--games: expected names of games, got "ALE/Catch-v5", which stands for rules',
    ],
    [['train', '--resume', 'tenpins', '--preset', 'baselines'], '--config, --preset and --out cannot be combined'],
    [['state-grid', '--states-from', 'x', '--sticky', '0.1'], '--states-from: expected no rules of play'],
    [['play', '--fire-before-noops'], 'fireBeforeNoOps: expected false where fireReset is "never"'],
  ])('%j are refused', (args, message) => {
    const { status, stderr } = cli([...args, '--out', 'refused.webp']);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(status).toBe(2);
  });

  it('are part of recorded states', () => {
    const record = ['record-states', '--states', '2', '--every', '2', '--out', 'states'];
    expect(cli([...record, '--frame-skip', '8']).status).toBe(0);
    expect(cli(record).stderr).toContain('states holds recorded states with other rules of play');
    const grid = cli([
      ...[
        'state-grid',
        '--states-from',
        'states',
        '--lambda',
        '1',
        '--attack',
        'random',
        '--defense',
        'none',
        '--json',
      ],
    ]);
    expect(JSON.parse(grid.stdout).settings.changedRules).toEqual({ bundled: { frameSkipFrames: [4, 8] } });
  });
});
