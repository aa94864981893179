/** The scripts of the zoo as a maintainer runs them: trained, stopped, resumed, published, found. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCard } from '../../../src/agent/zoo/card.js';
import { openCli } from '../../helpers/cli.js';

const { cli, folder, zoo, environment, tinyConfig } = openCli();
const script = (name: string) => fileURLToPath(new URL(`../../../scripts/${name}.mjs`, import.meta.url));
const env = { ...process.env, ...environment };
const runs = join(folder, 'runs');

function run(name: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('node', [script(name), '--zoo', zoo, ...args], {
    ...{ cwd: folder, env, encoding: 'utf8' },
  });
  return { status, stdout, stderr };
}

const train = (...args: string[]) => run('train-zoo', '--config', tinyConfig(evaluated), ...args);
const evaluated = { evaluationPeriodSteps: 200, evaluationEpisodes: 2, evaluationMaxSteps: 20 };

beforeAll(() => {
  const { status, stdout, stderr } = train('--games', 'Catch,Raiders', '--parallel', '2', '--out', runs);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^Catch: trained: /m);
  expect(stderr).toContain(`Raiders: finished, in ${join(runs, 'raiders')}`);
});

describe('train-zoo', () => {
  it('leaves a run for each game, and resumes it', () => {
    expect(['catch', 'raiders'].map((id) => existsSync(join(runs, id, 'model.json')))).toEqual([true, true]);
    const { status, stdout } = train('--games', 'Catch', '--out', runs);
    expect(status).toBe(0);
    expect(stdout).toContain('already trained');
  });

  it('stops at a signal with a checkpoint, and after its hours', async () => {
    const out = join(folder, 'long');
    const args = ['--games', 'Catch', '--out', out, '--steps', '200000', '--config', tinyConfig(), '--zoo', zoo];
    const child = spawn('node', [script('train-zoo'), ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
      if (/training on catch/.test(errors)) child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    expect(code, errors).toBe(130);
    expect(errors).toContain(`Catch: stopped, in ${join(out, 'catch')}`);
    const stepOf = (): number => JSON.parse(readFileSync(join(out, 'catch', 'model.json'), 'utf8')).step;
    const step = stepOf();
    expect(step).toBeGreaterThan(0);
    // On a busy machine, the first hours may end before the first step.
    for (let hours = 0.002; stepOf() === step && hours < 0.1; hours *= 3) {
      const again = run('train-zoo', '--games', 'Catch', '--out', out, '--hours', String(hours));
      expect(again.status, again.stderr).toBe(0);
      expect(again.stderr).toContain(`Catch: stopped, in ${join(out, 'catch')}`);
    }
    expect(stepOf()).toBeGreaterThan(step);
  });

  it('trains the other games where one fails, and says which', () => {
    const { status, stderr } = train('--games', 'Bowling,Catch', '--out', runs);
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^Bowling: failed: its process ended with exit code 2, in [\s\S]*^Catch: finished[\s\S]*^train-zoo: Bowling failed: see/m,
    );
  });

  it.each([
    ['an unknown game', ['--games', 'Cach'], 'train-zoo: unknown game "Cach"; did you mean Catch?'],
    [
      'no game at a time',
      ['--parallel', '0'],
      '--parallel: expected a whole number from 1 to 256 (each is a process of its own), got "0"',
    ],
    ['endless games at a time', ['--parallel', 'Infinity'], '--parallel: expected a whole number from 1 to 256'],
    ['half a game at a time', ['--parallel', '1.5'], 'got "1.5"'],
    ['endless hours', ['--hours', 'Infinity'], '--hours: expected a number above 0, at most 596'],
    ['no hours', ['--hours', '0'], '--hours: expected a number above 0, at most 596'],
    ['a seed that is no number', ['--seed', 'x'], '--seed: expected a whole number'],
    ['an empty number of steps', ['--steps', ''], '--steps: expected a whole number from 1 '],
    ['half a thread', ['--threads', '0.5'], '--threads: expected a whole number'],
    [
      'a config that is missing',
      ['--config', 'none.json'],
      'train-zoo: cannot read none.json: no such file or folder; check the path',
    ],
    [
      'a zoo that is missing',
      ['--zoo', 'none'],
      'train-zoo: --zoo: expected a folder of agents, got "none"; check the path',
    ],
    ['an unknown option', ['--night'], "train-zoo: Unknown option '--night'"],
  ])('refuses %s', (_, args, says) => {
    const { status, stderr } = train(...args, '--out', join(folder, 'none'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/^train-zoo: [^\n]*\n$/);
    expect(stderr).toContain(says);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });
});

describe('zoo-agent', () => {
  const agent = join(zoo, 'catch');

  beforeAll(() => {
    const { status, stdout, stderr } = run('zoo-agent', join(runs, 'catch'), '--episodes', '2');
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/catch: −?[\d.]+ .* in 2 episodes\n$/);
  });

  it('writes weights, card and texts', () => {
    const card = readCard(agent)!;
    expect(card).toMatchObject({
      ...{ game: 'catch', name: 'Catch', rom: { file: 'catch.bin' } },
      score: { episodes: 2, exploration: 0.01, humanNormalized: null },
      references: { random: { episodes: 2 }, published: null },
      trainings: [{ initializedFrom: null, steps: 400, curve: [{ step: 200, episodes: 2 }, { step: 400 }] }],
    });
    expect(card.frames).toBeGreaterThanOrEqual(1600);
    expect(readFileSync(join(agent, 'README.md'), 'utf8')).toContain(card.weights.sha256);
    expect(card.score.returns).toHaveLength(2);
    expect(card.references.random.returns).toHaveLength(2);
    const table = readFileSync(join(zoo, 'README.md'), 'utf8');
    expect(table).toContain('[Catch](catch/README.md)');
    rmSync(join(zoo, 'README.md'));
    expect(run('zoo-agent', '--texts').status).toBe(0);
    expect(readFileSync(join(zoo, 'README.md'), 'utf8')).toBe(table);
  });

  it('whose score the command of the card measures again', () => {
    const { command, mean } = readCard(agent)!.score;
    const { stdout } = cli([...command.split(' ').slice(1), '--json', '--out', 'again']);
    expect(JSON.parse(stdout).rows[0].mean).toBe(mean);
  });

  it('replaces an agent by another one of the same run', () => {
    const { status, stdout, stderr } = run(
      ...['zoo-agent', join(runs, 'catch'), '--episodes', '2', '--checkpoint', 'best'],
    );
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('it replaces one that scored');
    expect(readCard(agent)!.trainings).toHaveLength(1);
  });

  it('adds the trainings of an agent that was trained further', () => {
    const first = readCard(agent)!;
    const further = join(folder, 'further');
    const trained = train('--games', 'Catch', '--out', further, '--steps', '500');
    expect(trained.status, trained.stderr).toBe(0);
    const { status, stderr } = run('zoo-agent', join(further, 'catch'), '--episodes', '2');
    expect(status, stderr).toBe(0);
    const second = readCard(agent)!;
    expect(second.trainings).toHaveLength(2);
    expect(second.trainings[0]).toEqual(first.trainings[0]);
    expect(second.trainings[1]).toMatchObject({ initializedFrom: first.weights.sha256, steps: 500 });
    expect(second.frames).toBe(first.frames + second.trainings[1]!.frames);
    expect(second.trainings[1]!.frames).toBeLessThan(3000);
    expect(second.hours).toBe(first.hours + second.trainings[1]!.hours);
  });

  it.each([
    ['no run', [], 'expected run folders, got none'],
    ['an unknown checkpoint', ['runs', '--checkpoint', 'first'], '--checkpoint: expected last or best, got "first"'],
    ['a folder without an agent', ['nothing here'], 'holds no agent'],
    ['texts of a run', ['runs', '--texts'], '--texts: expected no run folder, got "runs"'],
    ['half an episode', ['runs', '--episodes', '1.5'], '--episodes: expected a whole number from 1 to 100000'],
    ['endless episodes', ['runs', '--episodes', 'Infinity'], '--episodes: expected a whole number from 1 to 100000'],
  ])('refuses %s', (_, args, says) => {
    const { status, stderr } = run('zoo-agent', ...args);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^zoo-agent: [^\n]*\n$/);
    expect(stderr).toContain(says);
  });
});
