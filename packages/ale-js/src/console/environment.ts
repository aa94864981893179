/**
 * ALE's environment: frames, resets, sticky actions, modes and ends of episodes. All operations are in ALE's order, because the RAM of
 * later frames depends on it.
 */

import type { Cart, Game } from '../games/game.js';
import type { ModeHost } from '../games/mode-program.js';
import { compileRules, type Rules } from '../games/rules.js';
import { actionNumber, actionsPerPlayer, noopA, noopB, resetAction } from './actions.js';
import { type Controls, joysticks, paddles } from './controls.js';
import type { Core } from './core.js';
import { MersenneTwister } from './mersenne-twister.js';

const framesBeforeReset = 60;
const framesOfReset = 4;

/** Settings at the time when the ROM was loaded. */
export interface EnvironmentOptions {
  /** Seed of the environment's generator. */
  readonly randomSeed: number;
  readonly repeatActionProbability: number;
  readonly frameSkip: number;
  /** 0 or less = no limit. */
  readonly maxFramesPerEpisode: number;
  readonly truncateOnLossOfLife: boolean;
  readonly rewardMin: number;
  readonly rewardMax: number;
  /** Limits of the paddles' resistance. */
  readonly paddleMin: number;
  readonly paddleMax: number;
}

const isActionOf = (action: number, noop: number): boolean =>
  action === resetAction || (action >= noop && action < noop + actionsPerPlayer);

export class Environment {
  readonly game: Game;
  readonly options: EnvironmentOptions;
  readonly random: MersenneTwister;
  readonly rules: Rules;
  readonly controls: Controls;
  /** A live view of the 128 bytes of RAM. */
  readonly ram: Uint8Array;
  /** Frame number, episode frame number, mode and difficulty, as one array that saved states copy. */
  readonly counters = new Int32Array(4);
  /** The last actions of players A and B, which sticky actions repeat. */
  readonly actions = Int32Array.of(noopA, noopB);
  readonly strengths = Float32Array.of(1, 1);

  readonly #core: Core;
  readonly #legal: Uint8Array;
  readonly #maxLives: number;
  readonly #modeHost: ModeHost;

