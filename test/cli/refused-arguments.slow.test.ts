/** Arguments that are refused before any file is read. */
import { describe, expect, it } from 'vitest';
import { type BadInput, refusesEach } from '../helpers/bad-input.js';
import { openCli } from '../helpers/cli.js';

const commandLine = openCli();
const { cli } = commandLine;

const badInputs: BadInput[] = [
  {
    name: 'a game whose name has a letter too few',
    args: () => ['train', '--game', 'Cach'],
    status: 2,
    says: ['unknown game "Cach"; did you mean Catch?', 'sap-atari games'],
  },
  {
    name: 'a game without a name',
    args: () => ['play', '--game', ''],
    status: 2,
    says: ['expected the name of a game, got ""; sap-atari games lists'],
  },
  {
    name: '--parallel with a single run',
    args: () => ['train', '--parallel', '2'],
    status: 2,
    says: ['--parallel requires --seeds'],
  },
  {
    name: '--init-from with a run to resume',
    args: () => ['train', '--init-from', 'a', '--resume', 'b'],
    status: 2,
    says: ['--init-from cannot be combined with --resume'],
  },
  {
    name: '--init-from with a folder that is not there',
    args: () => ['train', '--init-from', 'nowhere'],
    status: 2,
    says: ['nowhere holds no agent: expected model.json'],
  },
  {
    name: '--init-from with an agent that no package has',
    args: () => ['train', '--init-from', 'zoo-cach'],
    status: 2,
    says: ["option '--init-from <folder>' argument 'zoo-cach' is invalid", 'expected a run folder or one of bundled'],
  },
  {
    name: '--init-from with a bundled agent of another game',
    args: () => ['train', '--init-from', 'bundled', '--game', 'TenPins'],
    status: 2,
    says: ['bundled: expected an agent for tenpins, got one for catch: leave --game out'],
  },
  {
    name: 'a seed that is not a number',
    args: () => ['train', '--seed', 'x'],
    status: 2,
    says: ['whole number', '"x"'],
  },
  {
    name: 'a negative time between checkpoints',
    args: () => ['train', '--checkpoint-minutes', '-1'],
    status: 2,
    says: ['number from 0', '"-1"'],
  },
  { name: 'an unknown replay', args: () => ['train', '--replay', 'big'], status: 2, says: ['compressed, raw'] },
  {
    name: 'an unknown option',
    args: () => ['train', '--gme', 'Catch'],
    status: 2,
    says: ["sap-atari: unknown option '--gme' (Did you mean --game?)"],
  },
  {
    name: 'an option by the name of another library',
    args: () => ['evaluate', '--epsilon', '8'],
    status: 2,
    says: ["unknown option '--epsilon' (Did you mean --lambda?) (--help lists the options)"],
  },
  {
    name: 'a list with blanks',
    args: () => ['evaluate', '--attacks', 'fgsm', 'pgd'],
    status: 2,
    says: ['too many arguments', 'Write lists with commas and without blanks: fgsm,pgd.'],
  },
  {
    name: 'a file after an option that takes several',
    args: () => ['import', '--game', 'Catch', '--out', 'imported', '--check', 'a.npy', 'b.npy', 'agent.pt'],
    status: 2,
    says: ["missing required argument 'file': write it before --check, which takes all that follows"],
  },
  {
    name: 'an unknown command',
    args: () => ['evalute'],
    status: 2,
    says: ["unknown command 'evalute' (Did you mean evaluate?)", '--help lists the commands'],
  },
  {
    name: 'an unknown engine',
    args: () => ['evaluate', '--engine', 'onx'],
    status: 2,
    says: ['did you mean onnx? expected one of onnx, tfjs, got "onx"'],
  },
  {
    name: 'an attack with a typing error',
    args: () => ['evaluate', '--attack', 'fgms'],
    status: 2,
    says: ['attack: did you mean fgsm? expected one of fgsm, iterative, '],
  },
  {
    name: 'a defense with a typing error',
    args: () => ['evaluate', '--defense', 'spa100'],
    status: 2,
    says: ['defense: did you mean sap100? expected one of none, sap<k>, '],
  },
  ...[
    ['8/255', 8],
    ['0.03', 8],
    ['0,16/255', 16],
    ['0.001', 1],
  ].map(([lambda, levels]) => ({
    name: `λ as a share of 255: ${lambda}`,
    args: () => ['evaluate', '--lambda', String(lambda)],
    status: 2 as const,
    says: [`λ is in gray levels (0–255): write ${levels}, got "`],
  })),
  {
    name: 'the best agent of no run',
    args: () => ['evaluate', '--checkpoint', 'best'],
    status: 2,
    says: ['no best agent'],
  },
  ...['1,x', '-1', '256', '', '1,,2'].map((lambda) => ({
    name: `λ ${lambda || 'empty'}`,
    args: () => ['evaluate', `--lambda=${lambda}`],
    status: 2 as const,
    says: ['expected gray levels from 0 to 255', lambda],
  })),
  ...['sap0', 'sap', 'sapx', 'wall'].map((name) => ({
    name: `the defense ${name}`,
    args: () => ['evaluate', '--defense', name],
    status: 2 as const,
    says: ['expected', `got "${name}"`],
  })),
  {
    name: 'an unknown attack',
    args: () => ['evaluate', '--attack', 'hammer'],
    status: 2,
    says: ['fgsm', 'got "hammer"'],
  },
  {
    name: 'no Monte Carlo samples',
    args: () => ['evaluate', '--gradient-samples', '0'],
    status: 2,
    says: ['whole number from 1', '"0"'],
  },
  {
    name: '--gradient-samples for attacks that take none',
    args: () => ['mc-sweep', '--attacks', 'random,fgsm:samples=3'],
    status: 2,
    says: ['does not set the number of samples', 'random, fgsm:samples=3'],
  },
  {
    name: 'a gradient mode that no defense has',
    args: () => ['evaluate', '--defenses', 'none,dropout0.1', '--backward', 'identity'],
    status: 2,
    says: ['expected a defense that takes it', 'got "identity" with none, dropout0.1'],
  },
  {
    name: 'a sampler that no defense has',
    args: () => ['state-grid', '--defense', 'rna0.1', '--sampler', 'bernoulli'],
    status: 2,
    says: ['expected a defense that takes it', 'got "bernoulli" with rna0.1'],
  },
  ...['--run bundled', '--checkpoint last', '--attack fgsm', '--lambda 4', '--defense sap100', '--exploration 0'].map(
    (option) => ({
      name: `a random player with ${option}`,
      args: () => ['play', '--random', ...option.split(' ')],
      status: 2 as const,
      says: ['--random', `cannot be used with option '${option.split(' ')[0]} <`],
    }),
  ),
  {
    name: 'a list of sample counts with a zero',
    args: () => ['evaluate', '--gradient-samples', '10,0'],
    status: 2,
    says: ['whole number from 1', '"0"'],
  },
  {
    name: 'an unknown attack in a list',
    args: () => ['evaluate', '--attack', 'random,hammer'],
    status: 2,
    says: ['fgsm', 'got "hammer"'],
  },
  {
    name: 'an attack twice',
    args: () => ['evaluate', '--attacks', 'random,random'],
    status: 2,
    says: ['attack: expected each once, got "random" twice'],
  },
  {
    name: 'a seed twice',
    args: () => ['evaluate', '--seeds', '1,2,1'],
    status: 2,
    says: ['expected each once, got "1" twice'],
  },
  {
    name: 'a number of samples twice',
    args: () => ['evaluate', '--gradient-samples', '2,02'],
    status: 2,
    says: ['expected each once, got "02" twice'],
  },
  {
    name: 'a list of numbers with a hole',
    args: () => ['evaluate', '--seed', '1,,2'],
    status: 2,
    says: ['values with commas between them', '1,,2'],
  },
  {
    name: 'a list with a hole',
    args: () => ['evaluate', '--defenses', 'sap100,,none'],
    status: 2,
    says: ['names with commas between them', 'sap100,,none'],
  },
  {
    name: 'an unknown option behind an attack',
    args: () => ['evaluate', '--attack', 'pgd:stps=3'],
    status: 2,
    says: ['did you mean steps?', 'got "stps=3" in "pgd:stps=3"'],
  },
  {
    name: 'an option that the attack does not take',
    args: () => ['evaluate', '--attack', 'fgsm', '--attack-steps', '3'],
    status: 2,
    says: ['fgsm takes no number of steps', 'pgd'],
  },
  {
    name: 'an unknown loss',
    args: () => ['evaluate', '--loss', 'happiness'],
    status: 2,
    says: ['happiness', 'margin'],
  },
  {
    name: 'an unknown timing',
    args: () => ['evaluate', '--timing', 'sometimes'],
    status: 2,
    says: ['every<n>', "got 'sometimes'"],
  },
  {
    name: 'an unknown aim',
    args: () => ['evaluate', '--target', 'glory'],
    status: 2,
    says: ['worst-action', 'glory'],
  },
  {
    name: 'a seed that is not a number, in a list',
    args: () => ['evaluate', '--seeds', '1,x'],
    status: 2,
    says: ['whole number', '"x"'],
  },
  { name: 'no states', args: () => ['state-grid', '--states', '0'], status: 2, says: ['whole number from 1', '"0"'] },
  {
    name: 'a grid of an unknown defense',
    args: () => ['state-grid', '--defense', 'sap100,wall'],
    status: 2,
    says: ['got "wall"'],
  },
];

describe('a bad argument gets one line and an exit code', () => {
  refusesEach(badInputs, commandLine);

  it('also in a process of its own', () => {
    expect(cli(['train', '--game', 'Bowlin9'])).toMatchObject({
      ...{ status: 2, stdout: '', stderr: expect.stringMatching(/^sap-atari: unknown game "Bowlin9".*\n$/) },
    });
  });

  it('--debug adds the stack trace', () => {
    expect(cli(['--debug', 'train', '--game', 'Bowlin9']).stderr).toMatch(/\n\s+at /);
  });
});
