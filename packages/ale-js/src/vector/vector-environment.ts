/** The vector environment: many consoles that step together, with Gymnasium's interface and one buffer of observations. */
import { type ActionName, actionNames } from '../console/actions.js';
import { badOption, expectOptions } from '../console/option-checks.js';
import { AleError } from '../errors.js';
import type { Game } from '../games/game.js';
import { compileCore, type WasmSource } from '../platform/wasm.js';
import type { RequestKind } from './control.js';
import { type CheckedOptions, checkOptions, resetChecks, type VectorOptions } from './options.js';
import { planOf } from './plan.js';
import { allocateTables, observationBytes, tablesIn } from './tables.js';
import type { Spawn } from './thread.js';
import { createLocalGroup, startWorkerGroup } from './worker-group.js';

/**
 * One entry for each console. When a step ended an episode, everything but `observations` belongs to the ended episode. With
 * `compatible: 'ale-py'` and `autoreset: 'SameStep'`, lives and frame numbers belong to the next one, as there. In a step that only
 * starts an episode (`autoreset: 'NextStep'`), all of it belongs to the new one.
 */
export interface VectorInfo {
  /** Points of the step, not clipped. */
  readonly points: Int32Array;
  /** Lives left. */
  readonly lives: Int32Array;
  /** Frames since the ROM was loaded. */
  readonly frameNumbers: Int32Array;
  /** Frames since the game began. */
  readonly episodeFrameNumbers: Int32Array;
  /** Sum of the points since the game began. */
  readonly episodeReturns: Int32Array;
  /** Steps since the game began. */
  readonly episodeLengths: Int32Array;
  /** 1 if the game ended or was truncated. With `episodicLife`, an episode can end without this. */
  readonly gameOver: Uint8Array;
  /** Shape of the observations. The last observation of an episode that has just ended; other rows are not meaningful. */
  readonly finalObservations: Uint8Array;
}

/** Result of a reset. The arrays are the same memory at every call; the next call overwrites them. */
export interface VectorReset {
  /** Gray values, [numEnvs, 84, 84, 4] or [numEnvs, 4, 84, 84]. */
  readonly observations: Uint8Array;
  /** Further arrays. */
  readonly info: VectorInfo;
}

/** Result of a step. */
export interface VectorStep extends VectorReset {
  /** Rewards, clipped to their signs with `rewardClipping`. */
  readonly rewards: Int32Array;
  /** 1 if the episode ended. With `SameStep`, the console has started the next one, and `observations` shows its start. */
  readonly terminated: Uint8Array;
  /** 1 if the frame limit ended the episode; the next one has started likewise. */
  readonly truncated: Uint8Array;
}

/** Options of a reset. */
export interface ResetOptions {
  /**
   * New environment seed; console i uses seed + i. Without it, the random generators are not reseeded. With `compatible: 'ale-py'` and
   * a mask, i counts the selected consoles only.
   */
  readonly seed?: number;
  /**
   * One entry for each console: only those with true (or 1) start an episode; the rows of the others are not changed. Like
   * Gymnasium's `options={"reset_mask": …}`.
   */
  readonly resetMask?: readonly boolean[] | Uint8Array;
}

/** Many consoles with one game that step together. */
export interface VectorEnvironment {
  /** Number of consoles. */
  readonly numEnvs: number;
  /** The game's table entry. */
  readonly game: Game;
  /** Names of the actions by index; `step` takes indices. */
  readonly actions: readonly ActionName[];
  /** Shape of `observations`. */
  readonly observationShape: readonly [numEnvs: number, number, number, number];
  /**
   * Starts an episode on every console, or on those of `resetMask`.
   * @throws AleError `bad-option`, `wrong-size`; `reset-needed` for a mask that leaves out a console without an episode
   */
  reset(options?: ResetOptions): VectorReset;
  /** Plays one step on every console. @param actions an action index for each console @throws AleError `wrong-size`, `unknown-action` or `reset-needed` */
  step(actions: ArrayLike<number>): VectorStep;
  /** Like `reset`, without blocking the thread. One call at a time. */
  resetAsync(options?: ResetOptions): Promise<VectorReset>;
  /** Like `step`, without blocking the thread. One call at a time. */
  stepAsync(actions: ArrayLike<number>): Promise<VectorStep>;
  /** Ends the worker threads. The arrays stay valid. */
  dispose(): Promise<void>;
}

/**
 * Creates a vector environment.
 * @param defaultWasm the core, if the options have none
 * @param spawn starts a worker thread of the platform
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
  const group =
    threads === 0
      ? createLocalGroup(plan, memory)
      : await startWorkerGroup(plan, memory, Math.min(threads, numEnvs), spawn);

  const { actions, resets, rewards, terminated, truncated, observations, ...info } = tablesIn(memory);
  const afterReset: VectorReset = { observations, info };
  const afterStep: VectorStep = { observations, rewards, terminated, truncated, info };

  let state: 'reset needed' | 'ready' | 'busy' | 'disposed' = 'reset needed';
  const expectFree = () => {
    if (state === 'disposed')
      throw new AleError('disposed', 'this vector environment was disposed: create another one');
    if (state === 'busy') throw new AleError('busy', 'the previous call has not finished: await it first');
  };
  const expectBlocking = () => {
    if (group.mayBlock) return;
    const message = 'the main thread of a page must not block: use stepAsync and resetAsync, or threads: 0';
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
  // A call that throws may leave consoles within a step, so a reset is needed.
  const play = <T>(result: T, request: RequestKind, seed?: number): T => {
    state = 'reset needed';
    group.run(request, seed);
    state = 'ready';
    return result;
  };
  const playAsync = async <T>(result: T, request: RequestKind, seed?: number): Promise<T> => {
    let next: typeof state = 'reset needed';
    state = 'busy';
    try {
      await group.runAsync(request, seed);
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
      await group.dispose();
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
      'threads require SharedArrayBuffer: serve the page with Cross-Origin-Opener-Policy: same-origin and ' +
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