  /** The caller has to reset the new environment. */
  constructor(core: Core, game: Game, cart: Cart, options: EnvironmentOptions) {
    this.#core = core;
    this.game = game;
    this.options = options;
    this.mode = game.defaultMode;
    this.random = new MersenneTwister(options.randomSeed);
    this.ram = new Uint8Array(core.memory.buffer, core.ramPointer(), 128);
    this.rules = compileRules(game, { ram: this.ram, peek: (address) => core.peek(address) }, () =>
      this.random.uint32(),
    );
    this.#maxLives = this.rules.lives();
    const hasPaddles = cart.left === 'PADDLES' || cart.right === 'PADDLES';
    this.controls = hasPaddles ? paddles(core, options.paddleMin, options.paddleMax) : joysticks(core);
    this.controls.center();
    this.#legal = new Uint8Array(resetAction + 1).fill(1);
    for (const name of game.illegalActions) this.#legal[actionNumber(name)] = 0;
    this.#legal[resetAction] = 0;
    this.#modeHost = {
      select: (frames) => this.#pressSelect(frames),
      act: (action) => this.act(actionNumber(action), noopB, 1, 1),
      reset: () => this.#softReset(),
    };
  }

  /** Frames since the ROM was loaded. */
  get frameNumber(): number {
    return this.counters[0]!;
  }
  get episodeFrameNumber(): number {
    return this.counters[1]!;
  }
  /** The mode, which the next reset applies. */
  get mode(): number {
    return this.counters[2]!;
  }
  set mode(mode: number) {
    this.counters[2] = mode;
  }
  /** The difficulty, used from the next frame on; resets do not change it. */
  get difficulty(): number {
    return this.counters[3]!;
  }
  set difficulty(difficulty: number) {
    this.counters[3] = difficulty;
  }

  /** Starts an episode. */
  reset(): void {
    this.counters[1] = 0;
    this.controls.center();
    this.#core.systemReset();
    this.#emulate(noopA, noopB, 1, 1, framesBeforeReset);
    this.#softReset();
    this.rules.reset();
    this.rules.selectMode(this.mode, this.#modeHost);
    this.#softReset();
    for (const [name, frames] of this.game.startingActions) this.#emulate(actionNumber(name), noopB, 1, 1, frames);
  }

  /**
   * Plays one agent step: `frameSkip` frames. In each frame, each player's last action may be repeated (sticky actions). Each frame
   * uses two random numbers.
   * @param actionA 0…17, or 40, which is played as NOOP @param actionB 18…35, or 40
   * @returns the summed reward, clamped
   */
  act(actionA: number, actionB: number, strengthA: number, strengthB: number): number {
    const { actions, strengths, random } = this;
    const { frameSkip, repeatActionProbability, rewardMin, rewardMax } = this.options;
    let sum = 0;
    for (let i = 0; i < frameSkip; i++) {
      if (random.double() >= repeatActionProbability) {
        actions[0] = actionA;
        strengths[0] = strengthA;
      }
      if (random.double() >= repeatActionProbability) {
        actions[1] = actionB;
        strengths[1] = strengthB;
      }
      if (this.gameOver()) continue;
      const a = this.#legal[actions[0]!]! ? actions[0]! : noopA;
      const b = actions[1] !== resetAction && this.#legal[actions[1]! - noopB]! ? actions[1]! : noopB;
      this.#emulate(a, b, strengths[0]!, strengths[1]!, 1);
      this.#countFrame();
      sum += this.rules.reward();
    }
    return Math.min(Math.max(sum, rewardMin), rewardMax);
  }

  /** Returns whether the rules have ended the episode or a limit has truncated it. */
  gameOver(): boolean {
    return this.rules.terminal() || this.truncated();
  }

  /** Returns whether a limit has truncated the episode. */
  truncated(): boolean {
    const { maxFramesPerEpisode, truncateOnLossOfLife } = this.options;
    return (
      (maxFramesPerEpisode > 0 && this.episodeFrameNumber >= maxFramesPerEpisode) ||
      (truncateOnLossOfLife && this.rules.lives() < this.#maxLives)
    );
  }

  /** Checks the memory after a state was restored. @returns the part that is not valid, if any */
  stateProblem(): string | undefined {
    const { counters, actions, strengths, random, controls, game } = this;
    if (counters[0]! < 0 || counters[1]! < 0) return 'the frame number';
    if (!game.modes.includes(this.mode)) return 'the mode';
    // A game may start at a difficulty that its list leaves out.
    if (this.difficulty < 0 || this.difficulty > 3) return 'the difficulty';
    if (controls.limits[0]! > controls.limits[1]!) return 'the paddle limits';
    if (!isActionOf(actions[0]!, noopA) || !isActionOf(actions[1]!, noopB)) return 'the last action';
    if (!strengths.every(Number.isFinite)) return 'the paddle strength';
    return random.isValid() ? undefined : 'the random generator';
  }

  #emulate(actionA: number, actionB: number, strengthA: number, strengthB: number, frames: number): void {
    for (let frame = 0; frame < frames; frame++) {
      this.controls.apply(actionA, actionB, strengthA, strengthB, this.difficulty);
      this.#core.runFrame();
      this.rules.step();
    }
  }

  /** Presses the console's RESET switch, and sets the last actions to NOOP. */
  #softReset(): void {
    this.#emulate(resetAction, noopB, 1, 1, framesOfReset);
    this.actions[0] = noopA;
    this.actions[1] = noopB;
  }

  /** Presses SELECT. The rules are not evaluated on the frames while it is pressed. */
  #pressSelect(frames: number): void {
    this.controls.holdSelect(this.difficulty);
    for (let frame = 0; frame < frames; frame++) this.#core.runFrame();
    this.#emulate(noopA, noopB, 1, 1, 1);
    this.#countFrame();
  }

  #countFrame(): void {
    this.counters[0]!++;
    this.counters[1]!++;
  }
}
