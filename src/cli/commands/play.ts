import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import { parseAttacks } from '../../attack/parse-attacks.js';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { asUsage, UsageError } from '../../common/errors.js';
import { limits } from '../../common/limits.js';
import { createRandom, type Random } from '../../common/random.js';
import { parseDefense } from '../../defense/parse-defense.js';
import { type AtariEnvironment, createAtari } from '../../env/atari.js';
import { frameBytes, frameSize, observationBytes, type RgbImage } from '../../env/environment.js';
import { openLibrary } from '../../env/library.js';
import { createDecider } from '../../evaluation/players/attacked-step.js';
import { prepareFile, writeAtomically } from '../../files/atomic-write.js';
import {
  type AnimationFormat,
  animate,
  animationFormats,
  beside,
  enlarge,
  grayImage,
  perturbationImage,
} from '../../report/animation.js';
import { bundledAgent, runFolder } from '../options/bundled.js';
import { agentFolder, type CheckpointName, checkpointOption, numberOption } from '../options/options.js';
import { interruptible } from '../terminal/interruptible.js';

interface PlayFlags {
  readonly game?: string;
  readonly run?: string;
  readonly checkpoint: CheckpointName;
  readonly random: boolean;
  readonly lambda: string;
  readonly attack: string;
  readonly defense: string;
  readonly gradientSamples: number;
  readonly outputSamples: number;
  readonly exploration: number;
  readonly steps: number;
  readonly seed: number;
  readonly out: string;
  readonly overwrite: boolean;
}

/** What a player saw and did at one step. */
interface Move {
  readonly action: number;
  /** Newest frame as the network got it, and how far it is from the true one; both in pixels. */
  readonly seen: ArrayLike<number>;
  readonly delta: ArrayLike<number>;
}
type Player = (environment: AtariEnvironment, step: number) => Promise<Move>;

const televisionFramesPerSecond = 60;
const defaultFilm = 'play.webp';

export function playCommand(): Command {
  return new Command('play')
    .description(
      'film a game: the screen, what the network sees, and the perturbation magnified, as an animated picture',
    )
    .option('--game <name>', 'game to play at random; with --run, the agent’s own game is played')
    .option('--run <folder>', 'run folder of the agent (default: the bundled Catch agent)', runFolder)
    .addOption(checkpointOption())
    .addOption(new Option('--random', 'play random actions').default(false).conflicts(['run', 'attack', 'defense']))
    .option('--lambda <pixels>', 'size of the perturbation, 0…255; 0 = no attack', '4')
    .option('--attack <name>', 'as in `evaluate`', 'fgsm')
    .option('--defense <name>', 'as in `evaluate`', 'none')
    .option(
      '--gradient-samples <draws>',
      'draws of the defense in a gradient',
      numberOption(limits.adversary.gradientSamples),
      20,
    )
    .option(
      '--output-samples <draws>',
      'draws of the defense averaged for an action',
      numberOption(limits.adversary.outputSamples),
      20,
    )
    .option('--exploration <share>', 'share of random actions, 0…1', numberOption(limits.command.exploration), 0)
    .option('--steps <count>', 'length of the film; a step is 4 frames', numberOption(limits.command.filmSteps), 320)
    .option('--seed <integer>', 'seed of start, actions and draws', numberOption(limits.agent.seed), 1)
    .option('--out <file>', `the file to write, ${animationFormats.join(' or ')} by its name`, defaultFilm)
    .option('--overwrite', `replace the file if it is there (${defaultFilm} is replaced anyway)`, false)
    .action(playAction);
}

