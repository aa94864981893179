/** `play`: plays an episode and writes it as an animated picture. */
import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expectAgentFor, loadAgent } from '../../agent/agent-files.js';
import { catchFolder } from '../../agent/bundled-agents.js';
import { parseLambdas } from '../../attack/parse-lambdas.js';
import { UsageError } from '../../common/errors.js';
import { createRandom } from '../../common/random.js';
import { type AtariEnvironment, createAtari } from '../../env/atari.js';
import { frameSize, type RgbImage } from '../../env/environment.js';
import { openLibrary } from '../../env/library.js';
import { presets } from '../../env/presets.js';
import { evaluationRules } from '../../env/rules.js';
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
import { agentFolder, type CheckpointName } from '../options/checkpoint.js';
import { openPlugin, type PluginFlags } from '../options/plugin-option.js';
import { interruptible } from '../terminal/interruptible.js';
import { attackedPlayer, type FilmStep, type Player, randomPlayer } from './player.js';

export interface PlayFlags extends PluginFlags {
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

export const defaultFilm = 'play.webp';

const televisionFramesPerSecond = 60;

/** Plays until the episode or the film ends, or until Ctrl-C, and writes the film. @throws UsageError for an existing file */
export async function film(flags: PlayFlags): Promise<void> {
  const format = formatOf(flags.out);
  expectFree(flags);
  await openPlugin(flags);
  const lambda = oneLambda(flags.lambda);
  const { environment, player, frameSkipFrames, isAttacked } = await openPlay(flags, lambda);
  prepareFile(flags.out);
  const { frames, score } = await play(environment, player, flags.steps, isAttacked ? lambda : 0);
  if (frames.length === 0) return console.error('stopped before the first step: nothing was written');
  const delayMs = (frameSkipFrames * 1000) / televisionFramesPerSecond;
  writeAtomically(flags.out, await animate(frames, { delayMs, format }));
  console.log(`score ${score} in ${frames.length} steps; film in ${flags.out}`);
}

async function openPlay(flags: PlayFlags, lambda: number) {
  const rng = createRandom(flags.seed);
  const library = await openLibrary();
  const isRandom = flags.random || (flags.game !== undefined && flags.run === undefined);
  const folder = agentFolder(flags.run ?? catchFolder, flags.checkpoint);
  const agent = isRandom ? undefined : loadAgent(folder);
  const cartridge = library.open(flags.game ?? agent?.game ?? 'catch');
  if (agent) expectAgentFor(agent, folder, cartridge.game, library.actionsOf(cartridge.game, agent.config));
  const rules = evaluationRules(agent?.config ?? presets.dqn2015);
  const environment = createAtari(library.ale, cartridge, rules, rng.split('environment'));
  const { frameSkipFrames } = rules;
  const atRandom = randomPlayer(rng.split('actions'));
  const player = agent ? attackedPlayer({ ...flags, agent, lambda }, rng) : atRandom;
  return { environment, player, frameSkipFrames, isAttacked: agent !== undefined };
}

async function play(
  environment: AtariEnvironment,
  player: Player,
  steps: number,
  lambda: number,
): Promise<{ frames: RgbImage[]; score: number }> {
  const frames: RgbImage[] = [];
  let score = 0;
  const options = { isComplete: Boolean, quiet: false, stopping: 'stopping: the film so far is written' };
  await interruptible(options, async ({ signal, show }) => {
    environment.reset();
    for (let step = 0; step < steps; step++) {
      await setImmediate(); // signals are delivered only between macrotasks, and players need none
      if (signal.aborted) return false;
      const played = await player(environment, step);
      frames.push(picture(environment.screenRgb(), played, lambda));
      const { rawReward, gameOver } = environment.step(played.action);
      score += rawReward;
      show({ name: 'playing', unit: 'steps' }, step + 1, steps, { score: String(score) });
      if (gameOver) break;
    }
    return true;
  });
  return { frames, score };
}

/** The screen at the left (a 2600 pixel is twice as wide as high); at the right what the network saw, and the perturbation. */
function picture(screen: RgbImage, { seen, delta }: FilmStep, lambda: number): RgbImage {
  const panel = (image: RgbImage) => enlarge(image, 2, 2);
  return beside(enlarge(screen, 4, 2), [
    panel(grayImage(seen, frameSize, frameSize)),
    panel(perturbationImage(delta, lambda, frameSize, frameSize)),
  ]);
}

function oneLambda(text: string): number {
  const [lambda, ...more] = parseLambdas(text);
  if (lambda !== undefined && more.length === 0) return lambda;
  throw new UsageError(`--lambda: expected one number, got "${text}"`);
}

/** A film does not record which program wrote it, so that only the default name is replaced without --overwrite. */
function expectFree({ out, overwrite }: PlayFlags): void {
  if (overwrite || out === defaultFilm || !existsSync(out)) return;
  throw new UsageError(`${out} exists: choose another --out, or replace it with --overwrite`);
}

function formatOf(path: string): AnimationFormat {
  const format = animationFormats.find((each) => extname(path) === `.${each}`);
  if (format) return format;
  throw new UsageError(
    `--out: expected a file name that ends in ${animationFormats.map((each) => `.${each}`).join(' or ')}, got "${path}"`,
  );
}
