/** Replays `env/probe.json`: recordings of ALE's environment on a small test cartridge. */
import type { ALEInterface } from '../console/ale.js';
import type { SettingKey } from '../console/settings.js';
import type { Cart } from '../games/game.js';
import type { ALEModule } from '../platform/module.js';

/** [reward, frameNumber, episodeFrameNumber, terminal, truncated, lives, RAM in hex]. */
type Observed = readonly [number, number, number, number, number, number, string];
type Step = readonly [command: readonly [string, ...number[]], expected: Observed | string | null];

export interface ProbeFile {
  readonly rom: {
    readonly size: number;
    /** Hex, at offset 0. */
    readonly code: string;
    readonly patches: Readonly<Record<string, number>>;
    readonly overscanLinesOffset: number;
    readonly ntsc: number;
    readonly pal: number;
  };
  readonly cases: readonly ProbeCase[];
}

export interface ProbeCase {
  readonly name: string;
  /** Name of the ROM file, which selects the rules. */
  readonly game: string;
  readonly rom: 'ntsc' | 'pal';
  readonly settings: Readonly<Record<string, number | boolean>>;
  /** Overrides of cartridge properties, `YES` for true. */
  readonly properties: Readonly<Record<string, string>>;
  readonly afterLoad: Observed;
  readonly steps: readonly Step[];
}

/** The RAM bytes that the test cartridge writes; after `act`, only these are recorded. */
const probedRam = [...range(0x40, 0x48), ...range(0x50, 0x53)];
/** Of a screen, only this column is recorded. */
const probedColumn = 80;

/** Returns the image of the test cartridge. */
export function probeRom({ rom }: ProbeFile, kind: 'ntsc' | 'pal'): Uint8Array {
  const bytes = new Uint8Array(rom.size);
  bytes.set(Uint8Array.from(rom.code.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)));
  for (const [offset, value] of Object.entries(rom.patches)) bytes[Number(offset)] = value;
  bytes[rom.overscanLinesOffset] = rom[kind];
  return bytes;
}

/** @returns the first mismatch, or undefined if everything is equal */
export function runProbeCase(file: ProbeFile, probe: ProbeCase, { ALEInterface }: ALEModule): string | undefined {
  const ale = new ALEInterface();
  ale.set(probe.settings as Partial<Record<SettingKey, boolean | number>>);
  const yesNo: Record<string, boolean> = { YES: true, NO: false };
  const overrides = Object.entries(probe.properties).map(([key, value]) => [key, yesNo[value] ?? value]);
  const properties = Object.fromEntries(overrides) as Partial<Cart>;
  ale.loadROMBytes(probeRom(file, probe.rom), `${probe.game}.bin`, { properties });

  const saved = new Map<number, Uint8Array>();
  const loaded = difference(probe.afterLoad, observe(ale, 0, true));
  if (loaded) return `after loading: ${loaded}`;
  for (const [i, [command, expected]] of probe.steps.entries()) {
    const mismatch = difference(expected, runCommand(ale, command, saved));
    if (mismatch) return `step ${i} (${command.join(' ')}): ${mismatch}`;
  }
  return undefined;
}

function runCommand(
  ale: ALEInterface,
  [name, x = 0, y]: Step[0],
  saved: Map<number, Uint8Array>,
): readonly (number | string)[] | string | null {
  switch (name) {
    case 'act':
      return observe(ale, ale.act(x, y ?? 1), false);
    case 'act2':
      return observe(ale, ale.act2(x, y ?? 0, 1, 1), false);
    case 'reset':
      ale.resetGame();
      return observe(ale, 0, true);
    case 'setram':
      ale.setRAM(x, y ?? 0);
      return null;
    case 'difficulty':
      ale.setDifficulty(x);
      return null;
    case 'save':
      saved.set(x, ale.saveState(y === 1));
      return null;
    case 'restore':
      ale.loadState(saved.get(x) ?? new Uint8Array());
      return observe(ale, 0, true);
    case 'screen': {
      const { screen } = ale;
      const rows = range(0, ale.getScreenHeight());
      return `${rows.length}:${hex(rows.map((row) => screen[row * ale.getScreenWidth() + probedColumn]!))}`;
    }
    default:
      throw new Error(`unknown probe command ${name}`);
  }
}

function observe(ale: ALEInterface, reward: number, wholeRam: boolean): (number | string)[] {
  const ram = wholeRam ? [...ale.ram] : probedRam.map((index) => ale.ram[index]!);
  return [
    reward,
    ale.getFrameNumber(),
    ale.getEpisodeFrameNumber(),
    Number(ale.gameTerminal()),
    Number(ale.gameTruncated()),
    ale.lives(),
    hex(ram),
  ];
}

function difference(expected: unknown, got: unknown): string | undefined {
  const [wanted, found] = [String(expected), String(got)];
  return wanted === found ? undefined : `expected ${wanted}, got ${found}`;
}

function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
