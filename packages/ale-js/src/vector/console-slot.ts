/** One console of a vector environment: it plays steps and episodes, and writes its row of the tables. */

import type { Environment } from '../console/environment.js';
import { loadGame } from '../console/load-game.js';
import { Settings } from '../console/settings.js';
import type { Cart, Game } from '../games/game.js';
import { instantiateCore } from '../platform/wasm.js';
import { createAlePyPlay } from './play/ale-py-play.js';
import { createOwnPlay } from './play/own-play.js';
import type { Played, PlayOptions } from './play/play.js';
import { observationBytes, type Tables } from './tables.js';

/** Everything that a worker needs to create a console. */
export interface ConsolePlan extends PlayOptions {
  readonly module: WebAssembly.Module;
  readonly rom: Uint8Array;
  readonly romName: string;
  readonly game: Game;
  readonly cart: Cart;
  /** Seed of console 0. */
  readonly seed: number;
}

export interface ConsoleSlot {
  /** Starts an episode if its entry of `resets` is 1. @param seed seed of console 0; reseeds all generators when given */
  reset(seed?: number): void;
  /** Plays the action in its row. When the episode has ended, starts the next one, now or in the next step. */
  step(): void;
}

const nothing: Played = { points: 0, terminated: false, truncated: false, episodeOver: false, gameOver: false };

/**
 * Creates the console of row `index` and loads the game. After a step, the row describes that step. With `autoreset: 'SameStep'`,
 * when the step ended an episode, `observations` belongs to the next episode and everything else to the ended one; with
 * `compatible: 'ale-py'`, lives and frame numbers belong to the next one, too.
 * @throws AleError what `loadGame` throws
 */
export function createConsoleSlot(plan: ConsolePlan, index: number, tables: Tables): ConsoleSlot {
  const { actionNumbers, rewardClipping } = plan;
  const likeAlePy = plan.compatible === 'ale-py';
  const core = instantiateCore(plan.module);
  const play = likeAlePy ? createAlePyPlay(core, plan) : createOwnPlay(core, plan);
  const interleaved = plan.layout === 'NHWC' ? 1 : 0;
  const rowOf = (array: Uint8Array) => array.subarray(index * observationBytes, (index + 1) * observationBytes);
  const [observation, finalObservation] = [rowOf(tables.observations), rowOf(tables.finalObservations)];
  const stack = new Uint8Array(core.memory.buffer, core.stackObservation(interleaved), observationBytes);

  let environment: Environment;
  let episodeReturn = 0;
  let episodeLength = 0;
  /** The last step, if it ended an episode and the next step starts another one. */
  let ended: Played | undefined;

  const load = (seed: number) => {
    const settings = new Settings();
    settings.setInt('random_seed', seed);
    settings.setFloat('repeat_action_probability', plan.repeatActionProbability);
    settings.setInt('max_num_frames_per_episode', likeAlePy ? 0 : plan.maxFramesPerEpisode);
    const choice = { game: plan.game, properties: plan.cart };
    ({ environment } = loadGame(core, [plan.game], settings, plan.rom, plan.romName, choice, () => {}));
    environment.mode = plan.mode ?? environment.mode;
    environment.difficulty = plan.difficulty ?? environment.difficulty;
    play.load(environment, seed);
  };

  const observe = () => {
    play.observe();
    core.stackObservation(interleaved);
    observation.set(stack);
  };

  const startEpisode = (newGame: boolean) => {
    ended = undefined;
    play.start(newGame);
    if (newGame) {
      episodeReturn = 0;
      episodeLength = 0;
    }
    core.clearStack();
    observe();
  };

  const describeConsole = () => {
    tables.lives[index] = play.lives();
    tables.frameNumbers[index] = environment.frameNumber;
    tables.episodeFrameNumbers[index] = environment.episodeFrameNumber;
  };

  const describe = ({ points, terminated, truncated, gameOver }: Played) => {
    tables.rewards[index] = rewardClipping ? Math.sign(points) : points;
    tables.points[index] = points;
    tables.terminated[index] = Number(terminated);
    tables.truncated[index] = Number(truncated);
    tables.gameOver[index] = Number(gameOver);
    tables.episodeReturns[index] = episodeReturn;
    tables.episodeLengths[index] = episodeLength;
    describeConsole();
  };

  /** ale-py counts only the consoles that are reset. */
  const resetsBefore = () => tables.resets.subarray(0, index).reduce((count, chosen) => count + chosen, 0);

  load(plan.seed + index);
  return {
    reset(seed) {
      if (!tables.resets[index]) return;
      if (seed !== undefined) load(seed + (likeAlePy ? resetsBefore() : index));
      startEpisode(true);
      describe(nothing);
    },
    step() {
      if (ended) {
        startEpisode(ended.gameOver);
        describe(nothing);
        return;
      }
      const played = play.step(actionNumbers[tables.actions[index]!]!);
      episodeReturn += played.points;
      episodeLength++;
      describe(played);
      observe();
      if (!played.episodeOver) return;
      if (plan.autoreset === 'NextStep') {
        ended = played;
        return;
      }
      finalObservation.set(observation);
      startEpisode(played.gameOver);
      if (likeAlePy) describeConsole();
    },
  };
}
