/** One console of a vector environment: it plays steps and episodes, and writes its row of the tables. */
import { noopA, noopB } from '../console/actions.js';
import type { Environment } from '../console/environment.js';
import { loadGame } from '../console/load-game.js';
import { MersenneTwister } from '../console/mersenne-twister.js';
import { Settings } from '../console/settings.js';
import type { Cart, Game } from '../games/game.js';
import { instantiateCore } from '../platform/wasm.js';
import type { ConsoleOptions } from './options.js';
import { observationBytes, type Tables } from './tables.js';

/** Everything that a worker needs to create a console. */
export interface ConsolePlan extends ConsoleOptions {
  readonly module: WebAssembly.Module;
  readonly rom: Uint8Array;
  readonly romName: string;
  readonly game: Game;
  readonly cart: Cart;
  /** ALE's action numbers by action index. */
  readonly actionNumbers: readonly number[];
  /** Seed of console 0. */
  readonly seed: number;
}

export interface ConsoleSlot {
  /** Starts an episode if its entry of `resets` is 1. @param seed seed of console 0; reseeds all generators when given */
  reset(seed?: number): void;
  /** Plays the action in its row. When the episode ends, starts the next one. */
  step(): void;
}

const fire = 1;

/**
 * Creates the console of row `index` and loads the game. After a step, the row describes that step; when the step ended an
 * episode, everything but `observations` belongs to the ended episode.
 * @throws AleError what `loadGame` throws
 */
export function createConsoleSlot(plan: ConsolePlan, index: number, tables: Tables): ConsoleSlot {
  const { frameSkip, maxPool, noopMax, episodicLife, rewardClipping, actionNumbers } = plan;
  const core = instantiateCore(plan.module);
  const interleaved = plan.layout === 'NHWC' ? 1 : 0;
  const rowOf = (array: Uint8Array) => array.subarray(index * observationBytes, (index + 1) * observationBytes);
  const [observation, finalObservation] = [rowOf(tables.observations), rowOf(tables.finalObservations)];
  const stack = new Uint8Array(core.memory.buffer, core.stackObservation(interleaved), observationBytes);
  const firesAtStart = plan.fireReset && actionNumbers.includes(fire);

  let environment: Environment;
  let random: MersenneTwister;
  /** Whether `observe` uses the remembered frame. */
  let pooled = false;
  let lives = 0;
  let episodeReturn = 0;
  let episodeLength = 0;

  const load = (seed: number) => {
    const settings = new Settings();
    settings.setInt('random_seed', seed);
    settings.setFloat('repeat_action_probability', plan.repeatActionProbability);
    settings.setInt('max_num_frames_per_episode', plan.maxFramesPerEpisode);
    const choice = { game: plan.game, properties: plan.cart };
    ({ environment } = loadGame(core, [plan.game], settings, plan.rom, plan.romName, choice, () => {}));
    environment.mode = plan.mode ?? environment.mode;
    environment.difficulty = plan.difficulty ?? environment.difficulty;
    random = new MersenneTwister(~seed);
  };

  const playFrame = (action: number, remember: boolean) => {
    if (remember) core.rememberFrame();
    pooled = remember;
    return environment.act(action, noopB, 1, 0);
  };

  /** Plays the frames of a step with one action, or until the game is over. @returns the points */
  const hold = (action: number) => {
    let points = 0;
    for (let frame = 1; frame <= frameSkip && !environment.gameOver(); frame++) {
      points += playFrame(action, maxPool && frame === frameSkip && frame > 1);
    }
    return points;
  };

  const startGame = () => {
    environment.reset();
    pooled = false;
    if (!firesAtStart) return;
    hold(fire);
    if (!environment.gameOver()) return;
    environment.reset();
    pooled = false;
  };

  const startGameIdle = () => {
    startGame();
    if (noopMax === 0) return;
    for (let left = 1 + Math.floor(random.double() * noopMax); left > 0; left--) {
      playFrame(noopA, maxPool && left === 1);
      if (environment.gameOver()) startGame();
    }
  };

  const observe = () => {
    core.observe(pooled ? 1 : 0);
    core.stackObservation(interleaved);
    observation.set(stack);
  };

  const startEpisode = (newGame: boolean) => {
    if (newGame) {
      startGameIdle();
      episodeReturn = 0;
      episodeLength = 0;
    }
    lives = environment.rules.lives();
    core.clearStack();
    observe();
  };

  const describe = (points: number, terminated: boolean, truncated: boolean, over: boolean) => {
    tables.rewards[index] = rewardClipping ? Math.sign(points) : points;
    tables.points[index] = points;
    tables.terminated[index] = Number(terminated);
    tables.truncated[index] = Number(truncated);
    tables.gameOver[index] = Number(over);
    tables.lives[index] = lives;
    tables.frameNumbers[index] = environment.frameNumber;
    tables.episodeFrameNumbers[index] = environment.episodeFrameNumber;
    tables.episodeReturns[index] = episodeReturn;
    tables.episodeLengths[index] = episodeLength;
  };

  load(plan.seed + index);
  return {
    reset(seed) {
      if (!tables.resets[index]) return;
      if (seed !== undefined) load(seed + index);
      startEpisode(true);
      describe(0, false, false, false);
    },
    step() {
      const points = hold(actionNumbers[tables.actions[index]!]!);
      const ended = environment.rules.terminal();
      const truncated = !ended && environment.truncated();
      const before = lives;
      lives = environment.rules.lives();
      const terminated = ended || (episodicLife && !truncated && lives < before);
      episodeReturn += points;
      episodeLength++;
      describe(points, terminated, truncated, ended || truncated);
      observe();
      if (!terminated && !truncated) return;
      finalObservation.set(observation);
      startEpisode(ended || truncated);
    },
  };
}
