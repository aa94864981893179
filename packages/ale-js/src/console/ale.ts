/**
 * The facade with ALE's method names: settings, a ROM, act and reset, screen and RAM, saved states. Where ALE's web
 * package has a call, ours has the same name and means the same; the rest is marked "beyond ALE's package".
 */

import { AleError } from '../errors.js';
import { cartChecks } from '../games/check-game.js';
import type { Game } from '../games/game.js';
import { gunzip, isGzip } from '../platform/gzip.js';
import type { VirtualFiles } from '../platform/virtual-files.js';
import { actionNumber, actionsPerPlayer, noopB, resetAction } from './actions.js';
import { type Core, stateParts } from './core.js';
import { type LoadedGame, type LoadOptions, loadGame } from './load-game.js';
import { screenWidth } from './machine.js';
import { badOption, expectOptions, object } from './option-checks.js';
import { kindOfState, packState, type StateKind, type StateLayout, stateLayout, unpackState } from './saved-state.js';
import { colorAverage, type ScreenColors, screenColors, toGray, toRgb, toRgba } from './screen.js';
import { type SettingKey, Settings, settingTable } from './settings.js';

/** The ALE release whose behavior this is. */
export const aleVersion = '0.12.0';
/** Rows and columns of what `observe` returns. */
export const observationSize = 84;

/** What a module shares among its consoles. */
export interface Runtime {
  readonly instantiate: () => Core;
  readonly games: readonly Game[];
  readonly files: VirtualFiles;
  readonly printErr: (text: string) => void;
}

/** What is loaded, with everything derived from it. */
interface Loaded extends LoadedGame {
  readonly colors: ScreenColors;
  /** Views by address: the core swaps between two frame buffers. */
  readonly views: Map<number, Uint8Array>;
  /** With the setting `color_averaging`. */
  readonly average: ((a: number, b: number) => number) | undefined;
  readonly states: Readonly<Record<StateKind, StateLayout>>;
}

