/** `ALEInterface`: one console with ALE's method names. Methods that ALE's web package lacks are marked "Extension". */

import { AleError } from '../errors.js';
import { cartChecks } from '../games/check-game.js';
import { expectDifficulty, expectMode, legalActions, minimalActions } from '../games/choices.js';
import type { Game } from '../games/game.js';
import { drawOnCanvas } from '../platform/canvas.js';
import { expectOk } from '../platform/fetch.js';
import { gunzip, isGzip } from '../platform/gzip.js';
import type { VirtualFiles } from '../platform/virtual-files.js';
import { expectActions, noopB } from './actions.js';
import { type ConsoleStates, consoleStates } from './console-states.js';
import type { Core } from './core.js';
import { createDisplay, type Display } from './display.js';
import { type LoadedGame, type LoadOptions, loadGame } from './load-game.js';
import { screenWidth, writeRam } from './machine.js';
import { badOption, expectOptions, object } from './option-checks.js';
import { Settings } from './settings.js';

/** The ALE release whose behavior this package reproduces. */
export const aleVersion = '0.12.0';

/** What all consoles of a module have in common. */
export interface Runtime {
  readonly instantiate: () => Core;
  readonly games: readonly Game[];
  readonly files: VirtualFiles;
  readonly printErr: (text: string) => void;
}

interface Loaded extends LoadedGame {
  readonly display: Display;
  readonly states: ConsoleStates;
}

/**
 * One Atari 2600 with ALE's environment around it. Settings take effect when a ROM is loaded.
 * Every method that needs a ROM throws an AleError `no-rom-loaded` before one is loaded.
 */
export class ALEInterface extends Settings {
  readonly #runtime: Runtime;
  readonly #core: Core;
  #current: Loaded | undefined;

  /** @internal */
  constructor(runtime: Runtime) {
    super();
    this.#runtime = runtime;
    this.#core = runtime.instantiate();
  }

  /** Returns the ALE release whose behavior this is. */
  static getVersion(): string {
    return aleVersion;
  }

  // --- loading ---

