import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import { expectAgentFor, loadAgent } from '../agent/agent-files.js';
import { attackForms, parseAttack } from '../attack/parse-attack.js';
import { loadEagerBackend } from '../compute/engine.js';
import { defenseForms, parseDefense } from '../defense/parse-defense.js';
import { createAtari } from '../env/atari.js';
import { openLibrary } from '../env/library.js';
import { asUsage } from '../errors.js';
import { evaluate } from '../experiments/evaluate.js';
import { openResultFiles } from '../experiments/evaluate-files.js';
import { createReport, reportText } from '../experiments/evaluate-report.js';
import { parseLambdas } from '../experiments/lambdas.js';
import type { Random } from '../random.js';
import { interruptedExitCode, interruptSignal } from './interrupt.js';
import { agentFolder, type CheckpointName, checkpointOption, numberBetween, wholeNumber } from './options.js';
import { createProgress } from './progress.js';

interface EvaluateFlags {
  readonly run: string;
  readonly checkpoint: CheckpointName;
  readonly lambda: string;
  readonly attack: string;
  readonly attackOn: 'self' | 'plain';
  readonly defense: string;
  readonly sampler: 'multinomial' | 'bernoulli';
  readonly backward: 'detached' | 'through-scale' | 'identity';
  readonly episodes: number;
  readonly mc: number;
  readonly mcOutput: number;
  readonly maxDecisions?: number;
  readonly epsilon?: number;
  readonly seed: number;
  readonly engine: 'onnx' | 'tfjs';
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  readonly threads: number;
  readonly out?: string;
  readonly json: boolean;
}

/** The agent that comes along: Catch, trained by `sap-atari train`. */
export const bundledAgent = fileURLToPath(new URL('../../assets/catch', import.meta.url));

export function evaluateCommand(): Command {
  return new Command('evaluate')
    .description('play under attack, with and without a defence: absolute scores, intervals, relative change per λ')
    .addOption(new Option('--run <folder>', 'run folder of the agent').default(bundledAgent, 'the bundled Catch agent'))
    .addOption(checkpointOption())
    .option('--lambda <list>', 'sizes of the perturbation in pixels, 0…255, with commas; 0 = no attack', '0,1,2,4')
    .option('--attack <name>', attackForms.join('; '), 'fgsm')
    .addOption(
      new Option('--attack-on <agent>', 'whose gradient is taken: the acting agent’s own, or the plain network’s')
        .choices(['self', 'plain'])
        .default('self'),
    )
    .option('--defense <name>', defenseForms.join('; '), 'sap100')
    .addOption(
      new Option('--sampler <name>', 'how sap and swp draw: exactly, or coin flips with the same marginals')
        .choices(['multinomial', 'bernoulli'])
        .default('multinomial'),
    )
    .addOption(
      new Option(
        '--backward <mode>',
        'gradient through the pruning: mask and scale constant, scale differentiated, or none',
      )
        .choices(['detached', 'through-scale', 'identity'])
        .default('detached'),
    )
    .option('--episodes <count>', 'games for each λ and agent', wholeNumber(1), 10)
    .option('--mc <draws>', 'draws of the defence in a gradient', wholeNumber(1, 10_000), 100)
    .option('--mc-output <draws>', 'draws of the defence averaged for an action', wholeNumber(1, 10_000), 100)
    .option('--max-decisions <count>', 'cut games off after so many decisions (default: never)', wholeNumber(1))
    .option('--epsilon <share>', 'share of random actions, 0…1 (default: the agent’s config)', numberBetween(0, 1))
    .option('--seed <integer>', 'seed of starts, random actions and draws', wholeNumber(0, 0xffffffff), 1)
    .addOption(new Option('--engine <name>', 'what computes').choices(['onnx', 'tfjs']).default('onnx'))
    .addOption(new Option('--provider <name>', 'where onnx computes').choices(['cpu', 'webgpu', 'cuda']).default('cpu'))
    .option('--threads <count>', 'threads of the compiled network', wholeNumber(1, 1024), 2)
    .option('--out <folder>', 'where results.json, .csv, .md and episodes.jsonl go (default: in the run, or in runs/)')
    .option('--json', 'print results.json instead of tables and progress', false)
    .action(evaluateAction);
}

