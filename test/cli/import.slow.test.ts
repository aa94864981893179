/** `export` and `import` as a person uses them: the built program in a process of its own. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { bundledAgent } from '../../src/agent/bundled-agents.js';
import { decodeSafetensors, encodeSafetensors } from '../../src/model/safetensors.js';
import { program } from '../helpers/cli.js';

const folder = mkdtempSync(join(tmpdir(), 'sap-atari-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function cli(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('node', [program, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('export, then import', () => {
  it('gives an agent that plays as the exported one does', () => {
    const exported = cli('export', '--onnx', 'made/catch.onnx');
    expect(exported).toMatchObject({ status: 0, stderr: '' });
    expect(cli('export', '--onnx', 'made/catch.onnx').status).toBe(0); // it may replace its own file
    expect(exported.stdout).toMatch(
      /made\/catch\.onnx: 6\.4 MiB; outputs NOOP, RIGHT, LEFT; .* differs from the agent by \de-\d+/,
    );
    renameSync(join(folder, 'made', 'catch.onnx'), join(folder, 'catch.onnx'));
    const imported = cli('import', 'catch.onnx', '--game', 'Catch', '--out', 'imported', '--expect', '15');
    expect(imported).toMatchObject({ status: 0, stderr: '' });
    expect(imported.stdout).toMatch(
      /imported: an agent for catch \(ONNX, exported by sap-atari, rules of play and policy of the file\), 12 layers, 1685667 parameters\n3 episodes at exploration 0\.05: mean (1\d|20)\.\d\d .*\nrandom play from the same starts: mean −.*\nactions: /,
    );

    const [bundled, again] = [[], ['--run', 'imported']].map((run) => {
      const what = [
        '--lambda',
        '0',
        '--defense',
        'sap100',
        '--output-samples',
        '2',
        '--episodes',
        '1',
        '--exploration',
        '0',
      ];
      const { status, stdout } = cli('evaluate', ...run, ...what, '--max-steps', '30', '--json', '--out', 'evaluation');
      expect(status).toBe(0);
      return JSON.parse(stdout).rows.map(({ agent, mean }: { agent: string; mean: number }) => `${agent} ${mean}`);
    });
    expect(again).toHaveLength(2);
    expect(again![0]).toBe(bundled![0]);
  });

  it('is exit 1 with the agent saved where the score is below --expect', () => {
    const args = ['import', 'catch.onnx', '--game', 'Catch', '--out', 'below', '--episodes', '1', '--expect', '21'];
    const { status, stderr } = cli(...args);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        /--expect: expected a mean score of at least 21, got [\d.]+ in 1 episode; the agent was saved in below\n$/,
      ),
    });
    expect(existsSync(join(folder, 'below', 'model.json'))).toBe(true);
  });

  it('plays by the rules of the framework that a checkpoint points to, and keeps its source', () => {
    expect(cli('export', '--pytorch', 'made/net.py').status).toBe(0);
    // As CleanRL's state dict of the same network, without what the export says about the agent.
    const file = join(folder, 'made', 'net.safetensors');
    writeFileSync(file, encodeSafetensors(decodeSafetensors(readFileSync(file), 'net')));
    const { status, stdout } = cli(
      'import',
      'made/net.safetensors',
      '--game',
      'Catch',
      '--out',
      'cleanrl',
      '--expect',
      '15',
    );
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(
        /^cleanrl: an agent for catch \(CleanRL DQN, rules of play of CleanRL\), \d+ layers, 1685667/,
      ),
    });
    const info = JSON.parse(cli('info', 'cleanrl', '--json').stdout);
    expect(info.source).toMatchObject({ file: 'net.safetensors', family: 'CleanRL DQN', framework: 'CleanRL' });
    expect(info.rules).toMatchObject({ preset: 'baselines', changed: { preprocessing: ['ale', 'cleanrl'] } });
    const own = cli(
      'import',
      'made/net.safetensors',
      '--game',
      'Catch',
      '--out',
      'own',
      '--preset',
      'dqn2015',
      '--episodes',
      '1',
    );
    expect(own).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^own: an agent for catch \(CleanRL DQN, rules of play of the preset dqn2015\), /),
    });
    const ownInfo = JSON.parse(cli('info', 'own', '--json').stdout);
    expect(ownInfo.rules).toEqual({ preset: 'dqn2015', changed: {} });
    expect(ownInfo.source).not.toHaveProperty('framework');
  });

  it('takes sticky actions from a Gymnasium id, and all else from the framework', () => {
    for (const [name, sticky] of [
      ['ALE/Catch-v5', 0.25],
      ['CatchNoFrameskip-v4', undefined],
    ] as const) {
      const args = ['import', 'made/net.safetensors', '--game', name, '--out', 'id', '--episodes', '1', '--overwrite'];
      expect(cli(...args)).toMatchObject({ status: 0, stdout: expect.stringContaining('rules of play of CleanRL') });
      const { rules } = JSON.parse(cli('info', 'id', '--json').stdout);
      expect(rules).toMatchObject({ preset: 'baselines', changed: { preprocessing: ['ale', 'cleanrl'] } });
      expect(rules.changed.stickyActionProbability?.[1]).toBe(sticky);
    }
  });

  it('writes files for PyTorch, and replaces its own', () => {
    for (const time of [1, 2]) {
      const { status, stdout, stderr } = cli('export', '--pytorch', 'made/catch.py', '--onnx', 'made/catch\n.onnx');
      expect({ time, status, stderr }).toEqual({ time, status: 0, stderr: '' });
      expect(stdout).toContain('made/catch.py and made/catch.safetensors: 6.4 MiB; outputs NOOP, RIGHT, LEFT\n');
      expect(stdout).toContain('\nmade/catch\\n.onnx: 6.4 MiB;');
    }
    expect(readFileSync(join(folder, 'made', 'catch.py'), 'utf8')).toContain('nn.Linear(512, 3),');
    const agent = bundledAgent('catch');
    const arrays = decodeSafetensors(readFileSync(join(folder, 'made', 'catch.safetensors')), 'catch');
    const sorted = (values: Iterable<Float32Array>) => [...values].map((array) => [...array].sort((a, b) => a - b));
    expect(arrays.map(({ name }) => name)).toEqual(
      [0, 2, 4, 7, 9].flatMap((i) => [`network.${i}.weight`, `network.${i}.bias`]),
    );
    expect(sorted(arrays.map(({ values }) => values))).toEqual(sorted(agent.views));
  });

  it('refuses bad files and folders in one line', () => {
    writeFileSync(join(folder, 'text.onnx'), 'no model');
    writeFileSync(join(folder, 'other.safetensors'), 'another file');
    mkdirSync(join(folder, 'run'));
    writeFileSync(join(folder, 'run', 'config.json'), '{}');
    writeFileSync(join(folder, 'run', 'model.json'), '{"format": "sap-atari agent 2"}');
    const onnx = readFileSync(join(folder, 'catch.onnx'));
    writeFileSync(join(folder, 'cut.onnx'), onnx.subarray(0, 1000));
    const table: readonly (readonly [readonly string[], RegExp])[] = [
      [['import', 'missing.onnx', '--game', 'Catch', '--out', 'x'], /cannot read missing\.onnx/],
      [['import', 'text.onnx', '--game', 'Catch', '--out', 'x'], /text\.onnx is not an ONNX file/],
      [['import', 'cut.onnx', '--game', 'Catch', '--out', 'x'], /cut\.onnx is not an ONNX file/],
      [
        ['import', 'catch.onnx', '--game', 'Raiders', '--out', 'x'],
        /expected --game catch with the actions NOOP, RIGHT, LEFT, which the file was exported for, got raiders with /,
      ],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'x', '--input-scale', '0'], /such as 1\/255, got "0"/],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'x', '--input-scale', '1/2/3'], /got "1\/2\/3"/],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'x', '--expect', 'high'], /number of points, got "high"/],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'x', '--check', 'one.npy'], /expected two files, .* got 1/],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'imported'], /imported holds an agent: .* --overwrite/],
      [['import', 'catch.onnx', '--game', 'Catch', '--out', 'run', '--overwrite'], /without a training run, got "run"/],
      [['export', '--onnx', 'text.onnx'], /text\.onnx exists and was not written by sap-atari export/],
      [['export'], /expected --onnx FILE, --pytorch FILE, or both, got neither/],
      [['export', '--pytorch', 'text.onnx'], /--pytorch: expected the name of a \.py file, got "text\.onnx"/],
      [['export', '--pytorch', 'made/torch.py'], /expected another name than "made\/torch\.py".* in place of torch;/],
      [['export', '--pytorch', 'other.py'], /other\.safetensors exists and was not written by sap-atari export/],
      [['export', '--run', 'nowhere', '--onnx', 'x.onnx'], /nowhere holds no agent/],
    ];
    for (const [args, message] of table) {
      const { status, stderr } = cli(...args);
      expect(stderr).toMatch(message);
      expect({
        args,
        status,
        lines: stderr.trim().split('\n').length,
      }).toEqual({
        args,
        status: 2,
        lines: 1,
      });
    }
  });
});