  /**
   * Loads a ROM from the module's file system and resets the environment.
   * @param path a path in `FS`; in Node also the path of a real file. The file's name can select the game.
   * @throws AleError `rom-missing`, and what `loadROMBytes` throws
   */
  loadROM(path: string): void {
    this.loadROMBytes(this.#runtime.files.readFile(path), path);
    this.setString('rom_file', path);
  }

  /**
   * Fetches a ROM, writes it to `/roms/<filename>` and loads it.
   * @param filename default: the last part of the URL's path
   * @returns the path @throws AleError `rom-missing` when the server does not return it, and what `loadROMBytes` throws
   */
  async loadROMFromURL(url: string, filename?: string): Promise<string> {
    const bytes = await expectOk(await fetch(url), 'rom-missing');
    const name = filename ?? new URL(url, 'http://localhost').pathname.split('/').at(-1)!;
    return this.#keepAndLoad(name, bytes);
  }

  /** Like `loadROMFromURL`, for a file that a user has chosen in a page. */
  async loadROMFromFile(file: File): Promise<string> {
    return this.#keepAndLoad(file.name, await file.arrayBuffer());
  }

  /**
   * Extension: loads a ROM from memory and resets the environment.
   * @param bytes the cartridge image
   * @param name the file's name, which selects the game when no game lists the image's MD5
   * @throws AleError `bad-option`, `rom-empty`, `rom-compressed`, `rom-size`, `rom-unsupported`, `rom-md5` or `unknown-game`
   */
  loadROMBytes(bytes: Uint8Array, name = '', options: LoadOptions = {}): void {
    if (!(bytes instanceof Uint8Array)) throw badOption('bytes', 'a Uint8Array', bytes);
    if (typeof name !== 'string') throw badOption('name', 'a string', name);
    expectOptions(options, { game: object, properties: object });
    if (options.properties) expectOptions(options.properties, cartChecks, 'properties');
    const { games, printErr } = this.#runtime;
    this.#current = undefined;
    const loaded = loadGame(this.#core, games, this, bytes, name, options, printErr);
    const display = createDisplay(loaded.machine, this.getBool('color_averaging'));
    this.#current = { ...loaded, display, states: consoleStates(this.#core, loaded) };
  }

  async #keepAndLoad(name: string, bytes: ArrayBuffer): Promise<string> {
    const path = `/roms/${name}`;
    this.#runtime.files.writeFile(path, isGzip(new Uint8Array(bytes)) ? await gunzip(bytes, name) : bytes);
    this.loadROM(path);
    return path;
  }

  // --- playing ---

  /**
   * Plays `frame_skip` frames with an action of player A; player B does nothing.
   * @param action 0…17, or 40 for the console's RESET switch (which counts as NOOP)
   * @param paddleStrength speed of a paddle, 0…1; ignored by joystick games
   * @returns the sum of the frames' rewards, clamped to `reward_min` … `reward_max` @throws AleError `unknown-action` or `paddle-strength`
   */
  act(action: number, paddleStrength = 1): number {
    return this.act2(action, noopB, paddleStrength, 0);
  }

  /** Extension: `act` for two players. @param actionB 18…35, player A's numbers plus 18; or 40 */
  act2(actionA: number, actionB: number, strengthA = 1, strengthB = 1): number {
    expectActions(actionA, actionB, strengthA, strengthB);
    return this.#loaded.environment.act(actionA, actionB, strengthA, strengthB);
  }

  /** Starts a new episode. Applies the mode that was set. */
  resetGame(): void {
    this.#loaded.environment.reset();
  }
  /** Returns whether the episode has ended: by the game's rules, or truncated by a limit. */
  gameOver(): boolean {
    return this.#loaded.environment.gameOver();
  }
  /** Extension: returns whether the game's own rules have ended the episode. */
  gameTerminal(): boolean {
    return this.#loaded.environment.rules.terminal();
  }
  /** Returns whether `max_num_frames_per_episode` or `truncate_on_loss_of_life` has cut the episode off. */
  gameTruncated(): boolean {
    return this.#loaded.environment.truncated();
  }
  /** Returns the lives left, 0 in games without lives. */
  lives(): number {
    return this.#loaded.environment.rules.lives();
  }
  /** Returns the frames played since the ROM was loaded, without those of resets. */
  getFrameNumber(): number {
    return this.#loaded.environment.frameNumber;
  }
  /** Returns the frames played since the episode began. */
  getEpisodeFrameNumber(): number {
    return this.#loaded.environment.episodeFrameNumber;
  }

  // --- actions, modes, difficulties ---

  /** Returns the numbers of all actions that the game allows. */
  getLegalActionSet(): number[] {
    return legalActions(this.game);
  }
  /** Returns the numbers of the actions that the game needs. */
  getMinimalActionSet(): number[] {
    return minimalActions(this.game);
  }
  /** Returns the modes of the game. */
  getAvailableModes(): number[] {
    return [...this.game.modes];
  }
  /** Returns the difficulties of the game. */
  getAvailableDifficulties(): number[] {
    return [...this.game.difficulties];
  }
  /** Sets the mode, which the next reset applies. @throws AleError `unknown-mode` */
  setMode(mode: number): void {
    expectMode(this.game, mode);
    this.#loaded.environment.mode = mode;
  }
  /** Returns the mode that was set. */
  getMode(): number {
    return this.#loaded.environment.mode;
  }
  /** Sets the difficulty switches, from the next frame on. @throws AleError `unknown-difficulty` */
  setDifficulty(difficulty: number): void {
    expectDifficulty(this.game, difficulty);
    this.#loaded.environment.difficulty = difficulty;
  }
  /** Returns the difficulty that was set. */
  getDifficulty(): number {
    return this.#loaded.environment.difficulty;
  }
  /** Extension: the table entry of the loaded game. */
  get game(): Game {
    return this.#loaded.environment.game;
  }

  // --- RAM ---

  /** Returns a copy of the 128 RAM bytes; byte i is at bus address 0x80 + i. */
  getRAM(): Uint8Array {
    return this.ram.slice();
  }
  /** Writes one RAM byte. @param index 0…127 @param value 0…255 @throws AleError `ram-index` or `ram-value` */
  setRAM(index: number, value: number): void {
    writeRam(this.#loaded.machine.core, index, value);
  }
  /** Extension: the 128 RAM bytes themselves, without a copy. Read only: write with `setRAM`. */
  get ram(): Uint8Array {
    return this.#loaded.environment.ram;
  }

  // --- screen ---

  /** Returns 160. */
  getScreenWidth(): number {
    return screenWidth;
  }
  /** Returns the rows of the screen: 210 for most NTSC games, 250 for most PAL games. */
  getScreenHeight(): number {
    return this.#loaded.machine.screenHeight;
  }
  /** Extension: returns a copy of the screen, height × 160 TIA color bytes. */
  getScreen(): Uint8Array {
    return this.screen.slice();
  }
  /** Returns a copy of the screen, height × 160 × 3 bytes: R, G, B. @param pool an extension: the brighter of the last two frames */
  getScreenRGB(pool = false): Uint8Array {
    return this.#loaded.display.rgb(pool);
  }
  /** Returns a copy of the screen, height × 160 gray values. */
  getScreenGrayscale(): Uint8Array {
    return this.screenGrayscale.slice();
  }
  /** Returns the screen for a canvas. @throws AleError `unsupported` outside browsers */
  getScreenImageData(): ImageData {
    if (typeof ImageData === 'undefined') {
      throw new AleError('unsupported', 'getScreenImageData requires a browser: use getScreenRGB here');
    }
    return new ImageData(this.#loaded.display.rgba(), screenWidth, this.getScreenHeight());
  }
  /** Draws the screen on a page's `<canvas>`. A missing canvas is reported to `printErr`, not thrown, as in ALE. */
  renderToCanvas(canvasId: string): void {
    if (drawOnCanvas(canvasId, () => this.getScreenImageData())) return;
    this.#runtime.printErr(`renderToCanvas: this page has no canvas with the id "${canvasId}"`);
  }
  /** Extension: the screen's TIA color bytes without a copy, valid until the next frame. */
  get screen(): Uint8Array {
    return this.#loaded.display.screen();
  }
  /** Extension: the red, green, blue and gray of each TIA color byte, which depend on the game's television standard. Read only. */
  get screenColors(): Display['colors'] {
    return this.#loaded.display.colors;
  }
  /** Extension: the screen's gray values without a copy, valid until the next call or frame. */
  get screenGrayscale(): Uint8Array {
    return this.#loaded.display.gray();
  }
  /**
   * Extension: returns the current frame as 84 × 84 gray values (area-averaged), a view that the next call overwrites.
   * @param pool use the maximum with the frame that `rememberFrame` kept @throws AleError `unsupported` with `color_averaging`
   */
  observe(pool = false): Uint8Array {
    return this.#loaded.display.observe(pool);
  }
  /** Extension: keeps the current frame as the older of the two that `observe(true)` combines. */
  rememberFrame(): void {
    this.#loaded.display.rememberFrame();
  }

  // --- saved states ---

  /**
   * Returns what ALE saves: console, counters, mode and rules; not the screen, nor the action that a sticky frame repeats.
   * @param includeRandom also save the environment's random generator; without it, loading leaves the generator as it is
   */
  saveState(includeRandom = false): Uint8Array {
    return this.#loaded.states.saveState(includeRandom);
  }
  /** Restores a saved state of the same ROM. @throws AleError `bad-state`; then nothing has changed */
  loadState(state: Uint8Array): void {
    this.#loaded.states.loadState(state);
  }
  /**
   * Extension: returns everything that later frames depend on, including both frame buffers, the last actions and the random
   * generator. After `restoreSnapshot` with the same ROM and settings, the same actions give the same bytes.
   */
  saveSnapshot(): Uint8Array {
    return this.#loaded.states.saveSnapshot();
  }
  /** Extension: restores a snapshot of the same ROM. @throws AleError `bad-state`; then nothing has changed */
  restoreSnapshot(snapshot: Uint8Array): void {
    this.#loaded.states.restoreSnapshot(snapshot);
  }

  get #loaded(): Loaded {
    if (!this.#current) throw new AleError('no-rom-loaded', 'no ROM is loaded: call loadROM first');
    return this.#current;
  }
}
