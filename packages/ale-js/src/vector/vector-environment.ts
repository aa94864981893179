/** Many consoles stepped together, in Gymnasium's words; what they show goes into one buffer. */
import { type ActionName, actionNames } from '../console/actions.js';
import { badOption, expectOptions } from '../console/option-checks.js';
import { AleError } from '../errors.js';
import type { Game } from '../games/game.js';
import { compileCore, type WasmSource } from '../platform/wasm.js';
import type { Command } from './control.js';
import { type CheckedOptions, checkOptions, resetChecks, type VectorOptions } from './options.js';
import { planOf } from './plan.js';
import { allocateTables, observationBytes, tablesIn } from './tables.js';
import type { Spawn } from './thread.js';
import { createSoloCrew, createWorkerCrew } from './worker-group.js';

/** One entry a console. Where a step ended an episode, all but `observations` is of the episode that ended. */
export interface VectorInfo {
  /** The game's points, unclipped. */
  readonly points: Int32Array;
  readonly lives: Int32Array;
  readonly frameNumbers: Int32Array;
  readonly episodeFrameNumbers: Int32Array;
  /** Points and steps since the game began. */
  readonly episodeReturns: Int32Array;
  readonly episodeLengths: Int32Array;
  /** 1 where the game itself ended or was cut off; with `episodicLife`, an episode may end without. */
  readonly gameOver: Uint8Array;
  /** Shaped as the observations: a row counts where its episode has just ended, and keeps what that episode showed last. */
  readonly finalObservations: Uint8Array;
}

/** All arrays are the same memory at every call, overwritten by the next one. */
export interface VectorReset {
  /** uint8, [numEnvs, 84, 84, 4] or [numEnvs, 4, 84, 84]. */
  readonly observations: Uint8Array;
  readonly info: VectorInfo;
}

export interface VectorStep extends VectorReset {
  readonly rewards: Int32Array;
  /** 1 where the episode ended: the console has started the next one, and `observations` shows its start. */
  readonly terminated: Uint8Array;
  /** 1 where it was cut off by the frame limit; likewise. */
  readonly truncated: Uint8Array;
}

export interface ResetOptions {
  /** Everything begins anew: console i plays by seed + i. Without it, chance goes on. */
  readonly seed?: number;
  /**
   * One a console: only those with true (or 1) start an episode; the rows of the others stay as they are. As Gymnasium's
   * `options={"reset_mask": …}`.
   */
  readonly resetMask?: readonly boolean[] | Uint8Array;
}

export interface VectorEnvironment {
  readonly numEnvs: number;
  readonly game: Game;
  /** Names by index: `step` takes indices. */
  readonly actions: readonly ActionName[];
  readonly observationShape: readonly [numEnvs: number, number, number, number];
  /**
   * Starts an episode on every console, or on those of `resetMask`.
   * @throws AleError `bad-option`, `wrong-size`; `reset-needed` for a mask that leaves out a console without an episode
   */
  reset(options?: ResetOptions): VectorReset;
  /** @param actions an index a console @throws AleError `wrong-size`, `unknown-action` or `reset-needed` */
  step(actions: ArrayLike<number>): VectorStep;
  /** The same without blocking the thread; one call at a time. */
  resetAsync(options?: ResetOptions): Promise<VectorReset>;
  stepAsync(actions: ArrayLike<number>): Promise<VectorStep>;
  /** Ends the workers. The buffers stay as they are. */
  dispose(): Promise<void>;
}

/**
 * @param spawn makes a worker of the platform
 * @throws AleError `bad-option`, `wrong-size`, `unsupported`, `unknown-mode`, `unknown-difficulty`, or what loading throws
 */