async function playAction(flags: PlayFlags): Promise<void> {
  const format = formatOf(flags.out);
  expectFree(flags);
  const [lambda, ...more] = parseLambdas(flags.lambda);
  if (lambda === undefined || more.length > 0)
    throw new UsageError(`--lambda: expected one number, got ${flags.lambda}`);
  const rng = createRandom(flags.seed);
  const library = await openLibrary();
  const random = flags.random || (flags.game !== undefined && flags.run === undefined);
  const folder = agentFolder(flags.run ?? bundledAgent, flags.checkpoint);
  const agent = random ? undefined : loadAgent(folder);
  const cartridge = library.open(flags.game ?? agent?.game ?? 'catch');
  if (agent) expectAgentFor(agent, folder, cartridge.game, library.actionsOf(cartridge.game));
  const rules = agent?.config ?? {
    mode: 'paper' as const,
    frameSkipFrames: 4,
    maxNoOpStartFrames: 30,
    maxEpisodeFrames: 108_000,
    fireOnReset: true,
  };
  const environment = createAtari(
    library.ale,
    cartridge,
    { ...rules, lifeLossEndsEpisode: false, clipRewards: false },
    rng.split('environment'),
  );

  let player = randomPlayer(rng.split('actions'));
  if (agent) {
    const defense = asUsage(() => parseDefense(flags.defense));
    const [named] = parseAttacks([flags.attack], { gradientSamples: flags.gradientSamples });
    const decider = createDecider({
      agent,
      defense,
      attack: named!.attack,
      attackOn: 'self',
      outputSamples: flags.outputSamples,
    });
    const draws = rng.split('draws').uint32() | 0;
    const decide: Player = async ({ observation }, step) => {
      if (lambda === 0) {
        const { action } = await decider.clean(observation, [draws, step]);
        return { action, ...untouched(observation) };
      }
      const { action, perturbed } = await decider.attacked(observation, lambda, [draws, step]);
      const seen = perturbed.slice(observationBytes - frameBytes);
      return { action, seen, delta: seen.map((value, i) => value - observation[observationBytes - frameBytes + i]!) };
    };
    player = exploring(decide, flags.exploration, rng.split('exploration'));
  }

  prepareFile(flags.out);
  const frames: RgbImage[] = [];
  let score = 0;
  const isComplete = (reached: boolean) => reached;
  await interruptible({ isComplete, quiet: false }, async ({ signal, show }) => {
    environment.reset();
    for (let step = 0; step < flags.steps; step++) {
      await setImmediate(); // players answer in microtasks: without a pause, no signal would be heard
      if (signal.aborted) return false;
      const move = await player(environment, step);
      frames.push(picture(environment.screenRgb(), move, agent && lambda > 0 ? lambda : 0));
      const { rawReward, gameOver } = environment.step(move.action);
      score += rawReward;
      show({ name: 'playing', unit: 'steps' }, step + 1, flags.steps, { score: String(score) });
      if (gameOver) break;
    }
    return true;
  });
  if (frames.length === 0) return console.error('stopped before the first step: nothing is written');
  const delayMs = (rules.frameSkipFrames * 1000) / televisionFramesPerSecond;
  writeAtomically(flags.out, await animate(frames, { delayMs, format }));
  console.log(`score ${score} in ${frames.length} steps; film in ${flags.out}`);
}

/** @throws UsageError for a file that is there: no film tells who made it, so only the name that is ours is replaced */
function expectFree({ out, overwrite }: PlayFlags): void {
  if (overwrite || out === defaultFilm || !existsSync(out)) return;
  throw new UsageError(`${out} exists: choose another --out, or replace it with --overwrite`);
}

function formatOf(path: string): AnimationFormat {
  const format = animationFormats.find((each) => extname(path) === `.${each}`);
  if (format) return format;
  throw new UsageError(
    `--out: expected a file name that ends in ${animationFormats.map((each) => `.${each}`).join(' or ')}, got '${path}'`,
  );
}

/** The screen at the left (a 2600 pixel is twice as wide as high), what the network saw and what was added at the right. */
function picture(screen: RgbImage, { seen, delta }: Move, lambda: number): RgbImage {
  const panel = (image: RgbImage) => enlarge(image, 2, 2);
  return beside(enlarge(screen, 4, 2), [
    panel(grayImage(seen, frameSize, frameSize)),
    panel(perturbationImage(delta, lambda, frameSize, frameSize)),
  ]);
}

const untouched = (observation: Uint8Array) => ({
  seen: observation.slice(observationBytes - frameBytes),
  delta: new Uint8Array(frameBytes),
});

const randomPlayer =
  (rng: Random): Player =>
  async ({ actions, observation }) => ({ action: rng.integer(actions.length), ...untouched(observation) });

/** The player's moves, but with probability `epsilon` another action. */
const exploring =
  (player: Player, epsilon: number, rng: Random): Player =>
  async (environment, step) => {
    const move = await player(environment, step);
    return rng.uniform() < epsilon ? { ...move, action: rng.integer(environment.actions.length) } : move;
  };
