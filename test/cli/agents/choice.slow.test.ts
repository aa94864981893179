/** Which agent a command uses, as a person sees it: the first line that it prints. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { editJson, openCli, program } from '../../helpers/cli.js';
import { writeZooAgent } from '../../helpers/zoo-agent.js';

const { cli, folder, zoo, environment, tinyConfig } = openCli();
const short = ['--lambda', '0', '--defense', 'none', '--episodes', '1', '--max-steps', '5', '--workers', '1'];
const firstLine = (text: string) => text.split('\n')[0];

const samples = ['--gradient-samples', '1', '--output-samples', '1', '--workers', '1'];
const grid = ['--states', '2', '--lambda', '0', '--defense', 'none', ...samples];
const table = ['--episodes', '1', '--max-steps', '3', '--lambda', '0', '--defense', 'none', ...samples];

describe('evaluate', () => {
  it('uses the bundled agent where there is no run', () => {
    const { status, stdout } = cli(['evaluate', ...short, '--out', 'elsewhere']);
    expect(status).toBe(0);
    expect(firstLine(stdout)).toMatch(
      /^Catch · bundled \(the bundled agent, since there is no run under runs\/\) · 14,000 of 14,000 steps · /,
    );
  });

  it('needs no zoo for an agent that is not in it', () => {
    const command = [program, 'evaluate', ...short, '--json', '--out', 'without-zoo'];
    const env = { ...process.env, ...environment, SAP_ATARI_ZOO: '/nonexistent' };
    const evaluate = (...args: string[]) =>
      spawnSync('node', [...command, ...args], { cwd: folder, encoding: 'utf8', env });
    const ofBundled = evaluate('--run', 'bundled');
    expect(ofBundled.status, ofBundled.stderr).toBe(0);
    for (const args of [
      ['--run', 'zoo-pong'],
      ['--game', 'Pong'],
    ]) {
      const { status, stderr } = evaluate(...args);
      expect(status).toBe(2);
      expect(stderr).toMatch(/^sap-atari: .*SAP_ATARI_ZOO: expected a folder of agents, got "\/nonexistent"[^\n]*\n$/);
    }
  });

  describe('with runs', () => {
    beforeAll(() => {
      cli(['train', '--config', tinyConfig()]);
      cli(['train', '--config', tinyConfig(), '--game', 'TenPins']);
    });

    it.each<[string, string[], RegExp]>([
      ['the newest run', [], /^TenPins · runs\/tenpins-1 \(the newest run\) · 400 of 400 steps · /],
      ['of a game', ['--game', 'catch'], /^Catch · runs\/catch-1 \(the newest run of Catch\) · 400 of 400 steps · /],
      [
        'of a game that only the package has',
        ['--game', 'Raiders'],
        /^Raiders · bundled-raiders \(the bundled agent, /,
      ],
      ['the run that is named', ['--run', 'runs/catch-1'], /^Catch · runs\/catch-1 · 400 of 400 steps · /],
    ])('uses %s', (_, args, line) => {
      const { status, stdout } = cli(['evaluate', ...short, ...args]);
      expect(status).toBe(0);
      expect(firstLine(stdout)).toMatch(line);
    });

    it('uses the agent of the zoo by name, and for a game that only the zoo has', () => {
      writeZooAgent(join(zoo, 'catch'));
      writeZooAgent(join(zoo, 'pong'), 'pong');
      const named = cli(['evaluate', ...short, '--run', 'zoo-catch']);
      expect(named.status, named.stderr).toBe(0);
      expect(firstLine(named.stdout)).toBe('Catch · zoo-catch · 56,000 frames · last score 19.5 (mean of 30 episodes)');
      const exported = cli(['export', '--game', 'Pong', '--onnx', 'pong.onnx']);
      expect(firstLine(exported.stdout)).toBe(
        'Pong · zoo-pong (the agent of the zoo, since there is no run of Pong under runs/) · 56,000 frames · last score 19.5 (mean of 30 episodes)',
      );
      const withoutRom = cli(['evaluate', ...short, '--game', 'Pong']);
      expect(withoutRom).toMatchObject({ status: 2, stdout: '' });
      expect(withoutRom.stderr).toMatch(/^sap-atari: .*Pong.*roms import/);
    });

    it('names the agents first with --json, and in the plan', () => {
      const { stdout, stderr } = cli(['evaluate', ...short, '--json']);
      expect(Object.keys(JSON.parse(stdout))[0]).toBe('agents');
      expect(JSON.parse(stdout).agents).toMatchObject([
        { game: 'tenpins', run: 'runs/tenpins-1', chosen: 'the newest run', step: 400, totalSteps: 400 },
      ]);
      expect(firstLine(stderr)).toMatch(/^TenPins · runs\/tenpins-1/);
      expect(firstLine(cli(['evaluate', ...short, '--plan']).stdout)).toMatch(/^TenPins · runs\/tenpins-1/);
    });

    it.each<[string, string[]]>([
      ['state-grid', grid],
      ['mc-sweep', ['--states', '2', '--lambda', '0', '--defense', 'sap100', ...samples]],
      ['record-states', ['--states', '2']],
      ['play', ['--steps', '2', '--lambda', '0']],
      ['export', ['--onnx', 'agent.onnx']],
    ])('%s uses the newest run, and that of a game', (command, args) => {
      const newest = cli([command, ...args]);
      expect(newest.status, newest.stderr).toBe(0);
      expect(firstLine(newest.stdout)).toMatch(/^TenPins · runs\/tenpins-1 \(the newest run\) · /);
      const ofGame = cli([command, '--game', 'Catch', ...args]);
      expect(firstLine(ofGame.stdout)).toMatch(/^Catch · runs\/catch-1 \(the newest run of Catch\) · /);
    });

    it('report plots the newest run, and that of a game', () => {
      const tooShort = cli(['report']);
      expect(tooShort).toMatchObject({ status: 2, stdout: '' });
      expect(tooShort.stderr).toContain('runs/tenpins-1: no episode has ended yet');
      expect(cli(['report', '--game', 'Catch']).stdout).toMatch(
        /^Catch · runs\/catch-1 \(the newest run of Catch\) · .*\nruns\/catch-1\/learning-curve\.svg\n/,
      );
    });

    it('table1 uses the newest run of every game, or of the games that are asked for', () => {
      const lines = (args: string[]) =>
        cli(['table1', ...table, ...args])
          .stdout.split('\n')
          .slice(0, 2);
      expect(lines([])).toEqual([
        expect.stringMatching(/^TenPins · runs\/tenpins-1 \(the newest run of its game\) · /),
        expect.stringMatching(/^Catch · runs\/catch-1 \(the newest run of its game\) · /),
      ]);
      expect(lines(['--games', 'Raiders,Catch'])).toEqual([
        expect.stringMatching(/^Raiders · bundled-raiders \(the bundled agent, since there is no run of Raiders/),
        expect.stringMatching(/^Catch · runs\/catch-1 \(the newest run of Catch\) · /),
      ]);
    });

    it('names the agents of an evaluation that is resumed', () => {
      const out = join('runs', 'evaluation');
      cli(['evaluate', ...short, '--run', 'runs/catch-1', '--out', out]);
      const { stdout } = cli(['evaluate', '--resume', out]);
      expect(firstLine(stdout)).toMatch(/^Catch · runs\/catch-1 · 400 of 400 steps/);
    });

    it('says which runs cannot be used', () => {
      mkdirSync(join(folder, 'runs', 'old'));
      writeFileSync(join(folder, 'runs', 'old', 'run.json'), '{"format":"sap-atari agent run 1"}');
      editJson(join(folder, 'runs', 'tenpins-1', 'model.json'), (description) => {
        description.step = 'many';
      });
      const { stdout, stderr } = cli(['evaluate', ...short]);
      expect(firstLine(stdout)).toMatch(/^Catch · runs\/catch-1 \(the newest run\)/);
      expect(stderr).toMatch(/^skipped: runs\/old\/run\.json .* was written by an older version of sap-atari/m);
      expect(stderr).toMatch(/^skipped: runs\/tenpins-1\/model\.json describes no agent: expected a number of steps/m);
    });

    it.each<[string, string[], string]>([
      [
        'a game without an agent',
        ['--game', 'Assault'],
        'no run of Assault under runs/ (only of catch), and no bundled agent, and none in the zoo',
      ],
      [
        'another game than the run’s',
        ['--game', 'Raiders', '--run', 'runs/catch-1'],
        'got --run runs/catch-1 of catch',
      ],
    ])('refuses %s', (_, args, says) => {
      const { status, stdout, stderr } = cli(['evaluate', ...short, ...args]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(says);
    });
  });
});