export async function createVectorEnvironment(
  options: VectorOptions,
  defaultWasm: WasmSource,
  spawn: Spawn,
): Promise<VectorEnvironment> {
  const checked = checkOptions(options);
  checkMemory(checked);
  const { numEnvs, threads, observations: callers } = checked;
  const plan = planOf(checked, await compileCore(checked.wasm ?? defaultWasm));
  const memory = allocateTables(numEnvs, threads > 0, callers);
  const crew =
    threads === 0
      ? createSoloCrew(plan, memory)
      : await createWorkerCrew(plan, memory, Math.min(threads, numEnvs), spawn);

  const { actions, resets, rewards, terminated, truncated, observations, ...info } = tablesIn(memory);
  const afterReset: VectorReset = { observations, info };
  const afterStep: VectorStep = { observations, rewards, terminated, truncated, info };

  let state: 'reset needed' | 'ready' | 'busy' | 'disposed' = 'reset needed';
  const expectFree = () => {
    if (state === 'disposed') throw new AleError('disposed', 'this vector environment was disposed: make another');
    if (state === 'busy') throw new AleError('busy', 'the last call has not finished: await it first');
  };
  const expectBlocking = () => {
    if (crew.mayBlock) return;
    const message = 'this thread (a page’s own) may not wait for workers: use stepAsync and resetAsync, or threads: 0';
    throw new AleError('unsupported', message);
  };
  const takeActions = (chosen: ArrayLike<number>) => {
    expectFree();
    if (state === 'reset needed') throw new AleError('reset-needed', 'no episode is running: call reset first');
    checkActions(chosen, numEnvs, plan.actionNumbers.length);
    actions.set(chosen);
  };
  const takeReset = (chosen: ResetOptions = {}) => {
    expectFree();
    expectOptions(chosen, resetChecks);
    const { seed, resetMask } = chosen;
    if (resetMask) checkMask(resetMask, numEnvs, state === 'reset needed');
    if (resetMask) resets.set(Array.from(resetMask, Number));
    else resets.fill(1);
    return seed;
  };
  // A call that throws may leave consoles amid a step: only a reset helps then.
  const play = <T>(result: T, command: Command, seed?: number): T => {
    state = 'reset needed';
    crew.run(command, seed);
    state = 'ready';
    return result;
  };
  const playAsync = async <T>(result: T, command: Command, seed?: number): Promise<T> => {
    let next: typeof state = 'reset needed';
    state = 'busy';
    try {
      await crew.runAsync(command, seed);
      next = 'ready';
      return result;
    } finally {
      if (state === 'busy') state = next;
    }
  };

  return {
    numEnvs,
    game: plan.game,
    actions: plan.actionNumbers.map((number) => actionNames[number]!),
    observationShape: checked.layout === 'NHWC' ? [numEnvs, 84, 84, 4] : [numEnvs, 4, 84, 84],
    reset(chosen) {
      expectBlocking();
      return play(afterReset, 'reset', takeReset(chosen));
    },
    step(chosen) {
      expectBlocking();
      takeActions(chosen);
      return play(afterStep, 'step');
    },
    async resetAsync(chosen) {
      return playAsync(afterReset, 'reset', takeReset(chosen));
    },
    async stepAsync(chosen) {
      takeActions(chosen);
      return playAsync(afterStep, 'step');
    },
    async dispose() {
      state = 'disposed';
      await crew.dispose();
    },
  };
}

function checkActions(chosen: ArrayLike<number>, numEnvs: number, count: number): void {
  if (chosen?.length !== numEnvs) {
    const got = chosen?.length;
    throw new AleError('wrong-size', `actions: expected ${numEnvs}, one for each console, got ${got}`, {
      expected: numEnvs,
      got,
    });
  }
  for (let i = 0; i < numEnvs; i++) {
    const action = chosen[i]!;
    if (Number.isInteger(action) && action >= 0 && action < count) continue;
    throw new AleError('unknown-action', `action of console ${i}: expected an index, 0…${count - 1}, got ${action}`, {
      expected: `0…${count - 1}`,
      got: action,
    });
  }
}

function checkMask(mask: ArrayLike<unknown>, numEnvs: number, resetNeeded: boolean): void {
  if (mask.length !== numEnvs) {
    const got = mask.length;
    const message = `option "resetMask": expected ${numEnvs}, one for each console, got ${got}`;
    throw new AleError('wrong-size', message, { expected: numEnvs, got });
  }
  const chosen = Array.from(mask, Boolean);
  if (!chosen.includes(true)) throw badOption('resetMask', 'at least one console', mask, 'none');
  if (resetNeeded && chosen.includes(false)) {
    throw new AleError('reset-needed', 'no episode is running: reset all consoles first, without resetMask');
  }
}

function checkMemory({ observations, numEnvs, threads }: CheckedOptions): void {
  if (threads > 0 && typeof SharedArrayBuffer === 'undefined') {
    const message =
      'threads need SharedArrayBuffer: serve the page with Cross-Origin-Opener-Policy: same-origin and ' +
      'Cross-Origin-Embedder-Policy: require-corp, or use threads: 0';
    throw new AleError('unsupported', message);
  }
  if (!observations) return;
  const expected = numEnvs * observationBytes;
  if (observations.length !== expected) {
    const message = `observations: expected ${numEnvs} × ${observationBytes} = ${expected} bytes, got ${observations.length}`;
    throw new AleError('wrong-size', message, { expected, got: observations.length });
  }
  if (threads > 0 && !(observations.buffer instanceof SharedArrayBuffer)) {
    throw badOption(
      'observations',
      'a view of a SharedArrayBuffer, because threads > 0',
      observations,
      'an ArrayBuffer',
    );
  }
}