export class ALEInterface {
  readonly #runtime: Runtime;
  readonly #core: Core;
  readonly #settings = new Settings();
  #current: Loaded | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
    this.#core = runtime.instantiate();
  }

  static getVersion(): string {
    return aleVersion;
  }

  // --- settings; they take effect at the next ROM load ---

  setBool(key: string, value: boolean): void {
    this.#settings.setBool(key, value);
  }
  setInt(key: string, value: number): void {
    this.#settings.setInt(key, value);
  }
  setFloat(key: string, value: number): void {
    this.#settings.setFloat(key, value);
  }
  setString(key: string, value: string): void {
    this.#settings.setString(key, value);
  }
  getBool(key: string): boolean {
    return this.#settings.getBool(key);
  }
  getInt(key: string): number {
    return this.#settings.getInt(key);
  }
  /** A 32-bit float: 0.1 reads as 0.10000000149011612. */
  getFloat(key: string): number {
    return this.#settings.getFloat(key);
  }
  getString(key: string): string {
    return this.#settings.getString(key);
  }

  /** Several settings at once, each through the setter of its type. Beyond ALE's package. */
  set(settings: Partial<Record<SettingKey, boolean | number | string>>): void {
    if (!object[0](settings)) throw badOption('settings', object[1], settings);
    for (const [key, value] of Object.entries(settings)) {
      const type = settingTable[key as SettingKey]?.[0];
      if (type === 'bool') this.setBool(key, value as boolean);
      else if (type === 'int') this.setInt(key, value as number);
      else if (type === 'float') this.setFloat(key, value as number);
      else this.setString(key, value as string);
    }
  }

  // --- loading ---

  /** @param path in the module's `FS`; its name, without extension, can select the game */
  loadROM(path: string): void {
    this.loadROMBytes(this.#runtime.files.readFile(path), path);
    this.#settings.setString('rom_file', path);
  }

  /** Fetches a ROM, keeps it as `/roms/<filename>`, loads it, and returns that path. */
  async loadROMFromURL(url: string, filename?: string): Promise<string> {
    const response = await fetch(url);
    if (!response.ok) {
      throw new AleError('rom-missing', `cannot fetch ${url}: HTTP status ${response.status}`, {
        expected: 200,
        got: response.status,
      });
    }
    const name = filename ?? new URL(url, 'http://localhost').pathname.split('/').at(-1)!;
    return this.#keepAndLoad(name, await response.arrayBuffer());
  }

  /** As `loadROMFromURL`, for a file that a user picked. */
  async loadROMFromFile(file: File): Promise<string> {
    return this.#keepAndLoad(file.name, await file.arrayBuffer());
  }

  /**
   * Loads a ROM and resets the environment. Beyond ALE's package.
   * @param name the file's name, which selects the game when the MD5 is unknown
   * @throws AleError `bad-option`, `rom-empty`, `rom-compressed`, `rom-size`, `rom-unsupported`, `rom-md5` or `unknown-game`
   */
  loadROMBytes(bytes: Uint8Array, name = '', options: LoadOptions = {}): void {
    if (!(bytes instanceof Uint8Array)) throw badOption('bytes', 'a Uint8Array', bytes);
    if (typeof name !== 'string') throw badOption('name', 'a string', name);
    expectOptions(options, { game: object, properties: object });
    if (options.properties) expectOptions(options.properties, cartChecks, 'properties');
    const { games, printErr } = this.#runtime;
    this.#current = undefined;
    const core = this.#core;
    const loaded = loadGame(core, games, this.#settings, bytes, name, options, printErr);
    const { format } = loaded.machine;
    this.#current = {
      ...loaded,
      colors: screenColors(format),
      views: new Map(),
      average: this.#settings.getBool('color_averaging') ? colorAverage(format) : undefined,
      states: stateLayouts(core, loaded),
    };
  }

  async #keepAndLoad(name: string, bytes: ArrayBuffer): Promise<string> {
    const path = `/roms/${name}`;
    this.#runtime.files.writeFile(path, isGzip(new Uint8Array(bytes)) ? await gunzip(bytes, name) : bytes);
    this.loadROM(path);
    return path;
  }

  // --- playing ---

  /**
   * Plays `frame_skip` frames, player B idle.
   * @param action 0…17 @param paddleStrength how fast a paddle turns, 0…1
   * @returns the reward
   */
  act(action: number, paddleStrength = 1): number {
    return this.act2(action, noopB, paddleStrength, 0);
  }

  /** `act` for both players: B's actions are 18…35. Beyond ALE's package. */
  act2(actionA: number, actionB: number, strengthA = 1, strengthB = 1): number {
    if (!((actionA >= 0 && actionA < noopB) || actionA === resetAction) || actionA % 1 !== 0) {
      throw unknownAction('A', '0…17', actionA);
    }
    if (!((actionB >= noopB && actionB < noopB + actionsPerPlayer) || actionB === resetAction) || actionB % 1 !== 0) {
      throw unknownAction('B', '18…35', actionB);
    }
    if (!Number.isFinite(strengthA) || !Number.isFinite(strengthB)) {
      const got = Number.isFinite(strengthA) ? strengthB : strengthA;
      throw new AleError('paddle-strength', `paddle strength: expected 0…1, got ${got}`, { expected: '0…1', got });
    }
    return this.#loaded.environment.act(actionA, actionB, strengthA, strengthB);
  }

  resetGame(): void {
    this.#loaded.environment.reset();
  }
  /** Ended, or cut off by a limit. */
  gameOver(): boolean {
    return this.#loaded.environment.gameOver();
  }
  /** Ended by the game's own rules. Beyond ALE's package. */
  gameTerminal(): boolean {
    return this.#loaded.environment.rules.terminal();
  }
  gameTruncated(): boolean {
    return this.#loaded.environment.truncated();
  }
  lives(): number {
    return this.#loaded.environment.rules.lives();
  }
  getFrameNumber(): number {
    return this.#loaded.environment.frameNumber;
  }
  getEpisodeFrameNumber(): number {
    return this.#loaded.environment.episodeFrameNumber;
  }

  // --- actions, modes, difficulties ---

  getLegalActionSet(): number[] {
    const illegal = new Set(this.game.illegalActions.map(actionNumber));
    return Array.from({ length: actionsPerPlayer }, (_, action) => action).filter((action) => !illegal.has(action));
  }
  getMinimalActionSet(): number[] {
    const minimal = new Set(this.game.minimalActions.map(actionNumber));
    return this.getLegalActionSet().filter((action) => minimal.has(action));
  }
  getAvailableModes(): number[] {
    return [...this.game.modes];
  }
  getAvailableDifficulties(): number[] {
    return [...this.game.difficulties];
  }
  /** Applied by the next reset. */
  setMode(mode: number): void {
    const { modes, id } = this.game;
    if (!modes.includes(mode)) {
      throw new AleError('unknown-mode', `${id} has no mode ${mode}; it has ${modes.join(', ')}`, {
        expected: modes,
        got: mode,
      });
    }
    this.#loaded.environment.mode = mode;
  }
  getMode(): number {
    return this.#loaded.environment.mode;
  }
  /** Used from the next frame on. */
  setDifficulty(difficulty: number): void {
    const { difficulties, id } = this.game;
    if (!difficulties.includes(difficulty)) {
      throw new AleError(
        'unknown-difficulty',
        `${id} has no difficulty ${difficulty}; it has ${difficulties.join(', ')}`,
        { expected: difficulties, got: difficulty },
      );
    }
    this.#loaded.environment.difficulty = difficulty;
  }
  getDifficulty(): number {
    return this.#loaded.environment.difficulty;
  }

  // --- RAM ---

  /** A copy of the 128 bytes: byte i is bus address 0x80 + i. */
  getRAM(): Uint8Array {
    return this.ram.slice();
  }
  setRAM(index: number, value: number): void {
    if (!Number.isInteger(index) || index < 0 || index > 127) {
      throw new AleError('ram-index', `RAM index: expected 0…127, got ${index}`, { expected: '0…127', got: index });
    }
    if (!Number.isInteger(value) || value < 0 || value > 255) {
      throw new AleError('ram-value', `RAM value: expected 0…255, got ${value}`, { expected: '0…255', got: value });
    }
    this.#loaded.machine.core.poke(0x80 + index, value);
  }
  /** The 128 bytes themselves, to read without a copy. Beyond ALE's package. */
  get ram(): Uint8Array {
    return this.#loaded.environment.ram;
  }

  // --- screen ---

  getScreenWidth(): number {
    return screenWidth;
  }
  getScreenHeight(): number {
    return this.#loaded.machine.screenHeight;
  }
  /** Height × 160 TIA color bytes, a copy. */
  getScreen(): Uint8Array {
    return this.screen.slice();
  }
  /** 3 bytes a pixel, R G B, a copy. */
  getScreenRGB(): Uint8Array {
    return toRgb(this.screen, this.#loaded.colors);
  }
  /** 1 byte a pixel, a copy. */
  getScreenGrayscale(): Uint8Array {
    return this.screenGrayscale.slice();
  }
  getScreenImageData(): ImageData {
    if (typeof ImageData === 'undefined') {
      throw new AleError('unsupported', 'ImageData needs a browser; use getScreenRGB here');
    }
    return new ImageData(toRgba(this.screen, this.#loaded.colors), screenWidth, this.getScreenHeight());
  }
  /** Shows the screen in a page's `<canvas>`; a missing one is reported, not thrown, as in ALE. */
  renderToCanvas(canvasId: string): void {
    const canvas = document.getElementById(canvasId) as HTMLCanvasElement | null;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) {
      this.#runtime.printErr(`renderToCanvas: no canvas "${canvasId}" in this page`);
      return;
    }
    const height = this.getScreenHeight();
    if (canvas.width !== screenWidth) canvas.width = screenWidth;
    if (canvas.height !== height) canvas.height = height;
    context.putImageData(this.getScreenImageData(), 0, 0);
  }

  /**
   * The screen's color bytes without a copy (with color averaging, a fresh blend); valid until the next frame.
   * Beyond ALE's package.
   */
  get screen(): Uint8Array {
    const { average, machine } = this.#loaded;
    const current = this.#frame(machine.core.framePointer());
    if (!average) return current;
    const previous = this.#frame(machine.core.previousFramePointer());
    return current.map((pixel, i) => average(pixel, previous[i]!));
  }

  /** The screen in gray, 1 byte a pixel, without a copy; valid until the next call or frame. Beyond ALE's package. */
  get screenGrayscale(): Uint8Array {
    const { average, machine, colors } = this.#loaded;
    return average ? toGray(this.screen, colors) : this.#frame(machine.core.renderGray());
  }

  /**
   * The current frame in gray, 84 × 84 (area-averaged), as a view into the core that the next call overwrites.
   * @param pool take the larger of this frame and the one that `rememberFrame` kept, pixel by pixel. Beyond ALE's package.
   */
  observe(pool = false): Uint8Array {
    const { machine, average } = this.#loaded;
    if (average)
      throw new AleError('unsupported', 'observe works without color_averaging: expected the setting false, got true');
    return this.#view(machine.core.observe(pool ? 1 : 0), observationSize * observationSize);
  }

  /** Keeps the current frame as the older of the two that `observe(true)` pools. Beyond ALE's package. */
  rememberFrame(): void {
    this.#loaded.machine.core.rememberFrame();
  }

  // --- saved states ---

  /**
   * What ALE saves: console, counters, mode, rules; not the screen, nor the remembered (sticky) actions.
   * @param includeRandom also the environment's generator; without it, restoring lets the live one go on
   */
  saveState(includeRandom = false): Uint8Array {
    return packState(this.#loaded.states[includeRandom ? 'state-random' : 'state']);
  }

  /** @throws AleError `bad-state` when the bytes are no state of this ROM */
  loadState(state: Uint8Array): void {
    const kind = kindOfState(state);
    if (kind === 'snapshot') throw new AleError('bad-state', 'this is a snapshot: restore it with restoreSnapshot');
    unpackState(state, this.#loaded.states[kind]);
  }

  /**
   * Everything that decides what comes next, pictures, sticky actions and generator included: after `restoreSnapshot` with the
   * same ROM and settings, play goes on to the same bytes. For training checkpoints. Beyond ALE's package.
   */
  saveSnapshot(): Uint8Array {
    return packState(this.#loaded.states.snapshot);
  }

  /** @throws AleError `bad-state` when the bytes are no snapshot of this ROM */
  restoreSnapshot(snapshot: Uint8Array): void {
    if (kindOfState(snapshot) !== 'snapshot') {
      throw new AleError('bad-state', 'this is a saved state: restore it with loadState');
    }
    unpackState(snapshot, this.#loaded.states.snapshot);
  }

  /** The table entry of the loaded game. Beyond ALE's package. */
  get game(): Game {
    return this.#loaded.environment.game;
  }

  get #loaded(): Loaded {
    if (!this.#current) throw new AleError('no-rom-loaded', 'no ROM is loaded: call loadROM first');
    return this.#current;
  }

  #frame(pointer: number): Uint8Array {
    return this.#view(pointer, screenWidth * this.#loaded.machine.screenHeight);
  }

  #view(pointer: number, length: number): Uint8Array {
    const { views } = this.#loaded;
    let view = views.get(pointer);
    if (!view) {
      view = new Uint8Array(this.#core.memory.buffer, pointer, length);
      views.set(pointer, view);
    }
    return view;
  }
}

function stateLayouts(core: Core, { environment, md5 }: LoadedGame): Record<StateKind, StateLayout> {
  const { counters, controls, rules, random, actions, strengths } = environment;
  const coreState = new Uint8Array(core.memory.buffer, core.statePointer(), core.stateSize());
  const coreUnsaved = new Uint8Array(core.memory.buffer, core.unsavedPointer(), core.unsavedSize());
  const ours = [counters, controls.resistances, controls.limits];
  const layout = (kind: StateKind, ...parts: ArrayBufferView[]) => {
    const problem = () => stateParts[core.stateProblem(kind === 'snapshot' ? 1 : 0)] || environment.stateProblem();
    return stateLayout(kind, core.stateVersion(), md5, [...ours, ...parts], problem);
  };
  return {
    state: layout('state', rules.saved, coreState),
    'state-random': layout('state-random', rules.saved, random.state, coreState),
    snapshot: layout('snapshot', rules.persistent, random.state, actions, strengths, coreState, coreUnsaved),
  };
}

function unknownAction(player: string, expected: string, got: number): AleError {
  return new AleError('unknown-action', `player ${player}: expected an action in ${expected}, got ${got}`, {
    expected,
    got,
  });
}