async function evaluateAction(flags: EvaluateFlags): Promise<void> {
  const { episodes, mc, mcOutput, maxDecisions, seed, engine, provider, threads } = flags;
  const lambdas = parseLambdas(flags.lambda);
  const attack = parseAttack(flags.attack, { gradientDraws: mc });
  const attackOn = attack.on ?? flags.attackOn;
  const defense = asUsage(() => parseDefense(flags.defense, { backward: flags.backward, sampler: flags.sampler }));
  const agent = loadAgent(agentFolder(flags.run, flags.checkpoint));
  const library = await openLibrary();
  const cartridge = library.open(agent.game);
  const rules = { ...agent.config, lifeLossEndsEpisode: false, clipRewards: false };
  const createEnvironment = (rng: Random) => createAtari(library.ale, cartridge, rules, rng);
  expectAgentFor(agent, flags.run, cartridge.game, library.actionsOf(cartridge.game));

  const settings = {
    game: agent.game,
    run: flags.run === bundledAgent ? 'bundled' : agentFolder(flags.run, flags.checkpoint),
    attack: attack.label,
    attackOn,
    defense: defense.label,
    episodes,
    gradientDraws: mc,
    outputDraws: mcOutput,
    maxDecisions: maxDecisions ?? null,
    evaluationEpsilon: flags.epsilon ?? agent.config.evaluationEpsilon,
    seed,
  };
  const folder = flags.out ?? defaultFolder(flags, `${attack.label}-${defense.label}`);
  const files = openResultFiles(folder);
  const rows: Parameters<typeof createReport>[1][number][] = [];

  const total = lambdas.length * (defense.label === 'none' ? 1 : 2) * episodes;
  const bar = createProgress({ total, unit: 'games', quiet: flags.json });
  if (engine === 'tfjs') bar.note(`TensorFlow.js computes, on its backend ${await loadEagerBackend()}`);
  const { signal, release } = interruptSignal(() => bar.note('stopping: the finished rows are written'));
  try {
    const { aborted } = await evaluate({
      agent,
      createEnvironment,
      lambdas,
      attack,
      attackOn,
      defense,
      outputDraws: mcOutput,
      episodes,
      evaluationEpsilon: settings.evaluationEpsilon,
      ...(maxDecisions === undefined ? {} : { maxDecisions }),
      seed,
      engine,
      provider,
      threads,
      signal,
      onEpisode: (episode) => files.addEpisode(episode),
      onRow(row) {
        rows.push(row);
        files.write(createReport(settings, rows, rows.length * episodes === total));
      },
      onProgress: ({ lambda, agent: label, episodesDone, decisions, return: soFar }) =>
        bar.update(episodesDone, {
          λ: String(lambda),
          agent: label,
          decision: String(decisions),
          return: String(soFar),
        }),
    });
    bar.stop();
    const report = createReport(settings, rows, !aborted);
    files.write(report);
    console.log(flags.json ? JSON.stringify(report, null, 2) : `${reportText(report)}\nwritten to ${folder}`);
    if (aborted) process.exitCode = interruptedExitCode;
  } finally {
    bar.stop();
    release();
  }
}

/** Inside the agent's own run; an agent that is not ours to write to is evaluated under runs/. */
function defaultFolder({ run, checkpoint }: EvaluateFlags, settings: string): string {
  const name = `evaluation-${settings}${checkpoint === 'best' ? '-best' : ''}`;
  return existsSync(join(run, 'metrics.jsonl')) && run !== bundledAgent ? join(run, name) : join('runs', name);
}
